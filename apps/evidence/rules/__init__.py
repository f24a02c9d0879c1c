"""What the vault takes and how its work is planned. No database, no clock."""

from apps.evidence.rules.intake import NotTaken, inspect
from apps.evidence.rules.plans import CHECK_EVERY, LEASE, MOST_ATTEMPTS, Box, NotABox, boxes_from, wait_after
from apps.evidence.rules.types import (
    DRAWN,
    HEAD,
    LARGEST_FILE,
    MOST_PIXELS,
    MOST_PIXELS_JPEG,
    PICTURES,
    TEXTS,
    is_text,
    media_type_of,
)

__all__ = [
    "CHECK_EVERY",
    "DRAWN",
    "HEAD",
    "LARGEST_FILE",
    "LEASE",
    "MOST_ATTEMPTS",
    "MOST_PIXELS",
    "MOST_PIXELS_JPEG",
    "PICTURES",
    "TEXTS",
    "Box",
    "NotABox",
    "NotTaken",
    "boxes_from",
    "inspect",
    "is_text",
    "media_type_of",
    "wait_after",
]

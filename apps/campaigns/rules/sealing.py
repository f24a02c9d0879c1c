"""What stands in a sealed sign-on, and how sellers are marked within one campaign. Pure functions of values."""

import hmac
import json
from base64 import urlsafe_b64decode
from dataclasses import dataclass
from uuid import UUID

SIZE = 1024  # every box holds as much, whatever was chosen: its length tells nothing


@dataclass(frozen=True)
class Contents:
    """Who joined, for which of their cases."""

    person: UUID
    case: UUID


def packed(contents: Contents) -> bytes:
    """As bytes of one length. Raises ValueError where they do not fit."""
    text = json.dumps({"person": str(contents.person), "case": str(contents.case)}).encode()
    if len(text) > SIZE:
        raise ValueError("too much for a sealed sign-on")
    return text.ljust(SIZE)


def unpacked(plain: bytes) -> Contents:
    facts = json.loads(plain)
    return Contents(person=UUID(facts["person"]), case=UUID(facts["case"]))


def bound_to(campaign_id: int) -> str:
    """Where a box belongs: moved to another campaign it stays shut."""
    return f"campaigns_signon|box|{campaign_id}"


def mark(mark_key: str, kind: str, value: str) -> str:
    """64 hexadecimal digits that stand for `value` in one campaign and for nothing anywhere else."""
    return hmac.digest(urlsafe_b64decode(mark_key), f"{kind}\x1f{value}".encode(), "sha256").hex()

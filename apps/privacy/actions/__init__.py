"""Every write of privacy."""

from apps.privacy.actions.erasing import (
    COOLING,
    STEPS,
    ErasureRefused,
    cancel_erasure,
    erase_due,
    lift_hold,
    place_hold,
    request_erasure,
)
from apps.privacy.actions.exporting import KEPT, claim_export, make_next_export, request_export, sweep_exports
from apps.privacy.actions.retaining import announce_emptying, keep_to_rules

__all__ = [
    "COOLING",
    "KEPT",
    "STEPS",
    "ErasureRefused",
    "announce_emptying",
    "cancel_erasure",
    "claim_export",
    "erase_due",
    "keep_to_rules",
    "lift_hold",
    "make_next_export",
    "place_hold",
    "request_erasure",
    "request_export",
    "sweep_exports",
]

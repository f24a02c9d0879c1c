"""Every write of a case. Read filing.py first: it tells the whole life up to the moderator's desk."""

from apps.cases.actions.drafts import (
    DraftConflict,
    DraftTooLarge,
    claim_draft,
    discard_draft,
    expire_drafts,
    new_key,
    remove_notice_file,
    reopen_draft,
    save_answers,
    start_case,
    store_notice_file,
)
from apps.cases.actions.filing import FilingIncomplete, submit_case
from apps.cases.actions.moves import (
    MoveRefused,
    add_note,
    change_visibility,
    record_placed,
    record_progress,
    reopen_case,
    return_case,
    verify_case,
    withdraw_case,
)

__all__ = [
    "DraftConflict",
    "DraftTooLarge",
    "FilingIncomplete",
    "MoveRefused",
    "add_note",
    "change_visibility",
    "claim_draft",
    "discard_draft",
    "expire_drafts",
    "new_key",
    "record_placed",
    "record_progress",
    "remove_notice_file",
    "reopen_case",
    "reopen_draft",
    "return_case",
    "save_answers",
    "start_case",
    "store_notice_file",
    "submit_case",
    "verify_case",
    "withdraw_case",
]

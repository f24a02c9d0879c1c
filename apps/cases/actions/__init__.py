"""Every write of a case. Read filing.py first: it tells the whole life up to the moderator's desk."""

from apps.cases.actions.drafts import (
    MOST_NOTICE_FILES,
    DraftConflict,
    DraftGone,
    DraftTooLarge,
    claim_draft,
    discard_draft,
    expire_drafts,
    new_key,
    new_mark,
    remove_notice_file,
    reopen_draft,
    save_answers,
    start_case,
    store_notice_file,
)
from apps.cases.actions.filing import FilingIncomplete, submit_case
from apps.cases.actions.grants import SharingRefused, grant_access, restore_access, revoke_access
from apps.cases.actions.moves import (
    MoveRefused,
    add_note,
    change_visibility,
    record_placed,
    record_progress,
    reopen_case,
    return_case,
    reveal_identity,
    verify_case,
    withdraw_case,
)
from apps.cases.actions.openings import record_opening
from apps.cases.actions.reports import add_report

__all__ = [
    "MOST_NOTICE_FILES",
    "DraftConflict",
    "DraftGone",
    "DraftTooLarge",
    "FilingIncomplete",
    "MoveRefused",
    "SharingRefused",
    "add_note",
    "add_report",
    "change_visibility",
    "claim_draft",
    "discard_draft",
    "expire_drafts",
    "grant_access",
    "new_key",
    "new_mark",
    "record_opening",
    "record_placed",
    "record_progress",
    "remove_notice_file",
    "reopen_case",
    "reopen_draft",
    "restore_access",
    "return_case",
    "reveal_identity",
    "revoke_access",
    "save_answers",
    "start_case",
    "store_notice_file",
    "submit_case",
    "verify_case",
    "withdraw_case",
]

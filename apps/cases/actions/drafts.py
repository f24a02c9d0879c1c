"""Drafts: what somebody types before they file, kept as typed."""

import json
import secrets
from datetime import datetime, timedelta
from typing import IO

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.cases.actions.mails import keep_reading
from apps.cases.actions.moves import MoveRefused
from apps.cases.enums import State
from apps.cases.models import Case, CaseFile, Draft
from apps.cases.rules import Answers
from apps.core.references import new_reference
from apps.deadlines.actions import open_docket
from apps.evidence.actions import FileRefused, discard_file, store_file
from apps.losses.actions import open_ledger

KEEP_CLAIMED = timedelta(days=365)
KEEP_UNCLAIMED = timedelta(days=30)
MOST_DRAFT_CHARACTERS = 4_000_000  # a draft holds what was typed even where it is too long to be filed
MOST_NOTICE_FILES = 5
NOTICE = "suspension_notice"  # of the vocabulary's kinds of evidence


class DraftConflict(Exception):
    """The draft was saved elsewhere since this page was opened; `draft` is as it stands now."""

    def __init__(self, draft: Draft) -> None:
        super().__init__(_("This draft was changed in another tab or on another device."))
        self.draft = draft


class DraftGone(Exception):
    """The draft was submitted, discarded or given up in the meantime."""


class DraftTooLarge(Exception):
    """More text than a draft can hold."""


def new_key() -> str:
    """A key for a browser session, by which it finds its unclaimed drafts again."""
    return secrets.token_urlsafe(32)


def new_mark() -> str:
    """A mark for a page that is about to be shown, by which its own saves are told from those of others."""
    return secrets.token_urlsafe(9)


@transaction.atomic
def start_case(*, answers: Answers | None = None, by: User | None, key: str = "", now: datetime) -> Case:
    """A new draft of `by`, or of whoever holds `key` when they have not signed in yet."""
    if by is None and not key:
        raise ValueError("a draft belongs to a person or to a browser's key")
    reference = _free_reference()
    case = Case.objects.create(
        owner=by,
        ledger=open_ledger(now=now),
        docket=open_docket(reference=reference, now=now),
        reference=reference,
        created_at=now,
        moved_at=now,
        is_demonstration=bool(by and by.is_demonstration),
    )
    Draft.objects.create(
        case=case,
        answers=json.dumps(answers or {}, ensure_ascii=False),
        key_hash="" if by else Draft.hash_of_key(key),
        saved_at=now,
        expires_at=now + (KEEP_CLAIMED if by else KEEP_UNCLAIMED),
    )
    return case


def _free_reference() -> str:
    """A reference nobody has; the unique constraint has the last word on a race."""
    reference = new_reference()
    while Case.objects.filter(reference=reference).exists():
        reference = new_reference()
    return reference


@transaction.atomic
def reopen_draft(*, case: Case, answers: Answers, by: User, now: datetime) -> Draft:
    """The draft in which a returned case is mended: the one that is there, or a new one filled with `answers`."""
    case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if case.state != State.RETURNED or case.owner_id != by.pk:
        raise MoveRefused(_("The case has moved on in the meantime. Please look at where it stands now."))
    text = json.dumps(answers, ensure_ascii=False)
    known = Draft.objects.filter(case=case).first()
    return known or Draft.objects.create(case=case, answers=text, saved_at=now, expires_at=now + KEEP_CLAIMED)


@transaction.atomic
def save_answers(
    *, draft: Draft, step: str, answers: dict[str, list[str]], seen: str, writer: str, now: datetime
) -> Draft:
    """Keep one step as typed, right or wrong.

    `seen` is the step's mark when the page was opened, `writer` the page's own new one (`new_mark`). Raises
    DraftConflict when another page saved this step in between and says something else, DraftTooLarge past 4 million
    characters, DraftGone. Saving what is already there changes nothing and is never a conflict.
    """
    current = Draft.objects.select_for_update().filter(pk=draft.pk).first()
    if current is None:
        raise DraftGone(_("This draft has been submitted or discarded in the meantime."))
    kept: Answers = current.typed
    if kept.get(step) == answers:
        return current
    if current.marks.get(step, "") not in (seen, writer):
        raise DraftConflict(current)
    kept[step] = answers
    text = json.dumps(kept, ensure_ascii=False)
    if len(text) > MOST_DRAFT_CHARACTERS:
        raise DraftTooLarge(_("This is more text than a draft can hold. Please upload long texts as files."))
    current.answers = text
    current.marks = {**current.marks, step: writer}
    current.saved_at = now
    current.expires_at = now + (KEEP_UNCLAIMED if current.key_hash else KEEP_CLAIMED)
    current.save(update_fields=["answers", "marks", "saved_at", "expires_at"])
    return current


@transaction.atomic
def save_steps(*, draft: Draft, steps: Answers, now: datetime) -> Draft:
    """Keep several steps at once, all or none, over `draft` as it was read. Raises as `save_answers` does."""
    writer = new_mark()
    saved = draft
    for step, answers in steps.items():
        seen = draft.marks.get(step, "")
        saved = save_answers(draft=draft, step=step, answers=answers, seen=seen, writer=writer, now=now)
    return saved


@transaction.atomic
def claim_draft(*, key: str, by: User, now: datetime) -> int:
    """Make the drafts of a browser's key belong to the person who signed in; returns how many."""
    drafts = Draft.objects.select_for_update().filter(key_hash=Draft.hash_of_key(key), case__owner__isnull=True)
    claimed = 0
    for draft in drafts:
        claimed += Case.objects.filter(pk=draft.case_id, owner__isnull=True, state=State.DRAFT).update(
            owner=by, is_demonstration=by.is_demonstration
        )
        Draft.objects.filter(pk=draft.pk).update(key_hash="", expires_at=now + KEEP_CLAIMED)
    return claimed


@transaction.atomic
def discard_draft(*, case: Case, by: User | None, now: datetime) -> None:
    """Delete a draft with everything in it. Of a returned case only the unfinished changes go; the case stays.

    Twice is as once.
    """
    locked = Case.objects.select_for_update(of=("self",)).select_related("ledger", "docket").filter(pk=case.pk).first()
    if locked is None:
        return
    if locked.state != State.DRAFT:
        Draft.objects.filter(case=locked).delete()
        return
    for entry in locked.files.select_related("file"):
        entry.delete()
        discard_file(file=entry.file, by=by, now=now)
    locked.delete()
    locked.ledger.delete()
    if locked.docket:
        locked.docket.delete()


@transaction.atomic
def expire_drafts(*, now: datetime, at_most: int = 200) -> int:
    """Discard drafts nobody touched until their date; returns how many. A returned case's draft is only closed."""
    cases = Case.objects.select_for_update(of=("self",), skip_locked=True).filter(draft__expires_at__lte=now)
    count = 0
    for case in cases[:at_most]:
        if Draft.objects.select_for_update().filter(case=case, expires_at__lte=now).exists():  # not saved just now
            discard_draft(case=case, by=None, now=now)
            count += 1
    return count


@transaction.atomic
def store_notice_file(*, draft: Draft, upload: IO[bytes], name: str, by: User | None, now: datetime) -> CaseFile:
    """Put the platform's notice into the vault as a file of the case. Raises FileRefused, DraftGone."""
    case = _case_of(draft)
    if case.files.filter(kind=NOTICE).count() >= MOST_NOTICE_FILES:
        raise FileRefused(_("Five files are the most a notice can have. Remove one first."))
    file = store_file(source=upload, name=name, belongs_to=case.pk, by=by, now=now)
    entry = CaseFile.objects.create(case=case, file=file, kind=NOTICE, added_at=now)
    keep_reading(entry=entry, now=now)
    return entry


@transaction.atomic
def remove_notice_file(*, draft: Draft, entry: CaseFile, by: User | None, now: datetime) -> None:
    """Take a file out of a draft again; the custody log keeps that it was there. Twice is as once."""
    if CaseFile.objects.filter(pk=entry.pk, case=_case_of(draft)).delete()[0]:
        discard_file(file=entry.file, by=by, now=now)


def _case_of(draft: Draft) -> Case:
    """The draft's case, locked, so that files are counted one after another and none slips in behind a submission."""
    case = Case.objects.select_for_update(of=("self",)).filter(draft=draft).first()
    if case is None:
        raise DraftGone(_("This draft has been submitted or discarded in the meantime."))
    return case

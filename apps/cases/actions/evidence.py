"""Evidence of a filed case: put in and taken out by its seller. A draft's notice files are in drafts.py."""

from datetime import datetime
from typing import IO

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.cases.actions.mails import keep_reading
from apps.cases.actions.moves import record
from apps.cases.enums import EventKind, State
from apps.cases.models import Case, CaseFile
from apps.evidence.actions import discard_file, store_file
from apps.losses.selectors import is_relied_on
from apps.marketplaces.enums import EVIDENCE_KINDS


class EvidenceRefused(Exception):
    """Nothing can be put in or taken out here; `args[0]` says why to the person who tried."""


@transaction.atomic
def add_evidence(*, case: Case, kind: str, upload: IO[bytes], name: str, by: User, now: datetime) -> CaseFile:
    """Put one file into the vault as evidence of a filed case, with its entry on the timeline.

    Only the case's owner adds, and only while the case is open: a closed one is reopened first, so that a moderator
    reads what is new. Raises EvidenceRefused, and FileRefused where the vault does not take the file.
    """
    if kind not in EVIDENCE_KINDS:
        raise EvidenceRefused(_("Choose what kind of evidence this is."))
    locked = _own_case(case, by)
    if locked.is_closed:
        raise EvidenceRefused(_("This case is closed. Reopen it to add evidence."))
    file = store_file(source=upload, name=name, belongs_to=locked.pk, by=by, now=now)
    entry = CaseFile.objects.create(case=locked, file=file, kind=kind, added_at=now)
    keep_reading(entry=entry, now=now)
    record(case=locked, kind=EventKind.EVIDENCE_ADDED, details={"evidence": kind}, by=by, now=now)
    return entry


@transaction.atomic
def remove_evidence(*, entry: CaseFile, by: User, now: datetime) -> None:
    """Take a file out of a case and out of the vault, whatever state the case is in. Twice is as once.

    The timeline keeps that it was there and which kind it was, the custody log who had opened it and its SHA-256.
    Raises EvidenceRefused while something else of the case refers to the file.
    """
    locked = _own_case(entry.case, by)
    if is_relied_on(entry.file):
        raise EvidenceRefused(_("The ledger stands on this report. Take it back there first."))
    try:
        gone = CaseFile.objects.filter(pk=entry.pk, case=locked).delete()[0]
    except ProtectedError as error:
        raise EvidenceRefused(_("This file is attached to an appeal. Take it out there first.")) from error
    if gone:
        discard_file(file=entry.file, by=by, now=now)
        record(case=locked, kind=EventKind.EVIDENCE_REMOVED, details={"evidence": entry.kind}, by=by, now=now)


def _own_case(case: Case, by: User) -> Case:
    """The filed case, locked, so that files are counted one after another. Raises EvidenceRefused."""
    locked = Case.objects.select_for_update(of=("self",)).filter(pk=case.pk, owner=by).first()
    if locked is None or locked.state == State.DRAFT:
        raise EvidenceRefused(_("Only the seller of a filed case adds or removes its evidence."))
    return locked

"""A platform's report brought to a case: into the vault as evidence, and before the ledger."""

from datetime import datetime
from typing import IO

from django.db import transaction

from apps.accounts.models import User
from apps.cases.actions.evidence import add_evidence
from apps.cases.models import Case
from apps.losses.actions import bring_report
from apps.losses.models import ReportImport

KIND = "settlement_report"


@transaction.atomic
def add_report(*, case: Case, source: IO[bytes], name: str, by: User, now: datetime) -> ReportImport:
    """Keep the file as evidence and have it looked at. What happened before the notice is no loss of this case.

    Raises FileRefused, EvidenceRefused, and AlreadyBrought for the same bytes; then nothing is kept.
    """
    entry = add_evidence(case=case, kind=KIND, upload=source, name=name, by=by, now=now)
    return bring_report(ledger=case.ledger, file=entry.file, since=case.notice_date, by=by, now=now)

"""A platform's report brought to a case: into the vault as evidence, and before the ledger."""

from datetime import datetime
from typing import IO

from django.db import transaction

from apps.accounts.models import User
from apps.cases.actions.evidence import add_evidence
from apps.cases.models import Case
from apps.losses.actions import bring_report
from apps.losses.models import ReportImport

KINDS = (
    "settlement_report",
    "transaction_report",
    "deferred_report",
    "inventory_report",
    "removal_report",
    "bank_statement",
    "invoice",
)  # of evidence that a table of rows can be


@transaction.atomic
def add_report(
    *, case: Case, source: IO[bytes], name: str, kind: str = "settlement_report", by: User, now: datetime
) -> ReportImport:
    """Keep the file as evidence of that kind, and have it looked at.

    What happened before the notice is no loss of this case.

    Raises FileRefused, EvidenceRefused, and AlreadyBrought for the same bytes; then nothing is kept.
    """
    entry = add_evidence(case=case, kind=kind, upload=source, name=name, by=by, now=now)
    return bring_report(ledger=case.ledger, file=entry.file, since=case.notice_date, by=by, now=now)

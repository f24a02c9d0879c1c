"""A report on its way into a ledger: brought, looked at, taken over, taken back. taking_over.py does the work."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.core.dispatch import enqueue
from apps.evidence.models import StoredFile
from apps.losses.actions.settling import settle_lines
from apps.losses.enums import CANCELLABLE, LIVE_IMPORTS, ImportState
from apps.losses.models import Ledger, ReportImport, ReportRow, StockRow
from apps.losses.reports.formats import BY_CODE
from apps.losses.reports.opening import with_choices
from apps.losses.reports.reading import Options, style_of

TASK = "losses.work_on_imports"
CHOICES = ("encoding", "delimiter", "locale", "format")


class ImportRefused(Exception):
    """The report is not where this can be done (a double click, a second tab); `args[0]` says so."""


class AlreadyBrought(Exception):
    """The same file is in the ledger already; `known` is its import."""

    def __init__(self, known: ReportImport) -> None:
        super().__init__(_("This very file is here already. Its rows are counted once."))
        self.known = known


@transaction.atomic
def bring_report(*, ledger: Ledger, file: StoredFile, since: date | None, by: User, now: datetime) -> ReportImport:
    """Put a file of the vault before the ledger; a job looks at it. Rows before `since` will be no loss of this case.

    Raises AlreadyBrought for the same bytes while an earlier import of them stands.
    """
    Ledger.objects.select_for_update().get(pk=ledger.pk)
    known = ReportImport.objects.filter(ledger=ledger, file__sha256=file.sha256, state__in=LIVE_IMPORTS).first()
    if known:
        raise AlreadyBrought(known)
    report = ReportImport.objects.create(
        ledger=ledger, file=file, since=since, brought_at=now, brought_by=by, moved_at=now
    )
    enqueue(TASK)
    return report


@transaction.atomic
def look_again(*, report: ReportImport, choices: dict[str, str], by: User, now: datetime) -> None:
    """Have the report read anew with what a person chose instead of us. Raises ImportRefused, ValueError (unknown)."""
    chosen = {name: choices[name] for name in CHOICES if choices.get(name)}
    options_from(chosen)
    started = (ImportState.READY, ImportState.REFUSED, ImportState.FAILED, ImportState.CANCELLED)
    _move(report, started, ImportState.WAITING, now, options=chosen, attempts=0, complaint="")
    enqueue(TASK)


@transaction.atomic
def take_over(*, report: ReportImport, by: User, now: datetime) -> None:
    """Take the rows of a report that was looked at into the ledger, by a job. Raises ImportRefused."""
    _move(report, (ImportState.READY,), ImportState.QUEUED, now, attempts=0, rows_done=0)
    enqueue(TASK)


@transaction.atomic
def cancel_import(*, report: ReportImport, by: User, now: datetime) -> None:
    """Stop; what was taken over so far goes. A worker in the middle notices at its next batch. Raises ImportRefused."""
    _move(report, CANCELLABLE, ImportState.CANCELLED, now, lease=None, lease_until=None, rows_done=0)
    ReportRow.objects.filter(source=report).delete()
    StockRow.objects.filter(source=report).delete()


@transaction.atomic
def undo_import(*, report: ReportImport, by: User, now: datetime) -> None:
    """Its rows count no more; lines that followed from them are taken back. Raises ImportRefused."""
    _move(report, (ImportState.DONE,), ImportState.UNDONE, now)
    settle_lines(ledger=report.ledger, by=by, now=now)


@transaction.atomic
def redo_import(*, report: ReportImport, by: User, now: datetime) -> None:
    """Count the rows of a report that was taken back once more. Raises ImportRefused, AlreadyBrought."""
    Ledger.objects.select_for_update().get(pk=report.ledger_id)
    same = ReportImport.objects.filter(ledger=report.ledger_id, file__sha256=report.file.sha256)
    if known := same.filter(state__in=LIVE_IMPORTS).exclude(pk=report.pk).first():
        raise AlreadyBrought(known)
    _move(report, (ImportState.UNDONE,), ImportState.DONE, now)
    settle_lines(ledger=report.ledger, by=by, now=now)


def options_from(chosen: dict[str, str]) -> Options:
    """What a person chose, as the readers take it. Raises ValueError for what does not exist."""
    kind, locale = chosen.get("format", ""), chosen.get("locale", "")
    if (kind and kind not in BY_CODE) or (locale and style_of(locale) is None):
        raise ValueError(kind or locale)
    plain = Options(locale=locale, format=kind)
    return with_choices(plain, encoding_name=chosen.get("encoding", ""), delimiter=chosen.get("delimiter", ""))


def _move(report: ReportImport, expected: Collection[ImportState], to: ImportState, now: datetime, **also: Any) -> None:
    moved = ReportImport.objects.filter(pk=report.pk, state__in=expected).update(state=to, moved_at=now, **also)
    if not moved:
        raise ImportRefused(_("This was done already, or somebody was faster. Look at where the report stands now."))
    report.refresh_from_db()

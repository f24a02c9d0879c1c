"""From the reports that stand to lines of the ledger: new ones are appended, changed ones name what they replace."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from apps.accounts.models import User
from apps.losses.actions.lines import retract_line
from apps.losses.enums import Basis, Grade, LineKind
from apps.losses.models import Ledger, LossLine, ReportImport
from apps.losses.reports.findings import Finding
from apps.losses.selectors import TakenRows, current_lines, imports_that_count, rows_taken_or_given

DEDUCTION_COMPONENT, RECOVERY_COMPONENT = "penalties", "lost_stock"


@dataclass(frozen=True)
class Wanted:
    """A line that follows from the reports."""

    kind: LineKind
    source: ReportImport
    finding: Finding
    row_count: int


@transaction.atomic
def settle_lines(*, ledger: Ledger, by: User, now: datetime) -> int:
    """Make the lines that come from reports say what the reports say today; returns how many lines were written.

    Doing it again writes nothing. Lines that a person declared are never touched. The ledger's row is locked.
    """
    Ledger.objects.select_for_update().get(pk=ledger.pk)
    wanted = {want.finding.group: want for want in _wanted(ledger)}
    written = 0
    for line in current_lines(ledger).filter(source__isnull=False):
        want = wanted.pop(line.group, None)
        if want is None:
            retract_line(line=line, by=by, now=now)
            written += 1
        elif not _says(line, want):
            _write(ledger, want, supersedes=line, by=by, now=now)
            written += 1
    for want in wanted.values():
        _write(ledger, want, supersedes=None, by=by, now=now)
        written += 1
    return written


def _wanted(ledger: Ledger) -> list[Wanted]:
    """Held amounts from the latest report that speaks of them; deductions and recoveries from all rows, each once."""
    standing = list(imports_that_count(ledger))
    held: dict[str, Wanted] = {}
    for report in standing:
        for said in report.findings:
            finding = Finding.from_json(said)
            held[finding.group] = Wanted(LineKind.LOSS, report, finding, len(finding.rows))
    found = [want for want in held.values() if want.finding.amount > 0]
    by_id = {report.pk: report for report in standing}
    return found + [_from_rows(taken, by_id[taken.source]) for taken in rows_taken_or_given(ledger) if taken.amount > 0]


def _from_rows(taken: TakenRows, source: ReportImport) -> Wanted:
    component = DEDUCTION_COMPONENT if taken.kind == LineKind.LOSS else RECOVERY_COMPONENT
    group = ":".join(("rows", taken.category, str(source.pk), taken.currency))
    finding = Finding(group, component, taken.amount, taken.currency, taken.day, taken.rows)
    return Wanted(taken.kind, source, finding, taken.count)


def _says(line: LossLine, want: Wanted) -> bool:
    finding = want.finding
    said = (line.kind, line.component, line.likely, line.currency, line.loss_date, line.source_id, tuple(line.rows))
    return said == (
        want.kind,
        finding.component,
        finding.amount,
        finding.currency,
        finding.day,
        want.source.pk,
        finding.rows,
    )


def _write(ledger: Ledger, want: Wanted, *, supersedes: LossLine | None, by: User, now: datetime) -> None:
    finding = replace(want.finding, amount=want.finding.amount.quantize(Decimal("0.0001")))
    LossLine.objects.create(
        ledger=ledger,
        kind=want.kind,
        component=finding.component,
        low=finding.amount,
        likely=finding.amount,
        high=finding.amount,
        currency=finding.currency,
        loss_date=finding.day,
        basis=Basis.SETTLEMENT,
        grade=Grade.A,
        supersedes=supersedes,
        source=want.source,
        group=finding.group,
        rows=list(finding.rows),
        row_count=want.row_count,
        entered_at=now,
        entered_by=by,
    )

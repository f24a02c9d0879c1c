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
from apps.losses.selectors import (
    StockValue,
    TakenRows,
    current_lines,
    imports_that_count,
    rows_taken_or_given,
    valuation_of,
)

DEDUCTION_COMPONENT, RECOVERY_COMPONENT = "penalties", "lost_stock"


@dataclass(frozen=True)
class Wanted:
    """A line that follows from the reports."""

    kind: LineKind
    source: ReportImport
    finding: Finding
    row_count: int
    basis: Basis = Basis.SETTLEMENT
    grade: Grade = Grade.A
    costs: ReportImport | None = None
    cost_rows: tuple[int, ...] = ()


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
    found += [_from_rows(taken, by_id[taken.source]) for taken in rows_taken_or_given(ledger) if taken.amount > 0]
    valuation = valuation_of(ledger)
    return found + [
        _from_stock(value, by_id[value.source], valuation.costs) for value in valuation.values if value.amount > 0
    ]


def _from_rows(taken: TakenRows, source: ReportImport) -> Wanted:
    usual = DEDUCTION_COMPONENT if taken.kind == LineKind.LOSS else RECOVERY_COMPONENT
    parts = ("rows", taken.category, str(source.pk), taken.currency, taken.component)
    group = ":".join(part for part in parts if part)
    finding = Finding(group, taken.component or usual, taken.amount, taken.currency, taken.day, taken.rows)
    if taken.component:  # our own template: the seller's word
        return Wanted(taken.kind, source, finding, taken.count, Basis.DECLARED, Grade.C)
    return Wanted(taken.kind, source, finding, taken.count)


def _from_stock(value: StockValue, source: ReportImport, costs: ReportImport | None) -> Wanted:
    """The platform counted the pieces, the seller says what one cost: the line is as good as the weaker of the two."""
    group = ":".join(("stock", value.component, str(source.pk), value.currency, value.basis))
    finding = Finding(group, value.component, value.amount, value.currency, value.day, value.rows)
    return Wanted(LineKind.LOSS, source, finding, value.items, Basis(value.basis), Grade.C, costs, value.cost_rows)


def _says(line: LossLine, want: Wanted) -> bool:
    finding = want.finding
    said = (line.kind, line.component, line.likely, line.currency, line.loss_date, line.source_id, tuple(line.rows))
    valued = (line.basis, line.costs_id, tuple(line.cost_rows))
    return valued == (want.basis, want.costs and want.costs.pk, want.cost_rows) and said == (
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
        basis=want.basis,
        grade=want.grade,
        supersedes=supersedes,
        source=want.source,
        group=finding.group,
        rows=list(finding.rows),
        row_count=want.row_count,
        costs=want.costs,
        cost_rows=list(want.cost_rows),
        entered_at=now,
        entered_by=by,
    )

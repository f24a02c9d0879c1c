"""What a report says is held back, as amounts for a ledger. Pure: report in, findings out."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from apps.losses.reports.report import Basis, Report

MOST_ROWS_NAMED = 20
COMPONENTS: Mapping[Basis, str] = {
    Basis.RESERVE: "account_reserve",
    Basis.DEFERRED: "deferred_transactions",
    Basis.HOLD: "withheld_balance",
}
# Whoever brings such a report is told by it what is held on that basis, also when that is nothing any more.
SPEAKS_OF: Mapping[str, Basis] = {
    "amazon_settlement_v1": Basis.RESERVE,
    "amazon_settlement_v2": Basis.RESERVE,
    "amazon_date_range": Basis.DEFERRED,
    "amazon_deferred": Basis.DEFERRED,
    "paypal_activity": Basis.HOLD,
}


@dataclass(frozen=True)
class Finding:
    """An amount held back in units of `currency`, nought when the report says that nothing is. `rows` say where.

    `group` is what it is about: the same group in a later report takes its place.
    """

    group: str
    component: str
    amount: Decimal
    currency: str
    day: date | None
    rows: tuple[int, ...]

    def as_json(self) -> dict[str, Any]:
        day = self.day.isoformat() if self.day else None
        return {**asdict(self), "amount": str(self.amount), "day": day, "rows": list(self.rows)}

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> "Finding":
        day = date.fromisoformat(said["day"]) if said["day"] else None
        return cls(**{**said, "amount": Decimal(said["amount"]), "day": day, "rows": tuple(said["rows"])})


def findings_of(report: Report) -> list[Finding]:
    """One finding per basis and currency that the report speaks of."""
    end = report.period.end.day if report.period.end else None
    found = {
        (held.basis, held.currency): Finding(
            group=_group(held.basis, report, held.currency),
            component=COMPONENTS[held.basis],
            amount=max(held.amount, Decimal(0)),
            currency=held.currency,
            day=held.on or end,
            rows=held.rows[:MOST_ROWS_NAMED],
        )
        for held in report.held
    }
    basis = SPEAKS_OF.get(report.format)
    for currency in report.currencies if basis else ():
        if basis and (basis, currency) not in found:
            group = _group(basis, report, currency)
            found[basis, currency] = Finding(group, COMPONENTS[basis], Decimal(0), currency, end, ())
    return list(found.values())


def _group(basis: Basis, report: Report, currency: str) -> str:
    return ":".join(("held", basis.value, report.platform, report.marketplace, currency))

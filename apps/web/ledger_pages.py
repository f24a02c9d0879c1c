"""A ledger and its reports as pages show them: the sums side by side, each line with where it comes from."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_precision
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from apps.cases.actions import days_named
from apps.cases.models import Case
from apps.core import clock
from apps.core.money import Money, sum_by_currency
from apps.losses.enums import CANCELLABLE, COSTS, Figure, ImportState, LineKind
from apps.losses.models import LineVerdict, LossLine, ReportImport
from apps.losses.reports.left_out import LeftOut
from apps.losses.reports.rows import Category
from apps.losses.selectors import (
    Converted,
    Sums,
    Valuation,
    convert_lines,
    current_lines,
    imports_of,
    lines_from,
    sums_in,
    sums_of,
    valuation_of,
    verdicts_of,
)
from apps.marketplaces.enums import LOSS_COMPONENTS, MARKETPLACES
from apps.web.components import Column, Link
from apps.web.components.base import Tone
from apps.web.report_words import title_of_report, writing_of

STATE_TONES: dict[str, Tone] = {
    ImportState.READY: "accent",
    ImportState.REFUSED: "error",
    ImportState.FAILED: "error",
    ImportState.DONE: "success",
    ImportState.UNDONE: "neutral",
    ImportState.CANCELLED: "neutral",
}
FEW_ROWS = 5
MOST_SENTENCES = 8  # of the lines that a report gave, on its own page; all of them stand in the ledger
STYLES = {".": "1,234.56", ",": "1.234,56"}


@dataclass(frozen=True)
class LedgerLine:
    """A line with its words: `withheld: 420.00 USD, grade A, row 17`."""

    line: LossLine
    set_aside: bool
    said: LineVerdict | None = None

    @property
    def component(self) -> str:
        return LOSS_COMPONENTS.label(self.line.component)

    @property
    def money(self) -> Money:
        return self.line.likely_money

    @property
    def is_recovery(self) -> bool:
        return self.line.kind == LineKind.RECOVERY

    @property
    def is_doubtful(self) -> bool:
        """Whether the report it comes from does not add up to its own total."""
        return self.line.source is not None and self.line.source.reconciled is False

    @property
    def where(self) -> str:
        """The rows it follows from; empty for what was declared."""
        rows = self.line.rows[:FEW_ROWS]
        if not rows:
            return ""
        named = ", ".join(str(row) for row in rows)
        more = self.line.row_count - len(rows)
        said = ngettext("row %(rows)s", "rows %(rows)s", self.line.row_count) % {"rows": named}
        return gettext("%(rows)s and %(more)s more") % {"rows": said, "more": more} if more > 0 else said

    @property
    def sentence(self) -> str:
        """`Account-level reserve: 420.00 USD, grade A, row 17`."""
        digits = get_currency_precision(self.line.currency)
        facts = {
            "what": self.component,
            "amount": f"{self.money.amount:,.{digits}f} {self.line.currency}",
            "grade": self.line.grade,
            "where": self.where,
        }
        return gettext("%(what)s: %(amount)s, grade %(grade)s, %(where)s") % facts

    @property
    def cost_rows(self) -> str:
        """The rows of the cost list it was valued by."""
        return ", ".join(str(row) for row in self.line.cost_rows[:FEW_ROWS])


@dataclass(frozen=True)
class ReportCard:
    """A report in the list of those that were brought."""

    report: ReportImport

    @property
    def name(self) -> str:
        return str(self.report.file.name)

    @property
    def tone(self) -> Tone:
        return STATE_TONES.get(self.report.state, "info")


def parts_of_ledger(case: Case, currency: str) -> dict[str, Any]:
    """Everything the page of a ledger shows, without its form; amounts also in `currency` where there is a rate."""
    lines = list(current_lines(case.ledger).select_related("source__file", "costs__file"))
    sums, said = sums_of(lines), verdicts_of(case.ledger)
    reports = [ReportCard(report) for report in imports_of(case.ledger)]
    return {
        "case": case,
        "crumbs": crumbs(case),
        "stats": stats_of(sums),
        "lines": [LedgerLine(line, line in sums.set_aside, next(iter(said.get(line.pk, [])), None)) for line in lines],
        "comparison": compare(lines, sums, currency) if lines else None,
        "currency": currency,
        "set_aside": bool(sums.set_aside),
        "reports": reports,
        "stock": stock_of(valuation_of(case.ledger)),
        "compare_columns": [
            gettext("What it is"),
            Column(gettext("Amount"), numeric=True),
            Column(gettext("Rate"), numeric=True),
            Column(currency, numeric=True),
        ],
        "line_columns": [
            gettext("What it is"),
            Column(gettext("Amount"), numeric=True),
            gettext("Backed by"),
            gettext("Where from"),
        ],
    }


# -- stock -------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Stock:
    """Stock in pieces, valued by a cost list as far as it goes."""

    valuation: Valuation
    costs: list[tuple[Money, int]]  # what so many pieces cost

    @property
    def has_list(self) -> bool:
        return self.valuation.costs is not None

    @property
    def retail(self) -> str:
        """What the same pieces would sell for. The reports name no currency."""
        return f"{self.valuation.retail:,.2f}" if self.valuation.retail else ""

    @property
    def rows_without(self) -> str:
        named = ", ".join(str(row) for row in self.valuation.rows_without[:FEW_ROWS])
        more = self.valuation.items_without - FEW_ROWS
        return gettext("%(rows)s and %(more)s more") % {"rows": named, "more": more} if more > 0 else named


def stock_of(valuation: Valuation) -> Stock:
    costs = sum_by_currency(Money(value.amount, value.currency) for value in valuation.values)
    pieces = Counter[str]()
    for value in valuation.values:
        pieces[value.currency] += value.pieces
    return Stock(valuation, [(money, pieces[money.currency]) for money in costs])


def crumbs(case: Case) -> list[Link]:
    return [
        Link(gettext("My cases"), reverse("case-list")),
        Link(case.reference, reverse("case-detail", args=[case.pk])),
    ]


def stats_of(sums: Sums) -> list[tuple[str, str, str]]:
    """(label, value, note) for the figures that stand side by side."""
    return [
        (str(Figure.CLAIMED.label), _join(sums.claimed), gettext("what you declared")),
        (str(Figure.DOCUMENTED.label), _join(sums.documented), gettext("what the platform's own reports show")),
        (str(Figure.VERIFIED.label), _join(sums.verified), gettext("what a moderator accepted")),
        (str(Figure.RECOVERED.label), _join(sums.recovered), gettext("what came back")),
    ]


# -- all in one currency -----------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class ComparedLine:
    """A line in the reporting currency, with the rate that made it; None where no rate was published."""

    component: str
    money: Money
    converted: Converted | None

    @property
    def rate(self) -> str:
        """Empty where there is nothing to convert."""
        same = self.converted and self.converted.money.currency == self.money.currency
        return f"{self.converted.rate:.6g}" if self.converted and not same else ""


@dataclass(frozen=True)
class Comparison:
    """The ledger in one currency: sums of the lines that have a rate, and how many have none."""

    lines: list[ComparedLine]
    sums: list[tuple[str, Money]]
    without_rate: int


def compare(lines: list[LossLine], sums: Sums, currency: str) -> Comparison:
    found = convert_lines(lines, currency)
    return Comparison(
        [
            ComparedLine(LOSS_COMPONENTS.label(line.component), money, converted)
            for line, (money, converted) in zip(lines, found, strict=True)
        ],
        [(str(figure.label), money) for figure, money in sums_in(sums, currency).items()],
        sum(converted is None for _money, converted in found),
    )


def _join(money: Iterable[Money]) -> str:
    return " · ".join(str(amount) for amount in money) or "–"


# -- one report --------------------------------------------------------------------------------------------------------
def parts_of_report(case: Case, report: ReportImport) -> dict[str, Any]:
    """Everything the page of a report shows, without its form."""
    facts = json.loads(report.facts) if report.facts else {}
    is_costs = report.format == COSTS and report.state in (ImportState.READY, ImportState.DONE)
    return {
        "stock": stock_of(valuation_of(report.ledger, report)) if is_costs else None,
        "case": case,
        "report": report,
        "card": ReportCard(report),
        "crumbs": [*crumbs(case), Link(gettext("Ledger"), reverse("ledger", args=[case.pk]))],
        "sentence": facts.get("sentence", ""),
        "days": [named for named in days_named(report) if named.day >= clock.now().date()],
        "facts": facts_of(facts) if "format" in facts else [],
        "warnings": facts.get("warnings", []),
        "left_out": LeftOut.from_json(facts.get("left_out", {})),
        "totals": [total_of(total) for total in facts.get("totals", [])],
        "held": [held_of(finding) for finding in report.findings if Decimal(finding["amount"])],
        "statements": [statement_of(said) for said in facts.get("statements", [])],
        "reconciled": facts.get("reconciled"),
        "first_rows": [row_of(row) for row in facts.get("first_rows", [])],
        "total_columns": [
            gettext("What it is"),
            gettext("In the report"),
            Column(gettext("Rows"), numeric=True),
            Column(gettext("Amount"), numeric=True),
        ],
        "row_columns": [
            Column(gettext("Row"), numeric=True),
            gettext("Day"),
            gettext("What it is"),
            Column(gettext("Amount"), numeric=True),
        ],
        "lines": [LedgerLine(line, set_aside=False) for line in lines_from(report)[:MOST_SENTENCES]],
        "can_take": report.state == ImportState.READY,
        "can_cancel": report.state in CANCELLABLE,
        "can_undo": report.state == ImportState.DONE,
        "can_redo": report.state == ImportState.UNDONE,
        "can_choose": report.state in (ImportState.READY, ImportState.REFUSED, ImportState.FAILED),
    }


def facts_of(facts: dict[str, Any]) -> list[tuple[str, str]]:
    """How the file was read: what can be overruled below."""
    period = facts["period"]
    span = " – ".join(moment[:10] for moment in (period["from"], period["to"]) if moment)
    rows = [
        (gettext("Kind of report"), title_of_report(facts["title"], facts["version"])),
        (gettext("Marketplace"), MARKETPLACES.label(facts["marketplace"])),
        (gettext("Period"), span),
        (gettext("Currency"), ", ".join(facts["currencies"])),
        (gettext("Rows"), f"{facts['rows']:,}"),
        (gettext("Encoding"), writing_of(facts["encoding"], facts["delimiter"])),
        (gettext("Amounts are written"), STYLES.get(facts["decimal_sign"], "")),
    ]
    return [(label, value) for label, value in rows if value]


@dataclass(frozen=True)
class TotalRow:
    """Rows of one kind, added up."""

    category: str
    words: str
    rows: int
    money: Money | None


def total_of(total: dict[str, Any]) -> TotalRow:
    words = " / ".join(filter(None, (total["type"], total["description"])))
    return TotalRow(_label(total["category"]), words, total["rows"], _money(total["amount"], total["currency"]))


def held_of(finding: dict[str, Any]) -> tuple[str, Money, str]:
    """(what is held back, how much, in which rows)."""
    rows = finding["rows"][:FEW_ROWS]
    where = ngettext("row %(rows)s", "rows %(rows)s", len(rows)) % {"rows": ", ".join(map(str, rows))} if rows else ""
    money = Money(Decimal(finding["amount"]), finding["currency"])
    return LOSS_COMPONENTS.label(finding["component"]), money, where


@dataclass(frozen=True)
class StatementRow:
    """A total that the report states, beside what its rows come to."""

    name: str
    declared: Money | None
    difference: Money | None


def statement_of(said: dict[str, Any]) -> StatementRow:
    currency = said["currency"]
    differs = said["difference"] and Decimal(said["difference"])
    return StatementRow(
        said["name"], _money(said["declared"], currency), _money(said["difference"], currency) if differs else None
    )


def row_of(row: dict[str, Any]) -> tuple[int, str, str, Money | None, int | None]:
    """Number, day, words, amount; or how many pieces it is about."""
    words = " / ".join(filter(None, (row["type"], row["description"])))
    amount = row["amount"] if row["amount"] is not None else row["price"]
    words = words if row["category"] != Category.COST else " / ".join(filter(None, (row["sku"], row["description"])))
    return row["row"], (row["at"] or "")[:10], words, _money(amount, row["currency"]), row["quantity"]


def _label(category: str) -> str:
    return Category(category).label


def _money(amount: str | None, currency: str) -> Money | None:
    return Money(Decimal(amount), currency) if amount is not None and currency else None

"""Reads of ledgers."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from apps.core.money import Money, sum_by_currency
from apps.losses.enums import NEVER_DOCUMENTED, Figure, Grade, LineKind, Verdict
from apps.losses.models import Ledger, LineVerdict, LossLine, ReportImport

_SAID = LineVerdict.objects.filter(line=OuterRef("pk")).order_by("-number")
LATEST = Coalesce(Subquery(_SAID.values("verdict")[:1]), Value(""))


def current_lines(ledger: Ledger) -> QuerySet[LossLine]:
    """The lines that stand today: not superseded, not retractions."""
    standing = ledger.lines.filter(superseded_by__isnull=True).exclude(kind=LineKind.RETRACTION)
    return standing.annotate(latest_verdict=LATEST).order_by("id")


def declared_lines(ledger: Ledger) -> QuerySet[LossLine]:
    """The standing losses that a person declared; what was read from reports is not theirs to say again."""
    return current_lines(ledger).filter(kind=LineKind.LOSS, source__isnull=True)


def lines_from(report: ReportImport) -> QuerySet[LossLine]:
    """The standing lines that follow from a report."""
    return current_lines(report.ledger).filter(source=report)


def history_of(ledger: Ledger) -> QuerySet[LossLine]:
    """Every line ever written, with who wrote it, in the order of writing."""
    return ledger.lines.select_related("entered_by").annotate(latest_verdict=LATEST).order_by("id")


def verdicts_of(ledger: Ledger) -> dict[int, list[LineVerdict]]:
    """What moderators said of the lines of a ledger, by line, the latest first."""
    found: dict[int, list[LineVerdict]] = defaultdict(list)
    said = LineVerdict.objects.filter(line__ledger=ledger).select_related("given_by")
    for verdict in said.order_by("line", "-number"):
        found[verdict.line_id].append(verdict)
    return dict(found)


def lines_by_ledger(ledgers: Iterable[UUID]) -> dict[UUID, list[LossLine]]:
    """The standing lines of several ledgers, in one query."""
    lines = LossLine.objects.filter(ledger__in=list(ledgers), superseded_by__isnull=True)
    found: dict[UUID, list[LossLine]] = defaultdict(list)
    for line in lines.exclude(kind=LineKind.RETRACTION).annotate(latest_verdict=LATEST).order_by("id"):
        found[line.ledger_id].append(line)
    return found


def currencies_of(ledgers: QuerySet[Any, Any]) -> list[str]:
    """The currencies in which losses stand in these ledgers, in order."""
    lines = LossLine.objects.filter(ledger__in=ledgers, superseded_by__isnull=True, kind=LineKind.LOSS)
    return list(lines.order_by("currency").values_list("currency", flat=True).distinct())


@dataclass(frozen=True)
class Totals:
    """Sums of a kind of lines, one per currency, in each currency's own units."""

    low: list[Money]
    likely: list[Money]
    high: list[Money]


def totals_of(lines: Iterable[LossLine], kind: LineKind = LineKind.LOSS) -> Totals:
    """Add up lines of one kind, never across currencies."""
    chosen = [line for line in lines if line.kind == kind]
    return Totals(
        low=sum_by_currency(line.low_money for line in chosen),
        likely=sum_by_currency(line.likely_money for line in chosen),
        high=sum_by_currency(line.high_money for line in chosen),
    )


@dataclass(frozen=True)
class Sums:
    """What stands side by side and is never added up: per currency, each in its own units.

    `claimed` are likely amounts that a person declared. `documented` are the low amounts that papers show, lost sales
    left out, money that two reports may show on different bases counted on the larger one; `set_aside` are the lines
    left out for that. `verified` are the low amounts of losses that a moderator accepted, claimed or documented, lost
    sales and what is set aside left out. `recovered` is what came back.
    """

    counted: dict[Figure, list[tuple[LossLine, Money]]]
    set_aside: list[LossLine]

    @property
    def claimed(self) -> list[Money]:
        return self.of(Figure.CLAIMED)

    @property
    def documented(self) -> list[Money]:
        return self.of(Figure.DOCUMENTED)

    @property
    def verified(self) -> list[Money]:
        return self.of(Figure.VERIFIED)

    @property
    def recovered(self) -> list[Money]:
        return self.of(Figure.RECOVERED)

    def of(self, figure: Figure) -> list[Money]:
        """One amount per currency."""
        return sum_by_currency(money for _line, money in self.counted[figure])


def sums_of(lines: Iterable[LossLine]) -> Sums:
    """The sums of standing lines."""
    standing = list(lines)
    losses = [line for line in standing if line.kind == LineKind.LOSS]
    shown = [line for line in losses if line.grade != Grade.C and line.component not in NEVER_DOCUMENTED]
    set_aside = _same_money_twice(shown)
    counted = {
        Figure.CLAIMED: [(line, line.likely_money) for line in losses if line.grade == Grade.C],
        Figure.DOCUMENTED: [(line, line.low_money) for line in shown if line not in set_aside],
        Figure.VERIFIED: [(line, line.low_money) for line in losses if is_verified(line) and line not in set_aside],
        Figure.RECOVERED: [(line, line.low_money) for line in standing if line.kind == LineKind.RECOVERY],
    }
    return Sums(counted, set_aside)


def is_verified(line: LossLine) -> bool:
    """Whether a loss is in the verified sum: a moderator accepted it, and it is not of what is never documented."""
    accepted = line.kind == LineKind.LOSS and line.verdict == Verdict.VERIFIED
    return accepted and line.component not in NEVER_DOCUMENTED


def _same_money_twice(lines: Iterable[LossLine]) -> list[LossLine]:
    """Lines on the smaller basis where a platform's reports show money held on two: the two may overlap."""
    by_basis: dict[tuple[str, str], dict[str, list[LossLine]]] = defaultdict(lambda: defaultdict(list))
    for line in lines:
        if line.group.startswith("held:"):
            _held, basis, platform, _marketplace, currency = line.group.split(":")
            by_basis[platform, currency][basis].append(line)
    left_out = []
    for bases in by_basis.values():
        largest = max(bases, key=lambda basis: sum(line.low for line in bases[basis]))
        left_out += [line for basis, found in bases.items() if basis != largest for line in found]
    return left_out

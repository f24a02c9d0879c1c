"""An association's numbers: exact, of this moment, of what is shared with it. As a page, and as files."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext

from apps.associations.models import Membership
from apps.associations.selectors import work
from apps.associations.selectors.work import Numbers
from apps.cases.enums import State
from apps.core.money import Money
from apps.marketplaces.enums import CASE_TYPES, MARKETPLACES, OUTCOMES, PLATFORMS
from apps.statistics.selectors import ExactSums, sums_of_cases
from apps.statistics.selectors.shared import STEPS
from apps.web.body_case_pages import frame_of

COLUMNS = ("what", "category", "cases", "amount", "currency")
MOST_DATES = 5
WIDEST = 100.0


@dataclass(frozen=True)
class Bar:
    label: str
    count: int
    width: float
    code: str


@dataclass(frozen=True)
class Chart:
    """Bars with their numbers; `name` is the code of what the cases are divided by."""

    name: str
    title: str
    bars: list[Bar]


def numbers_parts(membership: Membership, now: datetime) -> dict[str, Any]:
    """The dashboard: how many, where they stand, what they come to, and the dates that come next."""
    association = membership.association
    numbers, sums = read_numbers(membership, now)
    return {
        **frame_of(membership, "numbers"),
        "numbers": numbers,
        "charts": _charts(numbers),
        "money": list(_money(sums)),
        "unconverted": sums.unconverted,
        "next_dates": list(work.shared_dates(association, now=now).filter(at__gt=now)[:MOST_DATES]),
        "now": now,
    }


def read_numbers(membership: Membership, now: datetime) -> tuple[Numbers, ExactSums]:
    """Both begin at the grants that hold at this moment; amounts at those that open a case whole."""
    association = membership.association
    whole = work.whole_cases(association, now=now)
    return work.numbers_of(association, now=now), sums_of_cases(whole.values("case"))


def _charts(numbers: Numbers) -> list[Chart]:
    titles = {
        "state": gettext("Where the cases stand"),
        "case_type": gettext("What happened"),
        "marketplace": gettext("Where"),
        "outcome": gettext("What came of it"),
    }
    divided = {"state": numbers.states, **numbers.by}
    return [_chart(name, title, divided[name]) for name, title in titles.items()]


def _chart(name: str, title: str, counts: dict[str, int]) -> Chart:
    longest = max(counts.values(), default=1)
    bars = [Bar(_label(name, code), count, WIDEST * count / longest, code) for code, count in counts.items()]
    return Chart(name, title, bars)


def _label(name: str, code: str) -> str:
    if not code:
        return gettext("Nothing yet") if name == "outcome" else gettext("None given")
    if name == "state":
        return str(State(code).label)
    if name == "marketplace":
        return MARKETPLACES.label(code) if MARKETPLACES.get(code) else PLATFORMS.label(code)
    return (CASE_TYPES if name == "case_type" else OUTCOMES).label(code)


def _money(sums: ExactSums) -> Iterator[tuple[str, bool, list[Money]]]:
    """A row per currency with what is claimed, documented, verified, recovered; the last is of all of them together."""
    for currency, amounts in sums.by_currency.items():
        yield currency, False, [Money(amounts[name], currency) for name in STEPS]
    if sums.by_currency:
        reporting = settings.FIGURES_CURRENCY
        yield reporting, True, [Money(sums.reporting[name], reporting) for name in STEPS]


# -- files
def rows_of_numbers(numbers: Numbers, sums: ExactSums) -> Iterator[list[Any]]:
    """Every number as a row of COLUMNS, with codes."""
    for name in ("shared", "readable", "counted", "unassigned", "dates_soon", "dates_over"):
        yield [name, "", getattr(numbers, name), "", ""]
    for name, counts in {"state": numbers.states, **numbers.by}.items():
        for code, count in counts.items():
            yield [name, code or "none", count, "", ""]
    for currency, amounts in sums.by_currency.items():
        for name in STEPS:
            yield ["sum", name, "", f"{amounts[name]:f}", currency]
    for name in STEPS:
        yield ["sum in reporting currency", name, "", f"{sums.reporting[name]:f}", settings.FIGURES_CURRENCY]


def data_of_numbers(membership: Membership, now: datetime) -> dict[str, Any]:
    numbers, sums = read_numbers(membership, now)
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in rows_of_numbers(numbers, sums)]
    return {"association": membership.association.slug, "as_of": now.isoformat(timespec="seconds"), "numbers": rows}

"""The rows of one batch, from a judged table of documented amounts, what papers allow beside them, and waits. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from apps.statistics.rules.disclosure.flooring import lowered_amounts
from apps.statistics.rules.disclosure.gate import Batch, State
from apps.statistics.rules.disclosure.tables import Table
from apps.statistics.rules.durations import Wait
from apps.statistics.rules.methods import spreads, waits
from apps.statistics.rules.methods.rows import Row
from apps.statistics.rules.methods.settling import Candidate, Kept, settle
from apps.statistics.rules.methods.spreads import Place
from apps.statistics.rules.series import HOUSE_RULES, category_shown

ALL: Place = ("all", "all")
P = HOUSE_RULES.p or Decimal(0)
Likely = Mapping[str, Mapping[str, tuple[Decimal, Decimal]]]  # incident -> seller -> PERT mean and highest


@dataclass(frozen=True)
class Away:
    """One seller's wait in one incident, or in none (empty)."""

    seller: str
    incident: str
    wait: Wait


@dataclass
class Telling:
    """The rows of a batch as they are made, what is remembered of them, and for moderators why some are not new."""

    secret: bytes
    currency: str
    kept: dict[str, Kept] = field(default_factory=dict)  # of the batch before, until a row is printed anew
    working: list[dict[str, str]] = field(default_factory=list)

    def settled(self, candidates: Iterable[Candidate], *, may_be_new: bool = True) -> list[Row]:
        made = []
        for candidate in candidates:
            place = candidate.row.place
            found = settle(candidate, self.kept.get(place), HOUSE_RULES, may_be_new=may_be_new)
            if found.kept is not None:
                self.kept[place] = found.kept
            if found.why:
                self.working.append({"place": place, "why": found.why})
            made.append(found.row)
        return made

    def lowered(self, amounts: Mapping[str, Decimal]) -> dict[str, Decimal]:
        return lowered_amounts(amounts, self.secret, P)


def spread_rows(telling: Telling, table: Table, judged: Batch, likely: Likely) -> list[Row]:
    """Of every cell whose money is printed. Of those whose printed number was kept, what was printed is kept too."""
    made = []
    for line in judged.lines:
        if line.money is None or line.money.state is State.WITHHELD:
            continue
        place = line.key[0] or "all", category_shown(line.key[1])
        lowered = telling.lowered(table.cells[line.key].paid)
        candidates = [
            spreads.ten_largest(place, lowered, HOUSE_RULES),
            spreads.winsorised(place, lowered, telling.currency, HOUSE_RULES),
        ]
        if place == ALL or (place[0] == "incident" and place[1] in likely):
            sellers = _claimed(telling, likely, place)
            candidates += spreads.likely_rows(place, sellers, lowered, telling.currency, HOUSE_RULES)
        made += telling.settled(candidates, may_be_new=line.money.state is State.PRINTED)
    return made


def _claimed(telling: Telling, likely: Likely, place: Place) -> dict[str, spreads.Claimed]:
    """Of all cases or of one incident, lowered."""
    means: dict[str, Decimal] = {}
    highest: dict[str, Decimal] = {}
    for incident, sellers in likely.items():
        if place in (ALL, ("incident", incident)):
            for seller, (mean, most) in sellers.items():
                means[seller] = means.get(seller, Decimal(0)) + mean
                highest[seller] = highest.get(seller, Decimal(0)) + most
    means, highest = telling.lowered(means), telling.lowered(highest)
    return {seller: spreads.Claimed(means[seller], highest[seller]) for seller in means}


def wait_rows(telling: Telling, away: Iterable[Away]) -> list[Row]:
    """Of all, where a seller waits from the first notice, and of each incident. `away` in the order of notices."""
    by_place: dict[Place, dict[str, Wait]] = {ALL: {}}
    for one in away:
        by_place[ALL].setdefault(one.seller, one.wait)
        if one.incident:
            by_place.setdefault(("incident", one.incident), {})[one.seller] = one.wait
    made: list[Row] = []
    for place, sellers in by_place.items():
        rows = waits.falling(telling.settled(waits.steps(*place, sellers, telling.secret)))
        median = waits.median(rows)
        made += [*rows, median] if median else rows
    return made


def as_data(rows: Iterable[Row]) -> list[dict[str, Any]]:
    return [row.as_data() for row in rows]

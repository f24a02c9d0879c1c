"""How many sellers there are beyond those on any list, as it may be published: with its interval, or not at all."""

from collections.abc import Mapping
from decimal import Decimal
from math import ceil, floor

from apps.statistics.rules.disclosure.gate import State
from apps.statistics.rules.disclosure.sensitivity import Why
from apps.statistics.rules.methods.rows import SELLERS, Row
from apps.statistics.rules.methods.settling import COUNTS, Candidate
from apps.statistics.rules.population.estimates import estimate
from apps.statistics.rules.population.histories import Histories
from apps.statistics.rules.rounding import round_down, round_near, round_up

LEAST = 10  # members behind each history that anybody has
TEN = 10


def estimated(linked: Mapping[str, int], lists: int) -> Candidate:
    """The total from so many lists (two to five), two digits and whole tens, the ends rounded outwards. `step` is the
    number of lists: which associations brought them is not said.

    Refused where the method refuses (decision 21), or where fewer than ten members share a history: a seller on two
    lists would show in the estimate.
    """
    row = Row("population", "all", "all", "total", SELLERS, State.PRINTED, step=lists)
    found = estimate(Histories.of(linked))
    refused = found.refusals[0].code if found.refusals else ""
    if not refused and min(count for count in linked.values() if count) < LEAST:
        refused = Why.FEW.value
    if found.headline is None:
        return Candidate(row, (_part(linked),), COUNTS, lambda _old: False, refused)
    head = found.headline
    low = TEN * floor(round_down(Decimal(floor(head.low))) / TEN)
    high = TEN * ceil(round_up(Decimal(ceil(head.high))) / TEN)
    value = min(max(TEN * round(round_near(Decimal(round(head.value))) / TEN), low), high)
    row = Row("population", "all", "all", "total", SELLERS, State.PRINTED, lists, value, low, high)
    holds = head.value
    return Candidate(row, (_part(linked),), COUNTS, lambda old: (old.low or 0) <= holds <= (old.high or 0), refused)


def _part(linked: Mapping[str, int]) -> dict[str, str]:
    return {history: str(count) for history, count in linked.items()}

"""How a documented sum is spread over sellers: what the ten largest hold, and the sum without the largest amounts.

Everything is computed from amounts that were lowered by each seller's secret share (disclosure.flooring), so that
whoever knows all others learns the lowered amount of the last one at most. Quartiles, the median and the largest amount
are single sellers' amounts and are not published at all.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from apps.statistics.rules.disclosure.contents import ZERO, Content
from apps.statistics.rules.disclosure.gate import State
from apps.statistics.rules.disclosure.sensitivity import Rules, Why, money_reasons
from apps.statistics.rules.methods.rows import PERCENT, Row
from apps.statistics.rules.methods.settling import AMOUNTS, Candidate, as_part
from apps.statistics.rules.rounding import round_down, round_up

TEN = 10
LEAST_CUT = 5  # sellers whose amounts are lowered to the next: what that takes away is a sum of as many
LARGEST_SHARE = Decimal("0.05")
FEWEST = 50  # sellers, for a total without the largest amounts
STEP = 5  # percent points
Lowered = Mapping[str, Decimal]
Place = tuple[str, str]  # by what, and which category


@dataclass(frozen=True)
class Claimed:
    """What papers of one seller allow, lowered: PERT mean and the highest."""

    likely: Decimal
    highest: Decimal


def ten_largest(place: Place, lowered: Lowered, rules: Rules) -> Candidate:
    """The share of the ten largest, as a range that holds the true one whatever the secret shares are."""
    order = sorted(lowered, key=lambda seller: (-lowered[seller], seller))
    ten, rest = ({seller: lowered[seller] for seller in part} for part in (order[:TEN], order[TEN:]))
    total = sum(lowered.values(), ZERO)
    share = 100 * sum(ten.values(), ZERO) / total if total else ZERO
    left = 1 - (rules.p or ZERO) / 100
    low = int((share * left / STEP).to_integral_value(ROUND_FLOOR)) * STEP
    high = min(100, int((share / left / STEP).to_integral_value(ROUND_CEILING)) * STEP)
    row = Row("spread", *place, "ten_largest", PERCENT, State.PRINTED, low=low, high=high)
    return Candidate(
        row,
        (as_part(ten), as_part(rest)),
        AMOUNTS,
        lambda old: (old.low or 0) <= share <= (old.high or 0),
        _refusal(rules, ten, rest),
    )


def winsorised(place: Place, lowered: Lowered, currency: str, rules: Rules) -> Candidate:
    """The total with the largest twentieth of amounts, five at least, lowered to the next: "at least", two digits.

    The plain total less this one is a sum of those five or more, and is judged as one.
    """
    order = sorted(lowered.values(), reverse=True)
    number = max(LEAST_CUT, int(LARGEST_SHARE * len(order)))
    cap = order[number] if len(order) > number else ZERO
    kept = {seller: min(amount, cap) for seller, amount in lowered.items()}
    cut = {seller: amount - cap for seller, amount in lowered.items() if amount > cap}
    total = sum(kept.values(), ZERO)
    row = Row("spread", *place, "winsorised", currency, State.PRINTED, value=int(round_down(total)))
    refused = Why.FEW.value if len(order) < FEWEST else _refusal(rules, kept) or _difference(rules, cut)
    return Candidate(row, (as_part(kept), as_part(cut)), AMOUNTS, lambda old: (old.value or 0) <= total, refused)


def likely_rows(
    place: Place, sellers: Mapping[str, Claimed], lowered: Lowered, currency: str, rules: Rules
) -> list[Candidate]:
    """PERT: the sum of (low + 4·likely + high)/6 of what papers allow, and the sum of the highest, beside the lowest,
    which is the documented sum. `lowered` is that of the lowest.

    The ends of the range hold what lowering hides; the value is put right by its mean. What lies between two of the
    three sums is a sum of its own, and is judged as one.
    """
    mean, most = ({seller: getattr(c, name) for seller, c in sellers.items()} for name in ("likely", "highest"))
    between = {seller: mean[seller] - lowered.get(seller, ZERO) for seller in mean}
    above = {seller: most[seller] - mean[seller] for seller in mean}
    row = Row("likely", *place, "total", currency, State.PRINTED)
    first = _difference(rules, between)
    return [
        _sum(row, mean, _spread_of(sellers, lowered), rules, first),
        _sum(replace(row, measure="highest"), most, ZERO, rules, first or _difference(rules, above)),
    ]


def _spread_of(sellers: Mapping[str, Claimed], lowered: Lowered) -> Decimal:
    """1.96 standard deviations of the sum of independent amounts, each (high − low)/6."""
    squares = (((c.highest - lowered.get(seller, ZERO)) / 6) ** 2 for seller, c in sellers.items())
    return Decimal("1.959964") * sum(squares, ZERO).sqrt()


def _sum(row: Row, amounts: Lowered, half: Decimal, rules: Rules, refused: str) -> Candidate:
    total = sum(amounts.values(), ZERO)
    p = (rules.p or ZERO) / 100
    low, high = round_down(max(total - half, ZERO)), round_up((total + half) / (1 - p))
    value = min(max(round_down(total / (1 - p / 2)), low), high)
    row = replace(row, value=int(value), low=int(low), high=int(high))
    return Candidate(
        row,
        (as_part(amounts),),
        AMOUNTS,
        lambda old: (old.low or 0) <= total <= (old.high or 0),
        refused or _refusal(rules, amounts),
    )


def _refusal(rules: Rules, *parts: Lowered) -> str:
    """The first rule of a total that one of these sums breaks."""
    for part in parts:
        for reason in money_reasons(Content(part), rules):
            return reason.why.value
    return ""


def _difference(rules: Rules, part: Lowered) -> str:
    """The same of a sum that nobody prints, but that follows from two that are: it needs as many as a change does."""
    content = Content(part)
    reasons = money_reasons(content, rules, threshold=rules.change) if content.total else ()
    return reasons[0].why.value if reasons else ""

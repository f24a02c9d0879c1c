"""Whether a sum tells too much about one seller: threshold, p% rule, dominance; and whether a change does."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.statistics.rules.disclosure.contents import Change, Content


class Why(StrEnum):
    """Why a number is not printed, or not printed anew."""

    FEW = "fewer than the threshold"
    P_PERCENT = "p% rule"
    DOMINANCE = "dominance"
    REMAINDER = "remainder"
    DERIVABLE = "complementary"
    FOLDED = "folded into other"
    SMALL_CHANGE = "increment"
    NOT_TRUE_ANY_MORE = "no longer true"
    TOO_SMALL = "too small to print"


@dataclass(frozen=True)
class Reason:
    why: Why
    sentence: str


@dataclass(frozen=True)
class Rules:
    """The rules of the gate; the defaults are the house's.

    `dominance` holds (n, k): the n largest must not make up more than k % of the total. `change` is how many
    contributors a printed change needs. `veil_money` floors money by a secret offset, as counts always are, and in
    steps no finer than p% of the largest amount: then a series of totals gives away no amount even to somebody who
    knows all the others, as long as they see few cells of the same seller. `veil_sellers` lowers each seller's amount
    by a secret share of up to p% before adding up: that holds however many cells and series they see.
    """

    threshold: int = 10
    p: Decimal | None = Decimal(15)
    dominance: tuple[tuple[int, Decimal], ...] = ((1, Decimal(50)), (2, Decimal(67)))
    change: int = 5
    veil_money: bool = False
    veil_sellers: bool = False


def is_p_sensitive(largest_first: tuple[Decimal, ...], p: Decimal) -> bool:
    """Whether the second largest, who knows their own amount, can work out the largest to within p percent."""
    return bool(largest_first) and sum(largest_first[2:]) < largest_first[0] * p / 100


def is_dominated(largest_first: tuple[Decimal, ...], number: int, percent: Decimal) -> bool:
    """Whether the `number` largest make up more than `percent` of the total."""
    return sum(largest_first[:number]) * 100 > sum(largest_first) * percent


def money_reasons(content: Content, rules: Rules, *, threshold: int | None = None) -> tuple[Reason, ...]:
    """Why the total of these amounts may not be printed; empty where it may."""
    least = rules.threshold if threshold is None else threshold
    amounts = content.largest_first
    found = []
    if len(amounts) < least:
        found.append(Reason(Why.FEW, _("Fewer than %(least)s sellers gave an amount.") % {"least": least}))
    if rules.p is not None and is_p_sensitive(amounts, rules.p):
        sentence = _("One seller's amount could be worked out to within %(p)s%%.") % {"p": f"{rules.p:f}"}
        found.append(Reason(Why.P_PERCENT, sentence))
    for number, percent in rules.dominance:
        if amounts and is_dominated(amounts, number, percent):
            sentence = ngettext(
                "The largest alone makes up more than %(percent)s%% of the total.",
                "The largest %(number)s make up more than %(percent)s%% of the total.",
                number,
            )
            found.append(Reason(Why.DOMINANCE, sentence % {"number": number, "percent": f"{percent:f}"}))
    return tuple(found)


def count_change_reasons(change: Change, rules: Rules) -> tuple[Reason, ...]:
    """Why a new count may not replace the printed one. Arrivals and withdrawals are judged apart."""
    few = any(0 < part.sellers < rules.change for part in (change.arrived, change.left))
    return (_small_change(rules),) if few else ()


def money_change_reasons(change: Change, rules: Rules) -> tuple[Reason, ...]:
    """Why a new total may not replace the printed one: what came and what went must each pass the rules of a total."""
    found: list[Reason] = []
    for part in (change.more, change.less):
        if 0 < part.sellers < rules.change:
            return (_small_change(rules),)
        found += money_reasons(part, rules, threshold=rules.change) if part.sellers else ()
    return tuple(dict.fromkeys(found))


def _small_change(rules: Rules) -> Reason:
    sentence = _("Since it was last printed, fewer than %(least)s sellers came, or fewer than %(least)s left.")
    return Reason(Why.SMALL_CHANGE, sentence % {"least": rules.change})

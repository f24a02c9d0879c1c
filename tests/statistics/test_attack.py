"""An attacker who knows every seller's amounts but one's, reads every batch, and even knows by how much each of the
others was lowered."""

import random
from decimal import Decimal

import pytest

from apps.statistics.rules.disclosure.contents import Content
from apps.statistics.rules.disclosure.flooring import veiled_total
from apps.statistics.rules.disclosure.gate import Memory, State, pass_gate
from apps.statistics.rules.disclosure.sensitivity import money_reasons
from apps.statistics.rules.disclosure.tables import Contribution, Table
from apps.statistics.rules.series import HOUSE_RULES, joined_table
from tests.statistics.tables import Attacker

SECRET = b"a key of the attacked"
P = Decimal("0.15")
TARGET = "target"
GROUPINGS = {"platform": ("amazon", "temu", "ebay"), "component": ("stock", "balance"), "incident": ("1", "2")}
Seller = tuple[Decimal, dict[str, str]]


def new_seller(chance: random.Random) -> Seller:
    amount = Decimal(round(10 ** chance.uniform(2, 5), 2))
    return amount, {grouping: chance.choice(categories) for grouping, categories in GROUPINGS.items()}


def table_of(sellers: dict[str, Seller]) -> Table:
    rows = {
        grouping: [Contribution((places[grouping],), name, amount) for name, (amount, places) in sellers.items()]
        for grouping in GROUPINGS
    }
    return joined_table("documented", rows, HOUSE_RULES.threshold)


def step_of(printed: Decimal) -> Decimal:
    """A printed total has two digits: the lowered sum is less than one step above it."""
    return Decimal(10) ** max(printed.adjusted() - 1, 0)


@pytest.mark.parametrize("seed", range(200))
def test_no_amount_is_bounded_closer_than_p_percent_and_nothing_withheld_is_derived(seed: int) -> None:
    chance = random.Random(seed)
    sellers = {f"s{number}": new_seller(chance) for number in range(chance.randrange(11, 45))}
    amount, _places = sellers[TARGET] = new_seller(chance)
    memory, attacker = Memory(), Attacker()
    low, high = Decimal(0), Decimal("Infinity")
    for _week in range(4):
        table = table_of(sellers)
        judged = pass_gate(table, HOUSE_RULES, SECRET, memory)
        memory = judged.memory
        attacker.read(table, judged)
        for line in judged.lines:
            content = table.cells[line.key]
            if line.money is None or line.money.state is not State.PRINTED or TARGET not in content.paid:
                continue
            assert line.money.value is not None
            assert line.money.value <= content.total
            others = veiled_total({n: a for n, a in content.paid.items() if n != TARGET}, SECRET, HOUSE_RULES.p or P)
            low = max(low, line.money.value - others)
            high = min(high, line.money.value + step_of(line.money.value) - others)
        for name in [name for name in sellers if name != TARGET and chance.random() < 0.1]:
            del sellers[name]
        sellers |= {f"{_week}-{number}": new_seller(chance) for number in range(chance.randrange(0, 9))}
    highest = high / (1 - P)  # nobody outside knows the target's own share
    assert low <= amount <= highest
    assert highest - low >= P * amount
    unsafe = {cell for cell in attacker.withheld if money_reasons(Content(dict(cell[1])), HOUSE_RULES)}
    assert attacker.derives() & unsafe == set()

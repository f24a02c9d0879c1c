"""The same attacker, who now reads how sums are spread, likely totals and waits, batch after batch."""

import random
from decimal import Decimal

import pytest

from apps.statistics.rules.disclosure.contents import Content
from apps.statistics.rules.disclosure.gate import Memory, State, pass_gate
from apps.statistics.rules.disclosure.sensitivity import money_reasons
from apps.statistics.rules.durations import Wait
from apps.statistics.rules.methods import waits
from apps.statistics.rules.methods.rows import Row, complaints_about_row
from apps.statistics.rules.methods.telling import Away, Likely, Telling, spread_rows, wait_rows
from apps.statistics.rules.series import HOUSE_RULES
from tests.statistics.test_attack import SECRET, TARGET, Seller, new_seller, table_of

LEAST, MOST = Decimal(1), Decimal("0.85")  # what is left of an amount that is lowered by nothing, or by p %


class World(Telling):
    """Published from the same secret, but the target's own share is this one, and the target's amount fits it."""

    left = LEAST

    def lowered(self, amounts: dict[str, Decimal]) -> dict[str, Decimal]:  # type: ignore[override]
        found = super().lowered(amounts)
        return found | ({TARGET: amounts[TARGET] * self.left} if TARGET in amounts else {})


def world(left: Decimal) -> World:
    made = World(SECRET, "USD")
    made.left = left
    return made


def with_target(sellers: dict[str, Seller], seen: Decimal, left: Decimal) -> dict[str, Seller]:
    """The sellers as they are where the target's lowered amount is `seen`."""
    _amount, places = sellers[TARGET]
    return sellers | {TARGET: (seen / left, places)}


def likely_of(sellers: dict[str, Seller], steps: dict[str, tuple[Decimal, Decimal]]) -> Likely:
    """What papers allow above each amount, as parts of it, by incident."""
    found: dict[str, dict[str, tuple[Decimal, Decimal]]] = {}
    for name, (amount, places) in sellers.items():
        likely, most = steps[name]
        found.setdefault(places["incident"], {})[name] = amount * likely, amount * most
    return found


@pytest.mark.parametrize("seed", range(200))
def test_two_amounts_15_percent_apart_print_the_same_rows_in_every_batch(seed: int) -> None:
    """Whatever is read from the rows of methods, the target's amount may be either: nothing bounds it closer."""
    chance = random.Random(seed)
    sellers = {f"s{number}": new_seller(chance) for number in range(chance.randrange(30, 110))}
    sellers[TARGET] = new_seller(chance)
    seen = sellers[TARGET][0]
    steps: dict[str, tuple[Decimal, Decimal]] = {}
    memory, worlds = Memory(), (world(LEAST), world(MOST))
    for week in range(4):
        for name in sellers:
            likely = Decimal(chance.choice([100, 100, 120, 150])) / 100
            steps.setdefault(name, (likely, likely + (likely - 1) * 2))
        table = table_of(with_target(sellers, seen, LEAST))
        judged = pass_gate(table, HOUSE_RULES, SECRET, memory)
        memory = judged.memory
        printed: list[list[Row]] = []
        for telling in worlds:
            everybody = with_target(sellers, seen, telling.left)
            rows = spread_rows(telling, table_of(everybody), judged, likely_of(everybody, steps))
            printed.append(rows)
        assert printed[0] == printed[1]
        closed = {line.key for line in judged.lines if line.money and line.money.state is State.WITHHELD}
        assert not {(row.by, row.category) for row in printed[0]} & closed
        assert [said for row in printed[0] for said in complaints_about_row(row.as_data())] == []
        for name in [name for name in sellers if name != TARGET and chance.random() < 0.1]:
            del sellers[name]
        sellers |= {f"{week}-{number}": new_seller(chance) for number in range(chance.randrange(0, 25))}
    assert seen / MOST - seen >= Decimal("0.15") * seen


@pytest.mark.parametrize("seed", range(200))
def test_what_follows_from_two_printed_totals_is_a_sum_of_five_without_a_leader(seed: int) -> None:
    """A total less the one without the largest amounts, and less what the ten largest hold."""
    chance = random.Random(seed)
    sellers = {f"s{number}": new_seller(chance) for number in range(chance.randrange(20, 200))}
    telling = Telling(SECRET, "USD")
    table = table_of(sellers)
    rows = spread_rows(telling, table, pass_gate(table, HOUSE_RULES, SECRET), {})
    for row in rows:
        if row.state is State.WITHHELD:
            continue
        threshold = {"winsorised": (10, 5), "ten_largest": (10, 10)}[row.measure]
        for part, least in zip(telling.kept[row.place].parts, threshold, strict=True):
            content = Content({name: Decimal(amount) for name, amount in part.items()})
            assert money_reasons(content, HOUSE_RULES, threshold=least) == ()


def test_some_of_these_rows_are_printed() -> None:
    chance = random.Random(4)
    sellers = {f"s{number}": new_seller(chance) for number in range(150)}
    table = table_of(sellers)
    steps = dict.fromkeys(sellers, (Decimal("1.2"), Decimal("1.6")))
    telling = Telling(SECRET, "USD")
    rows = spread_rows(telling, table, pass_gate(table, HOUSE_RULES, SECRET), likely_of(sellers, steps))
    printed = {row.measure for row in rows if row.state is State.PRINTED}
    assert printed == {"ten_largest", "winsorised", "total", "highest"}


# -- waits
def away(chance: random.Random, number: str) -> Away:
    return Away(number, chance.choice(["1", "1", "2"]), Wait(chance.randrange(1, 500), chance.random() < 0.6))


@pytest.mark.parametrize("seed", range(200))
def test_no_step_stands_for_fewer_than_ten_and_none_moves_for_fewer_than_five(seed: int) -> None:
    chance = random.Random(seed)
    sellers = {f"s{number}": away(chance, f"s{number}") for number in range(chance.randrange(15, 160))}
    telling = Telling(SECRET, "USD")
    before: dict[str, Row] = {}
    for week in range(4):
        earlier = dict(telling.kept)
        rows = wait_rows(telling, sellers.values())
        for place in {(row.by, row.category) for row in rows}:
            here = [one.wait for one in sellers.values() if place == ("all", "all") or one.incident == place[1]]
            steps = [row for row in rows if (row.by, row.category) == place and row.measure == "still_waiting"]
            last = -1
            for row in steps:
                assert row.step in waits.BOUNDS
                assert sum(wait.over and last < wait.days <= row.step for wait in here) >= 10
                assert sum(wait.days > row.step for wait in here) >= 10
                assert {number % 5 for number in (row.value, row.low, row.high) if number is not None} == {0}
                last = row.step
        for place, kept in telling.kept.items():
            old = earlier.get(place)
            if old is None or kept is old:
                continue
            (then,), (now,) = old.parts, kept.parts
            moved = sum(then.get(name) != now.get(name) for name in {**then, **now})
            assert moved == 0 or moved >= 5
        before = {row.place: row for row in rows}
        for name in [name for name in sellers if chance.random() < 0.03]:
            del sellers[name]
        for number in range(chance.randrange(0, 9)):
            sellers[f"{week}-{number}"] = away(chance, f"{week}-{number}")
    assert all(row.state is not State.WITHHELD for row in before.values())

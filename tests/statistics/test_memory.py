"""How much a batch needs while it is made, and that less of it prints nothing else."""

import json
import tracemalloc
from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from functools import reduce
from itertools import product

import pytest

from apps.statistics.actions import prepare_batch
from apps.statistics.models import SeriesMemory
from apps.statistics.rules.disclosure.contents import Content, joined
from apps.statistics.rules.disclosure.gate import State, pass_gate
from apps.statistics.rules.disclosure.remembering import memory_as_json, memory_from_json
from apps.statistics.rules.disclosure.tables import Contribution, make_table
from apps.statistics.rules.methods.rows import Row
from apps.statistics.rules.methods.settling import Kept, kept_as_json, kept_from_json
from apps.statistics.rules.series import HOUSE_RULES, SERIES
from apps.statistics.selectors import contributions_to
from tests.factories.statistics import AmountFactFactory, CaseFactFactory

MONDAY = datetime(2018, 3, 5, 6, tzinfo=UTC)
SECRET = b"secret"


def lines(sellers: int) -> Iterable[Contribution]:
    """Everybody in three platforms, some of them twice in one."""
    for number, platform in product(range(sellers), ("amazon", "temu", "walmart")):
        for _ in range(1 + number % 2):
            yield Contribution((platform,), f"seller {number:08}", Decimal(100 + number))


def test_a_table_made_line_by_line_is_the_one_made_of_all_lines_at_once() -> None:
    rows = [*lines(40), *(Contribution(("etsy",), f"small {n}", None) for n in range(4))]
    table = make_table("t", ("platform",), iter(rows), threshold=10)
    plain = {
        key: reduce(lambda whole, row: joined((whole, Content({row.seller: row.amount}))), chosen, Content({}))
        for key, chosen in {
            ("",): rows,
            **{(name,): [row for row in rows if row.cell == (name,)] for name in ("amazon", "temu", "walmart", "etsy")},
        }.items()
    }
    assert {key: dict(table.cells[key].amounts) for key in plain} == {k: dict(c.amounts) for k, c in plain.items()}


def test_the_lines_of_a_table_are_not_kept() -> None:
    """Twice as many lines of the same sellers take no more room."""

    def peak(repeated: int) -> int:
        tracemalloc.start()
        make_table("t", ("platform",), (line for _ in range(repeated) for line in lines(2_000)), threshold=10)
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    assert peak(4) < 1.2 * peak(1)


def test_the_memory_of_a_series_names_each_seller_once() -> None:
    memory = pass_gate(make_table("t", ("platform",), lines(50), threshold=10), HOUSE_RULES, SECRET).memory
    text = json.dumps(memory_as_json(memory))
    assert text.count("seller 00000007") == 1
    assert memory_from_json(json.loads(text)) == memory


def test_a_memory_with_a_name_in_each_place_is_still_read() -> None:
    """As batches before this one wrote them."""
    memory = pass_gate(make_table("t", ("platform",), lines(50), threshold=10), HOUSE_RULES, SECRET).memory
    data = memory_as_json(memory)

    def named(place: int) -> dict[str, str | None]:
        who, amounts = data["shelf"][place]
        return {data["sellers"][n]: amount for n, amount in zip(who, amounts, strict=True)}

    for name in ("counts", "money"):
        data[name] = [[key, named(content), value] for key, content, value in data[name]]
    data["contents"] = [[cell, named(content)] for cell, content in data["contents"]]
    del data["shelf"], data["sellers"]
    assert memory_from_json(json.loads(json.dumps(data))) == memory


@pytest.mark.django_db
def test_contributions_are_fetched_as_they_are_used() -> None:
    """Of every series and grouping, and each seller's name is one text throughout."""
    for number in range(12):
        case = CaseFactFactory.create(platform=("amazon", "temu")[number % 2], documented=Decimal(1000 + number))
        AmountFactFactory.create(case_id=case.case_id, in_documented=Decimal(1000 + number))
    names: dict[str, int] = {}
    for series in SERIES:
        for grouping, rows in contributions_to(series, demonstration=False).items():
            told = list(rows)
            assert (series.name, grouping, len(told)) == (series.name, grouping, 12 if _is_full(series.name) else 0)
            assert [id(row.seller) for row in told] == [names.setdefault(row.seller, id(row.seller)) for row in told]
    assert len(names) == 12


def _is_full(series: str) -> bool:
    return series in ("sellers", "documented")


@pytest.mark.django_db
def test_a_batch_of_the_same_facts_has_the_same_hash() -> None:
    for number in range(30):
        platform = ("amazon", "temu", "etsy")[number % 3]
        case = CaseFactFactory.create(platform=platform, documented=Decimal(1000 + number))
        AmountFactFactory.create(case_id=case.case_id, in_documented=Decimal(1000 + number))
    first, second = (prepare_batch(by=None, now=MONDAY) for _ in range(2))
    assert first.sha256 == second.sha256
    assert SeriesMemory.objects.filter(batch=second).count() == len(SERIES) + 1


def test_what_methods_remember_names_each_seller_once_and_old_memories_are_read() -> None:
    row = Row("waits", "all", "all", "still_waiting", "percent", State.PRINTED, 30, 55, 40, 70)
    kept = {
        place: Kept(row, ({"seller 1": "back", "seller 2": "waited for"}, {"seller 2": "12.50"}))
        for place in ("waits|all|all|still_waiting|30", "waits|all|all|still_waiting|60")
    }
    text = json.dumps(kept_as_json(kept))
    old = {place: {"row": one.row.as_data(), "parts": list(one.parts)} for place, one in kept.items()}
    assert text.count("seller 2") == 1
    assert kept_from_json(json.loads(text)) == kept == kept_from_json(json.loads(json.dumps(old)))

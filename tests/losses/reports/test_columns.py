"""Whole columns at once say what cell by cell says, whatever stands in them."""

import io
import random
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.losses.reports import CannotRead, open_report, report_as_json, tables
from apps.losses.reports.dates import MomentReader, Order
from apps.losses.reports.formats.base import Texts
from apps.losses.reports.keys import Keys
from apps.losses.reports.numbers import NumberReader, Style
from tests.losses.reports.lookalikes import V2, as_text
from tests.losses.reports.test_damage import MAKE

AMOUNTS = ("1.10", "-20.01", "0", "1,234.50", "5.", ".5", "1e5", " 3.00", "-", "", "--1", "NaN", "1_0", "9" * 13, "1,5")
DATES = (
    "2026-06-17 08:14:22 UTC", "2026-06-17 25:14:22 UTC", "2026-02-30 08:14:22 UTC", "2026-06-17 08:14:22 PST",
    "17.06.2026 08:14:22 UTC", "", "2026-06-17", "soon", "2026-W25-3 08:14:22 UTC", "2026-06-17T08:14:22+00:00",
)  # fmt: skip
TEXTS = ("SKU-1", " SKU-1", "SKU-1 ", "A &amp; B", "two  spaces", "tab\tinside", "", "no\u00a0break", "日本", "x" * 501)
Answer = tuple[str, Any]


def tried(work: Any, *given: Any) -> Answer:
    try:
        return ("read", work(*given))
    except ValueError as error:
        return ("refused", type(error) is ValueError)


def one_by_one(reader: Any, cells: Sequence[str]) -> list[Any]:
    return [reader[cell] for cell in cells]


@given(cells=st.lists(st.sampled_from(AMOUNTS), min_size=1, max_size=6), style=st.sampled_from(list(Style)))
def test_amounts(cells: list[str], style: Style) -> None:
    each, column = NumberReader(style), NumberReader(style)
    assert tried(column.column, cells) == tried(one_by_one, each, cells)


@given(cells=st.lists(st.decimals(min_value=-(10**6), max_value=10**6, places=2).map(str), min_size=1, max_size=9))
def test_plain_amounts_to_the_cent(cells: list[str]) -> None:
    commas = [cell.replace(".", ",") for cell in cells]
    exact = [Decimal(cell) for cell in cells]
    assert NumberReader(Style.POINT).column(cells) == NumberReader(Style.COMMA).column(commas) == exact


@given(cells=st.lists(st.sampled_from(DATES), min_size=1, max_size=5))
def test_moments(cells: list[str]) -> None:
    each, column = MomentReader(Order.DAY), MomentReader(Order.DAY)
    assert tried(column.column, cells) == tried(one_by_one, each, cells)


@given(cells=st.lists(st.sampled_from(TEXTS) | st.text(max_size=5), min_size=1, max_size=5))
def test_texts(cells: list[str]) -> None:
    assert list(Texts().column(cells)) == one_by_one(Texts(), cells)


@given(orders=st.lists(st.sampled_from("abc"), min_size=1, max_size=9), before=st.lists(st.sampled_from("abc")))
def test_keys(orders: list[str], before: list[str]) -> None:
    each, column = Keys("kind", 10), Keys("kind", 10)
    for order in before:
        each(None, order), column(None, order)
    assert column.column([None] * len(orders), orders) == [each(None, order) for order in orders]


def whole(data: bytes) -> Any:
    try:
        with open_report(io.BytesIO(data)) as reading:
            return list(reading.rows()), report_as_json(reading.report)
    except CannotRead as error:
        return error.code


def in_batches_of(at_once: int, data: bytes, monkeypatch: pytest.MonkeyPatch) -> Any:
    with monkeypatch.context() as patch:
        patch.setattr(tables, "AT_ONCE", at_once)
        return whole(data)


LINE = st.fixed_dictionaries(
    {
        "settlement-id": st.sampled_from(["17", "17", "17", "18"]),
        "total-amount": st.sampled_from(["", "", "", "9.99"]),
        "transaction-type": st.sampled_from(["Order", "Refund", "Transfer", "Nobody's word"]),
        "amount-type": st.sampled_from(["ItemPrice", "ItemFees", "other-transaction"]),
        "amount-description": st.sampled_from(["Principal", "Current Reserve Amount", "Fee"]),
        "amount": st.sampled_from(["1.10", "-20.01", "0.01"]) | st.sampled_from(AMOUNTS[:6]),
        "posted-date-time": st.sampled_from(DATES[:1] * 5 + DATES),
        "posted-date": st.sampled_from(["06/17/26", ""]),
        "quantity-purchased": st.sampled_from(["1", "", "1.5", "2"]),
        "order-id": st.sampled_from(TEXTS[:6]),
        "sku": st.sampled_from([text for text in TEXTS if "\t" not in text]),
        "currency": st.sampled_from(["", "", "USD", "usd"]),
    }
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=st.lists(LINE, max_size=12))
def test_settlements_read_the_same_in_batches_of_any_size(
    lines: list[dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    summary = {"settlement-id": "17", "total-amount": "9.99", "currency": "USD"}
    data = as_text(V2, [summary, *lines]).encode()
    single = in_batches_of(1, data, monkeypatch)
    assert [in_batches_of(size, data, monkeypatch) for size in (2, 5, 200)] == [single] * 3


@pytest.mark.parametrize("name", sorted(MAKE))
def test_damaged_files_read_the_same_in_batches_of_any_size(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    data, dice = MAKE[name](), random.Random(11)
    for _ in range(25):
        place = dice.randrange(len(data))
        damaged = data[:place] + dice.choice([b"", b'"', b"\n", b"\x00", b"\xff"]) + data[place + 1 :]
        single = in_batches_of(1, damaged, monkeypatch)
        assert in_batches_of(3, damaged, monkeypatch) == single
        assert in_batches_of(200, damaged, monkeypatch) == single

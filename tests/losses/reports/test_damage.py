"""Whatever happens to a file on its way, a wrong total is never silent: it reconciles, warns or is refused."""

import io
import random
import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.losses.reports import CannotRead, Options, Report, read, report_as_json
from tests.losses.reports.lookalikes import PAYPAL, PREAMBLES, date_range, paypal, settlement_v1, settlement_v2
from tests.losses.reports.reports import codes, read_bytes, read_text

VALUES = [Decimal(text) for text in ("1974.10", "-206.25", "-900.00", "309.99", "1235.50", "-20.01")]
MAKE: dict[str, Callable[[], bytes]] = {
    "v2": lambda: settlement_v2(VALUES, held=Decimal("420.00")).encode(),
    "v2-de": lambda: settlement_v2(VALUES, "de").encode("utf-16"),
    "v1": lambda: settlement_v1(VALUES).encode(),
    "us": lambda: date_range("en", VALUES, deferred=[3]).encode("utf-8-sig"),
    "de": lambda: date_range("de", VALUES).encode("cp1252"),
    "jp": lambda: date_range("ja", [Decimal(int(value)) for value in VALUES]).encode("cp932"),
    "paypal": lambda: paypal("en").encode(),
}
WITH_TOTAL = {"v2", "v2-de", "v1"}


def attempt(data: bytes) -> Report | None:
    """What is read of it; None when it is refused."""
    try:
        return read(io.BytesIO(data), Options())
    except CannotRead as refused:
        assert refused.sentence
        return None


def beginnings(name: str) -> list[dict[str, Decimal]]:
    """Sums of the first rows, of none to all: what a file cut between rows may truly say."""
    whole = read_bytes(MAKE[name]())
    sums, found = {currency: Decimal(0) for currency in whole.currencies}, []
    found.append(dict(sums))
    for row in whole.first_rows:
        sums[row.currency] = sums[row.currency] + (row.amount or 0)
        found.append(dict(sums))
    return found


def is_honest(name: str, report: Report | None) -> bool:
    """Right, or refused, or said to be in doubt. Where no total is stated, rows may be missing, and that is said."""
    if report is None or not report.is_clean:
        return True
    possible = beginnings(name)
    if name in WITH_TOTAL:
        return report.sum_of() == possible[-1]
    return report.sum_of() in possible and "total_not_stated" in codes(report)


@pytest.mark.parametrize("name", sorted(MAKE))
def test_the_whole_file_is_right(name: str) -> None:
    report = attempt(MAKE[name]())
    assert report is not None
    assert (report.is_clean, report.sum_of()) == (True, beginnings(name)[-1])


def dishonest_cuts(name: str, *, places: int, at_end: int) -> list[int]:
    data = MAKE[name]()
    chosen = {*range(0, len(data), max(1, len(data) // places)), *range(max(0, len(data) - at_end), len(data))}
    return [place for place in sorted(chosen) if not is_honest(name, attempt(data[:place]))]


def dishonest_flips(name: str, *, places: int, bits: int) -> list[tuple[int, int]]:
    data, dice = MAKE[name](), random.Random(places)
    wrong = []
    for place in range(0, len(data), max(1, len(data) // places)):
        for bit in dice.sample(range(8), bits):
            flipped = data[:place] + bytes([data[place] ^ 1 << bit]) + data[place + 1 :]
            if not is_honest(name, attempt(flipped)):
                wrong.append((place, bit))
    return wrong


@pytest.mark.parametrize("name", sorted(MAKE))
def test_cut_at_many_a_byte(name: str) -> None:
    assert dishonest_cuts(name, places=90, at_end=60) == []


@pytest.mark.parametrize("name", sorted(MAKE))
def test_a_bit_of_many_a_byte_flipped(name: str) -> None:
    assert dishonest_flips(name, places=110, bits=1) == []


@pytest.mark.bench
@pytest.mark.parametrize("name", sorted(MAKE))
def test_cut_at_every_byte(name: str) -> None:
    assert dishonest_cuts(name, places=10**6, at_end=0) == []


@pytest.mark.bench
@pytest.mark.parametrize("name", sorted(MAKE))
def test_every_bit_of_every_byte_flipped(name: str) -> None:
    assert dishonest_flips(name, places=10**6, bits=8) == []


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_random_damage(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(MAKE)))
    whole = MAKE[name]()
    place = data.draw(st.integers(0, len(whole) - 1))
    length = data.draw(st.integers(0, 12))
    other = data.draw(st.binary(max_size=12))
    damaged = whole[:place] + other + whole[place + length :]
    if len(damaged) != len(whole):  # digits that come or go within an amount are the sums' to find, letters are not
        assert is_honest(name, attempt(damaged)), (name, place, length, other)


@settings(max_examples=60, deadline=None)
@given(
    name=st.sampled_from(["v2", "v1", "us"]),
    rows=st.sets(st.integers(0, 5), min_size=1),
    both=st.booleans(),
    seed=st.integers(0, 9),
)
def test_mixed_locales(name: str, rows: set[int], both: bool, seed: int) -> None:
    """Some amounts get a decimal comma, with or without groups."""
    lines = MAKE[name]().decode("utf-8-sig").splitlines(keepends=True)
    amount = re.compile(r'(?<=[\t"])-?[\d,]+\.\d\d(?=[\t"\r\n])')
    body = [place for place, line in enumerate(lines) if len(amount.findall(line)) and place > 1]

    def swap(found: re.Match[str]) -> str:
        text = found[0].replace(",", "")
        whole, cents = text.split(".")
        return f"{int(whole):,}".replace(",", "." if both else "") + "," + cents

    for place in (body[row % len(body)] for row in rows):
        lines[place] = amount.sub(swap, lines[place])
    assert is_honest(name, attempt("".join(lines).encode()))


@pytest.mark.parametrize("name", ["v2", "v1", "us", "paypal"])
def test_zero_bytes_are_told(name: str) -> None:
    data = MAKE[name]()
    place = data.rindex(b"1")
    report = attempt(data[:place] + b"\x00" + data[place + 1 :])
    assert report is None or "zero_bytes" in codes(report, mattering=True)


def test_a_quotation_mark_that_never_closes_does_not_swallow_the_rest_silently() -> None:
    text = date_range("en", VALUES).replace('"Product"', '"Product', 1)
    report = attempt(text.encode())
    assert report is None or not report.is_clean


def test_an_amount_with_digits_missing_is_found_by_the_sum() -> None:
    report = read_text(settlement_v2(VALUES).replace("1235.50", "125.50"))
    assert (report.difference, report.is_clean) == (Decimal("1110.00"), False)


def test_shifted_cells_never_bring_a_buyer_into_the_rows() -> None:
    """A delimiter too many moves what follows by one: the row is left out, and its words are quoted nowhere."""
    for name in PAYPAL:
        sign = ";" if name == "de" else ","
        text = paypal(name).replace('"Jane Placeholder"', f'"Jane"{sign}"Placeholder"')
        report = attempt(text.encode())
        assert report is not None
        assert (report.rows, "rows_broken" in codes(report, mattering=True)) == (0, True)
        assert "Placeholder" not in repr(report_as_json(report))


@pytest.mark.parametrize("language", sorted(PREAMBLES))
def test_the_wrong_encoding_is_survived(language: str) -> None:
    """Read as cp1252 whatever it is: recognised and right, or refused, or in doubt."""
    text = date_range(language, [Decimal(1000), Decimal(2500)])
    try:
        report = read_text(text)
        wrong = read(io.BytesIO(text.encode()), Options(encoding="cp1252"))
    except CannotRead:
        return
    assert wrong.sum_of() == report.sum_of() or not wrong.is_clean

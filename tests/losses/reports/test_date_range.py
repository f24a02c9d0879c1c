"""Amazon's date-range and deferred reports in every language."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.losses.reports import Category, Checked, report_as_json
from apps.losses.reports.formats import amazon_date_range_words as words
from tests.losses.reports.lookalikes import CURRENCY, PREAMBLES, WRITTEN, amounts, as_text, date_range, names
from tests.losses.reports.reports import by_category, codes, due, held, read_text, rows_of, sums, total

VALUES = [Decimal(text) for text in ("1974", "-206", "-900", "309", "35", "-20")]
LANGUAGES = sorted(PREAMBLES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language(language: str) -> None:
    report = read_text(date_range(language, VALUES, deferred=[3]))
    assert (report.format, report.language, report.currency) == ("amazon_date_range", language, CURRENCY[language])
    assert (report.rows, sums(report)) == (6, {CURRENCY[language]: total(VALUES)})
    assert report.sum_of(only=frozenset({Category.PAYOUT})) == {CURRENCY[language]: Decimal("-920")}
    assert by_category(report)[Category.REFUND] == Decimal("-171")
    assert (report.is_clean, report.checked, codes(report, mattering=True)) == (True, Checked.ROWS, set())


@pytest.mark.parametrize("language", LANGUAGES)
def test_deferred_rows_in_every_language(language: str) -> None:
    report = read_text(date_range(language, VALUES, deferred=[3, 4]))
    header = len(PREAMBLES[language]) + 1
    assert held(report) == [("deferred", CURRENCY[language], Decimal("344"), (header + 4, header + 5))]
    assert due(report) == {None: Decimal("344")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_preamble_and_with_shuffled_columns(language: str) -> None:
    text = date_range(language, VALUES, preamble=False, seed=3)
    report = read_text(text)
    assert [row.amount for row in rows_of(text)] == VALUES
    assert codes(report, mattering=True) == {"currency_unknown"}


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6), language=st.sampled_from(LANGUAGES), shuffle=st.booleans())
def test_random_reports_round_trip_to_the_cent(seed: int, language: str, shuffle: bool) -> None:
    values = amounts(seed, 20) if language != "ja" else [Decimal(int(value)) for value in amounts(seed, 20)]
    report = read_text(date_range(language, values, seed=seed if shuffle else None))
    assert (sums(report), report.is_clean) == ({CURRENCY[language]: total(values)}, True)


@pytest.mark.parametrize(
    ("language", "encoding"),
    [
        ("ja", "cp932"), ("ja", "utf-8-sig"), ("ja", "utf-16"), ("de", "cp1252"), ("fr", "utf-8-sig"), ("es", "cp1252"),
        ("sv", "cp1252"), ("it", "cp1252"), ("de", "utf-16-le"),
    ],
)  # fmt: skip
def test_every_encoding(language: str, encoding: str) -> None:
    report = read_text(date_range(language, VALUES).replace("\u202f", "\u00a0").replace("\u2212", "-"), encoding)
    assert (report.encoding, report.is_clean, sums(report)) == (encoding, True, {CURRENCY[language]: total(VALUES)})


@pytest.mark.parametrize("mark", ["?", "\ufffd"])
def test_damaged_headings_are_recognised_and_told(mark: str) -> None:
    text = "".join(sign if sign.isascii() else mark for sign in date_range("de", VALUES))
    report = read_text(text)
    assert (sums(report), "header_mended" in codes(report)) == ({"EUR": total(VALUES)}, True)
    assert Category.PAYOUT in by_category(report)  # "?bertrag"


def test_the_marketplace_gives_the_currency_where_no_line_does() -> None:
    text = date_range("en", VALUES, preamble=False)
    header, *rows = text.splitlines()
    text = (
        "\r\n".join([header, *(row.replace('"Product","1",""', '"Product","1","amazon.ca"') for row in rows)]) + "\r\n"
    )
    report = read_text(text)
    assert (report.currency, report.marketplace, report.is_clean) == ("CAD", "amazon.ca", True)


def test_a_currency_line_that_does_not_fit_the_marketplace_is_told() -> None:
    text = date_range("en", VALUES).replace('"Product","1",""', '"Product","1","amazon.ca"')
    assert "currency_conflict" in codes(read_text(text), mattering=True)


def test_a_row_whose_parts_do_not_add_up_is_told_with_its_number() -> None:
    text = date_range("en", VALUES).replace('"1,974.00"', '"1,947.00"')
    notice = next(entry for entry in read_text(text).notices if entry.code == "row_sum")
    assert (notice.matters, notice.rows) == (True, [6])


def test_amounts_in_columns_that_are_new_belong_to_the_sum() -> None:
    header = names(
        "date/time,settlement id,type,order id,sku,description,product sales,new levy,total",
        ",",
    )
    row = dict(
        zip(header, ["Jun 1, 2026 5:43:55 AM PDT", "1", "Order", "", "", "", "10.00", "-1.00", "9.00"], strict=True)
    )
    report = read_text('"All amounts in USD, unless specified"\n' + as_text(header, [row], delimiter=","))
    assert (sums(report), codes(report, mattering=True)) == ({"USD": Decimal("9.00")}, set())


def test_a_status_that_nobody_knows_is_shown_and_not_called_held() -> None:
    report = read_text(date_range("de", VALUES).replace('"Released"', '"Aufgehoben"'))
    notice = next(entry for entry in report.notices if entry.code == "status_unknown")
    assert (notice.matters, notice.values, notice.count, held(report)) == (True, ["Aufgehoben"], 6, [])


def test_what_was_deferred_on_a_day_follows_from_the_release_dates() -> None:
    text = date_range("en", VALUES[:3])  # posted on the 1st to 3rd, released on the 28th
    assert held(read_text(text, on=date(2026, 6, 2))) == [("deferred", "USD", Decimal("1768"), (6, 7))]
    assert held(read_text(text, on=date(2026, 6, 28))) == []


def test_the_first_year_of_both_readings_is_decided_by_the_language() -> None:
    report = read_text(date_range("ja", [Decimal(1200)]))
    assert (sums(report), "numbers_by_language" in codes(report)) == ({"JPY": Decimal(1200)}, True)


def test_nothing_of_the_buyer_comes_through() -> None:
    text = date_range("de", VALUES)
    assert "Placeholder" in text
    everything = repr(rows_of(text)) + repr(report_as_json(read_text(text)))
    assert [word for word in ("Placeholder", "Testville", "00042") if word in everything] == []


DEFERRED = names(
    "ReportType,date/time,settlement-id,type,order-id,sku,description,quantity,store,fulfillment,order-city,"
    "order-state,order-post-code,product-sales,selling-fees,total,Tax Amount,Total Amount",
    ",",
)


def test_the_deferred_report_is_all_deferred() -> None:
    rows = [
        {
            "ReportType": "Deferred", "date/time": f"{day} Jul 2026 4:24:44 am UTC", "type": "Order",
            "order-id": f"{day}", "store": "amazon.in",
            "order-city": "Testville", "product-sales": "1,00,000.50", "selling-fees": "-0.50",
            "total": "1,00,000.00",
        }
        for day in (1, 2)
    ]  # fmt: skip
    report = read_text(as_text(DEFERRED, rows, delimiter=",", quoted=True))
    assert (report.format, report.currency, sums(report)) == ("amazon_deferred", "INR", {"INR": Decimal("200000.00")})
    assert held(report) == [("deferred", "INR", Decimal("200000.00"), (2, 3))]
    assert report.is_clean


def test_every_heading_is_known_to_belong_to_one_field_only() -> None:
    seen: dict[str, set[str]] = {}
    for column in words.COLUMNS:
        for _language, name in column.spelled():
            seen.setdefault(name.casefold(), set()).add(column.field)
    assert {name: fields for name, fields in seen.items() if len(fields) > 1} == {}


def test_every_language_has_a_look_alike() -> None:
    assert set(WRITTEN) == set(PREAMBLES) == set(CURRENCY)


def test_stray_quotation_marks_above_the_column_names_do_not_matter() -> None:
    text = 'Amounts "net" of fees\n"Amounts "net" of fees"\n' + date_range("en", VALUES)
    report = read_text(text)
    assert (sums(report), codes(report, mattering=True)) == ({"USD": total(VALUES)}, set())

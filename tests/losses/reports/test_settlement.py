"""Amazon settlements: the rows add up to the total, or it is said by how much they do not."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.losses.reports import Category, Checked, NotAReport, Undecided
from tests.losses.reports.lookalikes import (
    SETTLEMENT,
    STYLES,
    V1,
    V1_SHORT,
    V2,
    amounts,
    as_text,
    settlement_v1,
    settlement_v2,
    shuffled,
    v2_rows,
    v2_summary,
)
from tests.losses.reports.reports import by_category, codes, held, read_bytes, read_text, rows_of, sums, total

VALUES = [Decimal(text) for text in ("129.99", "-19.50", "-45.50", "-64.28", "18.75", "1210.00")]


def test_version_2_reconciles() -> None:
    report = read_text(settlement_v2(VALUES, held=Decimal("420.00"), returned=Decimal("820.44")))
    assert (report.format, report.version, report.columns, report.rows) == ("amazon_settlement_v2", "V2", 24, 8)
    assert (report.currency, report.marketplace, report.delimiter, report.checked) == (
        "USD",
        "amazon.us",
        "tab",
        Checked.TOTAL,
    )
    assert report.total_amount == total(VALUES) + Decimal("400.44")
    assert (report.difference, report.reconciled, report.is_clean) == (0, True, True)
    assert sums(report) == {"USD": report.total_amount}


def test_the_reserve_is_what_was_held_last_with_its_row() -> None:
    report = read_text(settlement_v2(VALUES, held=Decimal("420.00"), returned=Decimal("820.44")))
    assert held(report) == [("reserve", "USD", Decimal("420.00"), (10,))]
    assert report.held[0].returned == Decimal("820.44")


def test_the_reserve_before_the_settlement_ended_is_the_one_it_took_over() -> None:
    text = settlement_v2(VALUES, held=Decimal("420.00"), returned=Decimal("820.44"))
    report = read_text(text, on=date(2026, 6, 15))
    assert held(report) == [("reserve", "USD", Decimal("820.44"), (9,))]
    assert "reserve_before" in codes(report)


def test_the_period_is_the_one_that_is_stated() -> None:
    period = read_text(settlement_v2(VALUES)).period
    assert period.start and period.end
    assert (period.start.day, period.end.day, period.end.zone, period.stated) == (
        date(2026, 6, 1),
        date(2026, 6, 28),
        "UTC",
        True,
    )


def test_23_columns_are_as_good_as_24() -> None:
    assert read_text(settlement_v2(VALUES, header=V2[:-1])).is_clean


def test_a_wrong_row_is_told_with_the_difference() -> None:
    report = read_text(settlement_v2(VALUES).replace("129.99", "129.89"))
    assert (report.difference, report.reconciled, report.is_clean) == (Decimal("0.10"), False, False)
    assert "total_differs" in codes(report, mattering=True)


def test_a_missing_summary_row_is_told() -> None:
    lines = settlement_v2(VALUES).splitlines(keepends=True)
    report = read_text(lines[0] + "".join(lines[2:]))
    assert (report.rows, report.total_amount, report.is_clean) == (6, None, False)
    assert {"total_missing", "currency_unknown"} <= codes(report, mattering=True)


def test_a_total_repeated_on_every_row_is_not_added() -> None:
    rows = v2_rows(VALUES)
    repeated = [{**row, **{key: rows[0][key] for key in ("total-amount", "currency")}} for row in rows[1:]]
    report = read_text(as_text(V2, repeated))
    assert (report.rows, report.difference, report.sum_of()) == (6, 0, {"USD": total(VALUES)})


def test_two_totals_for_one_settlement_are_told() -> None:
    text = as_text(V2, [*v2_rows(VALUES), v2_summary(Decimal(1), STYLES["plain"])])
    assert "total_twice" in codes(read_text(text), mattering=True)


def test_several_settlements_each_add_up_and_reserves_are_never_summed() -> None:
    first = v2_rows(VALUES, held=Decimal(10), settlement="1")
    second = v2_rows(VALUES, held=Decimal(20), returned=Decimal(10), settlement="2")
    first[0]["settlement-end-date"] = "2026-05-28 00:00:00 UTC"
    report = read_text(as_text(V2, [*second, *first]))
    assert [(s.name, s.difference) for s in report.statements] == [("2", 0), ("1", 0)]
    assert [(entry.amount, entry.returned) for entry in report.held] == [(20, 10)]
    assert (report.is_clean, report.total_amount) == (True, None)


def test_differences_of_two_settlements_do_not_cancel_out() -> None:
    first, second = v2_rows(VALUES, settlement="1"), v2_rows(VALUES, settlement="2")
    first[1]["amount"], second[1]["amount"] = "130.99", "128.99"
    report = read_text(as_text(V2, [*first, *second]))
    assert (report.reconciled, abs(report.difference or 0)) == (False, 1)


def test_files_joined_together_keep_their_column_names_out_of_the_rows() -> None:
    text = settlement_v2(VALUES, settlement="1") + settlement_v2(VALUES, settlement="2")
    report = read_text(text)
    assert (report.rows, report.is_clean, "header_again" in codes(report)) == (12, True, True)


def test_what_nobody_knows_is_counted_and_shown() -> None:
    row = {
        **v2_rows(VALUES)[1],
        "transaction-type": "Brand new thing",
        "amount-description": "Never seen",
        "amount": "0.00",
    }
    report = read_text(as_text(V2, [*v2_rows(VALUES), row]))
    assert [(t.type, t.description, t.rows) for t in report.unknown] == [
        ("Brand new thing", "ItemPrice / Never seen", 1)
    ]
    assert ("types_unknown" in codes(report), report.is_clean) == (True, True)


def test_fees_are_told_from_sales_and_refunds() -> None:
    report = read_text(settlement_v2(VALUES))
    assert by_category(report) == {
        Category.SALE: Decimal("1339.99"),
        Category.FEE: Decimal("-83.78"),
        Category.REFUND: Decimal("-45.50"),
        Category.ADJUSTMENT: Decimal("18.75"),
    }


def test_version_1_adds_up_over_all_its_columns() -> None:
    report = read_text(settlement_v1(VALUES))
    assert (report.format, report.columns, report.rows, report.currency) == ("amazon_settlement_v1", 36, 6, "CAD")
    assert (report.difference, report.marketplace, report.is_clean) == (0, "amazon.ca", True)


def test_version_1_of_33_columns() -> None:
    report = read_text(settlement_v1(VALUES, header=V1_SHORT))
    assert (report.columns, report.difference, report.is_clean) == (33, 0, True)


def test_version_1_counts_amounts_in_columns_that_are_new() -> None:
    rows = [v2_summary(Decimal("7.00"), STYLES["plain"]), {"settlement-id": SETTLEMENT, "green-fee-amount": "7.00"}]
    report = read_text(as_text([*V1, "green-fee-amount"], rows))
    assert (report.difference, report.sum_of()) == (0, {"USD": Decimal("7.00")})


def test_version_1_has_its_reserve_in_the_type() -> None:
    rows = [
        v2_summary(Decimal("-5.00"), STYLES["plain"]),
        {"settlement-id": SETTLEMENT, "transaction-type": "Previous Reserve Amount Balance", "other-amount": "15.00"},
        {"settlement-id": SETTLEMENT, "transaction-type": "Current Reserve Amount", "other-amount": "-20.00"},
    ]
    report = read_text(as_text(V1, rows))
    assert (held(report), report.is_clean) == ([("reserve", "USD", Decimal("20.00"), (4,))], True)


def test_spaces_at_the_end_and_empty_lines_do_no_harm() -> None:
    text = settlement_v1([Decimal("-32.09")] * 5).rstrip("\n") + "    \n\n   \n"
    report = read_text(text)
    assert (report.rows, report.is_clean) == (5, True)


def test_a_thousand_in_european_hands_is_a_thousand() -> None:
    header = V2[:5]
    report = read_text(as_text(header, [v2_summary(Decimal("1141.18"), STYLES["eu-plain"])]))
    assert (report.total_amount, report.rows, report.is_clean) == (Decimal("1141.18"), 0, False)
    assert {"columns_missing", "no_rows"} <= codes(report, mattering=True)


@pytest.mark.parametrize("stamp", ["14.06.2026 07:49:55 UTC", "2026-06-14T07:49:55+00:00", "2026-06-14 07:49:55 UTC"])
def test_settlement_dates_in_every_form(stamp: str) -> None:
    rows = v2_rows(VALUES)
    rows[0]["settlement-end-date"] = stamp
    period = read_text(as_text(V2, rows)).period
    assert period.end is not None
    assert period.end.at.isoformat() == "2026-06-14T07:49:55+00:00"


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 10**6), style=st.sampled_from(sorted(STYLES)), count=st.integers(1, 40), shuffle=st.booleans()
)
def test_random_settlements_in_every_style_round_trip_to_the_cent(
    seed: int, style: str, count: int, shuffle: bool
) -> None:
    values = amounts(seed, count)
    header = shuffled(V2, seed) if shuffle else V2
    report = read_text(settlement_v2(values, style, header, held=Decimal("1420.00")))
    assert (report.difference, report.total_amount) == (0, total(values) - 1420)
    assert ([entry.amount for entry in report.held], report.is_clean) == ([1420], True)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), style=st.sampled_from(sorted(STYLES)), shuffle=st.booleans())
def test_random_settlements_of_version_1_round_trip_to_the_cent(seed: int, style: str, shuffle: bool) -> None:
    values = amounts(seed, 25)
    report = read_text(settlement_v1(values, style, shuffled(V1, seed) if shuffle else V1))
    assert (report.difference, report.total_amount, report.is_clean) == (0, total(values), True)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "cp932", "gb18030"])
def test_every_encoding(encoding: str) -> None:
    assert read_text(settlement_v2(VALUES, "de", marketplace="amazon.de"), encoding).is_clean


def test_a_file_of_both_styles_is_refused() -> None:
    text = settlement_v2(VALUES).replace("129.99", "129,99")
    with pytest.raises(Undecided, match=r"129,99"):
        read_text(text)


def test_a_second_style_far_down_the_file_is_refused_too() -> None:
    text = settlement_v2([Decimal("1.25")] * 6000).rstrip("\n")
    with pytest.raises(Undecided):
        read_text(text[: text.rindex("1.25")] + "1,25" + text[text.rindex("1.25") + 4 :] + "\n")


def test_a_chosen_language_reads_what_it_can_and_tells_the_rest() -> None:
    report = read_text(settlement_v2(VALUES).replace("129.99", "129,99"), locale="en")
    assert (report.is_clean, report.difference) == (False, Decimal("129.99"))
    assert {"numbers_unreadable", "rows_broken"} <= codes(report, mattering=True)


def test_rows_know_where_they_came_from() -> None:
    rows = rows_of(settlement_v2(VALUES))
    assert [row.number for row in rows] == [3, 4, 5, 6, 7, 8]
    assert (rows[0].settlement, rows[0].order, rows[0].sku, rows[0].amount) == (
        SETTLEMENT, "111-0000000-0000001", "SKU-0", Decimal("129.99"),
    )  # fmt: skip


def test_keys_stay_the_same_in_another_form_of_the_same_report() -> None:
    one = rows_of(settlement_v2(VALUES))
    other = rows_of(settlement_v2(VALUES, "de", shuffled(V2, 7)), "utf-16")
    assert [row.key for row in one] == [row.key for row in other]


def test_equal_rows_have_keys_of_their_own() -> None:
    rows = v2_rows([Decimal("1.00")])
    twice = rows_of(as_text(V2, [{**rows[0], "total-amount": "2.00"}, rows[1], rows[1]]))
    assert len({row.key for row in twice}) == 2
    assert {row.key[-2:] for row in twice} == {".1", ".2"}


def test_a_changed_amount_keeps_its_key() -> None:
    before = rows_of(settlement_v2([Decimal("1.00"), Decimal("2.00")]))
    after = rows_of(settlement_v2([Decimal("1.00"), Decimal("3.00")]))
    assert [row.key for row in before] == [row.key for row in after]


def test_a_file_that_is_no_report_is_refused_with_a_sentence() -> None:
    for data in (b"hello\n", b"a,b,c\n1,2,3\n", b"%PDF-1.7", b"\x1f\x8b\x08", b"\x00" * 50, "日本語\n".encode("cp932")):
        with pytest.raises(NotAReport) as refused:
            read_bytes(data)
        assert refused.value.sentence.endswith(".")

"""PayPal, eBay, Etsy, Shopify Payments and TikTok Shop."""

from datetime import date
from decimal import Decimal

import pytest

from apps.losses.reports import Category, Checked, Report, report_as_json
from tests.losses.reports.lookalikes import PAYPAL, as_text, names, paypal
from tests.losses.reports.reports import codes, held, read_text, rows_of, sums

LANGUAGES = sorted(PAYPAL)
HOLD = Decimal("700.25")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("newest_first", [False, True])
def test_paypal_withheld_on_a_day_is_what_was_not_yet_released(language: str, newest_first: bool) -> None:
    text = paypal(language, newest_first=newest_first)

    def on(day: int) -> list[Decimal]:
        return [entry.amount for entry in read_text(text, on=date(2026, 9, day)).held]

    assert [on(24), on(25), on(27), on(28)] == [[], [HOLD], [HOLD], []]


@pytest.mark.parametrize("language", LANGUAGES)
def test_paypal_in_every_language(language: str) -> None:
    report = read_text(paypal(language, released=False), "utf-8-sig")
    assert (report.format, report.language, report.currency) == ("paypal_activity", language, "USD")
    assert (sums(report), report.checked) == ({"USD": Decimal("650.25")}, Checked.BALANCE)
    assert held(report) == [("hold", "USD", HOLD, (4,))]
    assert codes(report, mattering=True) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_paypal_keeps_no_names(language: str) -> None:
    everything = repr(rows_of(paypal(language))) + repr(report_as_json(read_text(paypal(language))))
    assert [word for word in ("Jane", "buyers.example", "dear") if word in everything] == []


def test_paypal_dates_of_which_none_tells_are_flagged() -> None:
    text = paypal("en", last_day=9).replace('"20/9', '"2/9').replace('"25/9', '"5/9')
    report = read_text(text)
    assert "dates_ambiguous" in codes(report, mattering=True)
    assert "dates_by_language" in codes(read_text(text, locale="en-GB"), mattering=False)


def test_paypal_release_of_an_older_hold_is_told_and_not_negative() -> None:
    lines = paypal("en").splitlines(keepends=True)
    report = read_text(lines[0] + lines[1] + lines[4])
    assert (held(report), "release_without_hold" in codes(report)) == ([], True)


def test_paypal_a_missing_row_breaks_the_balance() -> None:
    lines = (paypal("en") + paypal("en").partition("\n")[2]).splitlines(keepends=True)
    whole = lines[:5]
    for _ in range(3):
        whole += lines[1:5]
    report = read_text("".join(lines[:3] + lines[4:5]))
    assert "balance_breaks" in codes(report) or "balance_unusable" in codes(report)


def test_paypal_a_wrong_amount_is_told() -> None:
    report = read_text(paypal("en").replace('"1,250.50","0.00","1,250.50"', '"1,250.50","0.00","1,260.50"'))
    assert "row_sum" in codes(report, mattering=True)


def test_paypal_unknown_words_about_holding_are_still_holds() -> None:
    text = (
        paypal("en").replace("Payment Hold", "Hold for a brand new reason").replace("Payment Release", "Some Release")
    )
    assert [entry.amount for entry in read_text(text, on=date(2026, 9, 26)).held] == [HOLD]


def test_paypal_debits_and_credits_decide_the_sign() -> None:
    lines = as_text(
        [*PAYPAL["de"].split(","), "Auswirkung auf Guthaben"],
        [
            {"Datum": "01.09.2026", "Uhrzeit": "10:00:00", "Zeitzone": "MESZ", "Typ": "Website-Zahlung",
             "Währung": "EUR", "Brutto": "50,00", "Gebühr": "0,00", "Netto": "50,00", "Transaktionscode": code,
             "Auswirkung auf Guthaben": impact}
            for code, impact in (("A", "Haben"), ("B", "Soll"))
        ],
        delimiter=",",
    )  # fmt: skip
    assert sums(read_text(lines)) == {"EUR": Decimal("0.00")}


EBAY = names(
    "Transaction creation date,Type,Order number,Legacy order ID,Buyer username,Buyer name,Ship to city,"
    "Ship to zip,Net amount,Payout currency,Payout date,Payout ID,Payout method,Payout status,Reason for hold,"
    "Item title,Custom label,Quantity,Item subtotal,Shipping and handling,Final Value Fee - fixed,"
    "Final Value Fee - variable,Gross transaction amount,Transaction currency,Exchange rate",
    ",",
)


def ebay(*, hold: str = "") -> Report:
    row = {
        "Transaction creation date": "Sep 5, 2026", "Type": "Order", "Order number": "12-1",
        "Buyer name": "Jane Placeholder", "Ship to city": "Testville", "Net amount": "21.46", "Payout currency": "USD",
        "Payout status": "Paid", "Item subtotal": "20.00", "Shipping and handling": "5.00",
        "Final Value Fee - fixed": "-0.30", "Final Value Fee - variable": "-3.24", "Quantity": "1",
        "Exchange rate": "--",
    }  # fmt: skip
    payout = {
        "Transaction creation date": "Sep 22, 2026",
        "Type": "Payout",
        "Net amount": "-21.46",
        "Payout currency": "USD",
    }
    preamble = '"Transaction report"\n"Start date","2026-09-01"\n"End date","2026-09-30"\n\n'
    rows = [row, {**row, "Order number": "12-2", "Reason for hold": hold}, payout]
    return read_text(preamble + as_text(EBAY, rows, delimiter=",", quoted=True))


def test_ebay_counts_what_names_a_reason_for_hold() -> None:
    report = ebay(hold="Funds on hold")
    assert (report.format, sums(report), held(report)) == (
        "ebay_transactions", {"USD": Decimal("21.46")}, [("hold", "USD", Decimal("21.46"), (7,))],
    )  # fmt: skip
    assert (held(ebay(hold="--")), report.is_clean) == ([], True)
    assert "Placeholder" not in repr(report_as_json(report))


ETSY = names(
    "Date,Type,Title,Info,Currency,Amount,Fees & Taxes,Net,Tax Details",
    ",",
)


@pytest.mark.parametrize(
    ("sign", "currency", "cells"),
    [
        ("£", "GBP", ("£29.99", "-£1.44", "£28.55")),
        ("CA$", "CAD", ("CA$1,076.00", "-CA$6.50", "CA$1,069.50")),
        ("€", "EUR", ("1.076,00 €", "-6,50 €", "1.069,50 €")),
    ],
)
def test_etsy_has_the_currency_sign_in_the_cell(sign: str, currency: str, cells: tuple[str, str, str]) -> None:
    amount, fees, net = cells
    row = {
        "Date": "31 July, 2026",
        "Type": "Sale",
        "Title": "Payment",
        "Info": "",
        "Currency": currency,
        "Amount": amount,
    }
    row |= {"Fees & Taxes": fees, "Net": net, "Tax Details": "--"}
    fee = {**row, "Type": "VAT", "Amount": "--", "Fees & Taxes": fees, "Net": fees}
    report = read_text(as_text(ETSY, [row, fee], delimiter=";" if currency == "EUR" else ","), "utf-8-sig")
    expected = {"GBP": "27.11", "CAD": "1063.00", "EUR": "1063.00"}[currency]
    assert (sums(report), report.is_clean) == ({currency: Decimal(expected)}, True)


SHOPIFY = names(
    "Transaction Date,Type,Order,Card Brand,Card Source,Payout Status,Payout Date,Payout ID,Available On,Amount,"
    "Fee,Net,Checkout,Payment Method Name,Presentment Amount,Presentment Currency,Currency",
    ",",
)


def test_shopify_transactions() -> None:
    row = {"Transaction Date": "2026-09-03 10:15:00 -0400", "Type": "charge", "Order": "#1", "Payout Status": "paid"}
    row |= {"Amount": "56.29", "Fee": "1.93", "Net": "54.36", "Currency": "USD", "Available On": "2026-09-05"}
    rows = [row, {**row, "Order": "#2", "Payout Status": "on hold"}, {**row, "Order": "#3", "Net": "54.35"}]
    report = read_text(as_text(SHOPIFY, rows, delimiter=","))
    assert (sums(report), held(report)) == ({"USD": Decimal("163.07")}, [("hold", "USD", Decimal("54.36"), (3,))])
    assert next(entry.rows for entry in report.notices if entry.code == "row_sum") == [4]


def test_shopify_payouts_keep_reserves() -> None:
    header = names(
        "Payout Date,Status,Charges,Refunds,Adjustments,Reserved Funds,Fees,Retried Amount,Total,Currency",
        ",",
    )
    row = {
        "Payout Date": "2026-09-05",
        "Status": "paid",
        "Charges": "100.00",
        "Refunds": "-10.00",
        "Adjustments": "0.00",
    }
    row |= {"Reserved Funds": "-25.00", "Fees": "-3.00", "Retried Amount": "0.00", "Total": "62.00", "Currency": "USD"}
    back = {**row, "Payout Date": "2026-09-12", "Reserved Funds": "5.00", "Total": "92.00"}
    report = read_text(as_text(header, [row, back], delimiter=","))
    assert held(report) == [("reserve", "USD", Decimal("20.00"), (2, 3))]
    assert (report.is_clean, {total.category for total in report.totals}) == (True, {Category.PAYOUT})


def test_tiktok_shop() -> None:
    header = (
        "Order/adjustment ID,Type,Order created time,Order settled time,Currency,Total settlement amount,Total revenue,"
        "Subtotal after seller discounts,Total fees"
    )
    row = {"Order/adjustment ID": "576", "Type": "Order", "Order settled time": "2026/09/10", "Currency": "USD"}
    row |= {"Total settlement amount": "21.10", "Total revenue": "25.00", "Total fees": "-3.90"}
    report = read_text(as_text(header.split(","), [row, {**row, "Total fees": "-3.80"}], delimiter=","))
    assert (report.format, sums(report)) == ("tiktok_settlement", {"USD": Decimal("42.20")})
    assert next(entry.rows for entry in report.notices if entry.code == "row_sum") == [3]
    assert (
        read_text(as_text([name.upper() for name in header.split(",")], [], delimiter=",")).format
        == "tiktok_settlement"
    )


def test_paypal_a_release_may_name_the_hold_itself() -> None:
    for newest_first in (False, True):
        text = paypal("en", newest_first=newest_first).replace('"T4","T2"', '"T4","T3"')
        assert held(read_text(text)) == []
        assert [entry.amount for entry in read_text(text, on=date(2026, 9, 26)).held] == [HOLD]


def test_a_day_is_asked_of_every_wallet() -> None:
    row = {"Transaction Date": "2026-09-03 10:15:00 -0400", "Type": "charge", "Order": "#1", "Payout Status": "on hold"}
    row |= {"Amount": "56.29", "Fee": "1.93", "Net": "54.36", "Currency": "USD"}
    later = {**row, "Transaction Date": "2026-09-20 10:15:00 -0400", "Order": "#2"}
    text = as_text(SHOPIFY, [row, later], delimiter=",")
    assert held(read_text(text, on=date(2026, 9, 10))) == [("hold", "USD", Decimal("54.36"), (2,))]


def test_ebay_holds_of_their_own_count() -> None:
    row = {"Transaction creation date": "Sep 5, 2026", "Type": "Hold", "Order number": "12-1", "Payout currency": "USD"}
    text = as_text(EBAY, [{**row, "Net amount": "-21.46"}], delimiter=",", quoted=True)
    assert held(read_text(text)) == [("hold", "USD", Decimal("21.46"), (2,))]


def test_a_check_that_most_rows_fail_is_itself_in_doubt() -> None:
    row = {"Transaction Date": "2026-09-03 10:15:00 -0400", "Type": "charge", "Order": "#1", "Payout Status": "paid"}
    row |= {"Amount": "56.29", "Fee": "1.93", "Net": "50.00", "Currency": "USD"}
    report = read_text(as_text(SHOPIFY, [row] * 3, delimiter=","))
    assert ("row_sum_unusable" in codes(report), report.checked) == (True, Checked.NOTHING)

"""Published exchange rates: read, loaded once, and used at the day of the loss."""

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from apps.core.money import Money
from apps.losses.actions import fetch_rates, load_rates
from apps.losses.enums import Figure
from apps.losses.models import ExchangeRate
from apps.losses.rules import BadRates, read_rates
from apps.losses.selectors import convert_all, convert_lines, current_lines, newest_day, sums_in, sums_of
from tests.factories.losses import LedgerFactory, LineVerdictFactory, LossLineFactory

HISTORY = """Date,USD,JPY,CNY,RUB,
2018-02-16,1.2464,132.14,7.9061,N/A,
2018-02-14,1.2348,132.6,7.8341,N/A,
2018-01-04,1.2065,135.93,7.8388,68.9,
"""
LOSS = date(2018, 2, 15)  # a day of the Chinese new year on which nothing was published here


def history(text: str = HISTORY) -> io.BytesIO:
    return io.BytesIO(text.encode())


@pytest.fixture
def rates(db: None) -> None:
    load_rates(source=history())


def test_every_published_rate_is_read_zipped_or_not() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("eurofxref-hist.csv", HISTORY)
    packed.seek(0)
    plain = list(read_rates(history()))
    assert len(plain) == 10
    assert plain[0] == ("USD", date(2018, 2, 16), Decimal("1.2464"))
    assert list(read_rates(packed)) == plain


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<html>not found</html>",
        "Date,USD\n2018-02-16,-1\n",
        "Date,USD\n16.02.2018,1.2\n",
        "Date,USD\n2018-02-16,NaN\n",
        "Date,USD\n2018-02-16,1.2\n2018-02-15,one\n",
    ],
)
def test_what_is_not_the_history_adds_nothing(db: None, text: str) -> None:
    with pytest.raises(BadRates):
        load_rates(source=history(text))
    assert ExchangeRate.objects.count() == 0


def test_loading_again_adds_only_what_is_new_and_overwrites_nothing(rates: None) -> None:
    assert load_rates(source=history()) == 0
    assert load_rates(source=history(HISTORY.replace("2018-02-16,1.2464", "2018-02-19,9.9"))) == 3
    assert ExchangeRate.objects.get(currency="USD", day=date(2018, 2, 16)).per_euro == Decimal("1.2464")


def converted(amount: str, currency: str, to: str, day: date = LOSS) -> tuple[Decimal, date] | None:
    (found,) = convert_all([(Money(Decimal(amount), currency), day)], to)
    return (found.money.amount, found.day) if found else None


def test_an_amount_goes_at_the_last_rate_on_or_before_its_day(rates: None) -> None:
    assert converted("420", "USD", "CNY") == (Decimal("2664.66"), date(2018, 2, 14))
    assert converted("420", "USD", "EUR") == (Decimal("340.14"), date(2018, 2, 14))
    assert converted("100", "EUR", "JPY") == (Decimal("13260.00"), date(2018, 2, 14))
    assert converted("420", "USD", "USD") == (Decimal("420"), LOSS)


def test_a_currency_without_published_rate_is_said_to_have_none(rates: None) -> None:
    assert converted("1", "TWD", "CNY") is None
    assert converted("1", "RUB", "CNY") is None, "its publication had ended"
    assert converted("1", "USD", "CNY", date(2017, 12, 31)) is None, "before the first"


def test_a_day_after_the_newest_takes_the_newest_and_names_it(rates: None) -> None:
    assert converted("1", "EUR", "USD", date(2018, 6, 1)) == (Decimal("1.25"), date(2018, 2, 16))


def test_many_amounts_are_one_query(rates: None, django_assert_num_queries: Any) -> None:
    amounts = [(Money(Decimal(place), code), LOSS) for place, code in enumerate(("USD", "JPY", "EUR", "TWD") * 5)]
    with django_assert_num_queries(1):
        assert sum(found is None for found in convert_all(amounts, "CNY")) == 5


def test_the_command_loads_what_came_with_the_release(db: None) -> None:
    out = io.StringIO()
    call_command("load_rates", "--json", stdout=out)
    assert json.loads(out.getvalue())["added"] > 100_000
    assert converted("1", "USD", "CNY", date(2018, 2, 14)) == (Decimal("6.34"), date(2018, 2, 14))
    out = io.StringIO()
    call_command("load_rates", "--if-older", "--json", stdout=out)
    assert json.loads(out.getvalue()) == {"added": 0}


def test_the_command_counts_and_refuses(db: None, tmp_path: Any) -> None:
    out = io.StringIO()
    path = tmp_path / "rates.csv"
    path.write_text(HISTORY)
    call_command("load_rates", str(path), "--dry-run", "--json", stdout=out)
    assert (json.loads(out.getvalue()), newest_day()) == ({"in_file": 10}, None)
    path.write_text("hello")
    with pytest.raises(CommandError, match="first line"):
        call_command("load_rates", str(path))


class Bank(BaseHTTPRequestHandler):
    answer = HISTORY

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.answer.encode())

    def log_message(self, *args: object) -> None:
        return


@pytest.fixture
def bank() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Bank)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/hist.csv"
    server.shutdown()
    server.server_close()


def test_rates_are_fetched_where_the_operator_says(db: None, bank: str, settings: Any) -> None:
    settings.RATES_URL = ""
    assert fetch_rates() == 0
    settings.RATES_URL = bank
    assert (fetch_rates(), fetch_rates()) == (10, 0)
    settings.RATES_URL = "http://127.0.0.1:1/nobody"
    assert fetch_rates() == 0


def test_sums_in_one_currency_count_what_the_sums_count(rates: None) -> None:
    """A declared line that a moderator accepted counts with its low amount; lost sales are never documented."""
    ledger = LedgerFactory.create()
    LineVerdictFactory.create(line=LossLineFactory.create(ledger=ledger, loss_date=LOSS))
    LossLineFactory.create(ledger=ledger, loss_date=LOSS, component="lost_sales", grade="B")
    LossLineFactory.create(ledger=ledger, loss_date=LOSS, currency="EUR", grade="A")
    LossLineFactory.create(ledger=ledger, loss_date=LOSS, currency="RUB", kind="recovery")
    lines = list(current_lines(ledger))
    assert sums_in(sums_of(lines), "USD") == {
        Figure.CLAIMED: Money(Decimal(12_500), "USD"),
        Figure.DOCUMENTED: Money(Decimal(12_348), "USD"),
        Figure.VERIFIED: Money(Decimal(10_000), "USD"),
    }
    shown = [(str(money), converted and str(converted.money)) for money, converted in convert_lines(lines, "USD")]
    assert shown == [
        ("US$12,500", "US$12,500"),
        ("US$10,000", "US$10,000"),
        ("€10,000", "US$12,348"),
        ("RUB12,500", None),
    ]

"""Exchange rates into our own table."""

import io
from importlib.resources import files
from typing import BinaryIO
from urllib.error import URLError
from urllib.request import urlopen

import structlog
from django.conf import settings
from django.db import connection, transaction

from apps.losses.models import ExchangeRate
from apps.losses.rules import BadRates, read_rates
from apps.losses.rules.rates import LARGEST_FILE

log = structlog.get_logger()
SECONDS = 30
_TABLE = ExchangeRate._meta.db_table


def rates_of_the_release() -> BinaryIO:
    """The history that came with the packages we depend on."""
    return io.BytesIO(files("currency_converter").joinpath("eurofxref-hist.zip").read_bytes())


@transaction.atomic
def load_rates(*, source: BinaryIO) -> int:
    """Add the rates that are not there yet; returns how many. What was published once is never overwritten.

    Raises BadRates, and adds nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE fresh_rates (currency text, day date, per_euro numeric) ON COMMIT DROP")
        with cursor.copy("COPY fresh_rates (currency, day, per_euro) FROM STDIN") as copy:
            for rate in read_rates(source):
                copy.write_row(rate)
        cursor.execute(
            f"INSERT INTO {_TABLE} (currency, day, per_euro) SELECT currency, day, per_euro FROM fresh_rates "  # noqa: S608  our own table's name
            "ON CONFLICT (currency, day) DO NOTHING"
        )
        added: int = cursor.rowcount
        cursor.execute("DROP TABLE fresh_rates")
    return added


def fetch_rates() -> int:
    """Load what RATES_URL publishes now; returns how many rates are new. No address or no answer: none."""
    if not settings.RATES_URL:
        return 0
    try:
        with urlopen(settings.RATES_URL, timeout=SECONDS) as answer:  # noqa: S310  the operator's own setting
            added = load_rates(source=io.BytesIO(answer.read(LARGEST_FILE)))
    except (URLError, TimeoutError, BadRates) as error:
        log.warning("rates_not_fetched", error=type(error).__name__)
        return 0
    log.info("rates_fetched", added=added)
    return added

"""Dates and figures of incidents in the reader's words, and the arithmetic of computed dates. No database, no clock."""

from datetime import date, timedelta
from decimal import Decimal

from babel.dates import format_date, format_skeleton
from babel.numbers import format_compact_currency, format_decimal
from django.utils.translation import gettext

from apps.core.money import Money, format_money, locale_of
from apps.incidents.enums import Bound, Precision

WORTH_ROUNDING = Decimal(1_000_000)


def counted_day(trigger: date, days: int) -> date:
    """The last day of a period of calendar days. The trigger's day is not counted; a weekend does not extend it."""
    return trigger + timedelta(days=days)


def day_in_words(
    day: date | None, precision: str = Precision.DAY, *, inferred: bool = False, year_inferred: bool = False
) -> str:
    """A date as exactly as it is known, in the reader's language, saying so where it is our inference."""
    if day is None:
        return gettext("date not known")
    locale = locale_of()
    if precision == Precision.YEAR:
        words = format_skeleton("y", day, locale=locale)
    elif precision == Precision.MONTH:
        words = format_skeleton("yMMMM", day, locale=locale)
    else:
        words = format_date(day, "long", locale=locale)
    if precision == Precision.WEEKEND:
        words = gettext("weekend of %(day)s") % {"day": words}
    if inferred:
        return gettext("%(day)s (inferred)") % {"day": words}
    if year_inferred:
        return gettext("%(day)s (year inferred)") % {"day": words}
    return words


def span_in_words(start: str, end: str) -> str:
    """`start` to `end`, both already in words; just the start where there is no other end."""
    return gettext("%(start)s to %(end)s") % {"start": start, "end": end} if end and end != start else start


def quantity_in_words(value: Decimal, currency: str = "", unit: str = "") -> str:
    """A number with its currency or unit, as the reader's language writes it: `500 sellers`, `500名卖家`, `30%`."""
    if currency:
        return format_money(Money(value, currency))
    number = format_decimal(value, locale=locale_of())
    latin = unit[:1].isascii() and unit[:1].isalpha()
    return f"{number} {unit}" if latin else f"{number}{unit}"


def bounded(words: str, bound: str) -> str:
    """What a source says about a quantity: at least, more than, about, at most; a bare quantity where it is exact."""
    sentences = {
        Bound.AT_LEAST: gettext("at least %(quantity)s"),
        Bound.MORE_THAN: gettext("more than %(quantity)s"),
        Bound.ABOUT: gettext("about %(quantity)s"),
        Bound.AT_MOST: gettext("at most %(quantity)s"),
    }
    return sentences[Bound(bound)] % {"quantity": words} if bound in sentences else words


def rounded_money(value: Decimal, currency: str) -> str:
    """A large amount the way people say it (`US$100M`, `US$1亿`), empty where that says nothing new or less."""
    if value < WORTH_ROUNDING:
        return ""
    return format_compact_currency(value, currency, locale=locale_of(), fraction_digits=4).strip()

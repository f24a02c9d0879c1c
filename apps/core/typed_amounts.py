"""Amounts as people type them: `1,234.56`, `1.234,56`, `1 234`, `12万`, `1.5k`, `￥３０００`. Never a guess.

What can be read in two ways is asked back: `1.234` is a thousand and more in one country and one and a bit in another.
"""

import re
import unicodedata
from decimal import Decimal

from django.utils.translation import gettext

from apps.core.money import CURRENCIES

# Short words for large numbers, the longer first; `w` is how Chinese sellers write 万.
UNITS = {
    "千万": 10_000_000,
    "百万": 1_000_000,
    "十万": 100_000,
    "亿": 100_000_000,
    "億": 100_000_000,
    "万": 10_000,
    "萬": 10_000,
    "w": 10_000,
    "千": 1_000,
    "k": 1_000,
}
# What a sign can mean; beside any other currency it contradicts what was chosen.
SIGNS = {
    "人民币": ("CNY",),
    "rmb": ("CNY",),
    "us$": ("USD",),
    "hk$": ("HKD",),
    "美元": ("USD",),
    "美金": ("USD",),
    "欧元": ("EUR",),
    "英镑": ("GBP",),
    "日元": ("JPY",),
    "$": ("USD", "CAD", "AUD", "HKD", "SGD", "MXN", "TWD", "NZD", "CLP", "COP", "ARS"),
    "¥": ("CNY", "JPY"),
    "元": ("CNY", "HKD", "TWD"),
    "円": ("JPY",),
    "€": ("EUR",),
    "£": ("GBP", "EGP"),
    "₹": ("INR",),
    "₩": ("KRW",),
    **{code.lower(): (code,) for code in CURRENCIES},
}
MOST_PLACES = 4  # what a ledger line keeps
MOST_DIGITS = 18  # what it can hold; far beyond what any business turns over

THOUSANDS = re.compile(r"\d{1,3}(?:([,. '’])\d{3})(?:\1\d{3})*")
INDIAN = re.compile(r"\d{1,2}(?:,\d{2})+,\d{3}")


class CannotRead(ValueError):
    """The text is no amount, or more than one; `args[0]` says to whoever typed it how to write it."""


def read_amount(typed: str, currency: str) -> Decimal:
    """The amount a person meant, in units of `currency`. Raises CannotRead."""
    text = unicodedata.normalize("NFKC", typed).casefold().replace("。", ".").replace("−", "-").strip()
    text = _without_sign(text, currency)
    negative = text.startswith("-")
    text, unit = _without_unit(text.removeprefix("-").strip())
    amount = _read_digits(text, is_short=unit > 1) * unit
    if -int(amount.normalize().as_tuple().exponent) > MOST_PLACES:
        raise CannotRead(gettext("Write at most four digits after the decimal point."))
    return -amount if negative else amount


def _without_sign(text: str, currency: str) -> str:
    for sign, meant in SIGNS.items():
        if text.startswith(sign) or text.endswith(sign):
            if currency not in meant:
                raise CannotRead(
                    gettext("You wrote “%(sign)s”, but the currency chosen is %(currency)s. Please make them agree.")
                    % {"sign": sign.upper(), "currency": currency}
                )
            return text.removeprefix(sign).removesuffix(sign).strip()
    return text


def _without_unit(text: str) -> tuple[str, int]:
    for word, size in UNITS.items():
        if text.endswith(word):
            return text.removesuffix(word).strip(), size
    return text, 1


def _read_digits(text: str, *, is_short: bool) -> Decimal:
    """Digits with at most one decimal mark and evenly set groups; `is_short` when a unit such as 万 follows."""
    if not re.fullmatch(r"[\d,. '’]*\d", text):
        raise CannotRead(gettext("Write the amount in digits, for example 12500 or 12,500.50."))
    if sum(character.isdigit() for character in text) > MOST_DIGITS:
        raise CannotRead(gettext("This amount is too large to be true. Please check the digits."))
    whole, mark, fraction = _split(text)
    if mark and len(fraction) >= 3 and not (mark == "." and is_short):
        _refuse_two_ways(text, whole, mark, fraction)
    grouped = THOUSANDS.fullmatch(whole) or INDIAN.fullmatch(whole)
    if not (whole.isdigit() or whole == "" or (grouped and (not mark or mark not in whole))):
        raise CannotRead(gettext("Write the amount in digits, for example 12500 or 12,500.50."))
    return Decimal(re.sub(r"\D", "", whole) + "." + fraction if fraction else re.sub(r"\D", "", whole))


def _split(text: str) -> tuple[str, str, str]:
    """Whole part, decimal mark, fraction. A mark that occurs once, or last after another one, is the decimal mark,
    unless it is a comma that sets off a group of three."""
    last = max(text.rfind(","), text.rfind("."))
    if last < 0:
        return text, "", ""
    mark = text[last]
    other = "." if mark == "," else ","
    is_group = text.count(mark) > 1 or (mark == "," and other not in text and _is_thousands(text))
    return (text, "", "") if is_group else (text[:last], mark, text[last + 1 :])


def _is_thousands(text: str) -> bool:
    return bool(THOUSANDS.fullmatch(text)) and not text.startswith("0")


def _refuse_two_ways(text: str, whole: str, mark: str, fraction: str) -> None:
    """Raise CannotRead when `1.234` or `1,2345` could be a grouped number as well as a fraction."""
    could_be_group = (mark == "." and _is_thousands(text)) or (mark == "," and not whole.startswith("0"))
    if could_be_group and whole.isdigit():
        digits = whole + fraction
        raise CannotRead(
            gettext("“%(typed)s” can be read in two ways. Write %(large)s or %(small)s, whichever you mean.")
            % {"typed": text, "large": digits, "small": f"{whole}.{fraction[:2]}"}
        )

"""Amounts as they are written around the world, read in one style per file.

`1.141,18` is one thousand one hundred and forty-one and eighteen hundredths, never 114118. Which of `.` and `,` is the
decimal sign is decided from all amounts of a file together; a single `1,234` decides nothing.
"""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from enum import StrEnum
from operator import methodcaller

from django.utils.translation import gettext as _

from apps.losses.reports.errors import Undecided
from apps.losses.reports.rows import Cell, are_texts
from apps.losses.rules import LARGEST

LONGEST = 40  # characters; no amount of money is longer
CACHE = 2_048  # different amounts remembered at a time


class Style(StrEnum):
    """The decimal sign of a file."""

    POINT = "."
    COMMA = ","


_SPACES = " \u00a0\u2007\u2009\u202f"
_APOSTROPHES = "'\u2019\u02bc\u2032"
_MINUS = str.maketrans({sign: "-" for sign in "\u2212\u2010\u2011\u2012\u2013\u2014\ufe63\uff0d"})
_DIGITS = str.maketrans(
    "０１２３４５６７８９．，（）　" + "٠١٢٣٤٥٦٧٨٩" + "۰۱۲۳۴۵۶۷۸۹" + "٫٬", "0123456789.,() " + "0123456789" * 2 + ".,"
)
_MONEY_SIGN = (
    r"(?:(?:US|CA|AU|NZ|HK|NT|MX|SG|A|C|R|S)?\$|[€£¥₹₺₽₩₫฿₪₱￥￡]|[A-Z]{3}|"
    r"kr\.?|zł|Kč|Ft|lei|TL|Rs\.?|RM|Rp|円|元|Euro)"
)
_AMOUNT = re.compile(
    rf"(?:{_MONEY_SIGN}\s*)?(?P<open>\()?\s*(?P<sign>[-+])?\s*(?:{_MONEY_SIGN}\s*)?(?P<sign2>[-+])?\s*"
    rf"(?P<digits>[\d.,{_SPACES}{_APOSTROPHES}]*\d[.,]?)\s*(?:{_MONEY_SIGN})?\s*(?P<sign3>-)?\s*(?P<close>\))?"
)
_GROUPS = r"[1-9]\d{{0,2}}(?:([{group}])\d{{3}})(?:\1\d{{3}})*"
_INDIAN = r"[1-9]\d?(?:,\d{2})+,\d{3}"
_FORMS = {
    Style.POINT: re.compile(
        rf"(?:\d+|{_GROUPS.format(group=',' + _SPACES + _APOSTROPHES)}|{_INDIAN})?(?:\.\d*)?", re.ASCII
    ),
    Style.COMMA: re.compile(rf"(?:\d+|{_GROUPS.format(group='.' + _SPACES + _APOSTROPHES)})?(?:,\d*)?", re.ASCII),
}
_GROUP_SIGNS = {
    Style.POINT: str.maketrans("", "", "," + _SPACES + _APOSTROPHES),
    Style.COMMA: str.maketrans(",", ".", "." + _SPACES + _APOSTROPHES),
}
_PLAIN = re.compile(r"-?\d{1,12}(?:\.\d{1,8})?", re.ASCII)  # what needs no thought
_PLAIN_SIGNS = {Style.POINT: frozenset("0123456789.-"), Style.COMMA: frozenset("0123456789,-")}
LONGEST_PLAIN = 12  # characters, none of which is more than a million million
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?E\+\d{2}", re.ASCII)
_WHOLE = re.compile(r"-?\d{1,12}", re.ASCII)
_with_point = methodcaller("replace", ",", ".")
NOTHING = frozenset({"", "--", "-", "—", "–", "n/a", "N/A"})


def parse(text: str, style: Style) -> Decimal | None:
    """The amount, or None where the cell says there is none. Raises ValueError when it is no number in this style."""
    text = text.strip().strip('"').strip()
    if text in NOTHING:
        return None
    found = _AMOUNT.fullmatch(text.translate(_DIGITS).translate(_MINUS)) if len(text) <= LONGEST else None
    if found is None or bool(found["open"]) != bool(found["close"]):
        raise ValueError("not a number")
    signs = [sign for sign in (found["sign"], found["sign2"], found["sign3"]) if sign]
    if len(signs) + bool(found["open"]) > 1:
        raise ValueError("two signs")
    digits = found["digits"].strip(_SPACES)
    if not _FORMS[style].fullmatch(digits):
        raise ValueError("not grouped as in this style")
    amount = Decimal(digits.translate(_GROUP_SIGNS[style]))
    if amount > LARGEST:
        raise ValueError("too large")
    return -amount if "-" in signs or found["open"] else amount


def _readings(text: str) -> tuple[Decimal | None, Decimal | None]:
    both = []
    for style in Style:
        try:
            both.append(parse(text, style))
        except ValueError:
            both.append(None)
    return both[0], both[1]


class NumberEvidence:
    """What the amounts of a file say about its decimal sign."""

    def __init__(self) -> None:
        self.point = ""  # an example that is a number only with a decimal point, and so on
        self.comma = ""
        self.either_point = ""  # `1.234`
        self.either_comma = ""  # `1,234`

    def add(self, cells: Iterable[Cell]) -> None:
        for cell in cells:
            if isinstance(cell, str) and not self._is_old_news(cell):
                self._weigh(cell)

    def _is_old_news(self, cell: str) -> bool:
        """Quickly: a cell that can tell nothing beyond what is known."""
        if self.point:
            return "," not in cell and cell.count(".") <= 1
        if self.comma:
            return "." not in cell and cell.count(",") <= 1
        return cell.isdecimal()

    def _weigh(self, cell: str) -> None:
        with_point, with_comma = _readings(cell)
        if with_point == with_comma:
            return
        if with_comma is None:
            self.point = self.point or cell.strip()
        elif with_point is None:
            self.comma = self.comma or cell.strip()
        elif "." in cell:
            self.either_point = self.either_point or cell.strip()
        else:
            self.either_comma = self.either_comma or cell.strip()

    @property
    def either(self) -> str:
        return self.either_comma or self.either_point

    @property
    def is_decided(self) -> bool:
        """Whether more amounts could not change what was found, save to contradict it."""
        return bool(self.point or self.comma)

    def decide(self, *, chosen: Style | None, usual: Style | None, whole: bool) -> tuple[Style, str]:
        """The style and what decided it: `chosen`, `cells`, `language` or `nothing` (it makes no difference).

        `usual` is what the language of the report uses; `whole` says that its currency knows no cents, so that a sign
        before three digits groups them. Raises Undecided where the cells contradict each other or nothing tells.
        """
        if chosen:
            return chosen, "chosen"
        if self.point and self.comma:
            raise mixed(self.point, self.comma)
        if self.point or self.comma:
            return (Style.POINT if self.point else Style.COMMA), "cells"
        if not self.either:
            return usual or Style.POINT, "nothing"
        if whole and not (self.either_comma and self.either_point):
            return (Style.POINT if self.either_comma else Style.COMMA), "language"
        if usual:
            return usual, "language"
        raise Undecided(
            "numbers_undecided",
            _("Amounts such as %(example)s can be read in two ways. Say which with the language of the report.")
            % {"example": self.either},
        )


def is_rounded(cell: Cell) -> bool:
    """Whether a spreadsheet made a number of a name and lost digits: `1.11E+17`, or more than the 15 that it keeps."""
    if isinstance(cell, Decimal):
        return abs(cell) >= 10**15
    return isinstance(cell, str) and "E" in cell and _SCIENTIFIC.fullmatch(cell.strip()) is not None


def mixed(one: str, other: str) -> Undecided:
    """Amounts of both styles in one file."""
    return Undecided(
        "numbers_mixed",
        _("Amounts are written in two ways: %(one)s and %(other)s. Say which language the report has.")
        % {"one": one, "other": other},
    )


class NumberReader(dict[Cell, Decimal | None]):
    """`numbers[cell]` is its amount, read in one style; what was read is remembered. Raises ValueError for no number.

    A dictionary that fills itself: most cells repeat, and looking one up costs a twentieth of reading it.
    """

    def __init__(self, style: Style, *, example: str = "") -> None:
        """`example` is an amount of the file that decided its style: one of the other style is then refused."""
        super().__init__()
        self.style = style
        self._example = example
        self._plain = _PLAIN if style is Style.POINT else _WHOLE

    def __missing__(self, cell: Cell) -> Decimal | None:
        if isinstance(cell, Decimal):
            return cell
        if not isinstance(cell, str):
            raise ValueError("a date")
        amount = Decimal(cell) if self._plain.fullmatch(cell) else self._parse(cell)
        if len(self) >= CACHE:
            self.clear()
        self[cell] = amount
        return amount

    def _parse(self, cell: str) -> Decimal | None:
        try:
            return parse(cell, self.style)
        except ValueError:
            if self._example:
                self._refuse_other_style(cell)
            raise

    def _refuse_other_style(self, cell: str) -> None:
        try:
            parse(cell, Style.COMMA if self.style is Style.POINT else Style.POINT)
        except ValueError:
            return
        raise mixed(self._example, cell.strip())

    def column(self, cells: Sequence[Cell]) -> list[Decimal | None]:
        """The amounts of many cells, those that need no thought all at once. Raises ValueError as for a single one."""
        if are_texts(cells) and self._are_plain(cells):
            try:
                return list(map(Decimal, cells if self.style is Style.POINT else map(_with_point, cells)))
            except ArithmeticError:
                pass
        return list(map(self.__getitem__, cells))

    def _are_plain(self, cells: Sequence[str]) -> bool:
        """Quickly: whether Decimal reads all of them as we do, or none."""
        return set("".join(cells)) <= _PLAIN_SIGNS[self.style] and max(map(len, cells)) <= LONGEST_PLAIN

    def count(self, cell: Cell) -> int | None:
        """A number of pieces. Raises ValueError when it is not whole."""
        amount = self[cell]
        if amount is None:
            return None
        whole = int(amount)
        if amount != whole:
            raise ValueError("not whole")
        return whole

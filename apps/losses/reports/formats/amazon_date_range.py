"""Amazon's date-range transaction report (also called monthly or custom unified transaction): one row per transaction,
in the seller's language, with its parts beside its total. Since 2025 it also holds deferred transactions.
"""

from datetime import date
from decimal import Decimal
from itertools import islice

from apps.core.money import CURRENCIES
from apps.losses.reports.formats import amazon_date_range_words as words
from apps.losses.reports.formats.base import Cells, Conclusion, Format, Recognised, Sheet, Survey
from apps.losses.reports.places import currency_at, marketplace_named, marketplace_of_currency
from apps.losses.reports.report import Basis, Checked, Due, Held
from apps.losses.reports.rows import Cell, Moment, Row
from apps.losses.reports.words import category_of, status_of

ZERO = Decimal(0)
MOST_ROWS_NAMED = 20


class DeferredMoney:
    """Deferred amounts by currency and by the day they are to be released."""

    def __init__(self) -> None:
        self._due: dict[tuple[str, date | None], list[Decimal | int]] = {}
        self._rows: list[int] = []

    def add(self, number: int, currency: str, amount: Decimal, release: Moment | None) -> None:
        found = self._due.setdefault((currency, release.day if release else None), [ZERO, 0])
        found[0] += amount
        found[1] += 1
        if len(self._rows) < MOST_ROWS_NAMED:
            self._rows.append(number)

    def due(self) -> list[Due]:
        days = sorted(self._due.items(), key=lambda item: (item[0][0], item[0][1] or date.max))
        return [Due(code, day, Decimal(amount), int(rows)) for (code, day), (amount, rows) in days]

    def held(self, on: date | None) -> list[Held]:
        sums: dict[str, Decimal] = {}
        for (currency, _day), (amount, _rows) in self._due.items():
            sums[currency] = sums.get(currency, ZERO) + amount
        return [Held(Basis.DEFERRED, code, amount, tuple(self._rows), on) for code, amount in sums.items()]


class DateRange(Format):
    """The report of a marketplace in its language."""

    code = "amazon_date_range"
    title = "Amazon Date Range Report (Transaction)"
    platform = "amazon"
    columns = words.COLUMNS
    surveyed = ("marketplace",)

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(sheet)
        self._pick = sheet.pick(
            "at",
            "settlement",
            "type",
            "order",
            "sku",
            "description",
            "quantity",
            "marketplace",
            "total",
            "status",
            "release",
        )
        at = sheet.columns.at
        self._parts = [at[name] for name in words.PARTS if name in at]
        self._strange = sheet.columns.unread()
        self._stated = _stated_currency(sheet.recognised.preamble)
        there = currency_at(self._place(sheet.survey))
        if self._stated and there and self._stated != there:
            self.notices.add("currency_conflict", value=f"{self._stated} / {there}")
        self._deferred = DeferredMoney()
        self._on = sheet.on

    @classmethod
    def usual_language(cls, recognised: Recognised) -> str:
        """English headings of India's marketplace are India's English."""
        languages = recognised.columns.languages
        return "en-IN" if languages["en-IN"] and languages["en"] else recognised.columns.language

    @classmethod
    def currency_of(cls, recognised: Recognised, survey: Survey) -> str:
        return _stated_currency(recognised.preamble) or currency_at(cls._place(survey))

    @classmethod
    def marketplace_of(cls, recognised: Recognised, survey: Survey) -> str:
        return marketplace_named(cls._place(survey)) or marketplace_of_currency(_stated_currency(recognised.preamble))

    @classmethod
    def _place(cls, survey: Survey) -> str:
        known = {name.casefold() for name in survey.texts.get("marketplace", ()) if marketplace_named(name)}
        return known.pop() if len(known) == 1 else ""

    def row(self, number: int, cells: Cells) -> Row | None:
        at, name, kind, order, sku, detail, quantity, place, total_cell, status_cell, release_cell = self._pick(cells)
        total = self._total(number, cells, total_cell)
        moment, release = self.when(number, at), self.when(number, release_cell)
        type_, description, order, sku = (
            self.text(kind),
            self.text(detail),
            self.text(order),
            self.text(sku),
        )
        name = self.text(name)
        currency = self._stated or currency_at(self.text(place)) or self.sheet.currency
        status = self._status(number, self.text(status_cell))
        if self._is_deferred(status, moment, release):
            self._deferred.add(number, currency, total, release)
        key = self.key(moment, name, type_, order, sku, description)
        pieces = self.pieces(number, quantity) if quantity != "" else None
        category = category_of(type_, description)
        return Row(
            number,
            key,
            category,
            name,
            moment,
            type_,
            description,
            order,
            sku,
            pieces,
            total,
            currency,
            status,
            release,
        )

    def _total(self, number: int, cells: Cells, cell: Cell) -> Decimal:
        """The row's total; told when its parts come to something else. Raises ValueError when there is none."""
        total = self.number(cell)
        read = self.sheet.number
        parts = ZERO
        for place in self._parts:
            if (part := read(cells[place])) is not None:
                parts += part
        if total is None:
            raise ValueError("no total")
        if parts != total and parts + self._strange_money(cells) != total:
            self.notices.add("row_sum", row=number)
        return total

    def _strange_money(self, cells: Cells) -> Decimal:
        """Amounts in columns with headings that we do not know."""
        money = ZERO
        for place in self._strange:
            try:
                money += self.number(cells[place]) or ZERO
            except ValueError:
                continue
        return money

    def _status(self, number: int, word: str) -> str:
        status = status_of(word)
        if word and not status:
            self.notices.add("status_unknown", row=number, value=word[:40])
        return status or word

    def _is_deferred(self, status: str, moment: Moment | None, release: Moment | None) -> bool:
        """As of the day asked for: posted by then and released later, or not at all."""
        on = self._on
        if on is None:
            return status == "deferred"
        if moment is None or moment.day > on:
            return False
        return release.day > on if release else status == "deferred"

    def conclude(self) -> Conclusion:
        return Conclusion(held=self._deferred.held(self._on), due=self._deferred.due(), checked=Checked.ROWS)


def _stated_currency(preamble: tuple[str, ...]) -> str:
    """The currency of the line `All amounts in USD, unless specified`, in any language."""
    for line in islice(preamble, 20):
        codes = [code for code in CURRENCIES if code in line.replace(",", " ").replace(".", " ").split()]
        if len(codes) == 1:
            return codes[0]
        for word, code in words.CURRENCY_WORDS.items():
            if word in line.casefold():
                return code
    return ""

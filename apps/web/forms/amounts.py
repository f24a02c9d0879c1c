"""The step about money: rows of amounts, as many as somebody has.

In the draft each field holds one text per row (`likely: ["12万", "3000"]`), so a row is a place in these lists.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.cases.rules import AMOUNT_FIELDS as FIELDS
from apps.cases.rules import MOST_AMOUNTS, Problem, complaint_about_loss_date, rows_of
from apps.core.money import Money, format_money, sum_by_currency
from apps.core.typed_amounts import CannotRead, read_amount
from apps.losses.rules import Amount, complaints_about
from apps.marketplaces.enums import LOSS_COMPONENTS
from apps.web.forms import choices
from apps.web.forms.steps import Choice, Day, StepAnswers, plain

MOST_ROWS = 2 * MOST_AMOUNTS  # a page with more was not made by us; the rules speak past 30


class Figure(forms.CharField):
    """An amount as typed; read with the currency of its row."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"inputmode": "decimal", "autocomplete": "off"}
        super().__init__(max_length=40, widget=forms.TextInput(attrs=attrs), **kwargs)


class AmountForm(forms.Form):
    """One row. `amount` is what it comes to, or None while it is empty or wrong."""

    component = Choice(label=_("What it is"), error_messages={"required": _("Choose what the amount is for.")})
    likely = Figure(label=_("Amount"), error_messages={"required": _("Write how much it is, or remove this row.")})
    currency = Choice(label=_("Currency"), error_messages={"required": _("Choose a currency.")})
    low = Figure(label=_("At least"), required=False)
    high = Figure(label=_("At most"), required=False)
    loss_date = Day(label=_("Since when"), required=False)

    use_required_attribute = False

    def __init__(self, row: dict[str, str], *, place: int, currency: str, latest_today: date) -> None:
        super().__init__(row, auto_id=f"id_%s_{place}")
        self.place = place
        self.latest_today = latest_today
        self.amount: Amount | None = None
        self.fields["component"].choices = [choices.CHOOSE, *LOSS_COMPONENTS.choices()]  # type: ignore[attr-defined]
        self.fields["currency"].choices = choices.currencies(currency)  # type: ignore[attr-defined]
        self.is_blank = not any(row[name].strip() for name in FIELDS if name != "currency")

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_blank:
            self.errors.clear()

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        currency = said.get("currency", "")
        read = {name: self._read(name, currency) for name in ("low", "likely", "high")}
        if not self.errors and not self.is_blank and read["likely"] is not None:
            self._put_together(read["likely"], read["low"], read["high"])
        return said

    def _read(self, name: str, currency: str) -> Decimal | None:
        text = self.cleaned_data.get(name, "")
        if not text:
            return None
        try:
            return read_amount(text, currency)
        except CannotRead as error:
            self.add_error(name, str(error))
            return None

    def _put_together(self, likely: Decimal, low: Decimal | None, high: Decimal | None) -> None:
        """Where only the likely amount was given, it is the lowest and the highest too."""
        amount = Amount(
            component=self.cleaned_data["component"],
            low=likely if low is None else low,
            likely=likely,
            high=likely if high is None else high,
            currency=self.cleaned_data["currency"],
            loss_date=self.cleaned_data.get("loss_date"),
        )
        for complaint in complaints_about(amount):
            self.add_error("likely", complaint)
        if complaint := complaint_about_loss_date(amount.loss_date, self.latest_today):
            self.add_error("loss_date", complaint)
        self.amount = None if self.errors else amount

    @property
    def has_range(self) -> bool:
        """Whether anything stands in the part that is folded away."""
        return any(self.data.get(name, "").strip() for name in ("low", "high", "loss_date"))

    @property
    def understood(self) -> str:
        """How the row was read, in the reader's language; empty while it is blank or wrong."""
        if self.amount is None:
            return ""
        low, likely, high = (
            format_money(Money(value, self.amount.currency))
            for value in (self.amount.low, self.amount.likely, self.amount.high)
        )
        if low == high:
            return gettext("Read as %(likely)s") % {"likely": likely}
        return gettext("Read as %(likely)s, between %(low)s and %(high)s") % {
            "likely": likely,
            "low": low,
            "high": high,
        }


class AmountsForm:
    """All rows. Behaves as the other steps do (see steps.StepForm); always shows one row to fill in."""

    step = "amounts"

    def __init__(self, answers: StepAnswers, *, currency: str, latest_today: date) -> None:
        rows = rows_of(answers)[:MOST_ROWS] or [blank_row(currency)]
        self.rows = [
            AmountForm(row, place=place, currency=currency, latest_today=latest_today) for place, row in enumerate(rows)
        ]
        self.common: list[str] = []
        for row in self.rows:
            row.full_clean()

    @classmethod
    def typed(cls, posted: QueryDict) -> StepAnswers:
        return {name: [plain(text) for text in posted.getlist(name)] for name in FIELDS if name in posted}

    @property
    def amounts(self) -> tuple[Amount, ...]:
        return tuple(row.amount for row in self.rows if row.amount)

    @property
    def totals(self) -> list[Money]:
        """The likely amounts, one sum per currency."""
        return sum_by_currency(Money(amount.likely, amount.currency) for amount in self.amounts)

    @property
    def echo(self) -> dict[str, str]:
        """How each row was read and what it adds up to, for the `<output>`s of the page."""
        rows = {f"understood_{row.place}": row.understood for row in self.rows}
        return {**rows, "totals": " + ".join(format_money(money) for money in self.totals)}

    @property
    def wrong(self) -> list[Problem]:
        return [
            Problem(self.step, f"{name}_{row.place}", str(error))
            for row in self.rows
            for name in row.fields
            for error in row.errors.get(name, [])
        ]

    def show(self, problems: Iterable[Problem]) -> None:
        """What the rules say of all rows together; each row has said its own already."""
        self.common = [problem.message for problem in problems if problem.step == self.step and not problem.field]

    def parts(self) -> dict[str, Any]:
        return {"amounts": self.amounts}


def answers_from(rows: list[dict[str, str]]) -> StepAnswers:
    return {name: [row[name] for row in rows] for name in FIELDS}


def blank_row(currency: str) -> dict[str, str]:
    return dict.fromkeys(FIELDS, "") | {"currency": currency}


def with_row(answers: StepAnswers, currency: str) -> StepAnswers:
    """The answers with one more row, in the currency of the last."""
    rows = rows_of(answers) or [blank_row(currency)]
    return answers_from([*rows, blank_row(rows[-1]["currency"] or currency)])


def without_row(answers: StepAnswers, place: int) -> StepAnswers:
    """The answers without the row at a place; nothing happens where there is none."""
    return answers_from([row for number, row in enumerate(rows_of(answers)) if number != place])

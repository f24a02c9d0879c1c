"""A prepared batch for the moderators' desk: each number as it would be printed, beside the true one, and why."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from babel.numbers import format_decimal
from django.utils.translation import gettext, ngettext

from apps.core.money import Money, format_money, locale_of
from apps.statistics.models import Batch
from apps.statistics.paper.comparing import names_of_rungs
from apps.statistics.paper.methods import between_sentences, named
from apps.statistics.paper.words import Pages
from apps.statistics.rules.disclosure.gate import State
from apps.statistics.rules.disclosure.sensitivity import Why
from apps.statistics.rules.printed import ALL
from apps.statistics.rules.series import category_shown


@dataclass(frozen=True)
class Cell:
    """One cell; amounts are empty where no money is summed."""

    name: str
    sellers: str
    sellers_printed: str
    amount: str
    amount_printed: str
    why: str
    states: list[str]

    @property
    def is_withheld(self) -> bool:
        return State.WITHHELD.value in self.states


@dataclass(frozen=True)
class Series:
    name: str
    has_money: bool
    cells: list[Cell]
    folded: list[str]

    @property
    def told(self) -> str:
        """`Counted: 46 cells, 3 withheld, 20 as before`."""
        states = Counter(state for cell in self.cells for state in cell.states)
        number = len(self.cells)
        words = {
            "name": self.name,
            "cells": ngettext("%(number)s cell", "%(number)s cells", number) % {"number": number},
            "withheld": states[State.WITHHELD.value],
            "kept": states[State.KEPT.value],
        }
        return gettext("%(name)s: %(cells)s, numbers withheld %(withheld)s, as before %(kept)s") % words


@dataclass(frozen=True)
class Row:
    """A number of a method."""

    name: str
    printed: str
    why: str


class Preview:
    """For one moderator who reads what another, or the weekly run, prepared: in the reader's language."""

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        self.pages = Pages(batch)

    @cached_property
    def series(self) -> list[Series]:
        return [self._series(one) for one in self.batch.preview]

    @property
    def withheld(self) -> list[tuple[str, Cell]]:
        """What is not printed at all, each with the name of its series."""
        return [(one.name, cell) for one in self.series for cell in one.cells if cell.is_withheld]

    @property
    def methods(self) -> list[Row]:
        said = self.pages.methods
        return [Row(said.name_of(row), said.said(row), _why(row["why"])) for row in self.batch.preview_of_methods]

    def _series(self, one: Mapping[str, Any]) -> Series:
        cells = [self._cell(cell) for cell in one["cells"]]
        folded = [self._place(by, category_shown(category)) for by, category in one["folded"]]
        return Series(names_of_rungs()[one["name"]], any(cell.amount for cell in cells), cells, folded)

    def _place(self, by: str, category: str) -> str:
        if by == ALL:
            return gettext("All cases")
        return named(self.pages.dimension(by).capitalize(), self.pages.label(by, category))

    def _cell(self, cell: Mapping[str, Any]) -> Cell:
        pages, form = self.pages, dict(cell)
        amount = cell["true_amount"] if "amount" in cell else ""
        reasons = dict.fromkeys(_why(reason["code"]) for reason in cell["reasons"])
        return Cell(
            self._place(cell["by"], cell["category"]),
            format_decimal(cell["true_sellers"], locale=locale_of()),
            _as_before(pages.sellers(form), cell["sellers"]),
            format_money(Money(Decimal(amount), pages.currency)) if amount else "",
            _as_before(pages.amount(form), cell["amount"]) if amount else "",
            between_sentences().join(reasons),
            [part["state"] for part in (cell["sellers"], cell.get("amount")) if part],
        )


def _as_before(words: str, form: Mapping[str, Any]) -> str:
    return gettext("%(words)s, as printed before") % {"words": words} if form["state"] == State.KEPT.value else words


def _why(code: str) -> str:
    """In the reader's language; the batch was prepared in somebody else's."""
    if not code:
        return ""
    sentences = {
        Why.FEW.value: gettext("Too few sellers."),
        Why.P_PERCENT.value: gettext("One seller's amount could be worked out too closely."),
        Why.DOMINANCE.value: gettext("One or two sellers hold most of it."),
        Why.REMAINDER.value: gettext("Were it printed, what it leaves of a printed total would tell too much."),
        Why.DERIVABLE.value: gettext("Were it printed, a withheld amount could be worked out."),
        Why.SMALL_CHANGE.value: gettext("Since it was last printed, too few sellers came, or too few left."),
        Why.NOT_TRUE_ANY_MORE.value: gettext("What was printed last does not hold any more."),
        Why.TOO_SMALL.value: gettext("The total is too small to be printed."),
        "the total is not printed anew": gettext("The total it belongs to is not printed anew."),
    }
    return sentences.get(code) or gettext("The lists cannot carry an estimate.")

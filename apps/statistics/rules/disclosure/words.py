"""A judged table as data and as a page of text. Nothing here is more exact than what may be printed."""

from decimal import Decimal
from typing import Any

from babel.numbers import format_decimal
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from apps.core.inputs import spelling
from apps.core.money import Money, format_money, locale_of
from apps.statistics.rules.disclosure.flooring import HIDDEN_BELOW
from apps.statistics.rules.disclosure.gate import Batch, Form, Line, State
from apps.statistics.rules.disclosure.sensitivity import Rules
from apps.statistics.rules.disclosure.tables import OTHER, TOTAL, Key, Table


def is_silent(batch: Batch) -> bool:
    """Whether not a single number of the table is printed."""
    forms = [form for line in batch.lines for form in (line.count, line.money) if form is not None]
    return not any(form.state in (State.PRINTED, State.KEPT) for form in forms)


def form_in_words(form: Form, currency: str | None) -> str:
    """`at least 120`, `at least US$56,000`, `fewer than 20`, `withheld`. `currency` is None for counts."""
    if form.state is State.FEWER:
        return _("fewer than %(number)s") % {"number": HIDDEN_BELOW}
    if form.value is None:
        return pgettext("number", "withheld")
    money = format_money(Money(form.value, currency)) if currency else ""
    words = pgettext("figure", "at least %(number)s") % {
        "number": money or format_decimal(form.value, locale=locale_of())
    }
    return _("%(words)s, as printed before") % {"words": words} if form.state is State.KEPT else words


def cell_in_words(key: Key) -> str:
    """`all`, `amazon`, `amazon, US`, `other`."""
    words = [_category_in_words(value) for value in key if value != TOTAL]
    return ", ".join(words) or pgettext("cell of a table", "all")


def _category_in_words(value: str) -> str:
    """A category that is called as folded ones or the total are stands in quotation marks."""
    folded, whole = pgettext("cell of a table", "other"), pgettext("cell of a table", "all")
    if value == OTHER:
        return folded
    return f"“{value}”" if spelling(value) in (folded, whole) else value


def cell_in_text(table: Table, key: Key) -> str:
    """Where there are several columns, their names too: two of them may hold the same word."""
    if len(table.dimensions) < 2 or all(value == TOTAL for value in key):
        return cell_in_words(key)
    places = zip(table.dimensions, key, strict=True)
    return ", ".join(f"{column} {cell_in_words((value,))}" for column, value in places if value != TOTAL)


def batch_data(table: Table, batch: Batch, currency: str, rules: Rules) -> dict[str, Any]:
    """For JSON."""
    lines = [_line_data(table, line, currency) for line in batch.lines]
    forms = [form for line in batch.lines for form in (line.count, line.money) if form is not None]
    return {
        "table": table.name,
        "by": list(table.dimensions),
        "currency": currency or None,
        "rules": {
            "threshold": rules.threshold,
            "p": None if rules.p is None else _number(rules.p),
            "dominance": [[number, _number(percent)] for number, percent in rules.dominance],
            "change": rules.change,
            "veil_money": rules.veil_money,
            "veil_sellers": rules.veil_sellers,
        },
        "refused": is_silent(batch),
        "numbers": {state.value: sum(form.state is state for form in forms) for state in State},
        "cells": lines,
        "folded": [_cell_data(table, key) for key in table.cells if key in table.folded and OTHER not in key],
    }


def _cell_data(table: Table, key: Key) -> dict[str, str]:
    """Dimensions over which the cell is a total are left out."""
    return {name: value for name, value in zip(table.dimensions, key, strict=True) if value != TOTAL}


def _line_data(table: Table, line: Line, currency: str) -> dict[str, Any]:
    data: dict[str, Any] = {"cell": _cell_data(table, line.key), "name": cell_in_words(line.key)}
    data["sellers"] = _form_data(line.count, None)
    if line.money is not None:
        data["amount"] = _form_data(line.money, currency)
    return data


def _form_data(form: Form, currency: str | None) -> dict[str, Any]:
    return {
        "printed": form_in_words(form, currency) if form.state is not State.WITHHELD else None,
        "value": None if form.value is None else _number(form.value),
        "state": form.state.value,
        "reasons": [{"code": reason.why.value, "text": reason.sentence} for reason in form.reasons],
    }


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def batch_text(table: Table, batch: Batch, currency: str) -> str:
    """For people: a line per cell, and under it why something is not printed."""
    width = max(len(cell_in_text(table, line.key)) for line in batch.lines)
    text = []
    for line in batch.lines:
        columns = [form_in_words(line.count, None)]
        if line.money is not None:
            columns.append(form_in_words(line.money, currency))
        text.append(f"{cell_in_text(table, line.key):<{width}}  {'   '.join(columns)}")
        for what, form in (
            (pgettext("column of a table", "sellers"), line.count),
            (pgettext("column of a table", "amount"), line.money),
        ):
            text += [f"{'':<{width}}    {what}: {reason.sentence}" for reason in (form.reasons if form else ())]
    folded = [cell_in_text(table, key) for key in table.cells if key in table.folded and OTHER not in key]
    if folded:
        text.append(_("Not shown by themselves: %(cells)s.") % {"cells": "; ".join(folded)})
    if is_silent(batch):
        text.append(_("Nothing of this table can be printed."))
    return "\n".join(text)

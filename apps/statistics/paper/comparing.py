"""Two published batches side by side: what is printed otherwise in the later one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from apps.statistics.paper.methods import named
from apps.statistics.paper.words import Pages
from apps.statistics.rules.printed import ALL, COUNTED_APART, RUNGS, cells_of

Place = tuple[str, str]


@dataclass(frozen=True)
class Change:
    """A cell whose printed number is not the same; amounts are empty where no money is summed."""

    rung: str
    label: str
    sellers_before: str
    sellers_now: str
    amount_before: str
    amount_now: str

    @property
    def name(self) -> str:
        return named(self.rung, self.label)


@dataclass(frozen=True)
class MethodChange:
    """A number of a method that is not the same, in words; empty where a batch has no such row."""

    name: str
    before: str
    now: str


def compare(earlier: Pages, later: Pages) -> list[Change]:
    """Rung by rung, in the order of the later batch; what is printed no longer comes last in each."""
    found = []
    for rung in (*RUNGS, *COUNTED_APART):
        before, now = (_by_place(pages, rung) for pages in (earlier, later))
        for place in {**now, **before}:
            old, new = before.get(place), now.get(place)
            if _printed(old) != _printed(new):
                found.append(_change(rung, place, (earlier, old), (later, new)))
    return found


def compare_methods(earlier: Pages, later: Pages) -> list[MethodChange]:
    """Rows of methods that are printed otherwise. A row that one batch lacks, or withholds, prints nothing there."""
    before, now = earlier.methods.by_key, later.methods.by_key
    found = []
    for key in {**now, **before}:
        old, new = before.get(key), now.get(key)
        if _numbers(old) != _numbers(new):
            pages, row = (later, new) if new else (earlier, old)
            name = pages.methods.name_of(row) if row else ""
            found.append(MethodChange(name, earlier.methods.said(old), later.methods.said(new)))
    return found


def _numbers(row: Mapping[str, Any] | None) -> list[Any]:
    return [row[name] if row else None for name in ("value", "low", "high")]


def _by_place(pages: Pages, rung: str) -> dict[Place, dict[str, Any]]:
    return {(cell["by"], cell["category"]): cell for cell in cells_of(pages.figures, rung)}


def _printed(cell: dict[str, Any] | None) -> list[Any]:
    """The numbers of a cell. One kept from before is the same number."""
    forms = (cell.get("sellers"), cell.get("amount")) if cell else (None, None)
    return [(form["at_least"], form["state"] == "fewer than 20") if form else (None, False) for form in forms]


def _change(rung: str, place: Place, before: tuple[Pages, Any], now: tuple[Pages, Any]) -> Change:
    (earlier, old), (later, new) = before, now
    has_money = any(cell and "amount" in cell for cell in (old, new))
    pages = later if new else earlier
    by, category = place
    return Change(
        rung=names_of_rungs()[rung],
        label=gettext("All cases") if by == ALL else pages.label_apart(by, category),
        sellers_before=earlier.sellers(old),
        sellers_now=later.sellers(new),
        amount_before=earlier.amount(old) if has_money else "",
        amount_now=later.amount(new) if has_money else "",
    )


def names_of_rungs() -> dict[str, str]:
    return {
        "sellers": gettext("Counted"),
        "claimed": gettext("On their own word"),
        "documented": gettext("Documented"),
        "verified": gettext("Checked line by line"),
        "recovered": gettext("Came back"),
        "decided": gettext("Appeal decided"),
        "succeeded": gettext("Appeal succeeded"),
        "undecided": gettext("Appeal not decided yet"),
        "restored": gettext("Given back unasked"),
    }

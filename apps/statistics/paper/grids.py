"""Tables of what methods say, ready to be shown: what leads at once, the rest folded below it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from django.utils.translation import gettext


class Told(Protocol):
    """A line of numbers in words. `leads` is no for what is shown only when asked for."""

    @property
    def label(self) -> str: ...

    @property
    def leads(self) -> bool: ...


@dataclass(frozen=True)
class Line:
    """Each cell with the head of its column, which a phone shows beside it."""

    label: str
    cells: list[tuple[str, str]]


@dataclass(frozen=True)
class Grid:
    title: str
    heads: list[str]
    lines: list[Line]
    folded: list[Line]
    folded_title: str


def make_grid(title: str, folded_title: str, columns: dict[str, str], told: Iterable[Told]) -> Grid:
    """`columns`: under which head which number of a line stands."""
    lines: dict[bool, list[Line]] = {True: [], False: []}
    for one in told:
        cells = [(head, getattr(one, name) or "–") for head, name in columns.items()]
        lines[one.leads].append(Line(one.label, cells))
    return Grid(title, list(columns), lines[True], lines[False], folded_title)


def appeals_grid(told: Iterable[Told]) -> Grid:
    columns = {
        gettext("Decided"): "decided",
        gettext("Succeeded"): "succeeded",
        gettext("Share"): "share",
        gettext("Not decided yet"): "undecided",
        gettext("Given back unasked"): "restored",
    }
    return make_grid(gettext("How appeals went"), gettext("Where too few are decided for a share"), columns, told)


def spread_grid(told: Iterable[Told]) -> Grid:
    columns = {
        gettext("Documented"): "documented",
        gettext("Ten largest hold"): "ten_largest",
        gettext("Without the largest"): "winsorised",
    }
    title = gettext("How the documented sum is spread")
    return make_grid(title, gettext("By platform and by kind of loss"), columns, told)


def likely_grid(told: Iterable[Told]) -> Grid:
    columns = {
        gettext("Documented"): "documented",
        gettext("Likely"): "likely",
        gettext("At most"): "highest",
    }
    return make_grid(gettext("What the papers make likely"), "", columns, told)

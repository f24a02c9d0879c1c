"""What holds other things: alerts, cards, panels, tables, ways around the site."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.core.paginator import Page

from apps.web.components.base import Component, Tone
from apps.web.components.icons import ICONS


@dataclass(frozen=True, kw_only=True)
class Icon(Component):
    """A small drawing beside words that say the same. `title` only where it stands alone."""

    icon: str
    title: str = ""

    @property
    def path(self) -> str:
        return ICONS[self.icon]


@dataclass(frozen=True, kw_only=True)
class Alert(Component):
    """Something to read now. `live` announces it to screen readers when it appears after the page was loaded."""

    text: str = ""
    title: str = ""
    tone: Tone = "info"
    live: bool = False
    content: str = ""
    actions: str = ""

    @property
    def icon(self) -> str:
        return {"success": "success", "warning": "warning", "error": "error"}.get(self.tone, "info")


@dataclass(frozen=True, kw_only=True)
class Card(Component):
    """One thing of many in a list. With `href` the whole card is the link; `foot` may hold further links."""

    title: str
    href: str = ""
    eyebrow: str = ""
    level: Literal[2, 3, 4] = 3
    content: str = ""
    foot: str = ""


@dataclass(frozen=True, kw_only=True)
class Panel(Component):
    """A part of a page with its heading. `tone` makes it lead: at most one such panel on a page."""

    title: str
    content: str
    id: str = ""
    icon: str = ""
    tone: Tone | None = None
    level: Literal[2, 3] = 2
    actions: str = ""


@dataclass(frozen=True, kw_only=True)
class Rows(Component):
    """A list to work through: `head` are its `<th>`, the content its `<tr data-row>`; a phone shows rows as cards.

    `sheet` is a class of the style sheet that the page has beside that of all pages, as the desk has.
    """

    title: str
    content: str
    head: str
    sheet: str = ""


@dataclass(frozen=True, kw_only=True)
class Point(Component):
    """A short statement with an icon, on pages that explain."""

    icon: str
    title: str
    text: str = ""
    content: str = ""
    level: Literal[2, 3] = 3


@dataclass(frozen=True, kw_only=True)
class Empty(Component):
    """A list with nothing in it: what it is for, and the one thing to do."""

    title: str
    text: str
    icon: str = "folder"
    label: str = ""
    href: str = ""


@dataclass(frozen=True)
class Column:
    """A table's column. Numbers stand at the right."""

    title: str
    numeric: bool = False


@dataclass(frozen=True, kw_only=True)
class Table(Component):
    """A table whose rows become cards on a phone; `content` is its rows, made of `{% wrap "cell" %}`.

    `columns` are titles or Column objects. The caption says what the table shows.
    """

    caption: str
    columns: Sequence[str | Column]
    content: str
    quiet_caption: bool = False  # for screen readers only, where a heading says the same

    @property
    def heads(self) -> list[Column]:
        return [column if isinstance(column, Column) else Column(column) for column in self.columns]


@dataclass(frozen=True, kw_only=True)
class Cell(Component):
    """A cell of a table's row; `label` repeats the column's title for the phone, `head` marks the row's name."""

    content: str
    label: str = ""
    head: bool = False
    numeric: bool = False


@dataclass(frozen=True, kw_only=True)
class Pagination(Component):
    """Ways to the other pages of a list; filters in the address stay. Nothing when there is one page."""

    page: Page[Any]
    label: str = ""

    @property
    def numbers(self) -> list[int | str]:
        return list(self.page.paginator.get_elided_page_range(self.page.number, on_each_side=1, on_ends=1))


@dataclass(frozen=True)
class Link:
    """A way somewhere: its words and its address."""

    label: str
    href: str = ""


@dataclass(frozen=True)
class Tab:
    """One view of several, each with its own address."""

    label: str
    href: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True, kw_only=True)
class Tabs(Component):
    """Views of the same things side by side; each is a link, so that it can be sent and reloaded."""

    items: Sequence[Tab]
    label: str


@dataclass(frozen=True, kw_only=True)
class Crumbs(Component):
    """The way here, from the list down; the page itself is not repeated."""

    items: Sequence[Link]

"""Views of a list that somebody keeps: tabs above it, and what to do with the one that is open."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext

from apps.cases.models import SavedView
from apps.web.components import Tab
from apps.web.filters.cases import CaseFilter

EVERYTHING = "all"  # in place of a view: the list as it is, whatever it opens with


@dataclass(frozen=True)
class Kept:
    """A list of which views are kept: where it stands, and what the addresses of its views are called."""

    url: str
    names: str
    args: Sequence[str] = ()
    has_default: bool = False

    def parts(self, views: Iterable[SavedView], asked: str, chosen: CaseFilter) -> dict[str, Any]:
        """What `cases/list/keep.html`, the chips and the tabs need; `asked` is the view in the address."""
        kept = list(views)
        current = next((view for view in kept if str(view.pk) == asked), None)
        return {
            "tabs": self.tabs(kept, current, chosen),
            "view": current,
            "has_changed": current is not None and current.query != chosen.query,
            "all_url": self.all_url,
            "keep_url": reverse(f"{self.names}-save", args=self.args),
            "change_url": self._of(current, "change"),
            "remove_url": self._of(current, "remove"),
            "default_url": self._of(current, "default") if self.has_default else "",
        }

    @property
    def all_url(self) -> str:
        return f"{self.url}?view={EVERYTHING}" if self.has_default else self.url

    def _of(self, view: SavedView | None, deed: str) -> str:
        return reverse(f"{self.names}-{deed}", args=[*self.args, view.pk]) if view else ""

    def tabs(self, kept: list[SavedView], current: SavedView | None, chosen: CaseFilter) -> list[Tab]:
        """All cases, and each view the person keeps; nothing where none is kept."""
        if not kept:
            return []
        everything = Tab(gettext("All"), self.all_url, current=current is None and not chosen.is_narrowed)
        tabs = [Tab(view.name, self.address(view.query, str(view.pk)), current=view == current) for view in kept]
        return [everything, *tabs]

    def address(self, query: str, view: str = "") -> str:
        """The list narrowed by `query`, and which view that is."""
        more = QueryDict(query, mutable=True)
        if view:
            more["view"] = view
        return f"{self.url}?{more.urlencode()}" if more else self.url

"""The rows of methods in a published batch, in words and as a chart. As in `words`: the document and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from babel.numbers import format_decimal, format_percent
from django.utils.translation import get_language, gettext, ngettext, pgettext

from apps.core.money import Money, format_money, locale_of
from apps.statistics.paper.grids import Grid, appeals_grid, likely_grid, spread_grid
from apps.statistics.rules.disclosure.gate import State
from apps.statistics.rules.methods.rows import DAYS, KEY, PERCENT, SELLERS
from apps.statistics.rules.printed import ALL, cells_of

if TYPE_CHECKING:
    from apps.statistics.paper.words import Pages

HALF = 50
WIDE, HIGH = 600, 240  # of the drawn curve
ROOM = 1.1  # the curve goes on a little after its last step
Data = Mapping[str, Any]
Key = tuple[Any, ...]


@dataclass(frozen=True)
class Appeals:
    """One line of the table of appeals."""

    label: str
    decided: str
    succeeded: str
    undecided: str
    restored: str
    share: str
    leads: bool  # a share is printed, or it is the line of all


@dataclass(frozen=True)
class Step:
    """After so many days so many are still waiting at least; the range is where the truth lies."""

    after: str
    share: str
    between: str


@dataclass(frozen=True)
class Curve:
    """A curve of those still waiting: drawn, and as a table. `line` and `band` are SVG paths."""

    name: str
    title: str
    sentence: str
    steps: list[Step]
    line: str
    band: str
    ticks: list[tuple[float, str]]


@dataclass(frozen=True)
class Spread:
    """One line of the table of how a documented sum is spread; "" where a method says nothing of this place."""

    label: str
    documented: str
    ten_largest: str
    winsorised: str
    leads: bool  # of all, or of an incident


@dataclass(frozen=True)
class Likely:
    """What papers show at least, what they make likely, and what they allow at most."""

    label: str
    documented: str
    likely: str
    highest: str
    leads: bool = True


class Methods:
    """What a batch says by its methods. Batches from before there were any say nothing."""

    def __init__(self, pages: "Pages") -> None:
        self._pages = pages
        self._rows: list[Data] = pages.figures.get("methods", [])

    def __bool__(self) -> bool:
        return bool(self._rows)

    def of(self, table: str, by: str = ALL, category: str = ALL) -> list[Data]:
        return [r for r in self._rows if (r["table"], r["by"], r["category"]) == (table, by, category)]

    def _one(self, table: str, measure: str, place: tuple[str, str]) -> Data | None:
        return next((row for row in self.of(table, *place) if row["measure"] == measure), None)

    # -- numbers in words
    def value(self, row: Data | None) -> str:
        """ "between 18 % and 58 %", "at least US$1,200,000", "withheld"."""
        if row is None:
            return ""
        if row["low"] is None and row["value"] is None and row["high"] is None:
            return pgettext("number", "withheld")
        if row["low"] is None or row["high"] is None:
            return pgettext("figure", "at least %(number)s") % {"number": self._number(row, "value")}
        words = {name: self._number(row, name) for name in ("value", "low", "high") if row[name] is not None}
        if row["value"] is None:
            return gettext("%(low)s to %(high)s") % words
        return gettext("about %(value)s (%(low)s to %(high)s)") % words

    def _number(self, row: Data, name: str) -> str:
        number, unit = row[name], row["unit"]
        if unit == PERCENT:
            return str(format_percent(number / 100, locale=locale_of()))
        if unit in (DAYS, SELLERS):
            return str(format_decimal(number, locale=locale_of()))
        return format_money(Money(Decimal(number), unit))

    # -- appeals
    @cached_property
    def appeals(self) -> list[Appeals]:
        """Every place where it is known how many appeals were decided."""
        places = [(cell["by"], cell["category"]) for cell in cells_of(self._pages.figures, "decided")]
        return [self._appeals(place) for place in places]

    def _appeals(self, place: tuple[str, str]) -> Appeals:
        pages = self._pages
        decided, succeeded, undecided, restored = (
            pages.sellers(pages.cell(name, *place)) for name in ("decided", "succeeded", "undecided", "restored")
        )
        row = self._one("appeals", "succeeded", place)
        leads = place[0] == ALL or bool(row and row["high"] is not None)
        return Appeals(self._label(place), decided, succeeded, undecided, restored, self.value(row), leads)

    @property
    def appeals_grid(self) -> Grid:
        return appeals_grid(self.appeals)

    def _label(self, place: tuple[str, str]) -> str:
        return gettext("All cases") if place[0] == ALL else self._pages.label_apart(*place)

    # -- waits
    @cached_property
    def curves(self) -> list[Curve]:
        """Of all, and of each incident with enough sellers."""
        places = dict.fromkeys((row["by"], row["category"]) for row in self._rows if row["table"] == "waits")
        return [self._curve(place, number) for number, place in enumerate(places)]

    def _curve(self, place: tuple[str, str], number: int) -> Curve:
        rows = [row for row in self.of("waits", *place) if row["measure"] == "still_waiting" and row["low"] is not None]
        steps = [
            Step(
                days_in_words(row["step"]),
                pgettext("figure", "at least %(number)s") % {"number": self._number(row, "value")},
                gettext("%(low)s to %(high)s") % {name: self._number(row, name) for name in ("low", "high")},
            )
            for row in rows
        ]
        last = rows[-1]["step"] * ROOM if rows else 1
        return Curve(
            name=f"waits-{number}",
            title=self._label(place),
            sentence=self.median(place),
            steps=steps,
            line=_path(rows, "value", last),
            band=_band(rows, last),
            ticks=[(WIDE * row["step"] / last, str(row["step"])) for row in rows if row["step"] * 12 >= last],
        )

    def median(self, place: tuple[str, str] = (ALL, ALL)) -> str:
        """When half were back, in a sentence; empty where there is no curve."""
        row = self._one("waits", "median", place)
        if row is None:
            return ""
        if row["value"] is None:
            return gettext("More than half still wait at the last step that can be printed.")
        words = {"value": days_in_words(row["value"])}
        said = gettext("Half were back within %(value)s.") % words + between_sentences()
        low = {"low": days_in_words(row["low"])}
        if row["high"] is None and not row["low"]:
            return said + gettext("How far off that may be is not known yet.")
        if row["high"] is None:
            return said + gettext("The 95%% interval begins at %(low)s; its upper end is not known yet.") % low
        ends = low | {"high": days_in_words(row["high"])}
        return said + gettext("The 95%% interval reaches from %(low)s to %(high)s.") % ends

    # -- spreads
    @cached_property
    def spreads(self) -> list[Spread]:
        places = dict.fromkeys((row["by"], row["category"]) for row in self._rows if row["table"] == "spread")
        return [self._spread(place) for place in places]

    def _spread(self, place: tuple[str, str]) -> Spread:
        return Spread(
            self._label(place),
            self._pages.amount(self._pages.cell("documented", *place)),
            self.value(self._one("spread", "ten_largest", place)),
            self.value(self._one("spread", "winsorised", place)),
            place[0] in (ALL, "incident"),
        )

    @property
    def spread_grid(self) -> Grid:
        return spread_grid(self.spreads)

    @cached_property
    def likely(self) -> list[Likely]:
        places = dict.fromkeys((row["by"], row["category"]) for row in self._rows if row["table"] == "likely")
        return [self._likely(place) for place in places]

    def _likely(self, place: tuple[str, str]) -> Likely:
        return Likely(
            self._label(place),
            self._pages.amount(self._pages.cell("documented", *place)),
            self._ends(self._one("likely", "total", place)),
            self._most(self._one("likely", "highest", place)),
        )

    @property
    def likely_grid(self) -> Grid:
        return likely_grid(self.likely)

    def _ends(self, row: Data | None) -> str:
        if row is None or row["low"] is None:
            return self.value(row)
        return gettext("%(low)s to %(high)s") % {name: self._number(row, name) for name in ("low", "high")}

    def _most(self, row: Data | None) -> str:
        return self.value(row) if row is None or row["high"] is None else self._number(row, "high")

    def weight(self, by: str, category: str) -> str:
        """Said beside a documented sum of which the ten largest may hold more than half."""
        row = self._one("spread", "ten_largest", (by, category))
        if row is None or row["high"] is None or row["high"] <= HALF:
            return ""
        words = {name: self._number(row, name) for name in ("low", "high")}
        return gettext("Ten sellers hold %(low)s to %(high)s of that.") % words

    # -- how many there really are
    @cached_property
    def population(self) -> str:
        """The estimate in a sentence, or that none can be made; empty where no two associations brought lists."""
        row = next((row for row in self.of("population") if row["measure"] == "total"), None)
        if row is None:
            return ""
        lists = {"lists": row["step"]}
        if row["value"] is None:
            return gettext("Estimated: nothing. The lists of %(lists)s associations cannot carry an estimate.") % lists
        words = lists | {"range": self.value(row)}
        return gettext("Estimated: %(range)s sellers, from overlapping lists of %(lists)s associations.") % words

    # -- in short, for feed, card and press
    @cached_property
    def short(self) -> list[str]:
        """The share of appeals that succeeded and the median wait, one sentence each; empty where not printed."""
        rate = self._one("appeals", "succeeded", (ALL, ALL))
        return [*self._share_in_words(rate), *filter(None, [self.median()])]

    def to_quote(self, place: tuple[str, str]) -> list[str]:
        """What is printed of a place by methods, one sentence each with its range. The estimate is of all cases."""
        likely = self._one("likely", "total", place)
        said = self._share_in_words(self._one("appeals", "succeeded", place))
        said.append(self.median(place))
        if likely is not None and likely["low"] is not None:
            said.append(gettext("The papers make likely: %(range)s.") % {"range": self._ends(likely)})
        if place == (ALL, ALL):
            said.append(self.population)
        return [sentence for sentence in said if sentence]

    def _share_in_words(self, rate: Data | None) -> list[str]:
        if rate is None or rate["high"] is None:
            return []
        return [gettext("Appeals that were decided and succeeded: %(share)s.") % {"share": self.value(rate)}]

    # -- one row by itself, to be compared
    @cached_property
    def by_key(self) -> dict[Key, Data]:
        """Every row by what it is a number of."""
        return {tuple(row[name] for name in KEY): row for row in self._rows}

    def name_of(self, row: Data) -> str:
        words = {"days": days_in_words(row["step"]), "lists": row["step"]}
        names = {
            ("appeals", "succeeded"): gettext("Share of decided appeals that succeeded"),
            ("waits", "still_waiting"): gettext("Still waiting after %(days)s") % words,
            ("waits", "median"): gettext("When half were back"),
            ("spread", "ten_largest"): gettext("Ten largest hold"),
            ("spread", "winsorised"): gettext("Without the largest"),
            ("likely", "total"): gettext("What the papers make likely"),
            ("likely", "highest"): gettext("What the papers allow at most"),
            ("population", "total"): gettext("Estimated from lists of %(lists)s associations") % words,
        }
        return named(names[row["table"], row["measure"]], self._label((row["by"], row["category"])))

    def said(self, row: Data | None) -> str:
        """The number of a row as the page prints it; empty where the batch has no such row."""
        if row is None or row["state"] == State.WITHHELD.value:
            return self.value(row)
        if row["measure"] == "median":
            return self.median((row["by"], row["category"]))
        if row["measure"] == "still_waiting":
            words = {name: self._number(row, name) for name in ("value", "low", "high")}
            return gettext("at least %(value)s (%(low)s to %(high)s)") % words
        return self._most(row) if row["measure"] == "highest" else self.value(row)


def named(what: str, whom: str) -> str:
    """What a number is, and of whom."""
    return gettext("%(what)s: %(whom)s") % {"what": what, "whom": whom}


def between_sentences() -> str:
    """Chinese needs no space there."""
    return "" if (get_language() or "en").startswith("zh") else " "


def days_in_words(days: int) -> str:
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": format_decimal(days, locale=locale_of())}


def _path(rows: list[Data], name: str, last: float) -> str:
    """A line of steps from the upper left: all wait on the first day, and each step falls at its day."""
    points = ["M0,0"]
    for row in rows:
        points.append(f"H{WIDE * row['step'] / last:.1f}V{HIGH * (100 - row[name]) / 100:.1f}")
    return "".join([*points, f"H{WIDE}"])


def _band(rows: list[Data], last: float) -> str:
    """Between the ends: along the upper one and back along the lower."""
    if not rows:
        return ""
    back = [f"V{HIGH * (100 - rows[-1]['low']) / 100:.1f}"]
    for earlier, row in zip([None, *rows[:-1]], rows, strict=True):
        level = 0.0 if earlier is None else HIGH * (100 - earlier["low"]) / 100
        back.insert(1, f"H{WIDE * row['step'] / last:.1f}V{level:.1f}")
    return f"{_path(rows, 'high', last)}{''.join(back)}H0Z"

"""A published batch in the reader's words. Nothing here knows more than the document of the batch."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal
from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, gettext, pgettext

from apps.cases.enums import State
from apps.core.money import Money, format_money, locale_of
from apps.incidents.enums import Bound
from apps.incidents.rules import bounded, quantity_in_words
from apps.marketplaces.enums import ALLEGATIONS, CASE_TYPES, LOSS_COMPONENTS, OUTCOMES, PLATFORMS
from apps.statistics.models import Batch
from apps.statistics.paper.methods import Methods, between_sentences
from apps.statistics.rules.printed import ALL, cell_of, cells_of
from apps.statistics.rules.series import BY_NAME

TERMS = {
    "platform": PLATFORMS,
    "case_type": CASE_TYPES,
    "allegation": ALLEGATIONS,
    "outcome": OUTCOMES,
    "component": LOSS_COMPONENTS,
}
WIDEST = 100.0
MOST_CLAIMS = 4  # in the sentence of an incident; its page has all of them


@dataclass(frozen=True)
class Bar:
    """One row of a chart and of the table under it. `width` is 0 to 100; nothing is drawn where nothing is printed."""

    label: str
    sellers: str
    amount: str
    width: float


@dataclass(frozen=True)
class Chart:
    """Bars with their table. `unit` says what the length of a bar is."""

    name: str
    title: str
    unit: str
    bars: list[Bar]
    has_amounts: bool


@dataclass(frozen=True)
class Told:
    """An incident: what is counted and documented, and what is claimed elsewhere, each on its rung.

    `counted` is empty where nothing can be printed; `more` claims (if positive) stand on the incident's page only.
    """

    slug: str
    title: str
    counted: str
    claims: list[str]
    more: int


@dataclass(frozen=True)
class Quote:
    """What somebody may print: of the whole batch (`subject` is "all") or of one incident, sentence by sentence.

    `sentence` holds the rungs by name; `source` says who, when, which batch and where it can be checked; `methods` are
    sentences with a range each.
    """

    subject: str
    title: str
    sentence: str
    source: str
    rungs: list[tuple[str, str, str, str]]
    claims: list[str]
    methods: list[str]

    @property
    def text(self) -> str:
        """Sentence and source, to be copied as one."""
        return f"{self.sentence} ({self.source})"


class Pages:
    """A batch read once, for all pages and files that show it."""

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        self.figures = batch.figures
        self.currency: str = self.figures["currency"]
        self.titles = {incident["id"]: _of(incident, "title") for incident in self.figures["incidents"]}
        self._ids = {incident["slug"]: incident["id"] for incident in self.figures["incidents"]}
        self.methods = Methods(self)

    # -- numbers in words
    def cell(self, series: str, by: str = "all", category: str = "all") -> dict[str, Any] | None:
        return cell_of(self.figures, series, by, category)

    def sellers(self, cell: dict[str, Any] | None) -> str:
        return self._words(cell["sellers"] if cell else None, None)

    def amount(self, cell: dict[str, Any] | None) -> str:
        return self._words(cell.get("amount") if cell else None, self.currency)

    def _words(self, form: dict[str, Any] | None, currency: str | None) -> str:
        if form is None or (form["at_least"] is None and form["state"] != "fewer than 20"):
            return pgettext("number", "withheld")
        if form["at_least"] is None:
            return gettext("fewer than %(number)s") % {"number": 20}
        value = form["at_least"]
        number = (
            format_money(Money(Decimal(value), currency)) if currency else format_decimal(value, locale=locale_of())
        )
        return pgettext("figure", "at least %(number)s") % {"number": number}

    # -- the whole
    def headline(self) -> list[tuple[str, str, str, str]]:
        """Rung, number, what it is, and from how many; claims are not among them: they are never added up."""
        return self._rungs(ALL, ALL)

    def _rungs(self, by: str, category: str) -> list[tuple[str, str, str, str]]:
        cells = {name: self.cell(name, by, category) for name in ("sellers", "documented", "verified", "recovered")}
        counted = gettext("distinct sellers, verified")
        rows = [("counted", gettext("Counted"), self.sellers(cells["sellers"]), counted)]
        for status, label in (
            ("documented", gettext("Documented")),
            ("verified", gettext("Checked line by line")),
            ("recovered", gettext("Came back")),
        ):
            rows.append((status, label, self.amount(cells[status]), self._from(cells[status])))
        return rows

    def _from(self, cell: dict[str, Any] | None) -> str:
        if cell is None or cell["sellers"]["state"] == "withheld":
            return gettext("too few to print")
        return gettext("from %(sellers)s sellers") % {"sellers": self.sellers(cell)}

    # -- to be quoted
    def quotes(self) -> list[Quote]:
        """The whole, and each incident of which something is counted."""
        made = [self._quote((ALL, ALL), Told(ALL, gettext("All cases"), self._sentence(ALL, ALL), [], 0))]
        made += [self._quote(("incident", self._ids[told.slug]), told) for told in self.incidents()]
        return [quote for quote in made if quote.sentence]

    def _quote(self, place: tuple[str, str], told: Told) -> Quote:
        words = {"title": told.title, "number": self.batch.number, "day": self.as_of, "hash": self.batch.sha256[:16]}
        source = gettext("Recourse, %(title)s, batch %(number)s, as of %(day)s, SHA-256 %(hash)s…") % words
        source = f"{source} {self.link}"
        rungs, methods = self._rungs(*place), self.methods.to_quote(place)
        return Quote(told.slug, told.title, told.counted, source, rungs, told.claims, methods)

    @property
    def link(self) -> str:
        """Where this very batch stands for ever."""
        return f"{settings.SITE_URL}{reverse('figures-batch', args=[self.batch.number])}"

    @property
    def method_link(self) -> str:
        return f"{settings.SITE_URL}{reverse('help-topic', args=['figures'])}"

    def incidents(self) -> list[Told]:
        """Incidents of which something is counted here."""
        return [told for told in self._all_told if told.counted]

    def only_claimed(self) -> list[Told]:
        """Incidents of which others claim something, and nothing is printed here."""
        return [told for told in self._all_told if told.claims and not told.counted]

    @cached_property
    def _all_told(self) -> list[Told]:
        return [self._told(incident) for incident in self.figures["incidents"]]

    def _told(self, incident: dict[str, Any]) -> Told:
        claims = [claim_in_words(claim) for claim in incident["claims"] if not claim["doubtful"]]
        counted = self._sentence("incident", incident["id"])
        return Told(incident["slug"], _of(incident, "title"), counted, claims[:MOST_CLAIMS], len(claims) - MOST_CLAIMS)

    def _sentence(self, by: str, category: str) -> str:
        """One honest sentence after another: how many are counted, what papers show, from how many of them."""
        counted, documented = (self.cell(name, by, category) for name in ("sellers", "documented"))
        said = []
        if counted and counted["sellers"]["state"] != "withheld":
            said.append(gettext("Counted: %(sellers)s distinct sellers.") % {"sellers": self.sellers(counted)})
        if documented and documented.get("amount", {}).get("at_least") is not None:
            words = {"amount": self.amount(documented), "sellers": self.sellers(documented)}
            said.append(
                gettext("Documented: %(amount)s, from %(sellers)s of them; the others gave no papers.") % words
                if said
                else gettext("Documented: %(amount)s, from %(sellers)s sellers.") % words
            )
            said += [weight] if (weight := self.methods.weight(by, category)) else []
        return between_sentences().join(said)

    # -- charts
    def charts(self) -> list[Chart]:
        return [
            self._chart("months", gettext("Over time"), "sellers", "month", in_order=True),
            self._chart("platforms", gettext("By platform"), "sellers", "platform"),
            self._chart("components", gettext("What is documented, by kind of loss"), "documented", "component"),
            self._funnel(),
        ]

    def _chart(self, name: str, title: str, series: str, by: str, *, in_order: bool = False) -> Chart:
        has_amounts = series != "sellers"
        cells = [cell for cell in cells_of(self.figures, series) if cell["by"] == by]
        cells.sort(key=lambda cell: cell["category"] if in_order else -_length(cell, has_amounts))
        longest = max((_length(cell, has_amounts) for cell in cells), default=0) or 1
        bars = [
            Bar(
                label=self.label(by, cell["category"]),
                sellers=self.sellers(cell),
                amount=self.amount(cell) if has_amounts else "",
                width=WIDEST * _length(cell, has_amounts) / longest,
            )
            for cell in cells
        ]
        return Chart(name, title, self.unit(has_amounts=has_amounts), bars, has_amounts)

    def _funnel(self) -> Chart:
        steps = (
            ("sellers", gettext("Sellers counted")),
            ("claimed", gettext("Of them, with an amount on their own word")),
            ("documented", gettext("Of them, with an amount that papers show")),
            ("verified", gettext("Of them, with papers a moderator checked")),
            ("recovered", gettext("Of them, to whom something came back")),
        )
        cells = [(label, self.cell(name)) for name, label in steps]
        longest = max((_length(cell, False) for _label, cell in cells), default=0) or 1
        bars = [
            Bar(label, self.sellers(cell), self.amount(cell) if cell and "amount" in cell else "–",
                WIDEST * _length(cell, False) / longest)
            for label, cell in cells
        ]  # fmt: skip
        title = gettext("From what is said to what came back")
        return Chart("funnel", title, self.unit(has_amounts=False), bars, has_amounts=True)

    def unit(self, *, has_amounts: bool) -> str:
        return self.currency if has_amounts else gettext("distinct sellers")

    def label(self, by: str, category: str) -> str:
        """What a category is called."""
        if category == "none":
            named = {"incident": gettext("In no incident"), "outcome": gettext("No outcome yet")}
            return named.get(by) or gettext("None given")
        if category in ("all", "other"):
            return {"all": gettext("All"), "other": gettext("Other")}[category]
        category = category.removesuffix(BY_NAME)
        if by in TERMS:
            return TERMS[by].label(category)
        names: dict[str, Mapping[str, Any]] = {
            "incident": self.titles,
            "state": dict(State.choices),
            "country": locale_of().territories,
        }
        if by == "month":
            return str(format_skeleton("yMMM", date.fromisoformat(f"{category}-01"), locale=locale_of()))
        return str(names[by].get(category, category)) if by in names else category

    def label_apart(self, by: str, category: str) -> str:
        """The same where several groupings stand in one list: `Other (month)`."""
        label = self.label(by, category)
        if label not in (gettext("Other"), gettext("None given")):
            return label
        return gettext("%(label)s (%(dimension)s)") % {"label": label, "dimension": self.dimension(by)}

    def dimension(self, by: str) -> str:
        """What numbers are divided by."""
        names = {
            "incident": pgettext("cells by", "incident"),
            "platform": pgettext("cells by", "platform"),
            "country": pgettext("cells by", "country"),
            "case_type": pgettext("cells by", "kind of case"),
            "allegation": pgettext("cells by", "accusation"),
            "state": pgettext("cells by", "state"),
            "outcome": pgettext("cells by", "outcome"),
            "month": pgettext("cells by", "month"),
            "component": pgettext("cells by", "kind of loss"),
        }
        return names.get(by, by)

    @property
    def as_of(self) -> str:
        return format_date(datetime.fromisoformat(self.figures["as_of"]).date(), "long", locale=locale_of())


def _length(cell: dict[str, Any] | None, has_amounts: bool) -> float:
    form = cell.get("amount" if has_amounts else "sellers") if cell else None
    return float(form["at_least"] or 0) if form else 0.0


def _of(row: dict[str, Any], name: str) -> str:
    """A text of a row in the reader's language, or in the other one."""
    first, second = ("zh", "en") if (get_language() or "en").startswith("zh") else ("en", "zh")
    return str(row[f"{name}_{first}"] or row[f"{name}_{second}"])


def claim_in_words(claim: dict[str, Any]) -> str:
    """A number somebody gave, with who and when: quoted, not counted."""
    if claim["value"] is None:
        quantity = _of(claim, "text")
    else:
        unit = _of(claim, "unit")
        quantity = quantity_in_words(Decimal(claim["value"]), claim["currency"], unit)
        if claim["up_to"]:
            most = quantity_in_words(Decimal(claim["up_to"]), claim["currency"], unit)
            quantity = gettext("%(start)s to %(end)s") % {"start": quantity, "end": most}
        quantity = bounded(quantity, Bound(claim["bound"]))
    words = {"label": _of(claim, "label"), "quantity": quantity, "who": _of(claim, "claimant")}
    if not claim["as_of"]:
        return gettext("%(label)s: %(quantity)s (%(who)s)") % words
    words["day"] = format_date(date.fromisoformat(claim["as_of"]), "medium", locale=locale_of())
    return gettext("%(label)s: %(quantity)s (%(who)s, as of %(day)s)") % words

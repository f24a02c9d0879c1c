"""How many sellers there really are: from two to five overlapping lists, or a refusal that says why."""

from dataclasses import dataclass
from math import inf, isfinite

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.statistics.rules.population.graphs import Average, average
from apps.statistics.rules.population.histories import Histories
from apps.statistics.rules.population.loglinear import Fit, Status, best_models, fit_model, profile_interval
from apps.statistics.rules.population.models import Model, model_named
from apps.statistics.rules.population.two_lists import Estimate, chapman

SMALLEST_OVERLAP = 7
SMALLEST_LIST = 20
WIDEST = 3.0  # high end of the interval, divided by the low end
MOST_LISTS = 5
MOST_SHOWN = 10  # models, with a profile interval each
ODDS_RATIOS = (0.5, 1.0, 2.0)


@dataclass(frozen=True)
class Refusal:
    """One reason why the data cannot carry an estimate, as a code and a sentence."""

    code: str
    sentence: str


@dataclass(frozen=True)
class Range:
    """What the log-linear models near the best say: the lowest and highest of their estimates."""

    low: float
    high: float
    models: int
    without_estimate: int
    fitted: int
    best: Fit


@dataclass(frozen=True)
class Headline:
    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Working:
    """Everything that was computed on the way, also where the answer is a refusal. Never to be published by itself."""

    headline: Headline
    two_lists: Estimate | None = None
    sensitivity: tuple[tuple[float, Estimate], ...] = ()
    graphs: Average | None = None
    model_range: Range | None = None
    fits: tuple[tuple[Fit, tuple[float, float] | None], ...] = ()  # with profile intervals


@dataclass(frozen=True)
class Population:
    """`headline` is None when refused: then only `counted` may be printed."""

    histories: Histories
    refusals: tuple[Refusal, ...]
    headline: Headline | None
    working: Working | None

    @property
    def counted(self) -> int:
        return self.histories.counted


def estimate(
    histories: Histories,
    *,
    delta: float | None = None,
    unseen: tuple[int, int] | None = None,
    models: tuple[str, ...] = (),
) -> Population:
    """Estimate the total, or refuse. `models` are log-linear models to report beside the best and independence.

    `delta` and `unseen` are passed to `graphs.average`. Raises `UnknownModel`.
    """
    wanted = tuple(model_named(name, histories.lists) for name in models) if 3 <= histories.lists <= MOST_LISTS else ()
    refusals = refusals_before(histories)
    working = None
    if min(histories.sizes) > 0 and histories.overlap > 0:
        if histories.lists == 2:
            working = _two_lists(histories)
        elif 3 <= histories.lists <= MOST_LISTS:
            working = _several_lists(histories, delta, unseen, wanted)
    if working is not None:
        refusals += refusals_after(histories, working)
    return Population(histories, refusals, None if refusals or working is None else working.headline, working)


def refusals_before(histories: Histories) -> tuple[Refusal, ...]:
    """What can be said without computing: too few lists, too many, lists or overlap too small."""
    found = []
    if histories.lists < 2:
        found.append(Refusal("one_list", _("One list says nothing about those who are not on it.")))
    if histories.lists > MOST_LISTS:
        found.append(Refusal("many_lists", _("More than five lists: join those of the same origin first.")))
    for name, size in zip(histories.names, histories.sizes, strict=True):
        if size < SMALLEST_LIST:
            sentence = ngettext(
                "List %(name)s has only %(size)s seller; %(least)s are needed.",
                "List %(name)s has only %(size)s sellers; %(least)s are needed.",
                size,
            )
            found.append(Refusal("small_list", sentence % {"name": name, "size": size, "least": SMALLEST_LIST}))
    if histories.lists > 1 and histories.overlap < SMALLEST_OVERLAP:
        sentence = ngettext(
            "Only %(overlap)s seller is on more than one list; %(least)s are needed.",
            "Only %(overlap)s sellers are on more than one list; %(least)s are needed.",
            histories.overlap,
        )
        found.append(Refusal("small_overlap", sentence % {"overlap": histories.overlap, "least": SMALLEST_OVERLAP}))
    return tuple(found)


def refusals_after(histories: Histories, working: Working) -> tuple[Refusal, ...]:
    """What shows only in the result: no maximum-likelihood estimate, an interval too wide or without an end."""
    found = []
    if histories.lists == 2 and working.two_lists is not None and not working.two_lists.se:
        found.append(
            Refusal(
                "no_maximum",
                _("One list lies wholly inside the other: there is no maximum-likelihood estimate to check against."),
            )
        )
    if working.model_range is not None and working.model_range.best.status is not Status.FOUND:
        found.append(
            Refusal(
                "no_maximum",
                _("The model that describes the lists best (%(model)s) has no maximum-likelihood estimate.")
                % {"model": working.model_range.best.model.name},
            )
        )
    low, high = working.headline.low, working.headline.high
    if working.graphs is not None and not working.graphs.settled:
        found.append(
            Refusal("unsettled", _("The far end of the searched range is still likely: no upper limit exists."))
        )
    elif not isfinite(high) or high > WIDEST * low:
        found.append(
            Refusal(
                "wide",
                _("The interval is too wide: its high end is %(ratio)s times its low end, more than %(most)s.")
                % {"ratio": f"{high / low:.1f}", "most": f"{WIDEST:.0f}"},
            )
        )
    return tuple(found)


def _two_lists(histories: Histories) -> Working:
    found = chapman(histories)
    return Working(
        headline=Headline(found.value, found.low, found.high),
        two_lists=found,
        sensitivity=tuple((ratio, chapman(histories, ratio)) for ratio in ODDS_RATIOS),
    )


def _several_lists(
    histories: Histories, delta: float | None, unseen: tuple[int, int] | None, wanted: tuple[Model, ...]
) -> Working:
    near, fitted = best_models(histories)
    totals = [fit.total for fit in near if fit.total is not None]
    graphs = average(histories, delta=delta, unseen=unseen)
    shown = {fit.model: fit for fit in near[:MOST_SHOWN]}
    for model in (Model(histories.lists, frozenset()), *wanted):
        shown.setdefault(model, fit_model(histories, model))
    return Working(
        headline=Headline(graphs.median, graphs.low, graphs.high),
        graphs=graphs,
        model_range=Range(
            low=min(totals, default=inf),
            high=max(totals, default=inf),
            models=len(near),
            without_estimate=len(near) - len(totals),
            fitted=fitted,
            best=near[0],
        ),
        fits=tuple(
            (fit, profile_interval(histories, fit.model) if fit.status is Status.FOUND else None)
            for fit in shown.values()
        ),
    )

"""The watch: more distinct sellers in the last 1, 3 or 7 days than the eight weeks before let expect."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum

from scipy.special import betainc

from apps.incidents.rules.surge.series import Judged, Series

DAYS_A_YEAR = 365.25
SHAPE_ALONE = 0.5  # Jeffreys' prior of a series without parent
SHAPE_OF_PARENT = 0.5  # the parent's mean rate weighs as much as half an event
EVENTS_OF_EVENNESS = 10.0  # so many events, spread evenly, are added before weekdays are compared


@dataclass(frozen=True)
class Watch:
    """How the watch works. Windows in days; the baseline ends `gap` days before the window begins; `rest` days after an
    alarm there is no other. `false_alarms` are allowed per year, over all series together."""

    windows: tuple[int, ...] = (1, 3, 7)
    baseline: int = 56
    gap: int = 7
    least_dispersion: float = 1.5
    least_sellers: int = 3
    rest: int = 14
    false_alarms: float = 12.0

    @property
    def earliest(self) -> int:
        """The first place with a whole baseline, from 0."""
        return self.baseline + self.gap

    def threshold(self, series: int) -> float:
        """Below which p there is an alarm: the allowed false alarms a day, shared by all windows of all series."""
        return self.false_alarms / DAYS_A_YEAR / (len(self.windows) * series)


def scan(group: Sequence[Series], places: Sequence[int], watch: Watch) -> list[list[Judged]]:
    """Judge `places` in every series of a group: series of equal length and start that make up one parent, such as the
    marketplaces of a platform. Each place needs `watch.earliest` counts before it; windows that reach too far wait."""
    found: list[list[Judged]] = []
    sums = tuple(map(sum, zip(*(series.counts for series in group), strict=True)))
    parent = _Group(Series("", sums, group[0].start), len(group))
    for series in group:
        judged: list[Judged] = []
        silent_until = -1
        for place in places:
            best = _most_surprising(parent, series, place, watch)
            surprising = best.p is not None and best.p < watch.threshold(len(group))
            alarm = surprising and best.seen >= watch.least_sellers and place >= silent_until
            if alarm:
                silent_until = place + watch.rest
            judged.append(Judged(place, best.seen, alarm, None, best.window, best.expected, best.p))
        found.append(judged)
    return found


@dataclass(frozen=True)
class _Group:
    """All series together, which is their parent, and how many they are."""

    pooled: Series
    size: int


def _most_surprising(group: _Group, series: Series, place: int, watch: Watch) -> Judged:
    candidates = [
        _window(group, series, place, length, watch) for length in watch.windows if place - length + 1 >= watch.earliest
    ]
    return min(candidates, key=lambda judged: (judged.p, judged.window))


def _window(group: _Group, series: Series, place: int, length: int, watch: Watch) -> Judged:
    """One window: expected mean from the baseline's rate and the weekdays, tail of the negative binomial."""
    end = place - length + 1 - watch.gap
    past = range(end - watch.baseline, end)
    weights = _weekday_weights(group.pooled, past)
    exposure = [weights[series.weekday(day)] for day in past]
    seen_before = sum(series.counts[day] for day in past)
    shape, rate = _prior(group, past)
    shape, rate = shape + seen_before, rate + fsum(exposure)
    mean = shape / rate * fsum(weights[series.weekday(day)] for day in range(place - length + 1, place + 1))
    dispersion = max(watch.least_dispersion, _dispersion(series, past, exposure))
    variance = dispersion * mean + mean**2 / shape  # the second part: the rate is only estimated
    seen = series.in_window(place, length)
    return Judged(place, seen, False, None, length, mean, upper_tail(seen, mean, variance))


def upper_tail(seen: int, mean: float, variance: float) -> float:
    """The chance of `seen` or more under a negative binomial of this mean and (larger) variance."""
    if seen <= 0:
        return 1.0
    return float(betainc(seen, mean**2 / (variance - mean), 1 - mean / variance))


def _weekday_weights(pooled: Series, past: range) -> list[float]:
    """How busy each weekday is against the mean of 1, over all series of the group, drawn towards 1 while counts are
    few."""
    sums, days = [0.0] * 7, [0] * 7
    for day in past:
        sums[pooled.weekday(day)] += pooled.counts[day]
        days[pooled.weekday(day)] += 1
    mean = fsum(sums) / len(past)
    raw = [(sums[w] + EVENTS_OF_EVENNESS) / (days[w] * mean + EVENTS_OF_EVENNESS) for w in range(7)]
    return [weight * 7 / fsum(raw) for weight in raw]


def _prior(group: _Group, past: range) -> tuple[float, float]:
    """Shape and rate of the gamma prior of events a day: around the parent's mean for one of its series."""
    if group.size == 1:
        return SHAPE_ALONE, 0.0
    mean = (sum(group.pooled.counts[day] for day in past) + SHAPE_ALONE) / len(past) / group.size
    return SHAPE_OF_PARENT, SHAPE_OF_PARENT / mean


def _dispersion(series: Series, past: range, exposure: list[float]) -> float:
    """Pearson's chi-square of the baseline per degree of freedom; 1 where nothing was seen."""
    total = sum(series.counts[day] for day in past)
    if not total:
        return 1.0
    rate = total / fsum(exposure)
    return fsum(
        (series.counts[day] - rate * weight) ** 2 / (rate * weight) for day, weight in zip(past, exposure, strict=True)
    ) / (len(past) - 1)

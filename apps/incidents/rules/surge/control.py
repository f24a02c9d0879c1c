"""EARS C1, C2 and C3 and the Bayesian predictive bound, as R's surveillance computes them (`earsC`, `algo.bayes`).

For comparison only: they fail on low counts.
"""

from collections.abc import Iterable
from enum import StrEnum
from math import inf, sqrt

from scipy.special import betainc, ndtri

from apps.incidents.rules.surge.series import Judged


class Method(StrEnum):
    C1 = "c1"
    C2 = "c2"
    C3 = "c3"
    BAYES = "bayes"


BASELINE = {Method.C1: 7, Method.C2: 7, Method.C3: 7, Method.BAYES: 6}
ALPHA = {Method.C1: 0.001, Method.C2: 0.001, Method.C3: 0.025, Method.BAYES: 0.05}
GUARD = {Method.C1: 0, Method.C2: 2, Method.C3: 4, Method.BAYES: 0}  # counts between baseline and today, or needed too


def earliest(method: Method, baseline: int) -> int:
    """The first place that can be judged, from 0."""
    return baseline + GUARD[method]


def judge(
    counts: tuple[int, ...],
    places: Iterable[int],
    method: Method,
    *,
    alpha: float | None = None,
    baseline: int | None = None,
    least_sigma: float = 0.0,
) -> list[Judged]:
    """Judge each of `places`; each must have its baseline before it (`earliest`). `alpha` and `baseline` default to
    R's."""
    alpha = ALPHA[method] if alpha is None else alpha
    baseline = BASELINE[method] if baseline is None else baseline
    found = []
    for place in places:
        if method is Method.BAYES:
            bound = float(_predictive_bound(sum(counts[place - baseline : place]), baseline, alpha))
        elif method is Method.C3:
            bound = _c3_bound(counts, place, baseline, least_sigma, alpha)
        else:
            mean, sigma = _moments(counts, place - (2 if method is Method.C2 else 0), baseline, least_sigma)
            bound = mean + float(ndtri(1 - alpha)) * sigma
        found.append(Judged(place, counts[place], counts[place] > bound, bound))
    return found


def _moments(counts: tuple[int, ...], end: int, baseline: int, least_sigma: float) -> tuple[float, float]:
    """Mean and standard deviation of the `baseline` counts before `end`."""
    past = counts[end - baseline : end]
    mean = sum(past) / baseline
    return mean, max(sqrt(sum((count - mean) ** 2 for count in past) / (baseline - 1)), least_sigma)


def _c2(counts: tuple[int, ...], place: int, baseline: int, least_sigma: float) -> float:
    mean, sigma = _moments(counts, place - 2, baseline, least_sigma)
    distance = counts[place] - mean
    if not sigma:
        return inf if distance > 0 else 0.0
    return distance / sigma


def _c3_bound(counts: tuple[int, ...], place: int, baseline: int, least_sigma: float, alpha: float) -> float:
    """R's bound: the day's own count, plus what the excess of the two days before leaves of the quantile. So an alarm
    comes a day after what caused it."""
    excess = sum(max(0.0, _c2(counts, place - lag, baseline, least_sigma) - 1) for lag in (1, 2))
    _mean, sigma = _moments(counts, place - 2, baseline, least_sigma)
    return max(0.0, counts[place] + sigma * (float(ndtri(1 - alpha)) - excess)) if sigma else float(counts[place])


def _predictive_bound(total: int, baseline: int, alpha: float) -> int:
    """The smallest count that the negative binomial predictive distribution (Jeffreys prior) exceeds with at most
    `alpha`."""
    size, success = total + 0.5, baseline / (baseline + 1)
    low, high = -1, 1
    while betainc(size, high + 1, success) < 1 - alpha:
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if betainc(size, middle + 1, success) >= 1 - alpha else (middle, high)
    return high

"""Two lists: Chapman's estimator (D. G. Chapman 1951), with an interval that never falls below what was seen."""

from dataclasses import dataclass
from math import exp, log1p, sqrt

from apps.statistics.rules.population.histories import Histories

Z_95 = 1.959963984540054


@dataclass(frozen=True)
class Estimate:
    """How many there are, with its standard error and 95 % interval."""

    value: float
    se: float
    low: float
    high: float


def chapman(histories: Histories, odds_ratio: float = 1.0) -> Estimate:
    """How many there are if standing on one list multiplies the odds of standing on the other by `odds_ratio`.

    1 is Chapman's own estimate: the unseen are a·b/(m+1), a and b standing on one list only and m on both. The
    variance is Seber's (1970). The interval is log-normal on the unseen part (K. P. Burnham), so its low end is at
    least `counted`.
    """
    (_, only_second), (_, only_first), (_, both) = histories
    unseen = odds_ratio * only_first * only_second / (both + 1)
    first, second = only_first + both, only_second + both
    variance = (first + 1) * (second + 1) * only_first * only_second / ((both + 1) ** 2 * (both + 2))
    se = odds_ratio * sqrt(variance)
    spread = exp(Z_95 * sqrt(log1p((se / unseen) ** 2))) if unseen else 1.0
    seen = histories.counted
    return Estimate(seen + unseen, se, seen + unseen / spread, seen + unseen * spread)

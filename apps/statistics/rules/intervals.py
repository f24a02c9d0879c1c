"""Intervals of proportions, of totals from samples, of sums of claims, and of a product. All of them 95 %."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, fsum, log1p, sqrt

Z_95 = 1.959963984540054


@dataclass(frozen=True)
class Interval:
    """A value with its standard error and 95 % interval."""

    value: float
    se: float
    low: float
    high: float


@dataclass(frozen=True)
class Stratum:
    """Part of a population that was sampled by itself: its size, the sample's size, mean and variance."""

    size: int
    sampled: int
    mean: float
    variance: float


@dataclass(frozen=True)
class Claim:
    """What somebody thinks they lost."""

    low: float
    likely: float
    high: float


@dataclass(frozen=True)
class Likely:
    """A sum of claims: PERT mean and standard deviation, with the plain sums of the ends beside it."""

    interval: Interval
    lowest: float
    highest: float


def _normal(value: float, se: float) -> Interval:
    return Interval(value, se, value - Z_95 * se, value + Z_95 * se)


def proportion(part: int, whole: int) -> Interval:
    """Share of `part` in `whole` with E. B. Wilson's interval (1927). ValueError where there is nothing to divide."""
    if not 0 <= part <= whole or whole == 0:
        raise ValueError(f"{part} of {whole} is no proportion")
    share = part / whole
    z2 = Z_95**2 / whole
    middle = (share + z2 / 2) / (1 + z2)
    half = Z_95 * sqrt(share * (1 - share) / whole + z2 / (4 * whole)) / (1 + z2)
    low = 0.0 if part == 0 else max(0.0, middle - half)
    return Interval(share, sqrt(share * (1 - share) / whole), low, 1.0 if part == whole else min(1.0, middle + half))


def stratified_total(strata: Sequence[Stratum]) -> Interval:
    """Total of a population from a sample of each stratum, with finite population correction."""
    total = fsum(stratum.size * stratum.mean for stratum in strata)
    variance = fsum(s.size**2 * (1 - s.sampled / s.size) * s.variance / s.sampled for s in strata)
    return _normal(total, sqrt(variance))


def likely_total(claims: Sequence[Claim]) -> Likely:
    """Sum of claims by PERT: each (low + 4·likely + high)/6 with deviation (high − low)/6, independent of each other.

    ValueError where a claim's amounts do not rise.
    """
    for claim in claims:
        if not claim.low <= claim.likely <= claim.high:
            raise ValueError(f"{claim.low} ≤ {claim.likely} ≤ {claim.high} does not hold")
    mean = fsum((claim.low + 4 * claim.likely + claim.high) / 6 for claim in claims)
    deviation = sqrt(fsum(((claim.high - claim.low) / 6) ** 2 for claim in claims))
    return Likely(_normal(mean, deviation), fsum(claim.low for claim in claims), fsum(claim.high for claim in claims))


def product(number: float, number_se: float, mean: float, mean_se: float) -> Interval:
    """Independent `number` times `mean`, both positive, with the exact variance (L. A. Goodman 1960) and a log-normal
    interval. ValueError where one is not positive."""
    if number <= 0 or mean <= 0:
        raise ValueError("a product needs a positive number and a positive mean")
    value = number * mean
    se = sqrt((mean * number_se) ** 2 + (number * mean_se) ** 2 + (number_se * mean_se) ** 2)
    spread = exp(Z_95 * sqrt(log1p((se / value) ** 2)))
    return Interval(value, se, value / spread, value * spread)

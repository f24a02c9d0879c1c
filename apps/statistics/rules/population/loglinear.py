"""Poisson log-linear models of capture histories: estimate, fit, profile interval, and whether an estimate exists at
all.

The count of each history is Poisson with a log-linear mean (S. E. Fienberg 1972); the intercept is the log of the
number whom no list knows. Agrees with R's Rcapture (`closedpMS.t`, `closedpCI.t`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from math import exp, inf, log, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq, linprog, minimize_scalar
from scipy.special import gammaln

from apps.statistics.rules.population.histories import Histories, histories_of
from apps.statistics.rules.population.models import Model, Term, hierarchical_models

Vector = NDArray[np.floating[Any]]
CHI2_95 = 3.841458820694124  # one degree of freedom
STEPS = 200
SETTLED = 1e-9  # relative change of the deviance between two steps
CLEARLY_POSITIVE = 1e-5  # a fitted count this large is no zero in the making
FARTHEST = 1e13


class Status(StrEnum):
    FOUND = "found"
    NO_MAXIMUM = "no maximum-likelihood estimate"  # the likelihood grows for ever as the number does
    NOT_IDENTIFIED = "not identifiable"  # every number is as likely as every other


@dataclass(frozen=True)
class Fit:
    """What a model says. `total` and `se` are None where there is no estimate; AIC and BIC are of the limit then.

    `zero_terms` are interactions of lists that share nobody: their parameter is minus infinity and the histories
    concerned are certain to be empty; the estimate exists all the same.
    """

    model: Model
    status: Status
    total: float | None
    se: float | None
    deviance: float
    df: int
    aic: float
    bic: float
    zero_terms: tuple[Term, ...] = ()


@dataclass(frozen=True)
class _Problem:
    """The histories that can occur, their counts, and one column per parameter (the intercept first)."""

    x: Vector
    y: Vector
    zero_terms: tuple[Term, ...]

    @property
    def identified(self) -> bool:
        return not self.zero_terms or int(np.linalg.matrix_rank(self.x)) == self.x.shape[1]


@dataclass(frozen=True)
class _Maximum:
    beta: Vector
    mu: Vector
    settled: bool


def fit_model(histories: Histories, model: Model) -> Fit:
    """Fit one model. BIC counts the sellers seen, as Rcapture does, and every parameter, also one at minus infinity."""
    problem = _problem(histories, model)
    best = _maximise(problem.x, problem.y)
    status = _status(problem, best)
    y, mu = problem.y, best.mu
    saturated = np.where(y > 0, y * np.log(np.where(y > 0, y, 1) / mu), 0)
    likelihood = float(np.sum(np.where(y > 0, y * np.log(mu), 0) - mu - gammaln(y + 1)))
    parameters = 1 + histories.lists + len(model.terms)
    total = se = None
    if status is Status.FOUND:
        unseen = exp(best.beta[0])
        variance = np.linalg.inv((problem.x.T * mu) @ problem.x)[0, 0]
        total, se = histories.counted + unseen, sqrt(unseen + unseen**2 * variance)
    return Fit(
        model=model,
        status=status,
        total=total,
        se=se,
        deviance=max(0.0, 2 * float(np.sum(saturated - (y - mu)))),
        df=len(histories.counts) - parameters,
        aic=2 * parameters - 2 * likelihood,
        bic=log(histories.counted) * parameters - 2 * likelihood,
        zero_terms=problem.zero_terms,
    )


def best_models(histories: Histories, *, within: float = 6.0) -> tuple[list[Fit], int]:
    """The models whose BIC is at most `within` above the lowest, best first, and how many had to be fitted for that.

    Small models go first: as no model fits better than perfectly, one whose parameters alone cost too much is passed
    over.
    """
    saturated = fit_of_counts(histories)
    price = log(histories.counted)
    lowest = inf
    fits: list[Fit] = []
    for model in sorted(hierarchical_models(histories.lists), key=lambda model: len(model.terms)):
        if saturated + price * (1 + histories.lists + len(model.terms)) > lowest + within:
            break
        fits.append(fit_model(histories, model))
        lowest = min(lowest, fits[-1].bic)
    near = [fit for fit in fits if fit.bic <= lowest + within]
    return sorted(near, key=lambda fit: (fit.bic, fit.model.name)), len(fits)


def fit_of_counts(histories: Histories) -> float:
    """-2 log-likelihood of a model that fits every count perfectly: no model has less."""
    y = np.array(histories.counts, dtype=np.float64)
    return -2 * float(np.sum(np.where(y > 0, y * np.log(np.where(y > 0, y, 1)), 0) - y - gammaln(y + 1)))


def profile_interval(histories: Histories, model: Model) -> tuple[float, float]:
    """95 % interval by the multinomial profile likelihood of the total (R. M. Cormack 1992). Only where `fit_model`
    found an estimate. The low end is at least what was seen; the high end is infinite where the likelihood never
    falls off."""
    problem = _problem(histories, model)
    x = np.vstack([np.eye(1, problem.x.shape[1]), problem.x])
    seen = float(histories.counted)

    def likelihood(unseen: float) -> float:
        y = np.concatenate([[unseen], problem.y])
        mu = _maximise(x, y).mu
        total = seen + unseen
        fitted = float(np.sum(np.where(y > 0, y * np.log(mu), 0) - mu))
        return fitted - float(gammaln(unseen + 1)) + float(gammaln(total + 1)) - total * log(total) + total

    near = exp(_maximise(problem.x, problem.y).beta[0])
    top = _highest(likelihood, 2 * near + 10)
    floor = likelihood(top) - CHI2_95 / 2

    def above(unseen: float) -> float:
        return likelihood(unseen) - floor

    low = 0.0 if top <= 0 or above(0.0) >= 0 else brentq(above, 0.0, top, xtol=1e-6 * (1 + top))
    high = 2 * top + 10
    while above(high) > 0:
        high *= 2
        if high > FARTHEST:
            return seen + low, inf
    return seen + low, seen + brentq(above, top, high, xtol=1e-6 * (1 + top))


def _highest(f: Callable[[float], float], limit: float) -> float:
    """Where `f` is highest between 0 and `limit`."""
    found = minimize_scalar(
        lambda value: -f(value), bounds=(0.0, limit), method="bounded", options={"xatol": 1e-7 * limit}
    )
    return float(found.x)


def _problem(histories: Histories, model: Model) -> _Problem:
    """The model's columns over the histories that can occur under it."""
    zero = tuple(term for term in model.ordered if histories.on_all(term) == 0)
    terms = [(), *((place,) for place in range(histories.lists)), *(t for t in model.ordered if t not in zero)]
    rows = [
        (history, count)
        for history, count in zip(histories_of(histories.lists), histories.counts, strict=True)
        if not any(all(history[place] for place in term) for term in zero)
    ]
    x = np.array([[float(all(history[place] for place in term)) for term in terms] for history, _ in rows])
    return _Problem(x, np.array([float(count) for _, count in rows]), zero)


def _maximise(x: Vector, y: Vector) -> _Maximum:
    """Iteratively reweighted least squares, with halved steps where the deviance would rise."""
    mu = y + 0.5
    eta = np.log(mu)
    beta = np.zeros(x.shape[1])
    deviance = inf
    for step in range(STEPS):
        try:
            aim = np.linalg.solve((x.T * mu) @ x, (x.T * mu) @ (eta + (y - mu) / mu))
        except np.linalg.LinAlgError:
            aim = np.linalg.lstsq(x * np.sqrt(mu)[:, None], np.sqrt(mu) * (eta + (y - mu) / mu), rcond=None)[0]
        for _ in range(20):
            eta = np.clip(x @ aim, -60, 60)
            new = _deviance(y, np.exp(eta))
            if step == 0 or new <= deviance * (1 + SETTLED) + SETTLED:
                break
            aim = (aim + beta) / 2
        beta, mu = aim, np.exp(eta)
        if abs(deviance - new) <= SETTLED * (new + 0.1):
            return _Maximum(beta, mu, settled=True)
        deviance = new
    return _Maximum(beta, mu, settled=False)


def _deviance(y: Vector, mu: Vector) -> float:
    return 2 * float(np.sum(np.where(y > 0, y * np.log(np.where(y > 0, y, 1) / mu), 0) - (y - mu)))


def _status(problem: _Problem, best: _Maximum) -> Status:
    if not problem.identified:
        return Status.NOT_IDENTIFIED
    if problem.y.min() > 0 or (best.settled and best.mu.min() > CLEARLY_POSITIVE) or _can_be_positive(problem):
        return Status.FOUND if best.settled else Status.NO_MAXIMUM
    return Status.NO_MAXIMUM


def _can_be_positive(problem: _Problem) -> bool:
    """Whether positive means with the same sufficient statistics exist: then, and only then, does a maximum
    (S. E. Fienberg and A. Rinaldo 2012). Found by a linear program that raises the smallest mean."""
    x, y = problem.x, problem.y / problem.y.sum()
    cells = len(y)
    found = linprog(
        c=np.concatenate([np.zeros(cells), [-1.0]]),
        A_eq=np.hstack([x.T, x.sum(axis=0)[:, None]]),
        b_eq=x.T @ y,
        bounds=[(0, None)] * (cells + 1),
    )
    return bool(found.status == 0 and -found.fun > 1e-9)

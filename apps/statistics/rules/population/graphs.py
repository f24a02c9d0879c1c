"""The average over decomposable graphs (D. Madigan and J. York 1997): three to five lists, in closed form.

Each graph says which lists may depend on each other. Given a graph and a number of unseen, the probability of the
counts is a ratio of Dirichlet-multinomial terms, one per clique and separator; nothing is fitted, and it exists for
every table. Agrees with R's dga (`bma.cr`).
"""

from collections import Counter
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from math import ceil, log

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from apps.statistics.rules.population.histories import Histories
from apps.statistics.rules.population.models import Term, all_pairs, closed

Vector = NDArray[np.float64]
LARGEST_UNSEEN = 10**10
EVERY_NUMBER = 100_000  # a range up to this size is looked at number by number, a wider one in steps of FINE
FINE = 1e-4  # of the number of unseen
LEAST_STEPS = 20_000  # of such a range, however narrow it is
COARSE = 600  # numbers to find the range with
BLOCK = 4096  # numbers at a time, so that 822 graphs fit into 27 MB
NEGLIGIBLE = 14.0  # less than a millionth of the most likely
UNLIKELY = 1e-3  # probability left at the far end of the range, were it to go on as far again


@dataclass(frozen=True)
class Graph:
    """Edges between lists that may depend on each other, and the terms of its likelihood: clique or separator → how
    often it multiplies (negative: divides)."""

    name: str
    edges: frozenset[Term]
    terms: dict[Term, int]


@dataclass(frozen=True)
class Average:
    """The posterior of the total, averaged over all graphs. `low` and `high` are the 2.5 % and 97.5 % quantiles.

    `unseen` is the range that was searched; `settled` is false where its far end is still likely.
    """

    mean: float
    median: float
    mode: float
    low: float
    high: float
    graphs: tuple[tuple[str, float], ...]
    unseen: tuple[int, int]
    settled: bool


@cache
def decomposable_graphs(lists: int) -> tuple[Graph, ...]:
    """8, 61 and 822 graphs of three, four and five lists."""
    pairs = sorted(all_pairs(lists), key=sorted)
    found = []
    for chosen in range(1 << len(pairs)):
        edges = frozenset(pair for place, pair in enumerate(pairs) if chosen >> place & 1)
        terms = _likelihood_terms(lists, edges)
        if terms is not None:
            found.append(Graph(_name(lists, edges), edges, terms))
    return tuple(found)


def _name(lists: int, edges: frozenset[Term]) -> str:
    cliques = [
        frozenset(c)
        for size in range(2, lists + 1)
        for c in combinations(range(lists), size)
        if all(frozenset(pair) in edges for pair in combinations(c, 2))
    ]
    if frozenset(range(lists)) in cliques:
        return "all depend on all"
    return closed(lists, frozenset(cliques)).name


def _likelihood_terms(lists: int, edges: frozenset[Term]) -> dict[Term, int] | None:
    """Take away one list after the other whose neighbours all know each other: each brings the term of itself with its
    neighbours and takes the term of the neighbours alone. None where there is no such list: not decomposable."""
    left = set(range(lists))
    terms: Counter[Term] = Counter()
    while left:
        for place in sorted(left):
            friends = frozenset(other for other in left if frozenset((place, other)) in edges)
            if all(frozenset(pair) in edges for pair in combinations(friends, 2)):
                break
        else:
            return None
        terms[friends | {place}] += 1
        if friends:
            terms[friends] -= 1
        left.discard(place)
    return {term: times for term, times in terms.items() if times}


def average(histories: Histories, *, delta: float | None = None, unseen: tuple[int, int] | None = None) -> Average:
    """Average over all decomposable graphs, each as likely as the other beforehand.

    `delta` is the prior weight of each of the 2^k histories, 2^-k by default. The prior of the total N is 1/N.
    `unseen` is the range of the number of unseen; by default as wide as the data ask for.
    """
    delta = 2.0**-histories.lists if delta is None else delta
    first, last = unseen or _range(histories, delta)
    grid, width = _grid(first, last)
    by_number, by_graph = _posterior(histories, delta, grid, width)
    weight = np.exp(by_number - by_number.max())
    weight /= weight.sum()
    totals = grid + histories.counted
    rising = np.cumsum(weight)

    def quantile(share: float) -> float:
        return float(totals[min(int(np.searchsorted(rising, share)), len(totals) - 1)])

    names = [graph.name for graph in decomposable_graphs(histories.lists)]
    return Average(
        mean=float(weight @ totals),
        median=quantile(0.5),
        mode=float(totals[int((by_number - np.log(width)).argmax())]),
        low=quantile(0.025),
        high=quantile(0.975),
        graphs=tuple((names[place], float(by_graph[place])) for place in np.argsort(-by_graph)),
        unseen=(first, last),
        settled=float(weight[-1] / width[-1] * (grid[-1] + 1)) < UNLIKELY,
    )


def _range(histories: Histories, delta: float) -> tuple[int, int]:
    """Where the posterior is not negligible: found on a grid of growing steps, then on finer ones of what is left."""
    first, last = 1, LARGEST_UNSEEN
    while True:
        grid = np.unique(np.round(np.geomspace(first, last, COARSE)))
        mass, _ = _posterior(histories, delta, grid, grid)
        likely = np.flatnonzero(mass > mass.max() - NEGLIGIBLE)
        low, high = max(int(likely[0]) - 1, 0), min(int(likely[-1]) + 1, len(grid) - 1)
        if high - low > COARSE / 3 or high - low < 3 or last - first < EVERY_NUMBER:
            return int(grid[low]), int(grid[high])
        first, last = int(grid[low]), int(grid[high])


def _grid(first: int, last: int) -> tuple[Vector, Vector]:
    """Numbers of unseen, and how many numbers each of them stands for."""
    if last - first < EVERY_NUMBER:
        grid = np.arange(first, last + 1, dtype=np.float64)
        return grid, np.ones_like(grid)
    steps = max(LEAST_STEPS, ceil(log((last + 1) / (first + 1)) / FINE))
    edges = np.unique(np.round(np.geomspace(first + 1, last + 2, steps + 1))) - 1
    return np.floor((edges[:-1] + edges[1:] - 1) / 2), np.diff(edges)


def _posterior(histories: Histories, delta: float, grid: Vector, width: Vector) -> tuple[Vector, Vector]:
    """Logarithm, up to a constant, of what each number of the grid weighs over all graphs; probability of each
    graph."""
    graphs = decomposable_graphs(histories.lists)
    subsets = sorted({term for graph in graphs for term in graph.terms}, key=sorted)
    times = np.array([[graph.terms.get(subset, 0) for subset in subsets] for graph in graphs], dtype=np.float64)
    by_number, by_graph = [], []
    for start in range(0, len(grid), BLOCK):
        unseen = grid[start : start + BLOCK]
        total = unseen + histories.counted
        prior = gammaln(total + 1) - gammaln(unseen + 1) - np.log(total) + np.log(width[start : start + BLOCK])
        weights = times @ np.array([_term(histories, subset, delta, unseen) for subset in subsets]) + prior
        top = weights.max()
        shares = np.exp(weights - top)
        with np.errstate(divide="ignore"):  # what is e^-700 of its neighbours may be 0
            by_number.append(np.log(shares.sum(axis=0)) + top)
            by_graph.append(np.log(shares.sum(axis=1)) + top)
    probability = np.exp(np.array(by_graph) - np.max(by_graph)).sum(axis=0)
    return np.concatenate(by_number), probability / probability.sum()


def _term(histories: Histories, subset: Term, delta: float, unseen: Vector) -> Vector:
    """Log Dirichlet-multinomial probability of the table over these lists, for each number of unseen."""
    table: Counter[tuple[int, ...]] = Counter()
    places = sorted(subset)
    for history, count in histories:
        table[tuple(history[place] for place in places)] += count
    nobody = table.pop((0,) * len(places), 0)
    weight = delta * 2 ** (histories.lists - len(places))  # of one history of these lists
    whole = delta * 2**histories.lists
    fixed = sum(float(gammaln(weight + count) - gammaln(weight)) for count in table.values())
    fixed += float(gammaln(whole) - gammaln(weight))
    moving: Vector = gammaln(weight + nobody + unseen) - gammaln(whole + histories.counted + unseen)
    return fixed + moving

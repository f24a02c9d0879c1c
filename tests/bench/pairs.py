"""Two ways of doing one thing, measured in turns; the first of them twice, which shows the noise."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Compared:
    """Medians of pairs: `ratio` is the speed of the other way to the plain one, `noise` that of plain to itself."""

    plain: float
    other: float
    ratio: float
    noise: float

    def __str__(self) -> str:
        return f"{self.ratio:.2f} (the plain way to itself {self.noise:.2f})"


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def in_turns(plain: Callable[[], float], other: Callable[[], float], rounds: int) -> Compared:
    """Each way says how many seconds it took. The order changes from round to round; the first round warms up."""
    found = []
    for number in range(rounds + 1):
        order = (plain, other, plain) if number % 2 else (other, plain, plain)
        taken = [way() for way in order]
        first, ours, second = taken if number % 2 else (taken[1], taken[0], taken[2])
        found.append((first, ours, second))
    del found[0]
    return Compared(
        plain=median(first for first, _ours, _second in found),
        other=median(ours for _first, ours, _second in found),
        ratio=median((first + second) / 2 / ours for first, ours, second in found),
        noise=median(first / second for first, _ours, second in found),
    )

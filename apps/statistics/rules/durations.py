"""Time until something happens, where for some it has not happened yet (E. L. Kaplan and P. Meier 1958)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

Z_95 = 1.959963984540054


@dataclass(frozen=True)
class Wait:
    """How long somebody waited, in days; `over` says whether it happened then or is only known not to have by then."""

    days: float
    over: bool


@dataclass(frozen=True)
class Step:
    """After `days` the share still waiting is `share`, with its log-log 95 % interval; None where there is none."""

    days: float
    share: float
    waiting: int
    happened: int
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Curve:
    """Steps at each moment when something happened."""

    steps: tuple[Step, ...]

    def share_after(self, days: float) -> float:
        """The share still waiting after so many days; 1 before the first step."""
        return next((step.share for step in reversed(self.steps) if step.days <= days), 1.0)

    @property
    def median(self) -> float | None:
        """The first moment when at most half are still waiting. None where the curve stays above one half."""
        return _first(self.steps, [step.share for step in self.steps])

    @property
    def median_interval(self) -> tuple[float | None, float | None]:
        """R. Brookmeyer and J. Crowley's interval: when the interval's low end, and its high end, fall to one half."""
        lows = [step.low if step.low is not None else step.share for step in self.steps]
        highs = [step.high if step.high is not None else step.share for step in self.steps]
        return _first(self.steps, lows), _first(self.steps, highs)


def _first(steps: Sequence[Step], values: Sequence[float]) -> float | None:
    return next((step.days for step, value in zip(steps, values, strict=True) if value <= 0.5 + 1e-12), None)


def curve(waits: Iterable[Wait]) -> Curve:
    """The curve of those still waiting. Who is last heard of on the day of an event counts as waiting that day."""
    rows = sorted(waits, key=lambda wait: wait.days)
    steps = []
    share, spread = 1.0, 0.0
    for moment in sorted({wait.days for wait in rows if wait.over}):
        waiting = sum(wait.days >= moment for wait in rows)
        happened = sum(wait.over and wait.days == moment for wait in rows)
        share *= (waiting - happened) / waiting
        spread += happened / (waiting * (waiting - happened)) if waiting > happened else 0.0
        low, high = _log_log(share, spread)
        steps.append(Step(moment, share, waiting, happened, low, high))
    return Curve(tuple(steps))


def _log_log(share: float, spread: float) -> tuple[float | None, float | None]:
    """Interval by the log of minus the log of the share, with Greenwood's variance; it stays between 0 and 1."""
    if not 0 < share < 1:
        return None, None
    power = exp(Z_95 * sqrt(spread) / log(share))
    return share ** (1 / power), share**power

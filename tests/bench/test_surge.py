"""`make bench-surge`: false alarms a year and days to detection, beside EARS; and the day of the founding waves."""

from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import pytest

from apps.incidents.rules.surge.control import Method, judge
from apps.incidents.rules.surge.scan import Watch, scan
from apps.incidents.rules.surge.series import Series
from apps.incidents.rules.surge.watching import rising
from tests.incidents.test_watching import WAVES, known_by, life

pytestmark = pytest.mark.bench
RATES = (0.02, 0.1, 0.5, 2, 8)  # events a day
YEARS, TRIES, DISPERSION = 12, 40, 1.5
QUIET, WAVE = 90, 20  # days before a wave, and days it is given to be found
WEEKDAYS = np.array([1.2, 1.2, 1.1, 1.1, 1.0, 0.7, 0.7])
REST, LEAST = Watch().rest, Watch().least_sellers
METHODS = ("scan", Method.C1, Method.C2, Method.C3)


def drawn(random: np.random.Generator, rate: float, days: int) -> np.ndarray:
    means = rate * WEEKDAYS[np.arange(days) % 7]
    return random.negative_binomial(means / (DISPERSION - 1), 1 / DISPERSION)


def alarms(counts: np.ndarray, method: str) -> list[int]:
    """Places of alarms; three sellers and a fortnight's rest are asked of every method."""
    series = Series("", tuple(int(count) for count in counts), date(2024, 1, 1))
    places = range(Watch().earliest, len(counts))
    if method == "scan":
        return [found.place for found in scan([series], places, Watch())[0] if found.alarm]
    found, silent_until = [], -1
    for one in judge(series.counts, places, Method(method)):
        if one.alarm and one.seen >= LEAST and one.place >= silent_until:
            found.append(one.place)
            silent_until = one.place + REST
    return found


def days_to_detection(random: np.random.Generator, rate: float, method: str) -> tuple[float, int]:
    waits, missed = [], 0
    for _ in range(TRIES):
        counts = drawn(random, rate, QUIET + WAVE)
        counts[QUIET:] += random.poisson(3 * max(1, rate**0.5), WAVE)
        seen = [place - QUIET for place in alarms(counts, method) if place >= QUIET]
        waits.append(seen[0] if seen else WAVE)
        missed += not seen
    return float(np.mean(waits)), missed


@pytest.mark.parametrize("rate", RATES)
def test_surge_watch_beside_ears(rate: float, capsys: pytest.CaptureFixture[str]) -> None:
    quiet = drawn(np.random.default_rng(1), rate, 365 * YEARS + Watch().earliest)
    lines = []
    for method in METHODS:
        false = len(alarms(quiet, method)) / YEARS
        days, missed = days_to_detection(np.random.default_rng(2), rate, method)
        lines.append(f"  {method:5} false alarms a year {false:5.1f}   days to detection {days:4.1f}   missed {missed}")
    with capsys.disabled():
        print(f"\n{rate} events a day\n" + "\n".join(lines))


@pytest.mark.parametrize("name", WAVES)
def test_day_of_the_founding_wave(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    days = [first_seen(*life(name, seed), rising) for seed in range(20)]
    with capsys.disabled():
        counts = {day: days.count(day) for day in sorted(set(days))}
        print(f"\n{name} of {WAVES[name][0]}: seen on day {counts} (day: how many of 20 replays; 1 is the first)")
    assert set(days) == {1}


def first_seen(first: date, events: list, look: Callable) -> int:  # type: ignore[type-arg]
    """On which day of the wave the watch, looking every day, first saw it; 0 when it did not."""
    for number in range(7):
        today = first + timedelta(days=number)
        if any(one.day >= first for one in look(known_by(events, today), today)):
            return number + 1
    return 0

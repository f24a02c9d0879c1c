"""The surge watch and the methods it is compared with."""

import json
from datetime import date, timedelta
from math import sqrt
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.incidents.rules.surge.control import Method, earliest, judge
from apps.incidents.rules.surge.scan import Watch, scan, upper_tail
from apps.incidents.rules.surge.series import Series

PUBLISHED: dict[str, Any] = json.loads(
    (Path(__file__).parent / "data" / "salmonella_newport.json").read_text(encoding="utf-8")
)
COUNTS = tuple(PUBLISHED["counts"])
FIRST, LAST = PUBLISHED["judged"]
WATCH = Watch()
QUIET = 70


def daily(counts: list[int] | tuple[int, ...], name: str = "a") -> Series:
    return Series(name, tuple(counts), date(2022, 10, 1))


def alarms(series: Series, watch: Watch = WATCH) -> list[int]:
    (judged,) = scan([series], range(watch.earliest, len(series.counts)), watch)
    return [found.place for found in judged if found.alarm]


# -- as in R's surveillance
@pytest.mark.parametrize("name", PUBLISHED["alarms"])
def test_alarms_are_those_of_r(name: str) -> None:
    method, alpha = name.split()
    judged = judge(COUNTS, range(FIRST - 1, LAST), Method(method), alpha=float(alpha))
    assert [week for week, found in enumerate(judged, 1) if found.alarm] == PUBLISHED["alarms"][name]


def test_bounds_are_those_of_r() -> None:
    first = [found.bound for found in judge(COUNTS, range(FIRST - 1, FIRST + 3), Method.C1, alpha=0.05)]
    bayes = [found.bound for found in judge(COUNTS, range(FIRST - 1, FIRST + 7), Method.BAYES, alpha=0.05)]
    assert [round(bound or 0, 6) for bound in first] == PUBLISHED["c1_bounds_005"]
    assert bayes == PUBLISHED["bayes_bounds_005"]


@given(st.lists(st.integers(0, 10**6), min_size=12, max_size=30), st.sampled_from(Method))
def test_no_series_breaks_the_control_charts(counts: list[int], method: Method) -> None:
    judged = judge(tuple(counts), range(earliest(method, 7), len(counts)), method, baseline=7)
    assert [found.alarm for found in judged] == [found.seen > (found.bound or 0) for found in judged]


def test_a_flat_past_gives_no_alarm_for_the_same_again() -> None:
    assert not any(found.alarm for method in Method for found in judge((2,) * 20, range(11, 20), method))


# -- the tail
@pytest.mark.parametrize(
    ("seen", "mean", "variance"), [(3, 1.0, 1.5), (10, 4.0, 6.0), (1, 0.02, 0.03), (40, 25.0, 60.0)]
)
def test_the_tail_is_that_of_the_negative_binomial(seen: int, mean: float, variance: float) -> None:
    """Term by term: p(0) = s^r, p(k+1) = p(k)·(k+r)/(k+1)·(1−s); s = mean/variance, r = mean²/(variance−mean)."""
    success, size = mean / variance, mean**2 / (variance - mean)
    term, below = success**size, 0.0
    for count in range(seen):
        below += term
        term *= (count + size) / (count + 1) * (1 - success)
    assert upper_tail(seen, mean, variance) == pytest.approx(1 - below, rel=1e-9)


@given(st.floats(1e-3, 1e3), st.floats(1.01, 10), st.integers(0, 300))
def test_more_is_never_more_likely(mean: float, dispersion: float, seen: int) -> None:
    assert 0 <= upper_tail(seen + 1, mean, mean * dispersion) <= upper_tail(seen, mean, mean * dispersion) <= 1


# -- the watch
def test_a_wave_is_seen_on_its_first_day() -> None:
    assert alarms(daily([0, 1, 0, 2, 1, 0, 0] * 10 + [50, 40, 30])) == [QUIET]


def test_three_sellers_after_silence_are_a_surge_and_two_are_not() -> None:
    assert alarms(daily([0] * QUIET + [3])) == [QUIET]
    assert alarms(daily([0] * QUIET + [2])) == []


def test_a_seller_of_many_events_is_one_seller() -> None:
    who = tuple(frozenset[str]() for _ in range(QUIET))
    same = (*who, frozenset({"s1"}), frozenset({"s1"}), frozenset({"s1", "s2"}))
    three = (*who, frozenset({"s1"}), frozenset({"s2"}), frozenset({"s3"}))
    counts = (0,) * QUIET + (1, 1, 2)
    assert alarms(Series("a", counts, date(2022, 10, 1), 1, same)) == []
    assert alarms(Series("a", (0,) * QUIET + (1, 1, 1), date(2022, 10, 1), 1, three)) == [QUIET + 2]


def test_after_an_alarm_there_is_silence_for_fourteen_days() -> None:
    found = alarms(daily([0] * QUIET + [20] * 40))
    assert found[:2] == [QUIET, QUIET + 14]


def test_a_slow_rise_is_seen_by_the_longer_windows() -> None:
    series = daily([0] * QUIET + [1] * 7)
    (judged,) = scan([series], range(QUIET, QUIET + 7), WATCH)
    first = next(found for found in judged if found.alarm)
    assert (first.window, first.seen, first.place) == (3, 3, QUIET + 2)


def test_a_busy_weekday_is_no_surge() -> None:
    weeks = [12, 1, 1, 1, 1, 1, 1] * 20
    assert alarms(daily(weeks)) == []
    assert alarms(daily([*weeks[:-4], 12])) != []


def test_a_quiet_parent_makes_its_parts_expect_less() -> None:
    """Among thirty silent parts, a silent one is expected to stay silent more firmly than by itself."""
    new = daily([0] * QUIET + [3], "new")
    alone = scan([new], range(QUIET, QUIET + 1), WATCH)[0][0]
    among = scan([new, *(daily([0] * (QUIET + 1)) for _ in range(29))], range(QUIET, QUIET + 1), WATCH)[0][0]
    assert (among.expected or 0) < (alone.expected or 0)
    assert (among.p or 0) < (alone.p or 0)


def test_more_series_share_the_allowed_false_alarms() -> None:
    assert WATCH.threshold(10) == pytest.approx(WATCH.threshold(1) / 10)
    assert WATCH.threshold(1) == pytest.approx(12 / 365.25 / 3)


@settings(deadline=None, max_examples=20)
@given(st.lists(st.one_of(st.just(0), st.integers(0, 50)), min_size=64, max_size=90))
def test_an_alarm_is_what_the_rules_say(counts: list[int]) -> None:
    (judged,) = scan([daily(counts)], range(WATCH.earliest, len(counts)), WATCH)
    last = -WATCH.rest
    for found in judged:
        assert found.p is not None
        assert 0 <= found.p <= 1
        surprising = found.p < WATCH.threshold(1) and found.seen >= 3 and found.place - last >= WATCH.rest
        assert found.alarm == surprising
        last = found.place if found.alarm else last


def test_false_alarms_stay_within_the_budget() -> None:
    """Twelve a year are allowed; counts with a fixed, uneven rhythm and twice the variance of Poisson give fewer."""
    state, counts = 1, []
    for _day in range(63 + 1461):
        state = state * 6364136223846793005 % 2**64
        uniform = state / 2**64
        counts.append(sum(uniform < 1 - share for share in (0.45, 0.75, 0.9, 0.96, 0.985)))
    mean = sum(counts) / len(counts)
    assert sqrt(sum((count - mean) ** 2 for count in counts) / len(counts)) > 0.8
    assert len(alarms(daily([5 - count for count in counts]))) / 4 <= 12


def test_dates_of_places() -> None:
    weekly = Series("a", (1, 2, 3), date(2022, 11, 28), 7)
    assert (weekly.day(2), weekly.weekday(0)) == (date(2022, 12, 12), 0)
    assert Series("a", (1,)).day(0) is None
    assert daily([1] * 10).day(9) == date(2022, 10, 1) + timedelta(days=9)

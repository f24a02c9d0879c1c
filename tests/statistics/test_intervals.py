"""Proportions, products, samples, claims, waits and amounts: published results, and what always holds."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.statistics.rules.amounts import quantile, share_of_largest, spread, winsorised_total
from apps.statistics.rules.durations import Wait, curve
from apps.statistics.rules.intervals import Claim, Stratum, likely_total, product, proportion, stratified_total
from tests.statistics.published import PUBLISHED

AMOUNTS = st.lists(st.decimals(0, 10**9, places=2), min_size=1, max_size=60)


@pytest.mark.parametrize(("part", "whole", "low", "high"), PUBLISHED["wilson"]["rows"])
def test_wilson_is_as_published(part: int, whole: int, low: float, high: float) -> None:
    found = proportion(part, whole)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@given(st.integers(1, 10**6), st.data())
def test_wilson_holds_the_share_and_stays_between_nought_and_one(whole: int, data: st.DataObject) -> None:
    part = data.draw(st.integers(0, whole))
    found = proportion(part, whole)
    assert 0 <= found.low <= part / whole <= found.high <= 1
    assert proportion(whole - part, whole).low == pytest.approx(1 - found.high, abs=1e-12)


@pytest.mark.parametrize(("part", "whole"), [(0, 0), (3, 2), (-1, 5)])
def test_what_is_no_proportion_is_refused(part: int, whole: int) -> None:
    with pytest.raises(ValueError, match="no proportion"):
        proportion(part, whole)


def test_a_stratified_total_is_as_published() -> None:
    published = PUBLISHED["stratified"]
    found = stratified_total([Stratum(*row) for row in published["strata"]])
    assert [round(found.value, 2), found.se] == [published["total"], pytest.approx(published["se"], abs=0.006)]
    assert [round(found.low, 1), round(found.high, 1)] == published["interval"]


def test_pert_is_as_published() -> None:
    published = PUBLISHED["pert"]
    found = likely_total([Claim(*row) for row in published["claims"]])
    assert [found.lowest, found.highest] == published["ends"]
    assert (round(found.interval.value, 4), round(found.interval.se, 4)) == (published["mean"], published["sd"])
    assert [round(found.interval.low, 2), round(found.interval.high, 2)] == published["interval"]


def test_pert_refuses_claims_that_do_not_rise() -> None:
    with pytest.raises(ValueError, match="does not hold"):
        likely_total([Claim(3, 2, 4)])


def test_a_product_is_as_published() -> None:
    published = PUBLISHED["product"]
    found = product(*published["number"], *published["mean"])
    assert (round(found.value, 2), round(found.se, 2)) == (published["value"], published["se"])
    assert [found.low, found.high] == pytest.approx(published["interval"], rel=1e-8)  # there z was rounded to 1.959964


@given(*[st.floats(1e-3, 1e9)] * 4)
def test_a_product_lies_inside_its_interval(number: float, number_se: float, mean: float, mean_se: float) -> None:
    found = product(number, number_se, mean, mean_se)
    assert 0 <= found.low <= found.value <= found.high


@pytest.mark.parametrize(("number", "mean"), [(0, 5), (5, 0), (-1, 5)])
def test_a_product_of_nothing_is_refused(number: float, mean: float) -> None:
    with pytest.raises(ValueError, match="positive"):
        product(number, 1, mean, 1)


# -- waits
def test_kaplan_meier_of_aml_is_as_published() -> None:
    published = PUBLISHED["waits"]["aml"]
    found = curve(Wait(days, bool(over)) for days, over in published["waits"])
    steps = {f"{step.days:g}": step for step in found.steps}
    assert found.median == published["median"]
    assert {days: round(found.share_after(float(days)), 4) for days in published["shares"]} == published["shares"]
    for days, interval in published["intervals"].items():
        assert [round(steps[days].low or 0, 4), round(steps[days].high or 0, 4)] == interval


def test_kaplan_meier_of_leukemia_is_as_published() -> None:
    published = PUBLISHED["waits"]["leukemia"]
    treated, untreated = (curve(Wait(d, bool(e)) for d, e in published[group]) for group in ("6-MP", "placebo"))
    assert [treated.median, untreated.median] == published["medians"]
    assert {days: round(treated.share_after(float(days)), 4) for days in published["shares"]} == published["shares"]


def test_a_curve_above_one_half_has_no_median() -> None:
    found = curve([Wait(3, True), *(Wait(9, False) for _ in range(5))])
    assert (found.median, found.median_interval[1]) == (None, None)
    assert found.share_after(2) == 1


def test_nobody_waits_longer_than_the_last_event_of_all() -> None:
    found = curve([Wait(1, True), Wait(2, True)])
    assert [(step.share, step.low) for step in found.steps][-1] == (0, None)
    assert curve([]).median is None


@given(st.lists(st.tuples(st.integers(0, 60), st.booleans()), min_size=1, max_size=40))
def test_a_curve_falls_and_stays_inside_its_interval(rows: list[tuple[int, bool]]) -> None:
    steps = curve(Wait(days, over) for days, over in rows).steps
    shares = [step.share for step in steps]
    assert shares == sorted(shares, reverse=True)
    assert all(0 <= step.low <= step.share <= step.high <= 1 for step in steps if step.low and step.high)


# -- amounts
def test_quartiles_are_those_of_r() -> None:
    values = [Decimal(n) for n in (1, 2, 3, 4)]
    assert [quantile(values, Decimal(q)) for q in ("0.25", "0.5", "0.75")] == [
        Decimal("1.75"),
        Decimal("2.5"),
        Decimal("3.25"),
    ]


def test_winsorised_total_lowers_the_largest_twentieth() -> None:
    values = [Decimal(1)] * 18 + [Decimal(5), Decimal(1000)]
    assert winsorised_total(values) == 18 + 5 + 5
    assert winsorised_total([Decimal(1000)]) == 1000


def test_top_heavy_sums_say_so() -> None:
    assert spread([Decimal(100)] * 10 + [Decimal(10)] * 90).is_top_heavy
    assert not spread([Decimal(10)] * 100).is_top_heavy
    assert spread([Decimal(0)]).top_ten is None


@given(AMOUNTS)
def test_spread_is_in_order_and_winsorising_never_adds(values: list[Decimal]) -> None:
    found = spread(values)
    assert min(values) <= found.lower <= found.median <= found.upper <= max(values)
    assert found.winsorised <= found.total
    assert found.top_ten is None or 0 < found.top_ten <= 1


def test_nothing_has_no_quartiles() -> None:
    with pytest.raises(ValueError, match="needs values"):
        spread([])
    assert share_of_largest([]) is None

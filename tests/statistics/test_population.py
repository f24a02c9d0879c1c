"""What must hold of every estimate, whatever the lists."""

from decimal import Decimal
from math import isfinite

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from apps.statistics.rules.population.estimates import estimate, refusals_before
from apps.statistics.rules.population.graphs import average
from apps.statistics.rules.population.histories import Histories, histories_of
from apps.statistics.rules.population.loglinear import Status, best_models, fit_model, profile_interval
from apps.statistics.rules.population.models import Model, UnknownModel, hierarchical_models, model_named
from apps.statistics.rules.population.two_lists import chapman
from apps.statistics.rules.population.words import population_data, population_text, printed_range
from apps.statistics.rules.rounding import round_near

COUNT = st.integers(0, 400)


@st.composite
def two_lists(draw: st.DrawFn, largest: int = 10**9) -> Histories:
    counts = [draw(st.integers(0, largest)) for _ in range(3)]
    assume(sum(counts) > 0)
    return Histories(("1", "2"), tuple(counts))


@st.composite
def several_lists(draw: st.DrawFn, least: int = 3, most: int = 4) -> Histories:
    lists = draw(st.integers(least, most))
    counts = [draw(st.one_of(st.just(0), COUNT)) for _ in histories_of(lists)]
    assume(sum(counts) > 0)
    return Histories(tuple(map(str, range(1, lists + 1))), tuple(counts))


@given(two_lists(), st.sampled_from([0.5, 1.0, 2.0]))
def test_the_interval_holds_the_estimate_and_nothing_below_what_was_seen(lists: Histories, ratio: float) -> None:
    found = chapman(lists, ratio)
    assert lists.counted <= found.low * (1 + 1e-12)
    assert found.low <= found.value <= found.high
    assert isfinite(found.high)


@given(st.integers(20, 5000), st.integers(20, 5000), st.data())
def test_more_overlap_means_fewer_unseen(first: int, second: int, data: st.DataObject) -> None:
    both = data.draw(st.integers(0, min(first, second) - 1))
    found, closer = (chapman(Histories.of_two(first, second, m)) for m in (both, both + 1))
    assert closer.value < found.value
    assert closer.high <= found.high


@given(two_lists())
def test_lists_that_attract_each_other_hide_more(lists: Histories) -> None:
    half, even, double = (chapman(lists, ratio).value for ratio in (0.5, 1.0, 2.0))
    assert half <= even <= double
    assert double - lists.counted == pytest.approx(2 * (even - lists.counted), rel=1e-6, abs=1e-3)


@settings(deadline=None, max_examples=12)
@given(several_lists())
def test_any_lists_are_estimated_or_refused_in_words(lists: Histories) -> None:
    found = estimate(lists)
    assert (found.headline is None) == bool(found.refusals)
    assert population_text(found, {"strict": found})
    assert population_data(found, working=True)["counted"] == lists.counted
    if found.headline is not None:
        assert lists.counted < found.headline.low <= found.headline.value <= found.headline.high
        assert found.headline.high <= 3 * found.headline.low
        assert min(lists.sizes) >= 20
        assert lists.overlap >= 7


@settings(deadline=None, max_examples=40)
@given(two_lists(largest=3000))
def test_any_two_lists_are_estimated_or_refused_in_words(lists: Histories) -> None:
    found = estimate(lists)
    assert (found.headline is None) == bool(found.refusals)
    assert population_text(found, {})
    assert (found.headline is None) or (min(lists.sizes) >= 20 and lists.overlap >= 7)


@settings(deadline=None, max_examples=10)
@given(st.lists(st.integers(5, 400), min_size=7, max_size=7))
def test_a_profile_interval_holds_its_estimate(counts: list[int]) -> None:
    lists = Histories(("1", "2", "3"), tuple(counts))
    for model in hierarchical_models(3):
        fit = fit_model(lists, model)
        low, high = profile_interval(lists, model)
        assert fit.total is not None
        assert lists.counted <= low <= fit.total <= high


@settings(deadline=None, max_examples=25)
@given(st.lists(st.integers(1, 500), min_size=7, max_size=7))
def test_one_pair_depending_on_each_other_has_the_closed_form(counts: list[int]) -> None:
    """With the first two lists joined, the third is independent of them: the unseen are a·b/m (Petersen)."""
    table = dict(zip(histories_of(3), counts, strict=True))
    both = sum(count for history, count in table.items() if history[2] and (history[0] or history[1]))
    joined = sum(count for history, count in table.items() if not history[2])
    fit = fit_model(Histories(("1", "2", "3"), tuple(counts)), model_named("12", 3))
    assert fit.total == pytest.approx(sum(counts) + joined * table[0, 0, 1] / both, rel=1e-6)


def test_the_order_of_the_lists_does_not_matter() -> None:
    counts = {"111": 12, "110": 4, "101": 112, "100": 60, "011": 142, "010": 49, "001": 247}
    turned = {key[::-1]: count for key, count in counts.items()}
    first, second = (average(Histories.of(table)) for table in (counts, turned))
    assert (first.low, first.median, first.high) == (second.low, second.median, second.high)
    assert [round(share, 9) for _name, share in first.graphs] == [round(share, 9) for _name, share in second.graphs]


def test_five_lists_are_averaged_over_822_graphs() -> None:
    counts = {"10000": 246, "01000": 394, "00100": 190, "00010": 531, "00001": 112, "11000": 43, "10100": 22}
    counts |= {"10010": 60, "01010": 98, "00110": 47, "01100": 34, "00011": 28, "01001": 20, "11010": 11, "10001": 13}
    found = estimate(Histories.of(counts))
    assert found.working is not None
    assert found.working.graphs is not None
    assert len(found.working.graphs.graphs) == 822
    assert sum(share for _name, share in found.working.graphs.graphs) == pytest.approx(1)


@pytest.mark.parametrize("times", [1, 1000, 1_000_000])
def test_an_average_is_as_exact_for_many_as_for_few(times: int) -> None:
    """Independent lists of 5,000 (shares 0.4, 0.2, 0.4), times so much: the interval shrinks by the root of it."""
    counts = {"001": 960, "010": 360, "011": 240, "100": 960, "101": 640, "110": 240, "111": 160}
    found = average(Histories.of({history: count * times for history, count in counts.items()}))
    assert found.median / times == pytest.approx(5000, rel=1e-3)
    assert (found.high - found.low) / found.median * times**0.5 == pytest.approx(0.059, rel=0.05)


@pytest.mark.parametrize(
    ("lists", "codes"),
    [
        (Histories.of({"1": 500}), ["one_list"]),
        (Histories.of({"111111": 30, "100000": 200}), ["many_lists"]),
        (Histories.of_two(19, 300, 10), ["small_list"]),
        (Histories.of_two(100, 100, 6), ["small_overlap"]),
        (Histories.of_two(30, 300, 30), []),
    ],
)
def test_what_is_refused_without_computing(lists: Histories, codes: list[str]) -> None:
    assert [refusal.code for refusal in refusals_before(lists)] == codes


@pytest.mark.parametrize(
    ("lists", "codes"),
    [
        (Histories.of_two(30, 300, 30), ["no_maximum"]),  # one list inside the other
        (Histories.of_two(400, 400, 7), ["wide"]),
        (Histories.of_two(421, 332, 88), []),
        (Histories.of({"100": 40, "010": 30, "001": 20}), ["small_overlap"]),
    ],
)
def test_what_is_refused_after_computing(lists: Histories, codes: list[str]) -> None:
    found = estimate(lists)
    assert [refusal.code for refusal in found.refusals] == codes
    assert (found.headline is None) == bool(codes)


def test_a_refusal_shows_what_was_counted_and_nothing_more() -> None:
    data = population_data(estimate(Histories.of_two(400, 400, 7)), working=False)
    assert (data["estimate"], "working" in data, data["counted"]) == (None, False, 793)
    assert "793" in population_text(estimate(Histories.of_two(400, 400, 7)), {})
    assert "working" in population_data(estimate(Histories.of_two(400, 400, 7)), working=True)


@given(st.floats(1, 1e9), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_what_is_printed_has_two_digits_and_holds_what_was_computed(value: float, a: float, b: float, c: float) -> None:
    low, high, counted = value * (1 - a / 2), value * (1 + b), int(value * (1 - a / 2) * (1 - c / 2))
    estimate, lowest, highest = printed_range(value, low, high, counted)
    assert counted <= lowest <= max(low, counted)
    assert counted <= estimate <= highest
    assert highest >= high
    assert round_near(Decimal(estimate)) == estimate


@pytest.mark.parametrize("name", ["", "12", "AB", "13,24", "all pairs", "all pairs but 14", "independence", "123,34"])
def test_models_are_read_back_by_their_names(name: str) -> None:
    model = model_named(name, 4)
    assert model_named(model.name, 4) == model


@pytest.mark.parametrize("name", ["1", "15", "1234", "x", "all pairs but", "12,,13,99", "1 2", "²3"])
def test_what_is_no_model_is_said(name: str) -> None:
    with pytest.raises(UnknownModel, match="is not a model of 4 lists"):
        model_named(name, 4)


def test_every_model_has_a_name_of_its_own() -> None:
    for lists in (3, 4):
        models = hierarchical_models(lists)
        assert len({model.name for model in models}) == len(models)
        assert {model_named(model.name, lists) for model in models} == set(models)


def test_the_best_model_may_have_no_estimate() -> None:
    near, _fitted = best_models(Histories.of({"100": 40, "010": 30, "001": 20, "110": 6}))
    assert (near[0].model, near[0].status) == (Model(3, frozenset({frozenset({0, 1})})), Status.NO_MAXIMUM)

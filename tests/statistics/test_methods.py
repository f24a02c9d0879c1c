"""Rates, waits and spreads of a batch: what is printed of them, from when on, and that it holds the truth."""

import csv
import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape
from hypothesis import given
from hypothesis import strategies as st

from apps.cases.models import Appeal
from apps.incidents.actions import load_incidents, read_data_files
from apps.statistics.actions.demonstration import load_with_figures, publish_demonstration
from apps.statistics.models import Batch
from apps.statistics.paper.words import Pages
from apps.statistics.rules.disclosure.flooring import floor_count, lowered_amounts
from apps.statistics.rules.disclosure.gate import State as Printed
from apps.statistics.rules.documents import complaints_about
from apps.statistics.rules.durations import Wait, curve
from apps.statistics.rules.intervals import proportion
from apps.statistics.rules.methods import spreads, waits
from apps.statistics.rules.methods.populations import estimated
from apps.statistics.rules.methods.rates import rates, wilson_of_floors
from apps.statistics.rules.methods.rows import Row, complaints_about_row
from apps.statistics.rules.methods.settling import settle
from apps.statistics.rules.printed import method_rows_of
from apps.statistics.rules.series import HOUSE_RULES
from apps.statistics.selectors.attempts import BACK, TAKEN, waits_of, with_appeals
from apps.statistics.selectors.contributions import counted_facts
from tests.factories.associations import AssociationFactory, ListedMemberFactory, MemberListFactory
from tests.factories.statistics import publish_counted

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


# -- rates, from printed counts alone
@given(st.integers(20, 400), st.data(), st.integers(0, 9), st.integers(0, 9))
def test_the_range_of_a_rate_holds_wilsons_interval_of_the_true_counts(
    whole: int, data: st.DataObject, first: int, second: int
) -> None:
    part = data.draw(st.integers(0, whole))
    floors = floor_count(part, first) or 0, floor_count(whole, second) or 0
    if floors[1] < 20:
        return
    low, high = wilson_of_floors(*floors)
    true = proportion(part, whole)
    assert low <= 100 * true.low
    assert 100 * true.high <= high


def printed(at_least: int | None, state: str = "printed") -> dict[str, Any]:
    return {"by": "all", "category": "all", "sellers": {"state": state, "at_least": at_least}}


def document(decided: dict[str, Any], succeeded: dict[str, Any] | None) -> dict[str, Any]:
    cells = {"decided": [decided], "succeeded": [succeeded] if succeeded else []}
    return {"series": [{"name": name, "cells": rows} for name, rows in cells.items()]}


@pytest.mark.parametrize(
    ("decided", "succeeded", "numbers"),
    [
        (printed(100), printed(30), ("printed", 36, 18, 58)),
        (printed(100), printed(None, "fewer than 20"), ("printed", None, 0, 27)),
        (printed(10), printed(10), ("withheld", None, None, None)),
        (printed(None, "fewer than 20"), printed(None, "fewer than 20"), ("withheld", None, None, None)),
        (printed(100), printed(None, "withheld"), ("withheld", None, None, None)),
        (printed(100), None, ("withheld", None, None, None)),
    ],
)
def test_a_rate_needs_twenty_decided_and_a_count_that_is_printed(
    decided: dict[str, Any], succeeded: dict[str, Any] | None, numbers: tuple[Any, ...]
) -> None:
    (row,) = rates(document(decided, succeeded))
    assert (row.state.value, row.value, row.low, row.high) == numbers


# -- how many there may be
TWO = {"11": 88, "10": 333, "01": 244}


def test_an_estimate_is_printed_with_its_ends_and_without_names() -> None:
    row = estimated(TWO, 2).row
    assert (row.step, row.value, row.low, row.high, row.unit) == (2, 1600, 1300, 1900, "sellers")
    assert estimated({"111": 12, "110": 14, "101": 112, "100": 60, "011": 142, "010": 49, "001": 247}, 3).refused == ""


@pytest.mark.parametrize(
    ("linked", "lists", "why"),
    [
        ({"11": 4, "10": 400, "01": 300}, 2, "small_overlap"),
        ({"11": 0, "10": 400, "01": 300}, 2, "small_overlap"),
        ({"11": 8, "10": 6, "01": 3}, 2, "small_list"),
        ({"11": 9, "10": 40, "01": 30}, 2, "fewer than the threshold"),
        ({"11": 20}, 2, "no_maximum"),
    ],
)
def test_lists_that_cannot_carry_an_estimate_print_none(linked: dict[str, int], lists: int, why: str) -> None:
    candidate = estimated(linked, lists)
    assert candidate.refused == why
    assert settle(candidate, None, HOUSE_RULES).row.value is None


def test_an_estimate_moves_only_when_five_came_to_a_history() -> None:
    first = settle(estimated(TWO, 2), None, HOUSE_RULES)
    for more, state in ((4, Printed.KEPT), (5, Printed.PRINTED)):
        second = settle(estimated(TWO | {"11": 88 + more}, 2), first.kept, HOUSE_RULES)
        assert (second.row.state, second.row.low) == (state, first.row.low if state is Printed.KEPT else second.row.low)


@pytest.mark.django_db
def test_a_batch_estimates_from_lists_of_approved_associations_and_names_none(client: Client) -> None:
    for number, members in enumerate((range(60), range(30, 90), range(40, 50))):
        standing = "approved" if number < 2 else "pending"
        body = AssociationFactory.create(profile__name=f"Body {number}", standing=standing)
        source = MemberListFactory.create(association=body)
        for member in members:
            mark = f"k1:{member + 1:064x}"
            ListedMemberFactory.create(source=source, key=mark, email_mark=mark)
    batch = publish_counted(20, now=NOW)
    (row,) = (row for row in batch.figures["methods"] if row["table"] == "population")
    assert (row["step"], row["state"], row["value"]) == (2, "printed", 120)
    assert "Body" not in json.dumps(batch.figures["methods"])
    page = client.get(reverse("figures")).content.decode()
    assert "from overlapping lists of 2 associations" in page


# -- spreads, from lowered amounts
@pytest.mark.parametrize("seed", range(50))
def test_what_is_printed_of_a_spread_holds_the_true_numbers(seed: int) -> None:
    chance = random.Random(seed)
    true = {f"s{number}": Decimal(round(10 ** chance.uniform(1, 6))) for number in range(chance.randrange(60, 90))}
    lowered = lowered_amounts(true, chance.randbytes(4), Decimal(15))
    largest = sorted(true.values(), reverse=True)
    share = spreads.ten_largest(("all", "all"), lowered, HOUSE_RULES).row
    assert (share.low or 0) <= 100 * sum(largest[:10]) / sum(largest) <= (share.high or 0)
    without = spreads.winsorised(("all", "all"), lowered, "USD", HOUSE_RULES).row
    assert (without.value or 0) <= sum(min(amount, largest[5]) for amount in largest)
    claimed = {name: spreads.Claimed(amount, amount) for name, amount in lowered.items()}
    likely, _highest = spreads.likely_rows(("all", "all"), claimed, lowered, "USD", HOUSE_RULES)
    assert (likely.row.low or 0) <= sum(largest) <= (likely.row.high or 0)


def test_one_large_amount_withholds_the_total_without_it_and_the_share() -> None:
    lowered = {f"s{number}": Decimal(1000 + number) for number in range(60)} | {"large": Decimal(40_000)}
    refused = [
        spreads.ten_largest(("all", "all"), lowered, HOUSE_RULES).refused,
        spreads.winsorised(("all", "all"), lowered, "USD", HOUSE_RULES).refused,
    ]
    assert refused == ["dominance", "p% rule"]


# -- waits
def test_a_curve_is_printed_in_coarse_steps_that_hold_the_true_share() -> None:
    sellers = {f"s{n}": Wait(10 + n, n % 4 != 0) for n in range(120)}
    candidates = waits.steps("all", "all", sellers, b"key")
    true = curve(sellers.values())
    assert [one.row.step for one in candidates] == [30, 60, 90, 120] or len(candidates) >= 3
    for one in candidates:
        share = 100 * true.share_after(one.row.step)
        assert (one.row.value or 0) <= share <= (one.row.value or 0) + 2 * waits.STEP
        assert (one.row.low or 0) <= share <= (one.row.high or 0)


def test_few_sellers_make_no_curve_and_a_curve_above_one_half_no_median() -> None:
    assert waits.steps("all", "all", {f"s{n}": Wait(n, True) for n in range(19)}, b"k") == []
    assert waits.median([]) is None
    sellers = {f"s{n}": Wait(5 if n < 12 else 400, n < 12) for n in range(100)}
    (row,) = [one.row for one in waits.steps("all", "all", sellers, b"k")]
    found = waits.median([row])
    assert found is not None
    assert (row.step, found.value, found.high) == (7, None, None)


def test_a_kept_step_never_stands_above_the_one_before_it() -> None:
    rows = [
        Row("waits", "all", "all", "still_waiting", "percent", Printed.PRINTED, s, v, v, v)
        for s, v in ((7, 50), (30, 60))
    ]
    assert [row.value for row in waits.falling(rows)] == [50, 50]


# -- in a batch
@pytest.fixture(scope="module")
def demonstration(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The whole demonstration with its first batch; taken back when the last test of this module has looked."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_incidents(records=read_data_files(), now=NOW)
        load_with_figures(now=NOW)
        with django_db_blocker.block():
            yield
        transaction.set_rollback(True)


def test_the_demonstrations_batch_carries_every_method_and_keeps_it(demonstration: None, db: None) -> None:
    batch = Batch.objects.get()
    rows = [row for row in batch.figures["methods"] if row["by"] == "all"]
    assert {(row["table"], row["measure"]) for row in rows if row["state"] == "printed"} >= {
        ("appeals", "succeeded"),
        ("spread", "ten_largest"),
        ("likely", "total"),
        ("waits", "still_waiting"),
        ("waits", "median"),
    }
    assert complaints_about(batch.figures, batch.sha256) == []
    again = publish_demonstration(now=NOW + timedelta(days=7))
    numbers = [[row[name] for name in ("measure", "value", "low", "high")] for row in again.figures["methods"]]
    assert numbers == [[row[name] for name in ("measure", "value", "low", "high")] for row in batch.figures["methods"]]


def test_appeals_and_waits_are_those_of_the_cases(demonstration: None, db: None) -> None:
    counted = counted_facts(demonstration=True)
    apart = with_appeals(counted, "restored")
    assert apart.exists()
    decided, succeeded, undecided = (with_appeals(counted, one) for one in ("decided", "succeeded", "undecided"))
    for fact in (*decided, *undecided):
        said = set(Appeal.objects.filter(case=fact.case_id).values_list("answer", flat=True))
        assert bool(said & {"accepted", "partly", "refused"}) == (fact in decided)
        assert bool(said & {"accepted", "partly"}) == (fact in succeeded)
    assert not {fact.pk for fact in (*decided, *undecided)} & {fact.pk for fact in apart}
    back = counted.filter(outcome__in=BACK, case_type__in=TAKEN)
    waits_of_all = waits_of(counted)
    assert len(waits_of_all) == len({(one.seller, one.incident) for one in waits_of_all})
    assert sum(one.wait.over for one in waits_of_all) <= back.count()
    assert sum(one.wait.over for one in waits_of_all) > 20


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_page_files_and_feed_say_what_the_batch_says(
    demonstration: None, db: None, client: Client, language: str
) -> None:
    batch = Batch.objects.get()
    client.cookies["django_language"] = language
    page, card, feed = (client.get(reverse(f"figures{name}")).content.decode() for name in ("", "-card", "-feed"))
    with translation.override(language):
        told = Pages(batch).methods
        for sentence in told.short:
            assert (sentence in card, sentence in feed) == (True, True)
        assert [line.share in page for line in told.appeals if line.share] != []
        assert all(curve.line in page and escape(curve.sentence) in page for curve in told.curves)
        assert all(line.ten_largest in page for line in told.spreads)
        assert all(line.likely in page for line in told.likely)
    text = client.get(reverse("figures-methods", args=[batch.number])).content.decode("utf-8-sig")
    rows = [
        {name: "" if value is None else str(value) for name, value in row.items()} for row in batch.figures["methods"]
    ]
    assert list(csv.DictReader(text.splitlines())) == rows
    answer = client.get(f"/api/v1/figures/{batch.number}/methods/")
    assert (answer.json()["results"], answer["ETag"]) == (batch.figures["methods"], f'"{batch.sha256}"')


def test_a_batch_from_before_says_nothing_of_methods(db: None, client: Client) -> None:
    batch = publish_counted(40, now=NOW)
    old = {name: value for name, value in batch.figures.items() if name != "methods"}
    batch.document = json.dumps(old)
    told = Pages(batch).methods
    assert (bool(told), told.short, told.appeals, told.curves, told.spreads) == (False, [], told.appeals, [], [])
    assert list(method_rows_of(old)) == []


def test_moderators_see_why_a_row_is_withheld(demonstration: None, db: None) -> None:
    batch = Batch.objects.get()
    rows = [row for row in batch.preview_of_methods if row["state"] == "withheld" and row["table"] == "spread"]
    assert {row["why"] for row in rows} <= {"fewer than the threshold", "p% rule", "dominance"}
    assert rows != []


def test_rows_that_cannot_be_are_complained_about() -> None:
    row = Row("waits", "all", "all", "still_waiting", "percent", Printed.PRINTED, 30, 50, 40, 60).as_data()
    assert complaints_about_row(row) == []
    for change in ({"measure": "largest"}, {"table": "claims"}, {"state": "x"}, {"value": 70}, {"low": 4.5}):
        assert len(complaints_about_row(row | change)) == 1
    assert len(complaints_about_row(row | {"state": "withheld"})) == 1

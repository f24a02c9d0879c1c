"""Merging and taking back, of sellers and of incidents, in any order and between grants, places and folds.

After each step sellers, places, rights and figures are what counting them anew says. The counting is this test's own.
"""

from collections import defaultdict
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from apps.accounts.models import User
from apps.cases.actions import grant_access, restore_access, revoke_access, verify_case
from apps.cases.actions.clusters import (
    confirm_merge,
    keep_apart,
    propose_merge,
    undo_pair,
)
from apps.cases.enums import PairState, Scope, State
from apps.cases.models import Case, CaseGrant, ClusterMember, Seller, SellerPair
from apps.cases.selectors import cases_visible_to, scope_for
from apps.incidents.actions import (
    NotPlaceable,
    StepRefused,
    place_case,
    prepare_step,
    run_step,
    undo_step,
    work_on_steps,
)
from apps.incidents.enums import StepKind
from apps.incidents.models import BulkStep, Incident, Placement, PlacementChange
from apps.incidents.selectors.steps import Narrowed
from apps.statistics import actions as figures
from apps.statistics.models import Cell
from tests.cases.test_clusters import at_once
from tests.factories.accounts import ModeratorFactory, UserFactory
from tests.factories.cases import CaseFactory
from tests.factories.clusters import SellerPairFactory
from tests.factories.incidents import IncidentFactory
from tests.statistics.test_cells import NOW, add_rates

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vault_folder")]
CASES, PEOPLE, INCIDENTS = 6, 2, 3
A_CASE, A_PERSON, AN_INCIDENT = (st.integers(0, many - 1) for many in (CASES, PEOPLE, INCIDENTS))
A_STEP = st.integers(0, 9)


def joined(pairs: list[tuple[UUID, UUID]]) -> dict[UUID, UUID]:
    """Everybody in a pair -> the least of all they are tied to: one look after another until nothing changes."""
    least = {seller: seller for pair in pairs for seller in pair}
    for _ in least:
        for one, other in pairs:
            least[one] = least[other] = min(least[one], least[other])
    return least


def same_pairs() -> list[tuple[UUID, UUID]]:
    return list(SellerPair.objects.filter(state=PairState.SAME).values_list("one", "other"))


def held_clusters() -> dict[UUID, UUID]:
    return dict(ClusterMember.objects.values_list("seller", "cluster"))


def sellers_counted() -> dict[int, int]:
    cells = Cell.objects.filter(layout="incident", currency="", counted=True)
    return {int(cell.key[0]): cell.sellers for cell in cells}


def sellers_of_rows() -> dict[int, int]:
    who, found = joined(same_pairs()), defaultdict(set)
    for case in Case.objects.filter(verified_at__isnull=False).select_related("account", "placement"):
        assert case.account
        found[case.placement.incident_id].add(who.get(case.account.seller_id, case.account.seller_id))
    return {incident: len(sellers) for incident, sellers in found.items()}


def placed_elsewhere() -> set[object]:
    """Cases that do not stand where their history ends, or stand in an incident that became part of another."""
    last = dict(PlacementChange.objects.order_by("pk").values_list("case", "to_incident"))
    merged = set(Incident.objects.exclude(merged_into=None).values_list("pk", flat=True))
    stands = dict(Placement.objects.values_list("case", "incident"))
    return {case for case in {*last, *stands} if last.get(case) != stands.get(case) or stands[case] in merged}


class Merging(RuleBasedStateMachine):
    """Six cases of six people in three incidents, two readers, two moderators."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.clock = NOW

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @initialize()
    def begin(self) -> None:
        add_rates()
        self.one, self.two = ModeratorFactory.create_batch(2)
        self.readers = UserFactory.create_batch(PEOPLE)
        self.incidents = IncidentFactory.create_batch(INCIDENTS)
        self.cases = [CaseFactory.create(owner=UserFactory.create(), state=State.SUBMITTED) for _ in range(CASES)]
        self.rights: dict[tuple[UUID, int], Scope] = {}
        self.steps: list[BulkStep] = []
        for place, case in enumerate(self.cases):
            place_case(case=case, incident=self.incidents[place % INCIDENTS], by=self.one, now=self.now())

    def now(self) -> datetime:
        self.clock += timedelta(minutes=1)
        return self.clock

    # -- sellers
    def pair(self, number: int, other: int) -> SellerPair | None:
        here, there = self.cases[number].account, self.cases[other].account
        if here is None or there is None or here.seller_id == there.seller_id:
            return None
        first, second = sorted([here.seller_id, there.seller_id])
        found = SellerPair.objects.filter(one=first, other=second).first()
        return found or SellerPairFactory.create(one=Seller.objects.get(pk=first), other=Seller.objects.get(pk=second))

    @rule(number=A_CASE, other=A_CASE)
    def merge_sellers(self, number: int, other: int) -> None:
        pair = self.pair(number, other)
        if pair and pair.state in (PairState.SUGGESTED, PairState.DIFFERENT):
            propose_merge(pair=pair, by=self.one, now=self.now())
            confirm_merge(pair=pair, by=self.two, now=self.now())

    @rule(number=A_CASE, other=A_CASE, declares=st.booleans())
    def part_sellers(self, number: int, other: int, declares: bool) -> None:
        pair = self.pair(number, other)
        if pair and pair.state != PairState.SUGGESTED and not (declares and pair.state == PairState.DIFFERENT):
            (keep_apart if declares else undo_pair)(pair=pair, by=self.one, now=self.now())

    # -- incidents
    @rule(here=AN_INCIDENT, there=AN_INCIDENT)
    def merge_incidents(self, here: int, there: int) -> None:
        one, other = (Incident.objects.get(pk=self.incidents[place].pk) for place in (here, there))
        try:
            step = prepare_step(
                kind=StepKind.MERGE, source=one, target=other, narrowed=Narrowed(), words="One wave.", by=self.one,
                now=self.now(),
            )  # fmt: skip
            run_step(step=step, by=self.two, now=self.now())
        except StepRefused:
            return
        work_on_steps(now=self.now())
        self.steps.append(step)

    @rule(which=A_STEP)
    def take_back_a_step(self, which: int) -> None:
        if self.steps:
            step = BulkStep.objects.get(pk=self.steps[which % len(self.steps)].pk)
            try:
                undo_step(step=step, by=self.two, now=self.now())
            except StepRefused:
                return
            work_on_steps(now=self.now())

    @rule(number=A_CASE, where=AN_INCIDENT)
    def place(self, number: int, where: int) -> None:
        incident = Incident.objects.get(pk=self.incidents[where].pk)
        try:
            place_case(case=self.cases[number], incident=incident, by=self.two, now=self.now())
        except NotPlaceable:
            assert incident.merged_into_id

    # -- rights, and what moves figures
    @rule(number=A_CASE, who=A_PERSON, scope=st.sampled_from(Scope))
    def grant(self, number: int, who: int, scope: Scope) -> None:
        case, person = self.cases[number], self.readers[who]
        grant_access(case=case, person=person, scope=scope, by=case.owner, now=self.now())
        self.rights[case.pk, person.pk] = scope

    @rule(number=A_CASE, who=A_PERSON, returns=st.booleans())
    def revoke(self, number: int, who: int, returns: bool) -> None:
        case, person = self.cases[number], self.readers[who]
        held = CaseGrant.objects.filter(case=case, person=person, revoked_at=None).first()
        if held:
            revoke_access(grant=held, by=case.owner, now=self.now())
            del self.rights[case.pk, person.pk]
        if held and returns:
            restore_access(grant=held, by=case.owner, now=self.now())
            self.rights[case.pk, person.pk] = Scope(held.scope)

    @rule(number=A_CASE)
    def verify(self, number: int) -> None:
        case = Case.objects.get(pk=self.cases[number].pk)
        if case.state == State.SUBMITTED:
            verify_case(case=case, by=self.one, now=self.now())

    @rule(most=st.integers(1, 5))
    def fold_some(self, most: int) -> None:
        figures.fold(most=most)

    # -- counted anew
    @invariant()
    def sellers_are_who_the_pairs_say(self) -> None:
        assert held_clusters() == joined(same_pairs())

    @invariant()
    def every_case_stands_once_where_its_history_ends(self) -> None:
        assert placed_elsewhere() == set()

    @invariant()
    def everybody_reads_what_they_were_given_and_nothing_else(self) -> None:
        for person in getattr(self, "readers", []):
            given = {case: scope for (case, reader), scope in self.rights.items() if reader == person.pk}
            seen = cases_visible_to(person, now=self.clock)
            assert {case.pk: scope_for(case, person, now=self.clock) for case in seen} == given
        for case in getattr(self, "cases", []):
            assert list(cases_visible_to(case.owner, now=self.clock)) == [case]

    @invariant()
    def figures_are_those_of_the_rows(self) -> None:
        if not hasattr(self, "cases"):
            return
        point = transaction.savepoint()  # counting folds what waits; the machine goes on with what had been folded
        assert [str(wrong) for wrong in figures.check(now=self.clock)] == []
        assert sellers_counted() == sellers_of_rows()
        transaction.savepoint_rollback(point)


Merging.TestCase.settings = settings(
    max_examples=6,
    stateful_step_count=16,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def test_merging_and_taking_back_in_any_order_leaves_what_counting_anew_says() -> None:
    Merging.TestCase("runTest").runTest()


def a_chain(cases: list[Case], one: User, two: User) -> list[SellerPair]:
    """Pairs of the sellers of these cases, in order: all proposed, the last confirmed."""
    sellers = sorted((case.account.seller for case in cases if case.account), key=lambda seller: seller.pk)
    chain = [SellerPairFactory.create(one=here, other=there) for here, there in pairwise(sellers)]
    for pair in chain:
        propose_merge(pair=pair, by=one, now=NOW)
    confirm_merge(pair=chain[-1], by=two, now=NOW)
    return chain


@pytest.mark.django_db(transaction=True)
def test_merges_at_the_same_moment_end_in_one_state() -> None:
    """On connections of their own: two merges of sellers in a chain and one taken back, two merges of incidents against
    each other, a grant given twice and one ended, and two folds between."""
    add_rates()
    one, two = ModeratorFactory.create_batch(2)
    reader, incidents = UserFactory.create(), IncidentFactory.create_batch(2)
    cases = [CaseFactory.create(owner=UserFactory.create(), state=State.VERIFIED) for _ in range(4)]
    for place, case in enumerate(cases):
        place_case(case=case, incident=incidents[place % 2], by=one, now=NOW)
    chain = a_chain(cases, one, two)
    held = grant_access(case=cases[1], person=reader, scope=Scope.SUMMARY, by=cases[1].owner, now=NOW)
    merge: dict[str, Any] = {"kind": StepKind.MERGE, "narrowed": Narrowed(), "words": "One.", "by": one, "now": NOW}
    steps = [prepare_step(source=here, target=there, **merge) for here, there in (incidents, reversed(incidents))]

    def run(step: BulkStep) -> None:
        run_step(step=step, by=two, now=NOW)
        work_on_steps(now=NOW)

    given: dict[str, Any] = {"case": cases[0], "person": reader, "scope": Scope.FULL, "by": cases[0].owner, "now": NOW}
    deeds = [lambda do=do, pair=pair: do(pair=pair, by=two, now=NOW) for do, pair in zip(CHAINED, chain, strict=True)]
    deeds += [lambda step=step: run(step) for step in steps]
    deeds += [lambda: grant_access(**given)] * 2 + [figures.fold] * 2
    deeds += [lambda: revoke_access(grant=held, by=cases[1].owner, now=NOW)]
    refused = [type(answer) for answer in at_once(deeds) if isinstance(answer, Exception)]
    assert [kind for kind in refused if kind is not figures.FoldedMeanwhile] == [StepRefused]
    work_on_steps(now=NOW)
    least = chain[0].one_id
    assert (
        held_clusters() == joined(same_pairs()) == dict.fromkeys([least, chain[0].other_id, chain[1].other_id], least)
    )
    assert (placed_elsewhere(), Incident.objects.exclude(merged_into=None).count()) == (set(), 1)
    assert list(CaseGrant.objects.filter(revoked_at=None).values_list("case", "scope")) == [(cases[0].pk, Scope.FULL)]
    assert [str(wrong) for wrong in figures.check(now=NOW)] == []
    assert sellers_counted() == sellers_of_rows() == {Incident.objects.get(merged_into=None).pk: 2}


CHAINED = (confirm_merge, confirm_merge, undo_pair)

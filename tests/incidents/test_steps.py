"""Merging, splitting and restoring: looked at first, four eyes where figures move, every case once, taken back."""

import random
import threading
from collections import Counter
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.accounts.models import User
from apps.cases.actions import reopen_case, withdraw_case
from apps.cases.enums import EventKind, State
from apps.cases.models import Case, CaseEvent
from apps.cases.rules import Actor
from apps.incidents.actions import (
    NotPlaceable,
    StepRefused,
    drop_step,
    place_case,
    prepare_step,
    run_step,
    start_affected_case,
    stepping,
    undo_step,
    work_on_steps,
)
from apps.incidents.enums import StepKind
from apps.incidents.models import BulkStep, Incident, Placement, PlacementChange, StepCase
from apps.incidents.selectors.steps import Narrowed, stand_of_step
from apps.notifications.models import Message
from tests.factories.accounts import ModeratorFactory, UserFactory
from tests.factories.cases import CaseFactory, FilingFactory
from tests.factories.incidents import IncidentFactory, PlacementFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2018, 3, 1, 9, tzinfo=UTC)
MERGE, SPLIT, RESTORED = StepKind.MERGE, StepKind.SPLIT, StepKind.RESTORED


def placed(incident: Incident, state: str = State.SUBMITTED, **filing: object) -> Case:
    case = CaseFactory.create(owner=UserFactory.create(), state=state, filing=FilingFactory.build(**filing))
    PlacementFactory.create(case=case, incident=incident)
    return case


def prepared(kind: StepKind, source: Incident, target: Incident | None = None, **narrowed: object) -> BulkStep:
    return prepare_step(
        kind=kind,
        source=source,
        target=target,
        narrowed=Narrowed(**narrowed),  # type: ignore[arg-type]
        words="One wave.",
        by=ModeratorFactory.create(),
        now=NOW,
    )


def ran(step: BulkStep) -> BulkStep:
    run_step(step=step, by=ModeratorFactory.create(), now=NOW)
    work_on_steps(now=NOW)
    step.refresh_from_db()
    return step


def undone(step: BulkStep) -> BulkStep:
    undo_step(step=step, by=ModeratorFactory.create(), now=NOW)
    work_on_steps(now=NOW)
    step.refresh_from_db()
    return step


def stands(*incidents: Incident) -> list[int]:
    return [Placement.objects.filter(incident=incident).count() for incident in incidents]


@pytest.fixture
def one(db: None) -> Incident:
    return IncidentFactory.create(slug="one")


@pytest.fixture
def two(db: None) -> Incident:
    return IncidentFactory.create(slug="two")


def test_preparing_changes_nothing(one: Incident, two: Incident) -> None:
    case = placed(one)
    step = prepared(MERGE, one, two)
    assert (step.state, step.figures_move, stands(one, two)) == ("preview", False, [1, 0])
    assert StepCase.objects.get().case == case
    drop_step(step=step, by=step.made_by, now=NOW)
    with pytest.raises(StepRefused, match="a moment ago"):
        run_step(step=step, by=ModeratorFactory.create(), now=NOW)


def test_a_merge_moves_every_case_drafts_and_late_ones_too_and_leads_there(one: Incident, two: Incident) -> None:
    filed, owner = placed(one), UserFactory.create()
    start_affected_case(incident=one, by=owner, now=NOW)
    step = prepared(MERGE, one, two)
    late = placed(one)
    assert ran(step).state == "done"
    assert stands(one, two) == [0, 3]
    one.refresh_from_db()
    assert (one.merged_into, one.is_public) == (two, False)
    assert PlacementChange.objects.filter(from_incident=one, to_incident=two).count() == 2  # a draft has no history
    assert [CaseEvent.objects.filter(case=case, kind=EventKind.PLACED).count() for case in (filed, late)] == [1, 1]
    with pytest.raises(NotPlaceable, match="merged into another"):
        place_case(case=filed, incident=one, by=ModeratorFactory.create(), now=NOW)
    assert start_affected_case(incident=one, by=UserFactory.create(), now=NOW).placement.incident == two


def test_taking_back_brings_home_who_still_stands_there(one: Incident, two: Incident) -> None:
    stays, elsewhere = placed(one), IncidentFactory.create()
    moved_on, theirs = placed(one), placed(two)
    step = ran(prepared(MERGE, one, two))
    place_case(case=moved_on, incident=elsewhere, by=ModeratorFactory.create(), now=NOW)
    assert undone(step).state == "undone"
    one.refresh_from_db()
    assert (one.merged_into, one.is_public, stands(one, two, elsewhere)) == (None, True, [1, 1, 1])
    assert Placement.objects.get(case=stays).incident == one
    assert Placement.objects.get(case=theirs).incident == two
    stand = stand_of_step(step)
    assert (stand.waiting, stand.done, stand.left, stand.back, stand.total) == (0, 0, 1, 1, 2)


def test_a_split_takes_what_fits_and_nothing_else(one: Incident, two: Incident) -> None:
    fits = placed(one, marketplace="amazon.de", notice_date=date(2018, 2, 14))
    placed(one, marketplace="amazon.us")
    placed(one, marketplace="amazon.de", notice_date=date(2018, 1, 14))
    ran(prepared(SPLIT, one, two, marketplace="amazon.de", first=date(2018, 2, 1)))
    assert [placement.case for placement in two.placements.all()] == [fits]
    with pytest.raises(StepRefused, match="Say which of its cases"):
        prepared(SPLIT, one, two)


def test_where_figures_move_a_second_moderator_runs_it(one: Incident, two: Incident) -> None:
    placed(one, State.VERIFIED)
    step = prepared(MERGE, one, two)
    assert step.figures_move
    with pytest.raises(StepRefused, match="A second moderator"):
        run_step(step=step, by=step.made_by, now=NOW)
    assert ran(step).state == "done"


def test_where_none_moves_the_first_may_run_it(one: Incident, two: Incident) -> None:
    placed(one)
    step = prepared(MERGE, one, two)
    run_step(step=step, by=step.made_by, now=NOW)
    assert step.state == "running"


def test_steps_follow_one_another(one: Incident, two: Incident) -> None:
    three = IncidentFactory.create()
    placed(one)
    waits = prepared(SPLIT, one, three, marketplace="amazon.us")
    first, second = ran(prepared(MERGE, one, two)), ran(prepared(MERGE, two, three))
    assert stands(one, two, three) == [0, 0, 1]
    with pytest.raises(StepRefused, match="was merged"):
        run_step(step=waits, by=ModeratorFactory.create(), now=NOW)
    with pytest.raises(StepRefused, match="was merged"):
        undo_step(step=first, by=ModeratorFactory.create(), now=NOW)  # the later merge goes first
    undone(second)
    undone(first)
    assert stands(one, two, three) == [1, 0, 0]
    with pytest.raises(StepRefused, match="another incident than itself"):
        prepared(MERGE, one, one)


def test_a_restoration_settles_whom_it_fits_tells_each_once_and_can_be_opened_again(one: Incident) -> None:
    hit, other = placed(one, State.VERIFIED), placed(one, State.APPEALED, case_type="listing_removal")
    waiting = placed(one)
    step = ran(prepared(RESTORED, one, case_type="account_suspension"))
    work_on_steps(now=NOW)
    for case in (hit, other, waiting):
        case.refresh_from_db()
    assert [(case.state, case.outcome) for case in (hit, other, waiting)] == [
        ("resolved", "restored_automatically"),
        ("appealed", ""),
        ("submitted", ""),
    ]
    assert [message.recipient for message in Message.objects.filter(kind="case_restored")] == [hit.owner]
    with pytest.raises(StepRefused, match="have been told"):
        undo_step(step=step, by=ModeratorFactory.create(), now=NOW)
    assert hit.owner is not None
    reopen_case(case=hit, actor=Actor.SELLER, by=hit.owner, now=NOW)
    assert hit.state == "submitted"


def test_who_moved_on_in_between_is_left_alone(one: Incident) -> None:
    gone = placed(one, State.VERIFIED)
    step = prepared(RESTORED, one)
    assert gone.owner is not None
    withdraw_case(case=gone, by=gone.owner, now=NOW)
    stand = stand_of_step(ran(step))
    assert (stand.done, stand.left, Message.objects.filter(kind="case_restored").count()) == (0, 1, 0)


def test_killed_between_batches_the_next_goes_on(one: Incident, two: Incident, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stepping, "BATCH", 2)
    for _ in range(5):
        placed(one, State.VERIFIED)
    step = prepared(RESTORED, one)
    run_step(step=step, by=ModeratorFactory.create(), now=NOW)
    assert stepping._some_of(step.pk, NOW) == 2  # and the worker dies
    assert work_on_steps(now=NOW) == 3
    assert work_on_steps(now=NOW) == 0
    assert Message.objects.filter(kind="case_restored").count() == 5
    assert Counter(CaseEvent.objects.filter(kind="resolve").values_list("case")).most_common(1)[0][1] == 1


@pytest.mark.django_db(transaction=True)
def test_two_merges_at_once_end_in_one_state() -> None:
    one, two = IncidentFactory.create(), IncidentFactory.create()
    for incident in (one, two):
        placed(incident)
    steps = [prepared(MERGE, one, two), prepared(MERGE, two, one)]
    start, refused = threading.Barrier(2), []

    def run(step: BulkStep, by: User) -> None:
        start.wait(timeout=30)
        try:
            run_step(step=step, by=by, now=NOW)
            work_on_steps(now=NOW)
        except StepRefused as refusal:
            refused.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(step, ModeratorFactory.create())) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    work_on_steps(now=NOW)
    assert (len(refused), sorted(stands(one, two))) == (1, [0, 2])
    assert Incident.objects.exclude(merged_into=None).count() == 1


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6))
def test_any_order_of_steps_and_undos_keeps_every_case_once_and_all_undone_is_as_before(db: None, seed: int) -> None:
    chance = random.Random(seed)
    incidents = [IncidentFactory.create(slug=f"w{seed}-{BulkStep.objects.count()}-{n}") for n in range(3)]
    cases = [placed(incident) for incident in incidents]
    before = dict(Placement.objects.filter(case__in=cases).values_list("case", "incident"))
    done: list[BulkStep] = []
    for _ in range(5):
        try:
            if done and chance.random() < 0.4:
                done.remove(undone(step := chance.choice(done)))
                assert step.state == "undone"
            else:
                source, target = chance.sample(incidents, 2)
                done.append(ran(prepared(MERGE, source, target)))
        except StepRefused:
            continue
    for merged in Incident.objects.filter(pk__in=[one.pk for one in incidents]).exclude(merged_into=None):
        assert stands(merged) == [0]
    assert Placement.objects.filter(case__in=cases).count() == 3
    for step in reversed(done):
        undone(step)
    assert dict(Placement.objects.filter(case__in=cases).values_list("case", "incident")) == before

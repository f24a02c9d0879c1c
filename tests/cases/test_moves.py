"""Every move from every state by everybody, and what comes with it."""

import json
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction

from apps.accounts.models import User
from apps.cases import actions
from apps.cases.actions import MoveRefused
from apps.cases.actions.moves import LONGEST_REMARK, move
from apps.cases.enums import WITH_OUTCOME, EventKind, State, Visibility
from apps.cases.models import Case, CaseEvent, Draft, EventRemark
from apps.cases.rules import PROGRESS, TRANSITIONS, Actor
from apps.notifications.models import Message
from tests.factories.cases import STARTED, CaseFactory, DraftFactory

NOW = STARTED + timedelta(days=30)


@pytest.mark.parametrize("state", State)
def test_every_move_from_every_state_by_every_actor(state: State, seller: User) -> None:
    case = DraftFactory.create(owner=seller).case if state == State.DRAFT else CaseFactory.create(state=state)
    columns = ("state", "outcome", "moved_at", "verified_at", "submitted_at")
    before = Case.objects.values(*columns).get(pk=case.pk)
    for name, transition in TRANSITIONS.items():
        for actor in Actor:
            case.refresh_from_db()
            events = CaseEvent.objects.count()
            expected = state in transition.sources and actor in transition.actors and state != transition.target
            came_to = ""
            try:
                with transaction.atomic():
                    cleared = {"outcome": ""}
                    event = move(case=case, name=name, actor=actor, fields=cleared, by=seller, now=NOW)
                    assert (event.kind, event.from_state, event.to_state) == (name, state, transition.target)
                    came_to = Case.objects.get(pk=case.pk).state
                    transaction.set_rollback(True)
            except MoveRefused:
                came_to = "refused"
            except IntegrityError as error:  # the move is right, but a draft without answers cannot stand there
                came_to = transition.target if "case_filed_is_complete" in str(error) else str(error)
            assert came_to == (transition.target if expected else "refused")
            assert Case.objects.values(*columns).get(pk=case.pk) == before
            assert CaseEvent.objects.count() == events


def test_a_stale_case_is_refused_and_nothing_happens_twice(moderator: User) -> None:
    case = CaseFactory.create()
    stale = Case.objects.get(pk=case.pk)
    actions.verify_case(case=case, by=moderator, now=NOW)
    with pytest.raises(MoveRefused):
        actions.verify_case(case=stale, by=moderator, now=NOW)
    assert CaseEvent.objects.filter(case=case, kind=EventKind.VERIFY).count() == 1
    assert Message.objects.filter(kind="case_verified").count() == 1


def test_verifying_tells_the_owner_without_what_is_in_the_case(moderator: User) -> None:
    case = CaseFactory.create()
    event = actions.verify_case(case=case, by=moderator, now=NOW)
    case.refresh_from_db()
    assert (case.state, case.verified_at, case.moved_at) == (State.VERIFIED, NOW, NOW)
    assert (event.by, event.at) == (moderator, NOW)
    message = Message.objects.get(kind="case_verified")
    assert message.recipient == case.owner
    assert json.loads(message.facts) == {"reference": case.reference, "case_id": str(case.pk)}


def test_returning_needs_a_reason_and_keeps_it_apart_from_the_event(moderator: User) -> None:
    case = CaseFactory.create()
    with pytest.raises(MoveRefused, match="what is missing"):
        actions.return_case(case=case, reason="  \n", by=moderator, now=NOW)
    event = actions.return_case(case=case, reason=" Please add the notice. ", by=moderator, now=NOW)
    assert event.remark.text == "Please add the notice."
    assert event.details == {}
    assert Message.objects.get(kind="case_returned").recipient == case.owner


def test_a_long_reason_is_cut_not_refused(moderator: User) -> None:
    event = actions.return_case(case=CaseFactory.create(), reason="x" * 6_000, by=moderator, now=NOW)
    assert len(event.remark.text) == LONGEST_REMARK


@pytest.mark.parametrize("name", PROGRESS)
def test_an_outcome_belongs_to_endings_and_to_nothing_else(name: EventKind, seller: User) -> None:
    ends = TRANSITIONS[name].target in WITH_OUTCOME
    case = CaseFactory.create(owner=seller, state=TRANSITIONS[name].sources[0])
    wrong, right = ("", "reinstated") if ends else ("reinstated", "")
    for outcome in (wrong, "made_up"):
        with pytest.raises(MoveRefused):
            actions.record_progress(case=case, name=name, actor=Actor.SELLER, outcome=outcome, by=seller, now=NOW)
    event = actions.record_progress(
        case=case, name=name, actor=Actor.SELLER, outcome=right, words="By post.", by=seller, now=NOW
    )
    case.refresh_from_db()
    assert (case.state, case.outcome) == (TRANSITIONS[name].target, right)
    assert event.details == ({"outcome": right} if right else {})
    assert event.remark.text == "By post."


@pytest.mark.parametrize("name", [name for name in TRANSITIONS if name not in PROGRESS])
def test_progress_is_not_a_way_around_the_moderator(name: EventKind, moderator: User) -> None:
    for state in TRANSITIONS[name].sources[:1]:
        case = CaseFactory.create(state=state) if state != State.DRAFT else DraftFactory.create().case
        for actor in Actor:
            with pytest.raises(MoveRefused):
                actions.record_progress(case=case, name=name, actor=actor, by=moderator, now=NOW)
        assert Case.objects.get(pk=case.pk).state == state


def test_going_on_after_a_part_forgets_the_outcome(seller: User) -> None:
    case = CaseFactory.create(owner=seller, state=State.PARTLY_RESOLVED)
    assert case.outcome == "reinstated"
    actions.record_progress(case=case, name=EventKind.ESCALATE, actor=Actor.SELLER, by=seller, now=NOW)
    assert Case.objects.get(pk=case.pk).outcome == ""


def test_withdrawing_and_reopening(seller: User) -> None:
    case = CaseFactory.create(owner=seller, state=State.PARTLY_RESOLVED)
    actions.withdraw_case(case=case, by=seller, now=NOW)
    case.refresh_from_db()
    assert (case.state, case.outcome) == (State.WITHDRAWN, "")
    later = NOW + timedelta(days=1)
    event = actions.reopen_case(case=case, actor=Actor.SELLER, words="It began again.", by=seller, now=later)
    case.refresh_from_db()
    assert (case.state, case.verified_at, case.submitted_at) == (State.SUBMITTED, None, later)
    assert event.remark.text == "It began again."


def test_withdrawing_a_returned_case_drops_unfinished_changes(seller: User) -> None:
    case = CaseFactory.create(owner=seller, state=State.RETURNED)
    actions.reopen_draft(case=case, answers={}, by=seller, now=NOW)
    actions.withdraw_case(case=case, by=seller, now=NOW)
    assert not Draft.objects.filter(case=case).exists()


def test_notes_need_words(moderator: User) -> None:
    case = CaseFactory.create()
    with pytest.raises(MoveRefused):
        actions.add_note(case=case, text=" ", by=moderator, now=NOW)
    event = actions.add_note(case=case, text="Called the seller.", by=moderator, now=NOW)
    assert (event.kind, event.from_state, event.to_state) == (EventKind.NOTE, "", "")


def test_a_remark_can_be_erased_and_the_event_stays(moderator: User) -> None:
    event = actions.add_note(case=CaseFactory.create(), text="A name.", by=moderator, now=NOW)
    EventRemark.objects.filter(event=event).delete()
    assert CaseEvent.objects.filter(pk=event.pk).exists()


def test_changing_visibility_is_noted_once(seller: User) -> None:
    case = CaseFactory.create(owner=seller)
    event = actions.change_visibility(case=case, visibility=Visibility.PRIVATE, by=seller, now=NOW)
    assert event is not None
    assert event.details == {"visibility": "private"}
    assert actions.change_visibility(case=case, visibility=Visibility.PRIVATE, by=seller, now=NOW) is None
    assert Case.objects.get(pk=case.pk).visibility == "private"
    assert CaseEvent.objects.filter(kind=EventKind.VISIBILITY).count() == 1


def test_placing_is_noted_on_filed_cases_only(moderator: User) -> None:
    case, draft = CaseFactory.create(), DraftFactory.create()
    event = actions.record_placed(case=case, incident_slug="amazon-2018-02", by=moderator, now=NOW)
    assert event is not None
    assert event.details == {"incident": "amazon-2018-02"}
    assert actions.record_placed(case=draft.case, incident_slug="amazon-2018-02", by=None, now=NOW) is None


@pytest.mark.django_db(transaction=True)
def test_of_many_moderators_at_once_one_verifies(moderator: User) -> None:
    case = CaseFactory.create()
    start = Barrier(6)
    answers: list[str] = []

    def verify() -> None:
        mine = Case.objects.get(pk=case.pk)
        start.wait()
        try:
            actions.verify_case(case=mine, by=moderator, now=NOW)
            answers.append("verified")
        except MoveRefused:
            answers.append("refused")
        finally:
            connection.close()

    threads = [Thread(target=verify) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["refused"] * 5 + ["verified"]
    assert CaseEvent.objects.filter(case=case, kind=EventKind.VERIFY).count() == 1
    assert Message.objects.filter(kind="case_verified").count() == 1

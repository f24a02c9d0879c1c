"""A sending noted wrongly is corrected and its dates move; the seller of a rested appeal is told once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.core.management import call_command

from apps.accounts.models import User
from apps.cases import actions
from apps.cases.actions import AppealRefused
from apps.cases.enums import AppealState, EventKind, State
from apps.cases.models import Appeal, CaseEvent
from apps.cases.rules import CONFIRMATIONS, Sent
from apps.cases.selectors.appeals import guard_of, replies_due
from apps.notifications.models import Message
from tests.factories.appeals import WRITING, AppealFactory
from tests.factories.cases import CaseFactory, send_appeal

pytestmark = pytest.mark.django_db
CONFIRMED = list(CONFIRMATIONS)
NEXT_DAY = WRITING + timedelta(days=1)
LATER = WRITING + timedelta(days=5)


def owner_of(appeal: Appeal) -> User:
    assert appeal.case.owner is not None
    return appeal.case.owner


def told() -> int:
    return Message.objects.filter(kind="appeal_rested").count()


def as_noted(appeal: Appeal) -> Sent:
    return Sent(
        day=appeal.sent_day,
        at=appeal.sent_time,
        zone=appeal.sent_zone,
        channel=appeal.channel,
        reference=appeal.platform_reference,
    )


# -- correcting
def test_a_wrong_day_is_corrected_and_what_counts_from_it_moves(seller: User) -> None:
    case = CaseFactory.create(owner=seller, state=State.VERIFIED)
    appeal = send_appeal(case, seller, NEXT_DAY)
    before = {one.rule_id: one.at for one in replies_due(case)}
    assert before, "an answer is promised"
    right = replace(as_noted(appeal), day=NEXT_DAY.date() - timedelta(days=1), channel="mail", reference="ID 9")
    changes = actions.correct_sending(appeal=appeal, sent=right, by=seller, now=NEXT_DAY + timedelta(hours=1))
    appeal.refresh_from_db()
    assert as_noted(appeal) == right
    after = {one.rule_id: one.at for one in replies_due(case)}
    assert {rule: before[rule] - moment for rule, moment in after.items()} == dict.fromkeys(before, timedelta(days=1))
    assert len(changes) == len(before)
    event = CaseEvent.objects.get(kind=EventKind.SENT_OTHERWISE)
    assert (event.details["was_day"], event.details["day"]) == (NEXT_DAY.date().isoformat(), right.day.isoformat())  # type: ignore[union-attr]
    assert (event.details["was_channel"], event.details["channel"]) == ("form", "mail")
    assert "ID 9" not in str(event.details)


def test_the_same_again_changes_nothing() -> None:
    appeal = AppealFactory.create(state=AppealState.SUBMITTED)
    assert actions.correct_sending(appeal=appeal, sent=as_noted(appeal), by=owner_of(appeal), now=LATER) == []
    assert not CaseEvent.objects.filter(kind=EventKind.SENT_OTHERWISE).exists()


def test_what_cannot_be_is_refused(stranger: User) -> None:
    appeal = AppealFactory.create(state=AppealState.ANSWERED)
    right = as_noted(appeal)
    for wrong, words in (
        (replace(right, day=LATER.date() + timedelta(days=30)), "future"),
        (replace(right, day=WRITING.date() + timedelta(days=6)), "after the day of its answer"),
        (replace(right, day=WRITING.date() - timedelta(days=90)), "before the notice"),
    ):
        with pytest.raises(AppealRefused, match=words):
            actions.correct_sending(appeal=appeal, sent=wrong, by=owner_of(appeal), now=LATER + timedelta(days=5))
    with pytest.raises(AppealRefused, match="Only the seller"):
        actions.correct_sending(appeal=appeal, sent=right, by=stranger, now=LATER)
    unsent = AppealFactory.create()
    with pytest.raises(AppealRefused, match="Note first"):
        actions.correct_sending(appeal=unsent, sent=right, by=owner_of(unsent), now=LATER)


def test_the_text_stays_locked_after_a_correction() -> None:
    appeal = AppealFactory.create(state=AppealState.SUBMITTED)
    right = replace(as_noted(appeal), channel="mail")
    actions.correct_sending(appeal=appeal, sent=right, by=owner_of(appeal), now=LATER)
    appeal.refresh_from_db()
    assert (appeal.sent_version, appeal.place, appeal.state) == (1, 1, AppealState.SUBMITTED)


# -- the rest is over
def test_when_the_rest_is_over_the_seller_is_told_once() -> None:
    appeal = AppealFactory.create(state=AppealState.COOLING)
    end = guard_of(appeal).waits_until
    assert (actions.tell_rested(now=end - timedelta(seconds=1)), told()) == (0, 0)
    assert [actions.tell_rested(now=end + timedelta(minutes=n)) for n in range(3)] == [1, 0, 0]
    message = Message.objects.get(kind="appeal_rested")
    assert (message.recipient, appeal.case.reference in message.facts) == (owner_of(appeal), True)


@pytest.mark.django_db(transaction=True)
def test_the_loop_without_a_broker_tells_it_too(at: Callable[[datetime], object]) -> None:
    appeal = AppealFactory.create(state=AppealState.COOLING)
    at(guard_of(appeal).waits_until)
    call_command("deliver_due", "--json")
    assert Message.objects.get(kind="appeal_rested").state == "sent"


@pytest.mark.parametrize("way", ["sent", "given up", "changed", "closed"])
def test_what_moved_meanwhile_is_silent(way: str) -> None:
    appeal = AppealFactory.create(state=AppealState.COOLING)
    by = owner_of(appeal)
    if way == "sent":
        sent = Sent(day=NEXT_DAY.date(), zone="UTC", channel="form")
        actions.submit_appeal(appeal=appeal, sent=sent, already=True, by=by, now=NEXT_DAY)
    elif way == "given up":
        actions.withdraw_appeal(appeal=appeal, by=by, now=NEXT_DAY)
    elif way == "changed":
        actions.change_again(appeal=appeal, by=by, now=NEXT_DAY)
    else:
        actions.withdraw_case(case=appeal.case, by=by, now=NEXT_DAY)
    assert (actions.tell_rested(now=LATER), told()) == (0, 0)


def test_what_rests_anew_is_told_anew() -> None:
    appeal = AppealFactory.create(state=AppealState.COOLING)
    actions.tell_rested(now=LATER)
    actions.change_again(appeal=appeal, by=owner_of(appeal), now=LATER)
    appeal.refresh_from_db()
    Appeal.objects.filter(pk=appeal.pk).update(text_changed_at=LATER)
    appeal.refresh_from_db()
    actions.finish_appeal(appeal=appeal, confirmed=CONFIRMED, by=owner_of(appeal), now=LATER)
    assert (actions.tell_rested(now=LATER), actions.tell_rested(now=LATER + timedelta(days=1)), told()) == (0, 1, 2)


def test_what_had_rested_when_it_was_finished_is_no_news() -> None:
    appeal = AppealFactory.create(state=AppealState.READ)
    actions.finish_appeal(appeal=appeal, confirmed=CONFIRMED, by=owner_of(appeal), now=LATER)
    assert (actions.tell_rested(now=LATER), told()) == (0, 0)

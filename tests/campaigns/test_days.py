"""Whoever runs a campaign for an association that takes part is told of its days: once, in time, while they do."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.associations.actions import decide_standing
from apps.associations.actions.members import leave
from apps.associations.enums import Role, Standing
from apps.associations.models import Association, Membership
from apps.campaigns.actions import (
    StageRefused,
    add_day,
    change_day,
    leave_as_body,
    move_campaign,
    remove_day,
    tell_of_days,
)
from apps.campaigns.enums import Stage
from apps.campaigns.models import Campaign
from apps.campaigns.selectors.days import days_of_body, open_day
from apps.deadlines.actions import Chosen, DecisionRefused, choose_habits, edit_own_date, remove_own_date, tick
from apps.deadlines.models import Deadline, Reminder
from apps.notifications.letters import write_letter
from apps.notifications.models import Message
from tests.factories.accounts import UserFactory
from tests.factories.associations import AssociationFactory, MembershipFactory
from tests.factories.campaigns import BEGAN, CampaignFactory, CampaignUpdateFactory, SignOnFactory, body_in

pytestmark = [pytest.mark.django_db]
DAY = date(2018, 3, 20)
END = datetime(2018, 3, 20, 16, tzinfo=UTC)  # midnight in Beijing
NEAR = END - timedelta(days=7)
LABEL = "They promised to answer"


@pytest.fixture
def leader() -> Association:
    return AssociationFactory.create()


@pytest.fixture
def campaign(leader: Association) -> Campaign:
    found: Campaign = CampaignFactory.create(led_by=leader)
    body_in(found, leader)
    return found


@pytest.fixture
def day(campaign: Campaign, leader: Association) -> Deadline:
    return noted(campaign, leader)


def noted(campaign: Campaign, leader: Association, on: date = DAY, now: datetime = BEGAN) -> Deadline:
    own: dict[str, Any] = {"campaign": campaign, "association": leader, "by": leader.founded_by}
    return add_day(**own, label=LABEL, day=on, zone="Asia/Shanghai", now=now)


def person_in(association: Association, role: Role = Role.COORDINATOR, **known: object) -> Membership:
    person = UserFactory.create(**{"time_zone": "Asia/Shanghai", "language": "en", **known})
    found: Membership = MembershipFactory.create(association=association, role=role, person=person)
    return found


def told() -> list[User | None]:
    queued = Message.objects.filter(kind="campaign_day", state="queued").select_related("recipient")
    return [message.recipient for message in queued.order_by("queued_at", "pk")]


def test_who_runs_it_is_told_a_week_before_and_once(campaign: Campaign, leader: Association, day: Deadline) -> None:
    other = body_in(campaign, AssociationFactory.create())
    coordinator, observer = person_in(other), person_in(other, Role.OBSERVER)
    person_in(AssociationFactory.create())  # their association takes no part
    assert tell_of_days(now=NEAR - timedelta(seconds=1)) == 0
    waking = NEAR + timedelta(hours=20)  # day in Beijing and in UTC
    moments = (waking, waking, waking + timedelta(days=3))
    assert [tell_of_days(now=moment) for moment in moments] == [3, 0, 0]
    assert set(told()) == {leader.founded_by, other.founded_by, coordinator.person}
    assert observer.person not in told()
    assert Reminder.objects.filter(step="near", deadline=day).count() == 3


def test_of_several_associations_somebody_is_told_once(campaign: Campaign, leader: Association, day: Deadline) -> None:
    other = body_in(campaign, AssociationFactory.create())
    person = person_in(leader).person
    MembershipFactory.create(association=other, role=Role.OWNER, person=person)
    tell_of_days(now=NEAR + timedelta(hours=20))
    assert told().count(person) == 1


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_nothing_that_identifies_stands_in_the_mail(
    language: str, campaign: Campaign, leader: Association, day: Deadline
) -> None:
    person = person_in(leader, language=language).person
    now = NEAR + timedelta(hours=20)
    tell_of_days(now=now)
    message = Message.objects.get(recipient=person)
    letter = write_letter(kind=message.kind, language=message.language, facts=json.loads(message.facts))
    said = f"{letter.subject} {letter.text} {letter.html}"
    shown = {"en": "20 March 2018", "zh-hans": "2018年3月20日"}[language]
    assert shown in letter.subject and shown in letter.text
    secret = (LABEL, campaign.title_en, campaign.title_zh, campaign.slug, leader.name, campaign.platform)
    assert [word for word in secret if word in said] == []
    assert json.loads(message.facts) == {"slug": leader.slug, "day": shown}


@pytest.mark.parametrize("why", ["left", "body left", "suspended", "not active", "over", "removed", "past"])
def test_who_runs_it_no_more_or_has_nothing_to_watch_is_not_told(
    why: str, campaign: Campaign, leader: Association, day: Deadline, moderator: User
) -> None:
    other = body_in(campaign, AssociationFactory.create())
    member, now = person_in(other), NEAR + timedelta(hours=20)
    still = {leader.founded_by, other.founded_by}
    match why:
        case "left":
            leave(membership=member, by=member.person, now=now)
        case "body left":
            leave_as_body(campaign=campaign, association=other, by=other.founded_by, now=now)
            still = {leader.founded_by}
        case "suspended":
            decide_standing(association=other, standing=Standing.SUSPENDED, reason="Read.", by=moderator, now=now)
            still = {leader.founded_by}
        case "not active":
            User.objects.filter(pk=member.person.pk).update(is_active=False)
        case "over":
            move_campaign(campaign=campaign, source=Stage.GATHERING, target=Stage.CLOSED, by=moderator, now=now)
            still = set()
        case "removed":
            remove_own_date(deadline=day, by=leader.founded_by, now=now)
            still = set()
        case "past":
            now, still = END, set()
    tell_of_days(now=now)
    assert set(told()) == still


def test_a_day_that_moves_is_told_anew_and_what_waits_goes_out_no_more(
    campaign: Campaign, leader: Association, day: Deadline
) -> None:
    now = NEAR + timedelta(hours=20)
    own: dict[str, Any] = {"deadline": day, "label": LABEL, "zone": "Asia/Shanghai", "by": leader.founded_by}
    assert tell_of_days(now=now) == 1
    edit_own_date(**own, day=DAY + timedelta(days=30), now=now)
    assert told() == [], "it had not gone out"
    assert tell_of_days(now=now + timedelta(days=1)) == 0
    assert tell_of_days(now=now + timedelta(days=30)) == 1
    day.refresh_from_db()
    remove_own_date(deadline=day, by=leader.founded_by, now=now + timedelta(days=30))
    assert told() == []


def test_a_slip_of_the_hand_can_be_put_right_first(campaign: Campaign, leader: Association) -> None:
    now = NEAR + timedelta(hours=20)
    noted(campaign, leader, now=now)
    assert tell_of_days(now=now + timedelta(minutes=59)) == 0
    assert tell_of_days(now=now + timedelta(hours=1)) == 1


def test_settings_of_reminders_are_kept_to(campaign: Campaign, leader: Association, day: Deadline) -> None:
    person = person_in(leader).person
    habits = Chosen(steps=["30d", "1d"], quiet_from=time(22), quiet_until=time(8), digest_at=None)
    late = person_in(leader).person
    choose_habits(person=person, chosen=habits, by=person, now=BEGAN)
    choose_habits(person=late, chosen=Chosen(["1d"], time(22), time(8), None), by=late, now=BEGAN)
    tell_of_days(now=NEAR + timedelta(hours=1))
    assert {person, late}.isdisjoint(told()), "it is one o'clock at night"
    tell_of_days(now=NEAR + timedelta(hours=20))
    assert (person in told(), late in told()) == (True, False)
    tell_of_days(now=END - timedelta(days=1) + timedelta(hours=-1))
    assert late not in told()
    tell_of_days(now=END - timedelta(hours=12))
    assert told().count(late) == 1


def test_what_is_not_urgent_waits_after_the_clock_jumped(
    campaign: Campaign, leader: Association, day: Deadline
) -> None:
    now = NEAR + timedelta(hours=20)
    tick(limit=10, now=now - timedelta(hours=9))  # and nothing looked since
    assert tell_of_days(now=now) == 0, "held, although no beat has noted the jump yet"
    tick(limit=10, now=now)
    assert tell_of_days(now=now + timedelta(minutes=14)) == 0
    tick(limit=10, now=now + timedelta(minutes=15))
    assert tell_of_days(now=now + timedelta(minutes=15)) == 1


def test_what_ends_within_a_day_is_told_at_once(campaign: Campaign, leader: Association, day: Deadline) -> None:
    now = END - timedelta(hours=4)
    tick(limit=10, now=now - timedelta(hours=9))
    assert tell_of_days(now=now) == 1


@pytest.mark.django_db(transaction=True)
def test_without_a_broker_days_are_told_and_updates_mailed(
    campaign: Campaign, leader: Association, day: Deadline, at: Callable[[datetime], object]
) -> None:
    at(NEAR + timedelta(hours=20))
    CampaignUpdateFactory.create(campaign=campaign, association=leader, begun=True)
    SignOnFactory.create(campaign=campaign)
    said = StringIO()
    call_command("deliver_due", json=True, stdout=said)
    done = json.loads(said.getvalue())
    assert (done["told"], done["updates"]) == (1, 1)
    assert set(Message.objects.values_list("kind", flat=True)) >= {"campaign_day", "campaign_update"}


def test_only_its_own_open_days_are_moved_or_taken_back(campaign: Campaign, leader: Association, day: Deadline) -> None:
    other = CampaignFactory.create(led_by=leader)
    own: dict[str, Any] = {"association": leader, "deadline": day, "by": leader.founded_by, "now": BEGAN}
    with pytest.raises(StageRefused):
        remove_day(campaign=other, **own)
    with pytest.raises(StageRefused):
        remove_day(campaign=campaign, **own | {"association": AssociationFactory.create()})
    words: dict[str, Any] = {"label": LABEL, "zone": "Asia/Shanghai"}
    assert change_day(campaign=campaign, **own, **words, day=DAY + timedelta(days=1)) is True
    assert change_day(campaign=campaign, **own, **words, day=DAY + timedelta(days=1)) is False
    remove_day(campaign=campaign, **own)
    assert open_day(campaign, day.pk) is None
    with pytest.raises(DecisionRefused):
        remove_day(campaign=campaign, **own)


def test_a_draft_reminds_nobody(leader: Association) -> None:
    draft = CampaignFactory.create(led_by=leader, stage="draft")
    body_in(draft, leader)
    noted(draft, leader)
    assert tell_of_days(now=NEAR + timedelta(hours=20)) == 0
    assert list(days_of_body(leader)) == []


def test_queries_do_not_grow_with_people(campaign: Campaign, leader: Association) -> None:
    def count(on: date) -> int:
        noted(campaign, leader, on)
        with CaptureQueriesContext(connection) as captured:
            assert tell_of_days(now=datetime(on.year, on.month, on.day, 12, tzinfo=UTC) - timedelta(days=1)) > 0
        return len(captured)

    count(DAY)
    one = count(DAY + timedelta(days=30))
    for _each in range(3):
        person_in(leader)
    assert count(DAY + timedelta(days=60)) == one


@pytest.mark.django_db(transaction=True)
def test_four_workers_tell_each_once(leader: Association) -> None:
    campaign = CampaignFactory.create(led_by=leader)
    body_in(campaign, leader)
    noted(campaign, leader)
    for _each in range(5):
        person_in(leader)

    def work(_number: int) -> int:
        try:
            return tell_of_days(now=NEAR + timedelta(hours=20))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(work, range(4))) == 6
    assert len(set(told())) == len(told()) == 6

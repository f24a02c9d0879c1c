"""Updates: who is mailed, how many a day, and that nobody is who left, does not want it or cannot be reached."""

from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from django.db import DatabaseError, transaction
from django.test import override_settings

from apps.accounts.models import User
from apps.associations.actions import decide_standing
from apps.associations.enums import Standing
from apps.associations.models import Association
from apps.campaigns.actions import (
    UpdateRefused,
    join_campaign,
    leave_campaign,
    mail_updates,
    move_update,
    open_sealed,
    rewrite_update,
    stop_updates,
    wish_for_updates,
)
from apps.campaigns.actions.updates import Written
from apps.campaigns.enums import Segment, UpdateState
from apps.campaigns.models import Campaign, CampaignUpdate, UpdateMail, UpdateStop
from apps.campaigns.selectors.updates import how_far, reach_of, update_for, updates_for
from apps.notifications.enums import DeliveryState
from apps.notifications.models import Message
from tests.campaigns.test_mandates import give
from tests.factories.accounts import ModeratorFactory
from tests.factories.associations import AssociationFactory
from tests.factories.campaigns import BEGAN, CampaignFactory, CampaignUpdateFactory, SignOnFactory
from tests.factories.cases import CaseFactory, FilingFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vault_folder")]
FAR = date(2090, 1, 1)


@pytest.fixture
def campaign() -> Campaign:
    return CampaignFactory.create(threshold=10, until=FAR)


@pytest.fixture
def association() -> Association:
    return AssociationFactory.create()


def joined(campaign: Campaign, number: int, **more: object) -> list[User]:
    return [person for _each in range(number) if (person := SignOnFactory.create(campaign=campaign, **more).person)]


def mail(now: datetime = BEGAN) -> int:
    return mail_updates(clock=lambda: now, seconds=10)


def mailed() -> set[User]:
    waiting = Message.objects.filter(kind="campaign_update", state=DeliveryState.QUEUED)
    return {message.recipient for message in waiting.select_related("recipient") if message.recipient}


def state_of(update: CampaignUpdate) -> str:
    update.refresh_from_db()
    return update.state


def refuse_mail_to(person: User, campaign: Campaign) -> None:
    """As if their mail server had said no for good."""
    Message.objects.filter(recipient=person).update(state=DeliveryState.FAILED, failure="550 no such user")


def test_each_participant_is_mailed_once(campaign: Campaign) -> None:
    people = joined(campaign, 3)
    update = CampaignUpdateFactory.create(campaign=campaign, begun=True)
    assert (mail(), mail(), mailed()) == (3, 0, set(people))
    assert state_of(update) == UpdateState.DONE


def test_a_draft_mails_nobody(campaign: Campaign) -> None:
    joined(campaign, 1)
    CampaignUpdateFactory.create(campaign=campaign)
    assert mail() == 0


def test_sealed_people_are_not_mailed_before_enough_have_joined(campaign: Campaign) -> None:
    people = joined(campaign, 8)
    sealed = CaseFactory.create()
    join_campaign(campaign=campaign, case=sealed, is_sealed=True, by=sealed.owner, now=BEGAN)
    update = CampaignUpdateFactory.create(campaign=campaign, segment=Segment.ALL, begun=True)
    assert (mail(), mailed(), state_of(update)) == (8, set(people), UpdateState.RUNNING)
    assert sealed.owner.email not in str(list(UpdateMail.objects.values()))
    joined(campaign, 1)
    open_sealed(now=BEGAN)
    assert (mail(), mail(), state_of(update)) == (2, 0, UpdateState.DONE)
    assert sealed.owner in mailed()


def test_an_update_to_those_who_are_open_does_not_wait(campaign: Campaign) -> None:
    joined(campaign, 1)
    update = CampaignUpdateFactory.create(campaign=campaign, segment=Segment.OPEN, begun=True)
    mail(), mail()
    assert state_of(update) == UpdateState.DONE


def test_a_day_has_its_limit_and_the_next_goes_on(campaign: Campaign) -> None:
    joined(campaign, 5)
    CampaignUpdateFactory.create(campaign=campaign, per_day=2, begun=True)
    days = [mail(BEGAN + timedelta(days=day)) for day in range(3)]
    assert days == [2, 2, 1]


def test_the_limit_of_the_campaign_holds_for_all_its_updates(campaign: Campaign) -> None:
    joined(campaign, 3)
    with override_settings(CAMPAIGN_MAILS_PER_DAY=4):
        for _each in range(2):
            CampaignUpdateFactory.create(campaign=campaign, begun=True)
        assert (mail(), mail(BEGAN + timedelta(days=1))) == (4, 2)


def test_who_left_gets_nothing_and_nothing_of_it_is_left(campaign: Campaign) -> None:
    stays, leaves = joined(campaign, 2)
    CampaignUpdateFactory.create(campaign=campaign, begun=True)
    mail()
    leave_campaign(campaign=campaign, by=leaves, now=BEGAN)
    CampaignUpdateFactory.create(campaign=campaign, begun=True)
    mail()
    assert mailed() == {stays}
    assert Message.objects.filter(recipient=leaves, kind__startswith="campaign").count() == 0
    assert UpdateMail.objects.filter(person=leaves).count() == 0
    assert list(updates_for(leaves)) == []


def test_one_click_stops_mails_about_this_campaign_alone(campaign: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    person = joined(campaign, 1)[0]
    numbers = count(1)
    monkeypatch.setattr("secrets.token_urlsafe", lambda _size: f"key-{next(numbers)}")
    CampaignUpdateFactory.create(campaign=campaign, begun=True)
    mail()
    stop_updates(key="no-such-key", now=BEGAN)
    assert mailed() == {person}
    stop_updates(key="key-1", now=BEGAN)
    stop_updates(key="key-1", now=BEGAN)
    assert (mailed(), UpdateStop.objects.count()) == (set(), 1)
    second = CampaignUpdateFactory.create(campaign=campaign, begun=True)
    assert (mail(), update_for(person, second.pk)) == (0, second)
    wish_for_updates(campaign=campaign, wanted=True, by=person, now=BEGAN)
    CampaignUpdateFactory.create(campaign=campaign, begun=True)
    assert mail() == 1


def test_whose_mail_is_refused_for_good_is_off_the_counter(campaign: Campaign) -> None:
    people = joined(campaign, 20)
    CampaignUpdateFactory.create(campaign=campaign, begun=True)
    mail()
    for person in people[:10]:
        refuse_mail_to(person, campaign)
    update = CampaignUpdateFactory.create(campaign=campaign)
    reach = reach_of(update, BEGAN)
    assert (reach.meant, reach.reached, reach.bounced, reach.stopped) == (20, 10, 10, 0)
    move_update(update=update, source=UpdateState.DRAFT, target=UpdateState.RUNNING, by=update.made_by, now=BEGAN)
    assert mail(BEGAN + timedelta(hours=1)) == 10


def test_a_mail_that_arrives_later_puts_them_back(campaign: Campaign) -> None:
    person = joined(campaign, 1)[0]
    CampaignUpdateFactory.create(campaign=campaign, begun=True)
    mail()
    refuse_mail_to(person, campaign)
    CampaignUpdateFactory.create(campaign=campaign, begun=True)
    assert mail() == 0
    CampaignUpdateFactory.create(campaign=campaign, begun=True)
    Message.objects.create(
        kind="case_received", recipient=person, language="en", facts="{}", dedupe_key="x", state=DeliveryState.SENT,
        queued_at=BEGAN + timedelta(days=1), next_attempt_at=BEGAN, sent_at=BEGAN,
    )  # fmt: skip
    assert mail() == 1


@pytest.mark.parametrize("segment", [Segment.MANDATE, Segment.NO_MANDATE])
def test_segments_by_mandate_ask_what_holds_now(campaign: Campaign, association: Association, segment: Segment) -> None:
    given, other = joined(campaign, 2, now=BEGAN)
    update = CampaignUpdateFactory.create(campaign=campaign, association=association, segment=segment)
    give(campaign, association, given)
    now = datetime.now(UTC)
    move_update(update=update, source=UpdateState.DRAFT, target=UpdateState.RUNNING, by=update.made_by, now=now)
    mail(now)
    assert mailed() == {given if segment == Segment.MANDATE else other}


def test_a_segment_of_a_marketplace(campaign: Campaign) -> None:
    here = CaseFactory.create(filing=FilingFactory.build(marketplace="amazon.us"))
    there = CaseFactory.create(filing=FilingFactory.build(marketplace="amazon.de"))
    for case in (here, there):
        SignOnFactory.create(campaign=campaign, case=case)
    CampaignUpdateFactory.create(campaign=campaign, segment=Segment.MARKETPLACE, marketplace="amazon.de", begun=True)
    mail()
    assert mailed() == {there.owner}


def test_a_pause_plans_nothing_and_stopping_takes_back_what_waits(campaign: Campaign) -> None:
    joined(campaign, 3)
    update = CampaignUpdateFactory.create(campaign=campaign, per_day=2, begun=True)
    mail()
    move_update(update=update, source=UpdateState.RUNNING, target=UpdateState.PAUSED, by=update.made_by, now=BEGAN)
    assert (mail(BEGAN + timedelta(days=1)), len(mailed())) == (0, 2)
    move_update(update=update, source=UpdateState.PAUSED, target=UpdateState.CANCELLED, by=update.made_by, now=BEGAN)
    assert (mail(BEGAN + timedelta(days=1)), mailed()) == (0, set())
    with pytest.raises(UpdateRefused):
        move_update(
            update=update, source=UpdateState.CANCELLED, target=UpdateState.RUNNING, by=update.made_by, now=BEGAN
        )


def test_what_is_mailed_is_not_reworded(campaign: Campaign) -> None:
    update = CampaignUpdateFactory.create(campaign=campaign, begun=True)
    other = Written(
        title_en="Other", text_en="Other", title_zh="", text_zh="", segment=Segment.ALL, marketplace="", per_day=1
    )
    with pytest.raises(UpdateRefused):
        rewrite_update(update=update, written=other, by=update.made_by, now=BEGAN)
    with pytest.raises(DatabaseError), transaction.atomic():
        CampaignUpdate.objects.filter(pk=update.pk).update(text_en="Other")
    with pytest.raises(DatabaseError), transaction.atomic():
        CampaignUpdate.objects.filter(pk=update.pk).delete()


def test_only_a_body_that_takes_part_and_is_approved_writes(campaign: Campaign, association: Association) -> None:
    update = CampaignUpdateFactory.create(campaign=campaign, association=association)
    decide_standing(
        association=association, standing=Standing.SUSPENDED, reason="r", by=ModeratorFactory.create(), now=BEGAN
    )
    update.association.refresh_from_db()
    with pytest.raises(UpdateRefused):
        move_update(update=update, source=UpdateState.DRAFT, target=UpdateState.RUNNING, by=update.made_by, now=BEGAN)


def test_how_far_it_is_stands_in_full_tens(campaign: Campaign) -> None:
    joined(campaign, 25)
    update = CampaignUpdateFactory.create(campaign=campaign, per_day=15, begun=True)
    mail()
    far = how_far(update, BEGAN)
    assert (far.meant, far.planned, far.waiting, far.sent) == (20, 10, 10, 0)


def test_participants_read_updates_of_campaigns_they_take_part_in_openly(
    campaign: Campaign, seller: User, stranger: User
) -> None:
    update, draft = CampaignUpdateFactory.create(campaign=campaign, begun=True), CampaignUpdateFactory.create()
    SignOnFactory.create(campaign=campaign, case=CaseFactory.create(owner=seller))
    SignOnFactory.create(campaign=campaign, case=CaseFactory.create(owner=stranger), is_sealed=True)
    assert (list(updates_for(seller)), list(updates_for(stranger))) == ([update], [])
    assert update_for(seller, draft.pk) is None


def test_an_erased_person_is_in_no_list_of_mails(campaign: Campaign) -> None:
    person = joined(campaign, 1)[0]
    User.objects.filter(pk=person.pk).update(is_active=False)
    CampaignUpdateFactory.create(campaign=campaign, begun=True)
    assert mail() == 0

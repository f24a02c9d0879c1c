"""Joining, sealing, opening, leaving, running out."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import override_settings

from apps.campaigns.actions import (
    CannotJoin,
    StageRefused,
    close_expired,
    join_campaign,
    leave_campaign,
    move_campaign,
    open_sealed,
    renew_counts,
    save_campaign,
)
from apps.campaigns.enums import Stage
from apps.campaigns.models import Campaign, CampaignKeys, SignOn
from apps.campaigns.selectors import sign_ons_of
from apps.cases.models import Case
from apps.notifications.models import Message
from tests.factories.accounts import UserFactory
from tests.factories.campaigns import BEGAN, CampaignFactory, SignOnFactory, keys_of
from tests.factories.cases import CaseFactory

pytestmark = pytest.mark.django_db
LATER = BEGAN + timedelta(days=1)
AFTER_THE_END = datetime(2018, 7, 1, 0, 1, tzinfo=UTC)


def fill(campaign: Campaign, number: int, **how: Any) -> list[Case]:
    """So many sellers join, sealed unless said otherwise; their cases."""
    cases = [CaseFactory.create() for _each in range(number)]
    for case in cases:
        join_campaign(campaign=campaign, case=case, **{"is_sealed": True, **how}, by=case.owner, now=BEGAN)
    return cases


def stage_of(campaign: Campaign) -> str:
    return str(Campaign.objects.values_list("stage", flat=True).get(pk=campaign.pk))


def test_a_sealed_row_names_nobody() -> None:
    campaign = CampaignFactory.create()
    (case,) = fill(campaign, 1)
    row = SignOn.objects.get()
    assert (row.person, row.case, row.joined_on) == (None, None, None)
    assert str(case.owner_id).encode() not in bytes(row.box or b"")
    assert row.mark not in (case.account.token_fingerprint, case.account.store_fingerprint)
    assert list(sign_ons_of(case.owner)) == []


def test_every_box_is_as_long_as_every_other() -> None:
    campaign = CampaignFactory.create()
    fill(campaign, 3)
    assert len({len(bytes(row.box or b"")) for row in SignOn.objects.all()}) == 1


def test_the_last_one_missing_opens_it_and_the_worker_names_all_of_them() -> None:
    campaign = CampaignFactory.create()
    cases = fill(campaign, 9)
    assert (stage_of(campaign), open_sealed(now=LATER)) == ("gathering", 0)
    cases += fill(campaign, 1)
    assert stage_of(campaign) == "threshold_met"
    assert SignOn.objects.filter(person=None).count() == 10
    assert open_sealed(now=LATER) == 10
    assert {(row.person_id, row.case_id) for row in SignOn.objects.all()} == {(c.owner_id, c.pk) for c in cases}
    assert (keys_of(campaign).public_key, keys_of(campaign).private_box) == (None, None)
    assert Message.objects.filter(kind="campaign_met").count() == 10
    assert open_sealed(now=LATER) == 0


def test_those_who_joined_openly_count_too() -> None:
    campaign = CampaignFactory.create()
    fill(campaign, 5, is_sealed=False)
    fill(campaign, 5)
    assert stage_of(campaign) == "threshold_met"


def test_one_too_few_and_one_who_left_open_nothing() -> None:
    campaign = CampaignFactory.create()
    cases = fill(campaign, 9)
    leave_campaign(campaign=campaign, by=cases[0].owner, now=LATER)
    fill(campaign, 1)
    assert (stage_of(campaign), SignOn.objects.count(), open_sealed(now=LATER)) == ("gathering", 9, 0)


def test_without_the_private_key_nothing_is_opened_and_nothing_lost() -> None:
    campaign = CampaignFactory.create()
    fill(campaign, 10)
    with override_settings(ESCROW_PRIVATE_KEYS=[]):
        assert open_sealed(now=LATER) == 0
    assert SignOn.objects.filter(person=None).count() == 10
    assert open_sealed(now=LATER) == 10


def test_a_seller_counts_once_whoever_joins_for_them() -> None:
    campaign = CampaignFactory.create()
    one = CaseFactory.create(filing__account__company_name="深圳海港灯饰有限公司")
    other = CaseFactory.create(filing__account__company_name="深圳海港灯饰有限公司 ")
    for case in (one, other):
        join_campaign(campaign=campaign, case=case, is_sealed=True, by=case.owner, now=BEGAN)
    assert SignOn.objects.count() == 1


def test_a_person_counts_once_whichever_case_they_choose() -> None:
    campaign, person = CampaignFactory.create(), UserFactory.create()
    for company in ("A", "B"):
        case = CaseFactory.create(owner=person, filing__account__company_name=company)
        join_campaign(campaign=campaign, case=case, is_sealed=False, by=person, now=BEGAN)
    assert SignOn.objects.count() == 1


def test_marks_of_two_campaigns_share_nothing() -> None:
    case = CaseFactory.create()
    rows = [SignOnFactory.create(case=case, is_sealed=True) for _each in range(2)]
    marks = {mark for row in rows for mark in (row.mark, row.person_mark)}
    assert len(marks) == 4


def test_a_sealed_row_gives_way_to_an_open_one_and_not_back() -> None:
    campaign, case = CampaignFactory.create(), CaseFactory.create()
    for is_sealed in (True, False, True):
        join_campaign(campaign=campaign, case=case, is_sealed=is_sealed, by=case.owner, now=BEGAN)
    assert [(row.person_id, row.box) for row in SignOn.objects.all()] == [(case.owner_id, None)]


def test_leaving_works_at_any_time_and_twice_is_as_once() -> None:
    campaign = CampaignFactory.create()
    sealed, opened = fill(campaign, 9)[0], fill(campaign, 1, is_sealed=False)[0]
    for case in (sealed, sealed, opened):
        leave_campaign(campaign=campaign, by=case.owner, now=LATER)
    assert SignOn.objects.count() == 8
    open_sealed(now=LATER)
    leave_campaign(campaign=campaign, by=UserFactory.create(), now=LATER)
    assert SignOn.objects.count() == 8


def test_who_leaves_between_the_threshold_and_the_worker_is_not_named() -> None:
    campaign = CampaignFactory.create()
    cases = fill(campaign, 10)
    leave_campaign(campaign=campaign, by=cases[3].owner, now=LATER)
    assert open_sealed(now=LATER) == 9
    assert not SignOn.objects.filter(person=cases[3].owner).exists()


def test_after_the_last_day_sealed_rows_and_all_keys_are_gone() -> None:
    campaign = CampaignFactory.create()
    fill(campaign, 8)
    (openly,) = fill(campaign, 1, is_sealed=False)
    assert close_expired(now=AFTER_THE_END - timedelta(minutes=2)) == 0
    assert close_expired(now=AFTER_THE_END) == 1
    assert stage_of(campaign) == "closed"
    assert [row.person_id for row in SignOn.objects.all()] == [openly.owner_id]
    assert not CampaignKeys.objects.exists()
    assert close_expired(now=AFTER_THE_END) == 0


def test_nobody_joins_after_the_last_day_though_beat_is_late() -> None:
    campaign, case = CampaignFactory.create(), CaseFactory.create()
    with pytest.raises(CannotJoin):
        join_campaign(campaign=campaign, case=case, is_sealed=True, by=case.owner, now=AFTER_THE_END)


def test_a_campaign_that_is_closed_by_hand_forgets_too() -> None:
    campaign = CampaignFactory.create()
    fill(campaign, 3)
    move_campaign(campaign=campaign, source=Stage.GATHERING, target=Stage.CLOSED, by=campaign.made_by, now=LATER)
    assert (SignOn.objects.count(), CampaignKeys.objects.count()) == (0, 0)


def test_only_ones_own_filed_case_against_the_platform_joins() -> None:
    campaign, person = CampaignFactory.create(), UserFactory.create()
    wrong = [
        CaseFactory.create(),
        CaseFactory.create(owner=person, state="draft"),
        CaseFactory.create(owner=person, state="withdrawn"),
        CaseFactory.create(owner=person, filing__platform="wish", filing__marketplace=""),
    ]
    for case in wrong:
        with pytest.raises(CannotJoin):
            join_campaign(campaign=campaign, case=case, is_sealed=True, by=person, now=BEGAN)


def test_nothing_is_sealed_once_enough_have_joined() -> None:
    campaign = CampaignFactory.create()
    fill(campaign, 10)
    with pytest.raises(CannotJoin):
        fill(campaign, 1)
    fill(campaign, 1, is_sealed=False)
    assert SignOn.objects.count() == 11


def test_what_people_joined_cannot_be_changed_after_it_began() -> None:
    campaign = CampaignFactory.create()
    campaign.threshold = 11
    with pytest.raises(StageRefused):
        save_campaign(campaign=campaign, by=campaign.made_by, now=LATER)
    for change in ({"threshold": 10, "until": "2030-01-01"}, {"demands_en": "Something else."}, {"forum": "press"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Campaign.objects.filter(pk=campaign.pk).update(**change)


def test_the_database_refuses_a_threshold_that_is_not_met() -> None:
    campaign = CampaignFactory.create()
    fill(campaign, 9)
    with pytest.raises(DatabaseError), transaction.atomic():
        Campaign.objects.filter(pk=campaign.pk).update(stage=Stage.THRESHOLD_MET)


def test_a_sealed_row_cannot_be_given_a_person_beside_its_box() -> None:
    row = SignOnFactory.create(is_sealed=True)
    with pytest.raises(DatabaseError), transaction.atomic():
        SignOn.objects.filter(pk=row.pk).update(person=UserFactory.create())


def test_the_count_is_shown_in_tens_and_renewed_once_a_day() -> None:
    campaign = CampaignFactory.create(threshold=50)
    fill(campaign, 14)
    renew_counts(now=BEGAN)
    fill(campaign, 7)
    renew_counts(now=BEGAN + timedelta(hours=5))
    assert Campaign.objects.get(pk=campaign.pk).shown_count == 10
    renew_counts(now=LATER)
    assert Campaign.objects.get(pk=campaign.pk).shown_count == 20


def test_shuffling_keeps_every_row_and_no_id() -> None:
    campaign = CampaignFactory.create()
    cases = fill(campaign, 8)
    before = {row.mark: row.pk for row in SignOn.objects.all()}
    renew_counts(now=LATER)
    after = {row.mark: row.pk for row in SignOn.objects.all()}
    assert set(before) == set(after)
    assert not set(before.values()) & set(after.values())
    leave_campaign(campaign=campaign, by=cases[0].owner, now=LATER)
    assert SignOn.objects.count() == 7


def test_without_an_escrow_key_a_campaign_that_takes_sealed_people_does_not_begin() -> None:
    campaign = CampaignFactory.create(stage="draft")
    with override_settings(ESCROW_PUBLIC_KEY=""), pytest.raises(StageRefused):
        move_campaign(campaign=campaign, source=Stage.DRAFT, target=Stage.GATHERING, by=campaign.made_by, now=BEGAN)
    assert (stage_of(campaign), CampaignKeys.objects.count()) == ("draft", 0)

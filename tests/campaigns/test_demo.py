"""What the demonstration shows of sellers who act together."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from apps.accounts.selectors import demonstration_codes, forget_demonstration_data, has_second_factor
from apps.associations.enums import Standing
from apps.associations.models import Association, CaseAssignment, CaseNote, Membership
from apps.campaigns.actions.demo import load_everything
from apps.campaigns.actions.demo.plots import read_together
from apps.campaigns.enums import EntryKind, Stage
from apps.campaigns.models import Campaign, CampaignUpdate, SignOn
from apps.campaigns.selectors.campaigns import public_campaigns
from apps.campaigns.selectors.mandates import mandates_that_hold
from apps.cases.enums import CircleScope
from apps.cases.models import CircleGrant
from apps.incidents.actions import load_incidents, read_data_files
from apps.notifications.enums import DeliveryState
from apps.notifications.models import Message

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
GATHERING, ANSWERED = "sample-release-the-withheld-balances", "sample-brands-removed-without-reasons"


@pytest.fixture(scope="module")
def demonstration(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The whole demonstration; taken back when the last test of this module has looked."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_incidents(records=read_data_files(), now=NOW)
        load_everything(now=NOW)
        with django_db_blocker.block():
            yield
        forget_demonstration_data()
        transaction.set_rollback(True)


def test_two_bodies_are_approved_and_one_waits(demonstration: None, db: None) -> None:
    standing = {body.name: body.standing for body in Association.objects.all()}
    assert standing == {
        "深圳示例跨境卖家协会": Standing.APPROVED,
        "Sample European Sellers Alliance": Standing.APPROVED,
        "Sample Creek Sellers Circle": Standing.PENDING,
    }
    roles = {(member.association.place, member.role) for member in Membership.objects.select_related("association")}
    assert {role for place, role in roles if place == "深圳"} == {"owner", "coordinator", "case_worker"}
    assert {role for place, role in roles if place == "Berlin"} == {"owner", "coordinator", "case_worker", "observer"}


def test_whoever_reads_cases_of_others_has_the_second_factor_that_is_printed(demonstration: None, db: None) -> None:
    approved = Membership.objects.filter(association__standing=Standing.APPROVED).select_related("person")
    assert {has_second_factor(member.person) for member in approved} == {True}
    codes = demonstration_codes(now=NOW)
    assert {code.email for code in codes} == {
        *(member.person.email for member in approved),
        "moderator@demo.recourse.example",
    }
    assert len({code.code for code in codes}) == 1


def test_cases_are_shared_in_every_scope_and_worked_on(demonstration: None, db: None) -> None:
    grants = CircleGrant.objects.all()
    assert set(grants.values_list("scope", flat=True)) == set(CircleScope.values)
    assert set(grants.values_list("case__is_demonstration", flat=True)) == {True}
    assert CaseNote.objects.count() == sum(note.cases for note in read_together().notes)
    workers = CaseAssignment.objects.filter(ended_at=None).values_list("person__email", flat=True)
    assert {email.split("@")[0] for email in workers} == {"coordinator-zh", "worker-zh", "coordinator-en", "worker-en"}


def test_one_campaign_gathers_sealed_and_openly(demonstration: None, db: None) -> None:
    campaign = Campaign.objects.get(slug=GATHERING)
    assert (campaign.stage, campaign.shown_count, campaign.share) == (Stage.GATHERING, 30, 60)
    rows = SignOn.objects.filter(campaign=campaign)
    assert (rows.filter(person=None).count(), rows.exclude(person=None).count()) == (22, 14)
    assert campaign.incident is not None
    assert campaign.incident.slug == "amz-2018-02-14"


def test_one_campaign_was_answered_and_has_mandates_and_news(demonstration: None, db: None) -> None:
    campaign = Campaign.objects.get(slug=ANSWERED)
    assert (campaign.stage, campaign.shown_count) == (Stage.ANSWERED, 20)
    stages = [entry.to_stage for entry in campaign.entries.all() if entry.kind == EntryKind.STAGE]
    assert stages == ["submitted", "gathering", "threshold_met", "filed", "answered"]
    answer = campaign.entries.get(kind=EntryKind.ANSWER)
    assert "invented" in answer.text_en
    assert "编造" in answer.text_zh
    assert {mandate.signed_name for mandate in mandates_that_hold(NOW)} == {"Ada Sample", "陈示例"}
    assert CampaignUpdate.objects.get().mails.count() == 28


def test_every_name_says_that_it_is_an_example(demonstration: None, db: None) -> None:
    for body in Association.objects.all():
        assert "示例" in body.name or "Sample" in body.name
    for campaign in Campaign.objects.all():
        assert campaign.title_en.startswith("Example: ")
        assert campaign.title_zh.startswith("示例：")


def test_nothing_of_it_is_sent(demonstration: None, db: None) -> None:
    assert set(Message.objects.values_list("state", flat=True)) == {DeliveryState.SENT}


def test_public_pages_show_it_and_say_that_it_is_invented(demonstration: None, db: None, client: Client) -> None:
    forget_demonstration_data()
    addresses = [*(f"/associations/{body.slug}/" for body in Association.objects.filter(standing="approved"))]
    addresses += [campaign.get_absolute_url() for campaign in public_campaigns()]
    assert len(addresses) == 4
    for address in addresses:
        page = client.get(address, headers={"accept-language": "en"})
        assert page.status_code == 200
        assert "campaigns here are invented" in page.content.decode()

"""Campaigns that associations write and lead, and associations that join and leave them."""

from datetime import date, timedelta
from typing import Any

import pytest

from apps.accounts.models import User
from apps.associations.actions import decide_standing
from apps.associations.enums import Standing
from apps.associations.models import Association
from apps.campaigns.actions import (
    StageRefused,
    add_day,
    ask_body,
    join_as_body,
    lead_campaign,
    leave_as_body,
    move_campaign,
    note_as_leader,
    rewrite_campaign,
    write_campaign,
)
from apps.campaigns.actions.keeping import Noted
from apps.campaigns.actions.leading import Told
from apps.campaigns.enums import EntryKind, Stage
from apps.campaigns.models import Campaign
from apps.campaigns.selectors import public_campaigns
from apps.campaigns.selectors.bodies import asked_to_join, bodies_to_ask, campaigns_of_body, takes_part
from apps.campaigns.selectors.mandates import agents_of, mandates_held_by
from apps.core import clock
from apps.deadlines.selectors import dates_of
from tests.campaigns.test_mandates import give
from tests.factories.accounts import ModeratorFactory
from tests.factories.associations import AssociationFactory
from tests.factories.campaigns import BEGAN, CampaignFactory, SignOnFactory, body_in
from tests.factories.cases import CaseFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vault_folder")]
TOLD: dict[str, Any] = {
    "incident": None,
    "platform": "amazon",
    "forum": "petition",
    "title_en": "Give the money back!",
    "title_zh": "归还货款",
    "goal_en": "Held balances are paid.",
    "goal_zh": "放款。",
    "demands_en": "Pay.",
    "demands_zh": "放款。",
    "conduct_en": "",
    "conduct_zh": "",
    "threshold": 10,
    "until": date(2018, 6, 30),
    "takes_escrow": True,
}


@pytest.fixture
def leader() -> Association:
    return AssociationFactory.create()


@pytest.fixture
def draft(leader: Association) -> Campaign:
    return write_campaign(association=leader, told=Told(**TOLD), by=leader.founded_by, now=BEGAN)


def lead(campaign: Campaign, association: Association, source: Stage, target: Stage) -> None:
    lead_campaign(
        campaign=campaign, association=association, source=source, target=target, by=association.founded_by, now=BEGAN
    )


def begin(campaign: Campaign, moderator: User, source: Stage = Stage.SUBMITTED) -> None:
    move_campaign(campaign=campaign, source=source, target=Stage.GATHERING, by=moderator, now=BEGAN)


def told_by(campaign: Campaign) -> list[tuple[str, str]]:
    return list(campaign.entries.values_list("to_stage", "text_en"))


def test_a_draft_is_its_associations_until_a_moderator_begins_it(
    draft: Campaign, leader: Association, moderator: User
) -> None:
    assert (list(public_campaigns()), takes_part(draft, leader)) == ([], True)
    assert draft.slug.startswith("give-the-money-back-")
    lead(draft, leader, Stage.DRAFT, Stage.SUBMITTED)
    assert list(public_campaigns()) == []
    begin(draft, moderator)
    assert list(public_campaigns()) == [draft]
    assert told_by(draft) == [("submitted", ""), ("gathering", "")]


def test_the_association_does_not_begin_it_by_itself(draft: Campaign, leader: Association) -> None:
    for source in (Stage.DRAFT, Stage.SUBMITTED):
        with pytest.raises(StageRefused):
            lead(draft, leader, source, Stage.GATHERING)


def test_what_a_moderator_reads_does_not_change_meanwhile(
    draft: Campaign, leader: Association, moderator: User
) -> None:
    lead(draft, leader, Stage.DRAFT, Stage.SUBMITTED)
    other = Told(**TOLD | {"goal_en": "Something else."})
    with pytest.raises(StageRefused):
        rewrite_campaign(campaign=draft, association=leader, told=other, by=leader.founded_by, now=BEGAN)
    move_campaign(
        campaign=draft, source=Stage.SUBMITTED, target=Stage.DRAFT, reason="Name the day.", by=moderator, now=BEGAN
    )
    rewrite_campaign(campaign=draft, association=leader, told=other, by=leader.founded_by, now=BEGAN)
    draft.refresh_from_db()
    assert (draft.goal_en, told_by(draft)[-1]) == ("Something else.", ("draft", "Name the day."))


def test_another_association_neither_writes_nor_moves_it(draft: Campaign) -> None:
    other = body_in(draft, AssociationFactory.create())
    with pytest.raises(StageRefused):
        lead(draft, other, Stage.DRAFT, Stage.SUBMITTED)
    with pytest.raises(StageRefused):
        rewrite_campaign(campaign=draft, association=other, told=Told(**TOLD), by=other.founded_by, now=BEGAN)


def test_a_body_that_is_not_approved_writes_none() -> None:
    pending = AssociationFactory.create(standing=Standing.PENDING)
    with pytest.raises(StageRefused):
        write_campaign(association=pending, told=Told(**TOLD), by=pending.founded_by, now=BEGAN)


def test_a_suspended_body_leads_no_more(draft: Campaign, leader: Association) -> None:
    moderator = ModeratorFactory.create()
    decide_standing(association=leader, standing=Standing.SUSPENDED, reason="r", by=moderator, now=BEGAN)
    leader.refresh_from_db()
    with pytest.raises(StageRefused):
        lead(draft, leader, Stage.DRAFT, Stage.SUBMITTED)


def test_a_body_takes_part_once_it_was_asked_and_agreed(draft: Campaign, leader: Association) -> None:
    other = AssociationFactory.create()
    own: Any = {"campaign": draft, "association": other, "by": other.founded_by, "now": BEGAN}
    with pytest.raises(StageRefused):
        join_as_body(**own)
    ask_body(campaign=draft, association=other, by=leader.founded_by, now=BEGAN)
    assert (takes_part(draft, other), list(asked_to_join(other)), list(bodies_to_ask(draft))) == (False, [draft], [])
    join_as_body(**own)
    with pytest.raises(StageRefused):
        join_as_body(**own)
    assert (list(campaigns_of_body(other)), set(agents_of(draft))) == ([draft], {leader, other})


def test_a_body_that_leaves_holds_no_mandate_and_is_asked_anew(seller: User) -> None:
    campaign = CampaignFactory.create(until=date(2090, 1, 1))
    agent, stays = (body_in(campaign, AssociationFactory.create()) for _each in range(2))
    SignOnFactory.create(campaign=campaign, case=CaseFactory.create(owner=seller), now=clock.now())
    give(campaign, agent, seller)
    kept = give(campaign, stays, seller)
    own: Any = {"campaign": campaign, "association": agent, "by": agent.founded_by, "now": clock.now()}
    assert leave_as_body(**own) == 1
    assert (list(mandates_held_by(agent, now=clock.now())), agents_of(campaign)) == ([], [stays])
    assert list(mandates_held_by(stays, now=clock.now())) == [kept]
    with pytest.raises(StageRefused):
        leave_as_body(**own)
    assert agent in bodies_to_ask(campaign)
    body_in(campaign, agent, now=clock.now())
    assert set(agents_of(campaign)) == {agent, stays}


def test_the_leader_does_not_leave_before_the_end(draft: Campaign, leader: Association) -> None:
    with pytest.raises(StageRefused):
        leave_as_body(campaign=draft, association=leader, by=leader.founded_by, now=BEGAN)


def test_the_leader_notes_answers_and_days(draft: Campaign, leader: Association, moderator: User) -> None:
    begin(draft, moderator, Stage.DRAFT)
    own: Any = {"campaign": draft, "association": leader, "by": leader.founded_by, "now": BEGAN}
    noted = Noted(EntryKind.ANSWER, "They will look at it.", "他们会看。", "", BEGAN.date())
    assert note_as_leader(**own, noted=noted).text_zh == "他们会看。"
    days = [BEGAN.date() + timedelta(days=number) for number in (30, 20)]
    for day in days:
        add_day(**own, label="Amazon promised to answer", day=day, zone="Asia/Shanghai")
    draft.refresh_from_db()
    assert draft.docket is not None
    assert [found.due_day for found in dates_of(draft.docket)] == sorted(days)
    assert {found.label for found in dates_of(draft.docket)} == {"Amazon promised to answer"}

"""Campaigns are begun and joined by the actions that do so in life."""

from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any

import factory

from apps.associations.models import Association
from apps.campaigns.actions import (
    StageRefused,
    ask_body,
    join_as_body,
    join_campaign,
    move_campaign,
    move_update,
    save_campaign,
    write_update,
)
from apps.campaigns.actions.updates import Written
from apps.campaigns.enums import EntryKind, Segment, Stage, UpdateState
from apps.campaigns.models import Campaign, CampaignEntry, CampaignKeys, CampaignUpdate, SignOn
from tests.factories.accounts import ModeratorFactory
from tests.factories.associations import AssociationFactory
from tests.factories.cases import CaseFactory

BEGAN = datetime(2018, 3, 1, 9, tzinfo=UTC)


class CampaignFactory(factory.django.DjangoModelFactory[Campaign]):
    """A campaign that gathers; `stage="draft"` for one that has not begun."""

    class Meta:
        model = Campaign

    slug = factory.Sequence(lambda n: f"campaign-{n}")
    platform = "amazon"
    forum = "petition"
    title_en = factory.Sequence(lambda n: f"Give the money back, number {n}")
    title_zh = factory.Sequence(lambda n: f"归还货款，第{n}号")
    goal_en = "Balances held for more than 90 days are paid out."
    goal_zh = "冻结超过90天的货款全部放款。"
    demands_en = "Pay out what is held.\nSay why each account was closed."
    demands_zh = "放款。\n说明每个账号被封的原因。"
    threshold = 10
    until = date(2018, 6, 30)
    stage = Stage.GATHERING
    made_by = factory.SubFactory(ModeratorFactory)
    now = BEGAN

    @classmethod
    def _create(cls, model_class: type[Campaign], *args: Any, **kwargs: Any) -> Campaign:
        stage, by, now = kwargs.pop("stage"), kwargs.pop("made_by"), kwargs.pop("now")
        campaign = save_campaign(campaign=Campaign(**kwargs), by=by, now=now)
        if stage == Stage.GATHERING:
            move_campaign(campaign=campaign, source=Stage.DRAFT, target=Stage.GATHERING, by=by, now=now)
        return Campaign.objects.get(pk=campaign.pk)


class CampaignEntryFactory(factory.django.DjangoModelFactory[CampaignEntry]):
    class Meta:
        model = CampaignEntry

    campaign = factory.SubFactory(CampaignFactory)
    kind = EntryKind.ANSWER
    text_en = "The platform says that it follows its rules."
    text_zh = "平台称按规则办事。"
    happened_on = date(2018, 3, 2)
    by = factory.SubFactory(ModeratorFactory)
    at = BEGAN


class SignOnFactory(factory.django.DjangoModelFactory[SignOn]):
    """Somebody who joined openly, or with `is_sealed` sealed."""

    class Meta:
        model = SignOn

    campaign = factory.SubFactory(CampaignFactory)
    case = factory.SubFactory(CaseFactory)
    is_sealed = False
    now = BEGAN

    @classmethod
    def _create(cls, model_class: type[SignOn], *args: Any, **kwargs: Any) -> SignOn:
        before = set(SignOn.objects.values_list("pk", flat=True))
        join_campaign(**kwargs, by=kwargs["case"].owner)
        return SignOn.objects.exclude(pk__in=before).get()


def keys_of(campaign: Campaign) -> CampaignKeys:
    return CampaignKeys.objects.get(campaign=campaign)


def body_in(campaign: Campaign, association: Association, *, now: datetime = BEGAN) -> Association:
    """The association takes part: asked, and agreed to by its founder; twice is as once."""
    owner = association.founded_by
    ask_body(campaign=campaign, association=association, by=owner, now=now)
    with suppress(StageRefused):
        join_as_body(campaign=campaign, association=association, by=owner, now=now)
    return association


class CampaignUpdateFactory(factory.django.DjangoModelFactory[CampaignUpdate]):
    """A draft to everybody, by an association that takes part; `begun=True` for one that is being mailed."""

    class Meta:
        model = CampaignUpdate

    campaign = factory.SubFactory(CampaignFactory)
    association = factory.SubFactory(AssociationFactory)
    title_en = "The platform answered"
    text_en = "It will pay out in April.\nWe ask for a day."
    title_zh = "平台回复了"
    text_zh = "平台称四月放款。\n我们要求给出具体日期。"
    segment = Segment.OPEN
    marketplace = ""
    per_day = 1000
    begun = False
    by = factory.SelfAttribute("association.founded_by")
    now = BEGAN

    @classmethod
    def _create(cls, model_class: type[CampaignUpdate], *args: Any, **kwargs: Any) -> CampaignUpdate:
        campaign, association = kwargs.pop("campaign"), kwargs.pop("association")
        begun, by, now = kwargs.pop("begun"), kwargs.pop("by"), kwargs.pop("now")
        body_in(campaign, association, now=now)
        written = Written(**kwargs)
        update = write_update(campaign=campaign, association=association, written=written, by=by, now=now)
        if begun:
            move_update(update=update, source=UpdateState.DRAFT, target=UpdateState.RUNNING, by=by, now=now)
            update.refresh_from_db()
        return update

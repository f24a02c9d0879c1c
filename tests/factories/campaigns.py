"""Campaigns are begun and joined by the actions that do so in life."""

from datetime import UTC, date, datetime
from typing import Any

import factory

from apps.campaigns.actions import join_campaign, move_campaign, save_campaign
from apps.campaigns.enums import EntryKind, Stage
from apps.campaigns.models import Campaign, CampaignEntry, CampaignKeys, SignOn
from tests.factories.accounts import ModeratorFactory
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

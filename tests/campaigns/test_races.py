"""Many at once: real connections, each thread its own."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial

import pytest
from django.db import connection

from apps.campaigns.actions import (
    StageRefused,
    join_campaign,
    lead_campaign,
    leave_campaign,
    mail_updates,
    move_campaign,
    open_sealed,
    renew_counts,
    revoke_mandate,
    write_campaign,
)
from apps.campaigns.actions.leading import Told
from apps.campaigns.enums import Stage
from apps.campaigns.models import Campaign, CampaignEntry, SignOn, UpdateMail
from apps.campaigns.selectors.mandates import mandates_held_by
from apps.cases.models import Case
from apps.core import clock
from apps.notifications.models import Message
from apps.web.mandate_pages import table_of
from tests.campaigns.test_joining import LATER, stage_of
from tests.campaigns.test_leading import TOLD
from tests.campaigns.test_mandates import give
from tests.factories.associations import AssociationFactory
from tests.factories.campaigns import BEGAN, CampaignFactory, CampaignUpdateFactory, SignOnFactory, body_in
from tests.factories.cases import CaseFactory

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 16


def all_at_once(works: list[Callable[[], object]]) -> list[object]:
    """What each answered, or its StageRefused."""

    def run(work: Callable[[], object]) -> object:
        try:
            return work()
        except StageRefused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, works))


def joining(campaign: Campaign, case: Case) -> Callable[[], object]:
    return lambda: join_campaign(campaign=campaign, case=case, is_sealed=True, by=case.owner, now=BEGAN)


def leaving(campaign: Campaign, case: Case) -> Callable[[], object]:
    return lambda: leave_campaign(campaign=campaign, by=case.owner, now=BEGAN)


def stages_entered(campaign: Campaign) -> list[str]:
    return list(CampaignEntry.objects.filter(campaign=campaign).values_list("to_stage", flat=True))


def test_exactly_enough_at_once_open_it_once() -> None:
    campaign = CampaignFactory.create(threshold=12)
    cases = [CaseFactory.create() for _each in range(12)]
    all_at_once([joining(campaign, case) for case in cases])
    assert stages_entered(campaign) == ["gathering", "threshold_met"]
    all_at_once([lambda: open_sealed(now=LATER)] * 4)
    assert {row.person_id for row in SignOn.objects.all()} == {case.owner_id for case in cases}


def test_one_too_few_and_a_withdrawal_among_them_do_not() -> None:
    campaign = CampaignFactory.create(threshold=12)
    cases = [CaseFactory.create() for _each in range(12)]
    joining(campaign, cases[0])()
    all_at_once([leaving(campaign, cases[0]), *(joining(campaign, case) for case in cases[1:-1])])
    joining(campaign, cases[-1])()
    assert (stage_of(campaign), SignOn.objects.count()) == ("gathering", 11)


def test_the_same_person_at_once_is_one_row() -> None:
    campaign, case = CampaignFactory.create(), CaseFactory.create()
    all_at_once([joining(campaign, case)] * 20)
    assert SignOn.objects.count() == 1


def test_two_hundred_join_and_leave_at_once_and_rows_are_those_who_stayed() -> None:
    campaign = CampaignFactory.create(threshold=1000)
    cases = [CaseFactory.create() for _each in range(100)]
    for case in cases[:50]:
        joining(campaign, case)()
    works = [joining(campaign, case) for case in cases] + [leaving(campaign, case) for case in cases[:50]]
    works += [lambda: renew_counts(now=LATER)] * 50
    random.Random(7).shuffle(works)
    all_at_once(works)
    all_at_once([leaving(campaign, case) for case in cases[:50]])
    assert SignOn.objects.count() == 50
    for case in cases[50:]:
        leaving(campaign, case)()
    assert SignOn.objects.count() == 0


def test_two_who_move_a_stage_at_once_move_it_once() -> None:
    campaign = CampaignFactory.create()
    by = campaign.made_by

    def close() -> object:
        return move_campaign(campaign=campaign, source=Stage.GATHERING, target=Stage.CLOSED, by=by, now=LATER)

    told = all_at_once([close] * 8)
    assert sum(isinstance(one, StageRefused) for one in told) == 7
    assert stages_entered(campaign) == ["gathering", "closed"]


def test_who_leaves_while_an_update_is_mailed_has_no_mail_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apps.campaigns.actions.updates.ROWS_AT_ONCE", 5)
    campaign = CampaignFactory.create(threshold=1000)
    cases = [CaseFactory.create() for _each in range(40)]
    for case in cases:
        SignOnFactory.create(campaign=campaign, case=case)
    CampaignUpdateFactory.create(campaign=campaign, begun=True)
    works: list[Callable[[], object]] = [leaving(campaign, case) for case in cases[:20]]
    works += [lambda: mail_updates(clock=lambda: BEGAN, seconds=10)] * 4
    random.Random(7).shuffle(works)
    all_at_once(works)
    stayed = {case.owner_id for case in cases[20:]}
    mailed = list(Message.objects.filter(kind="campaign_update").values_list("recipient", flat=True))
    assert (sorted(mailed, key=str), set(mailed)) == (sorted(stayed, key=str), stayed)
    assert set(UpdateMail.objects.values_list("person", flat=True)) == stayed


def test_two_coordinators_who_move_a_stage_at_once_move_it_once() -> None:
    body = AssociationFactory.create()
    campaign = write_campaign(association=body, told=Told(**TOLD), by=body.founded_by, now=BEGAN)

    def hand_in() -> object:
        way = {"source": Stage.DRAFT, "target": Stage.SUBMITTED}
        return lead_campaign(campaign=campaign, association=body, **way, by=body.founded_by, now=LATER)

    told = all_at_once([hand_in] * 8)
    assert sum(isinstance(one, StageRefused) for one in told) == 7
    assert stages_entered(campaign) == ["submitted"]


def test_no_table_that_is_begun_after_a_revocation_has_that_mandate() -> None:
    campaign, agent = CampaignFactory.create(until=date(2090, 1, 1)), AssociationFactory.create()
    body_in(campaign, agent)
    mandates = []
    for _each in range(12):
        case = CaseFactory.create()
        SignOnFactory.create(campaign=campaign, case=case, now=clock.now())
        mandates.append(give(campaign, agent, case.owner))  # type: ignore[arg-type]
    revoked: list[str] = []
    tables: list[tuple[set[str], set[str]]] = []

    def revoke(each: int) -> None:
        revoke_mandate(mandate=mandates[each], by=mandates[each].person, now=clock.now())
        revoked.append(mandates[each].code)

    def export() -> None:
        before = set(revoked)
        rows = list(table_of(mandates_held_by(agent, now=clock.now())))[1:]
        tables.append((before, {str(row[-1]) for row in rows}))

    works: list[Callable[[], object]] = [partial(revoke, each) for each in range(12)] + [export] * 24
    random.Random(7).shuffle(works)
    all_at_once(works)
    assert [before & shown for before, shown in tables] == [set()] * 24
    export()
    assert tables[-1][1] == set()

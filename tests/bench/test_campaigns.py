"""`make bench-campaign`: what joining, shuffling and opening cost. It prints figures."""

import os
import time
from collections.abc import Callable
from uuid import uuid4

import pytest

from apps.campaigns.actions import join_campaign, open_sealed, renew_counts
from apps.campaigns.models import Campaign, SignOn
from apps.campaigns.rules.sealing import Contents, bound_to, mark, packed
from apps.cases.models import Case
from apps.core.memory import most_memory
from apps.core.sealed_boxes import close_box
from tests.factories.campaigns import BEGAN, CampaignFactory, keys_of
from tests.factories.cases import CaseFactory

pytestmark = [pytest.mark.bench, pytest.mark.django_db]
COUNT = int(os.environ.get("COUNT", "10000"))
JOINS = 50


def timed(what: str, number: int, work: Callable[[], object]) -> None:
    started = time.perf_counter()
    work()
    took = time.perf_counter() - started
    peak = most_memory() >> 20
    print(f"{what}: {number} in {took:.1f} s, {number / took:,.0f}/s; memory so far {peak} MB")


def seal(campaign: Campaign, case: Case, number: int) -> None:
    """So many rows as sealing makes them, all of one person: what is measured does not ask who it is."""
    keys = keys_of(campaign)
    plain = packed(Contents(person=case.owner_id, case=case.pk))  # type: ignore[arg-type]
    SignOn.objects.bulk_create(
        SignOn(
            campaign=campaign,
            mark=mark(keys.mark_key, "seller", str(uuid4())),
            person_mark=mark(keys.mark_key, "person", str(uuid4())),
            box=close_box(bytes(keys.public_key or b""), plain, bound_to=bound_to(campaign.pk)),
        )
        for _each in range(number)
    )


def test_joining_shuffling_and_opening() -> None:
    campaign = CampaignFactory.create(threshold=COUNT + JOINS)
    cases = [CaseFactory.create() for _each in range(JOINS)]
    timed("boxes closed and written", COUNT, lambda: seal(campaign, cases[0], COUNT))
    timed("shuffled and counted", COUNT, lambda: renew_counts(now=BEGAN))

    def join() -> None:
        for case in cases:
            join_campaign(campaign=campaign, case=case, is_sealed=True, by=case.owner, now=BEGAN)

    timed(f"joined beside {COUNT}", JOINS, join)
    assert Campaign.objects.filter(pk=campaign.pk, stage="threshold_met").exists()
    timed("opened", COUNT + JOINS, lambda: open_sealed(now=BEGAN))
    assert not SignOn.objects.filter(person=None).exists()

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import override_settings

from apps.campaigns.actions import open_sealed
from apps.campaigns.models import SignOn
from config.local import escrow_public_key
from tests.campaigns.test_joining import LATER, fill
from tests.factories.campaigns import CampaignFactory


def new_pair() -> dict[str, Any]:
    out = StringIO()
    call_command("make_escrow_key", "--json", stdout=out)
    pair: dict[str, Any] = json.loads(out.getvalue())
    return pair


def test_the_printed_halves_belong_together_and_are_new_each_time() -> None:
    one, other = new_pair(), new_pair()
    assert escrow_public_key(one["ESCROW_PRIVATE_KEYS"]) == one["ESCROW_PUBLIC_KEY"]
    assert one != other


@pytest.mark.django_db
def test_a_campaign_begun_with_an_old_key_opens_after_a_change() -> None:
    old, new = new_pair(), new_pair()
    with override_settings(ESCROW_PUBLIC_KEY=old["ESCROW_PUBLIC_KEY"]):
        fill(CampaignFactory.create(), 10)
    with override_settings(ESCROW_PRIVATE_KEYS=[new["ESCROW_PRIVATE_KEYS"]]):
        assert open_sealed(now=LATER) == 0
    with override_settings(ESCROW_PRIVATE_KEYS=[new["ESCROW_PRIVATE_KEYS"], old["ESCROW_PRIVATE_KEYS"]]):
        assert open_sealed(now=LATER) == 10
    assert not SignOn.objects.filter(person=None).exists()

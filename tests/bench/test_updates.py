"""`make bench-campaign`: what mailing an update to many participants costs, beside writing as many bare messages."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings

from apps.accounts.models import User
from apps.campaigns.actions.updates import ROWS_AT_ONCE, mail_updates, plan_batch
from apps.campaigns.models import Campaign, CampaignUpdate, SignOn, UpdateMail
from apps.campaigns.selectors.updates import how_far, reach_of
from apps.cases.models import Case
from apps.notifications.enums import DeliveryState
from apps.notifications.models import Message
from tests.bench.test_campaigns import COUNT, timed
from tests.factories.campaigns import BEGAN, CampaignFactory, CampaignUpdateFactory
from tests.factories.cases import CaseFactory

pytestmark = [pytest.mark.bench, pytest.mark.django_db]


def take_part(campaign: Campaign, case: Case, number: int) -> None:
    """So many people who take part openly, by one case: what is measured does not ask which."""
    people = [User(email=f"{each}@sellers.example", language="en") for each in range(number)]
    User.objects.bulk_create(people, batch_size=5000)
    rows = [
        SignOn(campaign=campaign, mark=uuid4().hex, person_mark=uuid4().hex, person=person, case=case, joined_on=BEGAN)
        for person in people
    ]
    SignOn.objects.bulk_create(rows, batch_size=5000)


def write_bare(number: int) -> None:
    """The same rows of the outbox, by the database alone."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO notifications_message
                (id, kind, recipient_id, address, language, facts, dedupe_key, state, queued_at, next_attempt_at,
                 attempts, unsure, failure, retried_for)
            SELECT gen_random_uuid(), kind, recipient_id, address, language, facts, 'bare:' || dedupe_key, state,
                 queued_at, next_attempt_at, attempts, unsure, failure, retried_for
            FROM notifications_message WHERE kind = 'campaign_update' LIMIT %s
            """,
            [number],
        )


def queries_of_a_batch(update: CampaignUpdate) -> int:
    with CaptureQueriesContext(connection) as asked:
        plan_batch(update=update, now=BEGAN)
    return len(asked)


@override_settings(CAMPAIGN_MAILS_PER_DAY=10 * COUNT)
def test_an_update_to_many() -> None:
    campaign = CampaignFactory.create(threshold=10)
    take_part(campaign, CaseFactory.create(), COUNT)
    update = CampaignUpdateFactory.create(campaign=campaign, per_day=COUNT, begun=True)
    timed("counted for the preview", COUNT, lambda: reach_of(update, BEGAN))
    first = queries_of_a_batch(update)
    left = COUNT - ROWS_AT_ONCE
    timed("mails planned", left, lambda: mail_updates(clock=lambda: BEGAN, seconds=1))
    timed("the same rows by SQL alone", COUNT, lambda: write_bare(COUNT))
    timed("progress counted", COUNT, lambda: how_far(update, BEGAN))
    print(f"statements for a batch of {ROWS_AT_ONCE}: {first}")
    assert UpdateMail.objects.filter(message__state=DeliveryState.QUEUED).count() == COUNT
    assert Message.objects.values("recipient").distinct().count() >= COUNT

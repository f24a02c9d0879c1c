"""The worker that plans the mails of an update is killed: each participant is mailed once, nobody twice, nobody not."""

import signal
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings

from apps.accounts.models import User
from apps.campaigns.actions.updates import ROWS_AT_ONCE
from apps.campaigns.enums import UpdateState
from apps.campaigns.models import CampaignUpdate, SignOn, UpdateMail
from apps.notifications.models import Message
from tests.factories.campaigns import BEGAN, CampaignFactory, CampaignUpdateFactory
from tests.factories.cases import CaseFactory
from tests.faults.processes import on_tests_database

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("vault_folder")]
NEWS = Message.objects.filter(kind="campaign_update")
PEOPLE = ROWS_AT_ONCE + 10  # more than one batch
WORK = "from apps.campaigns.tasks import mail_updates; mail_updates()"


def run(failpoint: str = "") -> int:
    command = [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), "shell", "--no-imports", "-c", WORK]
    environment = on_tests_database(failpoint)
    return subprocess.run(command, env=environment, capture_output=True, timeout=240, check=False).returncode


@pytest.fixture
def update(db: None) -> CampaignUpdate:
    """For so many who take part openly, by one case."""
    campaign, case = CampaignFactory.create(threshold=10), CaseFactory.create()
    people = [User(email=f"{each}@sellers.example", language="en") for each in range(PEOPLE)]
    User.objects.bulk_create(people, batch_size=5000)
    SignOn.objects.bulk_create(
        SignOn(campaign=campaign, mark=uuid4().hex, person_mark=uuid4().hex, person=person, case=case, joined_on=BEGAN)
        for person in people
    )
    return CampaignUpdateFactory.create(campaign=campaign, begun=True, per_day=2 * PEOPLE)


def assert_each_once(update: CampaignUpdate) -> None:
    mails, messages = UpdateMail.objects.filter(update=update), NEWS.all()
    counts = [rows.values(who).distinct().count() for rows, who in ((mails, "person"), (messages, "recipient"))]
    assert [mails.count(), messages.count(), *counts] == [PEOPLE] * 4
    assert mails.filter(message__isnull=True).count() == 0


@pytest.mark.parametrize(
    ("point", "stays"), [("campaigns_before_update_commits", 0), ("campaigns_after_update_batch", 1)]
)
def test_a_worker_killed_while_it_plans_leaves_whole_batches(update: CampaignUpdate, point: str, stays: int) -> None:
    assert run(point) == -signal.SIGKILL, "the point was not reached"
    assert UpdateMail.objects.count() == NEWS.count() == stays * ROWS_AT_ONCE, "all of a batch or nothing"
    assert run() == 0
    assert_each_once(update)
    update.refresh_from_db()
    assert update.state == UpdateState.DONE

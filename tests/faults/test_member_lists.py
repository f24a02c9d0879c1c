"""Workers are killed while they look at member lists and take them over: no member is lost, none counts twice."""

import io
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from apps.associations.actions.lists import bring_list, take_over
from apps.associations.enums import Known, ListState
from apps.associations.models import Association, InvitedAddress, ListedMember, ListPart, MemberList
from apps.core import clock
from apps.notifications.models import Message
from tests.factories.associations import AssociationFactory, InvitationRunFactory, InvitedAddressFactory
from tests.faults.processes import on_tests_database

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True)]
POINTS = ("after_list_start", "after_list_batch", "before_list_commit")
ROWS = 12_000  # more than one batch
LIST = b"E-mail\n" + b"".join(b"member%d@sellers.example\n" % number for number in range(ROWS))
INVITE = "from apps.associations.tasks import invite_listed; invite_listed()"
WORK = (
    "from apps.associations.actions.list_work import work_on_lists; from apps.core import clock; "
    "work_on_lists(clock=clock.now)"
)


def run(failpoint: str = "") -> int:
    return run_task(WORK, failpoint)


def run_task(work: str, failpoint: str = "") -> int:
    command = [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), "shell", "--no-imports", "-c", work]
    environment = on_tests_database(failpoint)
    return subprocess.run(command, env=environment, capture_output=True, timeout=240, check=False).returncode


def let_the_lease_end(brought: MemberList) -> None:
    MemberList.objects.filter(pk=brought.pk).update(lease_until=clock.now() - timedelta(seconds=1), attempts=0)


@pytest.fixture
def association(db: None) -> Association:
    return AssociationFactory.create()


@pytest.fixture
def brought(association: Association) -> MemberList:
    source, by = io.BytesIO(LIST), association.founded_by
    return bring_list(association=association, source=source, name="members.csv", by=by, now=clock.now())


def test_killed_while_looking_it_is_looked_at_again(brought: MemberList) -> None:
    assert run("after_list_look") == -signal.SIGKILL
    let_the_lease_end(brought)
    assert run() == 0
    brought.refresh_from_db()
    assert (brought.state, brought.rows_expected) == (ListState.READY, ROWS)


@pytest.mark.parametrize("point", POINTS)
def test_killed_while_taking_over_every_member_counts_once(brought: MemberList, point: str) -> None:
    assert run() == 0
    brought.refresh_from_db()
    columns, by = {Known.EMAIL: 0}, brought.brought_by
    take_over(brought=brought, columns=columns, platform="amazon", by=by, now=clock.now())
    assert run(point) == -signal.SIGKILL, "the point was not reached"
    let_the_lease_end(brought)
    assert run() == 0
    brought.refresh_from_db()
    assert (brought.state, brought.rows_done, brought.rows_new) == (ListState.DONE, ROWS, ROWS)
    assert (ListedMember.objects.count(), ListPart.objects.count()) == (ROWS, 0)


def test_killed_while_inviting_each_address_is_mailed_once(association: Association) -> None:
    run = InvitationRunFactory.create(
        source__association=association, state="running", per_day=100, begun_by=association.founded_by, language="en"
    )
    for _each in range(3):
        InvitedAddressFactory.create(run=run)
    assert run_task(INVITE, "before_invitations_commit") == -signal.SIGKILL, "the point was not reached"
    mails = Message.objects.filter(kind="list_invitation")
    assert (mails.count(), InvitedAddress.objects.filter(turn_on=None).count()) == (0, 3)
    assert [run_task(INVITE), run_task(INVITE)] == [0, 0]
    assert (mails.count(), InvitedAddress.objects.exclude(turn_on=None).count()) == (3, 3)

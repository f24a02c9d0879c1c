"""Figures that are not what the cases say are noticed in the night, and somebody hears of it."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from apps.accounts.models import User
from apps.notifications.letters import write_letter
from apps.notifications.models import Message
from apps.statistics import actions, tasks
from apps.statistics.actions import folding
from apps.statistics.models import Cell, Check, Mark
from apps.statistics.selectors import keeping
from apps.statistics.selectors.watching import Keeping
from tests.factories.cases import CaseFactory
from tests.statistics.test_cells import NOW, fold_all

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vault_folder")]
LATER = NOW + timedelta(hours=3)


def plant_a_seller() -> None:
    CaseFactory.create()
    fold_all()
    Cell.objects.filter(layout="country", currency="").update(sellers=2)
    Message.objects.all().delete()


def test_a_difference_is_mailed_to_the_operator() -> None:
    plant_a_seller()
    assert len(actions.check(now=NOW)) == 1
    message = Message.objects.get()
    assert (message.kind, message.address, message.recipient) == ("figures_differ", settings.OPERATOR_EMAIL, None)
    letter = write_letter(kind=message.kind, language="en", facts={"differences": "1"})
    assert letter.subject == "Figures differ from the cases"
    assert "how many: 1." in letter.text
    assert "figures rebuild" in letter.text
    assert f"{settings.SITE_URL}/desk/operations/" in letter.text


def test_figures_that_agree_trouble_nobody() -> None:
    CaseFactory.create()
    fold_all()
    Message.objects.all().delete()
    assert actions.check(now=NOW) == []
    assert not Message.objects.exists()


def test_metrics_and_the_desk_tell_it(
    client_of: Callable[[User], Client], moderator: User, at: Callable[..., Any]
) -> None:
    assert keeping(now=NOW) == Keeping(Mark.objects.count(), None, None)
    plant_a_seller()
    actions.check(now=NOW)
    at(LATER)
    assert keeping(now=LATER) == Keeping(0, 1, 10_800.0)
    told = Client().get("/healthz").json()
    assert (told["figures_differences"], told["figures_checked_seconds"]) == (1, 10_800.0)
    signs = dict(client_of(moderator).get("/desk/operations/").context["signs"])
    assert (signs["Figures counted again, hours ago"], signs["Differences found then"]) == (3, 1)
    CaseFactory.create()
    assert keeping(now=LATER).waiting == Mark.objects.count()


@pytest.mark.django_db(transaction=True)
def test_the_nightly_count_waits_for_a_folder() -> None:
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [folding.LOCK])
    night = threading.Thread(target=lambda: (tasks.check(), connection.close()))
    night.start()
    time.sleep(1)
    assert not Check.objects.exists()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(hashtext(%s))", [folding.LOCK])
    night.join(60)
    other.close()
    assert Check.objects.get().layouts == tasks.SAMPLE

"""`manage.py recompute_deadlines`: after a rule changed, what moves moves once, and its owner is told."""

import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from apps.deadlines.models import Deadline, DeadlineEvent, Docket
from apps.notifications.models import Message
from tests.factories.deadlines import ENTERED, TriggerEntryFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def docket(at: Any) -> Docket:
    """One date stands two days too early, found by a rule that has changed since."""
    at(ENTERED + timedelta(hours=1))
    found: Docket = TriggerEntryFactory.create().docket
    plan = found.deadlines.get(rule_id="amz.poa_17d")
    early = plan.at - timedelta(days=2)
    Deadline.objects.filter(pk=plan.pk).update(at=early, act_by=early, rule_checksum="of another edition")
    return found


def run(*arguments: str) -> list[dict[str, Any]]:
    out = StringIO()
    call_command("recompute_deadlines", "--json", *arguments, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def state_of_everything() -> list[Any]:
    return [
        list(Deadline.objects.order_by("pk").values("pk", "at", "version", "state", "rule_checksum")),
        DeadlineEvent.objects.count(),
        Message.objects.count(),
    ]


def test_a_dry_run_tells_and_changes_nothing(docket: Docket) -> None:
    before = state_of_everything()
    moved, sums = run("--dry-run")
    assert (moved["rule"], moved["was"], moved["now"]) == (
        "amz.poa_17d",
        "2018-03-17T07:00:00+00:00",
        "2018-03-19T07:00:00+00:00",
    )
    assert sums == {"dockets": 1, "moved": 1, "dry_run": True}
    assert state_of_everything() == before


def test_what_moves_moves_once_and_its_owner_is_told(docket: Docket) -> None:
    assert run()[-1] == {"dockets": 1, "moved": 1, "dry_run": False}
    assert Message.objects.get().kind == "deadlines_moved"
    after = state_of_everything()
    assert run()[-1] == {"dockets": 0, "moved": 0, "dry_run": False}
    assert run("--rule", "amz.poa_17d")[-1] == {"dockets": 1, "moved": 0, "dry_run": False}
    assert state_of_everything() == after


def test_a_rule_no_pack_has_any_more_lets_its_dates_go(docket: Docket) -> None:
    Deadline.objects.filter(rule_id="amz.poa_17d").update(rule_id="amz.gone")
    moved = run("--rule", "amz.gone")
    fell = {row["rule"]: row["now"] for row in moved[:-1]}
    assert fell["amz.gone"] is None
    assert Deadline.objects.get(rule_id="amz.gone").state == "superseded"
    assert Deadline.objects.get(rule_id="amz.poa_17d").state == "open"


def test_nobody_s_name_is_printed(docket: Docket) -> None:
    assert docket.owner
    said = json.dumps(run())
    assert docket.owner.email not in said
    assert docket.reference not in said


def test_a_rule_that_never_was(docket: Docket) -> None:
    with pytest.raises(SystemExit) as end:
        call_command("recompute_deadlines", "--rule", "amz.nothing", stderr=StringIO())
    assert end.value.code == 3

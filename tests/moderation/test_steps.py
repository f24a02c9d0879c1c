"""Steps on many cases at the desk: prepared on the incident, run by a second moderator, taken back."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.accounts.models import User
from apps.cases.enums import State
from apps.incidents.actions import work_on_steps
from apps.incidents.models import BulkStep, Incident
from tests.factories.accounts import ModeratorFactory, UserFactory
from tests.factories.cases import CaseFactory
from tests.factories.incidents import IncidentFactory, PlacementFactory
from tests.moderation.conftest import NOW

pytestmark = pytest.mark.django_db


def wave(number: int = 2, state: str = State.SUBMITTED) -> Incident:
    incident = IncidentFactory.create()
    for _ in range(number):
        case = CaseFactory.create(owner=UserFactory.create(), state=state)
        PlacementFactory.create(case=case, incident=incident)
    return incident


def prepare(desk: Client, source: Incident, kind: str = "merge", **said: object) -> int:
    return desk.post(f"/desk/incident/{source.pk}/steps/", {"kind": kind, "words": "One wave.", **said}).status_code


def page_of(step: BulkStep) -> str:
    return f"/desk/steps/{step.pk}/"


def test_a_merge_from_its_preparation_to_its_undoing(desk: Client, client_of: Callable[[User], Client]) -> None:
    source, target = wave(2, State.VERIFIED), IncidentFactory.create()
    assert prepare(desk, source, target=target.pk) == 302
    step = BulkStep.objects.get()
    page = desk.get(page_of(step)).content.decode()
    assert "2 cases, 2 sellers" in " ".join(page.split())
    assert "a second moderator runs it" in page
    assert desk.post(page_of(step), {"deed": "run"}).status_code == 409
    second = client_of(ModeratorFactory.create())
    assert second.post("/desk/queues/steps/next/").headers["Location"] == page_of(step)
    assert second.post(page_of(step), {"deed": "run"}).status_code == 302
    work_on_steps(now=NOW)
    assert Client().get(f"/incidents/{source.slug}/").headers["Location"] == f"/incidents/{target.slug}/"
    assert "It was merged into" in desk.get(f"/desk/incident/{source.pk}/steps/").content.decode()
    assert desk.post(page_of(step), {"deed": "undo"}).status_code == 302
    work_on_steps(now=NOW)
    assert Client().get(f"/incidents/{source.slug}/").status_code == 200
    assert "Taken back" in desk.get("/desk/steps/").content.decode()


def test_what_is_missing_is_said_beside_its_field(desk: Client) -> None:
    source, target = wave(), IncidentFactory.create()
    assert [prepare(desk, source), prepare(desk, source, words="", target=target.pk), prepare(desk, source, "x")] == [
        400, 400, 400,
    ]  # fmt: skip
    assert prepare(desk, source, "split", target=target.pk) == 409
    assert prepare(desk, source, "restored") == 409  # none of its cases is verified
    assert prepare(desk, source, "restored", last="2018-02-30") == 400
    assert BulkStep.objects.count() == 0


def test_it_can_be_given_up(desk: Client) -> None:
    source, target = wave(), IncidentFactory.create()
    prepare(desk, source, target=target.pk)
    step = BulkStep.objects.get()
    assert [desk.post(page_of(step), {"deed": deed}).status_code for deed in ("drop", "run", "publish")] == [
        302, 409, 400,
    ]  # fmt: skip


def test_empty_pages_say_what_they_are_for(desk: Client) -> None:
    assert "Nothing prepared yet" in desk.get("/desk/steps/").content.decode()
    assert desk.get("/desk/incident/4711/steps/").status_code == 404
    assert desk.get("/desk/steps/00000000-0000-4000-8000-000000000000/").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_pages_cost_the_same_however_many(
    desk: Client, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    target = IncidentFactory.create()
    for _ in range(number):
        prepare(desk, wave(number), target=target.pk)
    step = BulkStep.objects.earliest("made_at")
    with django_assert_num_queries(6):
        desk.get("/desk/steps/")
    with django_assert_num_queries(9):
        desk.get(page_of(step))
    with django_assert_num_queries(14):
        desk.get(f"/desk/incident/{target.pk}/steps/")

"""Sharing through the API."""

from collections.abc import Callable

import pytest

from apps.accounts.models import User
from apps.cases.actions import grant_access
from apps.cases.enums import Scope
from apps.core import clock
from apps.notifications.models import Message
from tests.api.conftest import Program
from tests.factories.cases import CaseFactory

pytestmark = pytest.mark.django_db
ProgramOf = Callable[..., Program]


def test_somebody_is_invited_and_the_invitation_taken_back(program_of: ProgramOf, seller: User) -> None:
    case = CaseFactory.create(owner=seller)
    program, address = program_of(seller), f"cases/{case.pk}/invitations/"
    invited = program.post(address, {"address": "Reader@readers.example", "scope": "summary"}, Idempotency_Key="k")
    assert (invited.status_code, invited.json()["address"]) == (201, "reader@readers.example")
    assert "Idempotent-Replayed" in program.post(
        address, {"address": "Reader@readers.example", "scope": "summary"}, Idempotency_Key="k"
    )
    assert Message.objects.filter(kind="case_invitation").count() == 1
    assert program.get(address).json()["results"] == [invited.json()]
    assert program.ask("delete", f"{address}{invited.json()['id']}/").status_code == 204
    assert program.get(address).json()["results"] == []


def test_nobody_invites_themselves(program_of: ProgramOf, seller: User) -> None:
    case = CaseFactory.create(owner=seller)
    answer = program_of(seller).post(f"cases/{case.pk}/invitations/", {"address": seller.email, "scope": "full"})
    assert (answer.status_code, answer.json()["type"].split("/")[-2]) == (422, "refused")


def test_a_sharing_ends_at_once(program_of: ProgramOf, seller: User, stranger: User) -> None:
    case = CaseFactory.create(owner=seller)
    grant = grant_access(case=case, person=stranger, scope=Scope.FULL, by=seller, now=clock.now())
    owner, reader = program_of(seller), program_of(stranger)
    assert reader.get(f"cases/{case.pk}/").status_code == 200
    rows = owner.get(f"cases/{case.pk}/grants/").json()["results"]
    assert [(row["id"], row["scope"], row["address"]) for row in rows] == [
        (str(grant.pk), "full", "s***@sellers.example")
    ]
    assert rows[0]["last_opened_at"] is not None
    assert owner.ask("delete", f"cases/{case.pk}/grants/{grant.pk}/").status_code == 204
    assert reader.get(f"cases/{case.pk}/").status_code == 404
    assert owner.get(f"cases/{case.pk}/grants/").json()["results"] == []


def test_a_reader_sees_and_ends_no_sharing(program_of: ProgramOf, seller: User, stranger: User) -> None:
    case = CaseFactory.create(owner=seller)
    grant = grant_access(case=case, person=stranger, scope=Scope.EVIDENCE, by=seller, now=clock.now())
    reader = program_of(stranger)
    assert reader.get(f"cases/{case.pk}/grants/").status_code == 404
    assert reader.ask("delete", f"cases/{case.pk}/grants/{grant.pk}/").status_code == 404
    assert reader.post(f"cases/{case.pk}/invitations/", {"address": "x@x.example", "scope": "full"}).status_code == 404

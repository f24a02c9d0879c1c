"""Sharing through the API."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from apps.accounts.models import User
from apps.api.serializers.grants import ChangeGrant
from apps.cases.actions import grant_access, revoke_access
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


def test_a_sharing_is_changed_into_a_new_one(program_of: ProgramOf, seller: User, stranger: User) -> None:
    case = CaseFactory.create(owner=seller)
    grant = grant_access(case=case, person=stranger, scope=Scope.FULL, by=seller, now=clock.now())
    owner, reader = program_of(seller), program_of(stranger)
    address = f"cases/{case.pk}/grants/"
    end = (clock.now() + timedelta(days=3)).isoformat()
    changed = owner.patch(f"{address}{grant.pk}/", {"scope": "summary", "ends_at": end})
    said = changed.json()
    assert (changed.status_code, said["scope"], said["id"] == str(grant.pk)) == (200, "summary", False)
    assert owner.get(address).json()["results"] == [said]
    assert reader.get(f"cases/{case.pk}/").json()["access"] == "summary"
    longer = owner.patch(f"{address}{said['id']}/", {"ends_at": None}).json()
    assert (longer["scope"], longer["ends_at"]) == ("summary", None)
    assert owner.patch(f"{address}{longer['id']}/", {}).json()["id"] == longer["id"]
    assert owner.patch(f"{address}{grant.pk}/", {"scope": "full"}).status_code == 404  # it is no more
    assert owner.patch(f"{address}{longer['id']}/", {"scope": "full"}).json()["shows_appeals"] is True
    longer = owner.get(address).json()["results"][0]
    past = owner.patch(f"{address}{longer['id']}/", {"ends_at": "2018-01-01T00:00:00Z"})
    assert (past.status_code, past.json()["type"].split("/")[-2]) == (422, "refused")
    assert reader.patch(f"{address}{longer['id']}/", {"scope": "evidence"}).status_code == 404


def test_what_ended_in_between_is_not_granted_anew(
    program_of: ProgramOf, seller: User, stranger: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = CaseFactory.create(owner=seller)
    grant = grant_access(case=case, person=stranger, scope=Scope.FULL, by=seller, now=clock.now())
    valid = ChangeGrant.is_valid

    def end_elsewhere(self: ChangeGrant, **more: bool) -> bool:
        revoke_access(grant=grant, by=seller, now=clock.now())
        return valid(self, **more)

    monkeypatch.setattr(ChangeGrant, "is_valid", end_elsewhere)
    late = program_of(seller).patch(f"cases/{case.pk}/grants/{grant.pk}/", {"scope": "evidence"})
    assert (late.status_code, late.json()["type"].split("/")[-2]) == (409, "moved-on")
    assert program_of(stranger).get(f"cases/{case.pk}/").status_code == 404


def test_an_older_sharing_shows_appeals_only_once_its_scope_is_named(
    program_of: ProgramOf, seller: User, stranger: User
) -> None:
    case = CaseFactory.create(owner=seller)
    old = grant_access(case=case, person=stranger, scope=Scope.FULL, shows_appeals=False, by=seller, now=clock.now())
    program, address = program_of(seller), f"cases/{case.pk}/grants/"
    longer = program.patch(f"{address}{old.pk}/", {"ends_at": "2099-01-01T00:00:00Z"}).json()
    assert (longer["id"] == str(old.pk), longer["shows_appeals"]) == (False, False)
    assert program.patch(f"{address}{longer['id']}/", {"scope": "full"}).json()["shows_appeals"] is True

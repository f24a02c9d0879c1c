"""The timeline through the API, and who may see a case."""

from collections.abc import Callable
from typing import Any

import pytest

from apps.accounts.models import User
from apps.cases.actions import change_visibility
from apps.cases.enums import State, Visibility
from apps.core import clock
from tests.api.conftest import Program
from tests.factories.cases import CaseEventFactory, CaseFactory, EventRemarkFactory
from tests.factories.grants import CaseGrantFactory

pytestmark = pytest.mark.django_db
ProgramOf = Callable[..., Program]


def test_the_timeline_says_which_side_and_leaves_out_notes(program_of: ProgramOf, seller: User) -> None:
    case = CaseFactory.create(owner=seller, state=State.RETURNED)
    EventRemarkFactory.create(event=CaseEventFactory.create(case=case), text="CANARY")
    answer = program_of(seller).get(f"cases/{case.pk}/events/")
    rows = answer.json()["results"]
    assert [(row["kind"], row["by"], row["words"]) for row in rows] == [
        ("submit", "seller", ""),
        ("return", "moderator", "Please add the notice."),
    ]
    assert "CANARY" not in answer.content.decode()


def test_a_summary_shows_facts_and_no_words(program_of: ProgramOf, seller: User, stranger: User) -> None:
    case = CaseFactory.create(owner=seller, state=State.RETURNED)
    CaseGrantFactory.create(case=case, person=stranger, scope="summary", now=clock.now())
    rows = program_of(stranger).get(f"cases/{case.pk}/events/").json()["results"]
    assert [(row["kind"], row["words"]) for row in rows] == [("submit", ""), ("return", "")]


def test_what_happened_next_is_noted(program_of: ProgramOf, seller: User) -> None:
    case = CaseFactory.create(owner=seller, state=State.VERIFIED)
    program = program_of(seller)
    noted = program.post(f"cases/{case.pk}/events/", {"kind": "escalate", "words": "By e-mail."})
    assert (noted.status_code, noted.json()["to_state"], noted.json()["words"]) == (201, "escalated", "By e-mail.")
    ended = program.post(f"cases/{case.pk}/events/", {"kind": "resolve", "outcome": "reinstated"})
    assert (ended.status_code, ended.json()["details"]) == (201, {"outcome": "reinstated"})
    assert program.post(f"cases/{case.pk}/events/", {"kind": "escalate"}).status_code == 409
    assert program.post(f"cases/{case.pk}/events/", {"kind": "reopen", "words": "Again."}).status_code == 201
    assert program.post(f"cases/{case.pk}/events/", {"kind": "withdraw"}).json()["to_state"] == "withdrawn"


@pytest.mark.parametrize("kind", ["verify", "return", "note", "reveal", "placed", "submit", ""])
def test_what_is_not_a_sellers_to_tell_is_refused(program_of: ProgramOf, seller: User, kind: str) -> None:
    case = CaseFactory.create(owner=seller)
    answer = program_of(seller).post(f"cases/{case.pk}/events/", {"kind": kind})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["kind"])


def test_a_reader_notes_nothing(program_of: ProgramOf, seller: User, stranger: User) -> None:
    case = CaseFactory.create(owner=seller, state=State.VERIFIED)
    CaseGrantFactory.create(case=case, person=stranger, now=clock.now())
    program = program_of(stranger)
    assert program.post(f"cases/{case.pk}/events/", {"kind": "escalate"}).status_code == 404
    assert program.patch(f"cases/{case.pk}/", {"visibility": "private"}, If_Match="*").status_code == 404


def test_visibility_is_changed_by_version(program_of: ProgramOf, seller: User) -> None:
    case = CaseFactory.create(owner=seller)
    program = program_of(seller)
    address, tag = f"cases/{case.pk}/", program.get(f"cases/{case.pk}/")["ETag"]
    assert program.patch(address, {"visibility": "private"}).status_code == 428
    changed = program.patch(address, {"visibility": "private"}, If_Match=tag)
    assert (changed.status_code, changed.json()["visibility"]) == (200, "private")
    assert program.patch(address, {"visibility": "shared"}, If_Match=tag).status_code == 412
    assert program.patch(address, {"visibility": "private"}, If_Match=changed["ETag"]).status_code == 200
    kinds = [row["kind"] for row in program.get(f"{address}events/").json()["results"]]
    assert kinds == ["submit", "visibility"]


def test_two_changes_from_one_version_are_one(program_of: ProgramOf, seller: User, monkeypatch: Any) -> None:
    case = CaseFactory.create(owner=seller)

    def change_elsewhere(request: object, data: object) -> None:
        change_visibility(case=case, visibility=Visibility.PRIVATE, by=seller, now=clock.now())

    monkeypatch.setattr("apps.api.views.cases.refuse_changed", change_elsewhere)
    late = program_of(seller).patch(f"cases/{case.pk}/", {"visibility": "shared"}, If_Match="*")
    case.refresh_from_db()
    assert (late.status_code, case.visibility) == (409, "private")

"""Cases through the API: what is in them, for whom, and at what cost."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from apps.accounts.models import User
from apps.cases.actions import revoke_access
from apps.cases.enums import State
from apps.core import clock
from tests.api.conftest import Program
from tests.factories.cases import STARTED, CaseFactory, DraftFactory
from tests.factories.grants import CaseGrantFactory
from tests.factories.incidents import PlacementFactory

pytestmark = pytest.mark.django_db
ProgramOf = Callable[..., Program]


def test_the_list_has_ones_own_cases_the_newest_first(program_of: ProgramOf, seller: User, stranger: User) -> None:
    CaseFactory.create(owner=stranger)
    first = CaseFactory.create(owner=seller)
    draft = DraftFactory.create(owner=seller, now=STARTED + timedelta(days=1)).case
    answer = program_of(seller).get("cases/")
    rows = answer.json()["results"]
    assert [row["id"] for row in rows] == [str(draft.pk), str(first.pk)]
    assert rows[1] == {
        "id": str(first.pk),
        "reference": first.reference,
        "state": "submitted",
        "outcome": "",
        "visibility": "counted",
        "platform": "amazon",
        "marketplace": "amazon.us",
        "country": "",
        "case_type": "account_suspension",
        "allegation": "fake_orders_fraud",
        "notice_date": "2018-02-14",
        "created_at": "2018-02-20T09:00:00Z",
        "submitted_at": "2018-02-20T10:00:00Z",
        "verified_at": None,
        "moved_at": "2018-02-20T10:00:00Z",
    }
    assert (answer.json()["next"], answer["Cache-Control"]) == (None, "no-store")


def test_one_case_has_texts_account_and_amounts(program_of: ProgramOf, seller: User) -> None:
    case = CaseFactory.create(owner=seller, state=State.VERIFIED)
    placement = PlacementFactory.create(case=case)
    said = program_of(seller).get(f"cases/{case.pk}/").json()
    assert said["notice_text"] == "Your Amazon.com selling privileges have been removed."
    assert said["notice_time"] == "18:30:00"
    assert said["account"]["store_name"] == case.account.store_name
    assert said["amounts"] == [
        {
            "component": "withheld_balance",
            "low": "10000.0000",
            "likely": "12500.0000",
            "high": "15000.0000",
            "currency": "USD",
            "loss_date": None,
        }
    ]
    assert said["incident"] == placement.incident.slug
    assert said["moves"][0] == "more_info"


def test_a_stranger_gets_what_nobody_has(program_of: ProgramOf, seller: User, stranger: User) -> None:
    case = CaseFactory.create(owner=seller)
    answers = [program_of(stranger).get(f"cases/{pk}/") for pk in (case.pk, uuid.uuid4())]
    bodies = [answer.json() | {"error_id": ""} for answer in answers]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert bodies[0] == bodies[1]


def test_a_moderators_token_reads_only_their_own_cases(program_of: ProgramOf, seller: User, moderator: User) -> None:
    filed = CaseFactory.create(owner=seller)
    own = CaseFactory.create(owner=moderator)
    program = program_of(moderator)
    assert [row["id"] for row in program.get("cases/").json()["results"]] == [str(own.pk)]
    assert program.get(f"cases/{filed.pk}/").status_code == 404


def test_a_shared_case_shows_what_the_sharing_covers_and_never_whose_it_is(
    program_of: ProgramOf, seller: User, stranger: User
) -> None:
    case = CaseFactory.create(owner=seller)
    program = program_of(stranger)
    for scope, is_full in (("summary", False), ("full", True)):
        grant = CaseGrantFactory.create(case=case, person=stranger, scope=scope, now=clock.now())
        said = program.get(f"cases/{case.pk}/").json()
        assert (said["access"], said["account"], said["moves"]) == (scope, None, [])
        assert [said[name] is not None for name in ("notice_text", "narrative", "amounts")] == [is_full] * 3
        assert [row["id"] for row in program.get("cases/").json()["results"]] == [str(case.pk)]
    revoke_access(grant=grant, by=seller, now=clock.now())
    assert program.get(f"cases/{case.pk}/").status_code == 404
    assert program.get("cases/").json()["results"] == []
    assert [(row.by, row.kind) for row in case.openings.all()] == [(stranger, "program")]


@pytest.mark.parametrize("ordering", ["-created_at", "created_at", "-moved_at", "moved_at"])
def test_pages_hold_together_while_cases_are_added(program_of: ProgramOf, seller: User, ordering: str) -> None:
    cases = [DraftFactory.create(owner=seller, now=STARTED + timedelta(hours=n // 2)).case for n in range(5)]
    program = program_of(seller)
    found: list[str] = []
    cursor = ""
    for _page in range(5):
        said = program.get(f"cases/?limit=2&ordering={ordering}" + (f"&cursor={cursor}" if cursor else "")).json()
        found += [row["id"] for row in said["results"]]
        if not (cursor := said["next"]):
            break
        before = timedelta(hours=100 if ordering.startswith("-") else -100)  # where the pages have passed already
        DraftFactory.create(owner=seller, now=STARTED + before)
    wanted = sorted(cases, key=lambda case: (case.created_at, case.pk), reverse=ordering.startswith("-"))
    assert found == [str(case.pk) for case in wanted]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=x", "limit"),
        ("ordering=owner__email", "ordering"),
        ("state=gone", "state"),
        ("platform=nowhere", "platform"),
        ("created_from=yesterday", "created_from"),
        ("owner__email=a", "owner__email"),
        ("state=", "state"),
        ("state=lost&state=draft", "state"),
        ("cursor=x", "cursor"),
        ("cursor=W10", "cursor"),
        ("cursor=%00", "cursor"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name(program_of: ProgramOf, seller: User, query: str, field: str) -> None:
    answer = program_of(seller).get(f"cases/?{query}")
    assert answer.status_code in (400, 422)
    assert list(answer.json()["errors"]) == [field]


def test_filters_narrow(program_of: ProgramOf, seller: User) -> None:
    case = CaseFactory.create(owner=seller)
    DraftFactory.create(owner=seller)
    program = program_of(seller)
    for query, count in {
        "state=submitted": 1,
        "state=lost": 0,
        "platform=amazon&case_type=account_suspension": 1,
        "created_from=2018-02-20&created_to=2018-02-20": 2,
        "created_from=2018-02-21": 0,
    }.items():
        rows = program.get(f"cases/?{query}").json()["results"]
        assert len(rows) == count, query
        assert count != 1 or rows[0]["id"] == str(case.pk)


@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_costs_the_same_for_many(
    program_of: ProgramOf, seller: User, rows: int, django_assert_max_num_queries: Any
) -> None:
    for _ in range(rows):
        CaseFactory.create(owner=seller)
    program = program_of(seller)
    program.get("cases/")  # the token's use is noted once in ten minutes
    with django_assert_max_num_queries(3):  # the token, whether anything is shared, the cases
        program.get("cases/")


def test_a_version_that_is_known_is_not_sent_again(program_of: ProgramOf, seller: User) -> None:
    case = CaseFactory.create(owner=seller)
    program = program_of(seller)
    first = program.get(f"cases/{case.pk}/")
    again = program.get(f"cases/{case.pk}/", If_None_Match=first["ETag"])
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])

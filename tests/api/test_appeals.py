"""Appeals through the API: what is in them, for whom, and at what cost."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from apps.accounts.models import User
from apps.cases.enums import AppealState, State
from apps.cases.models import Case
from apps.cases.rules import CONFIRMATIONS
from apps.core import clock
from tests.api.conftest import Program
from tests.factories.appeals import PLAN, WRITING, AppealFactory, AppealFileFactory, OnlyChanceFactory
from tests.factories.cases import CaseFactory
from tests.factories.grants import CaseGrantFactory

pytestmark = pytest.mark.django_db
ProgramOf = Callable[..., Program]


@pytest.fixture(autouse=True)
def vault(settings: Any, tmp_path: Any) -> None:
    settings.EVIDENCE_ROOT = tmp_path


@pytest.fixture
def case(seller: User) -> Case:
    """A case in which the platform allows one appeal."""
    return OnlyChanceFactory.create(owner=seller)


def of(case: Case, rest: str = "") -> str:
    return f"cases/{case.pk}/appeals/{rest}"


def test_the_list_has_every_attempt_without_its_text(program_of: ProgramOf, seller: User, case: Case) -> None:
    AppealFactory.create(case=case, state=AppealState.WITHDRAWN)
    AppealFactory.create(case=case, now=WRITING + timedelta(days=1))
    rows = program_of(seller).get(of(case)).json()["results"]
    assert rows[0] == {
        "number": 1,
        "track": "cured",
        "state": "withdrawn",
        "started_at": "2018-02-22T09:00:00Z",
        "moved_at": "2018-02-22T09:00:00Z",
        "place": None,
        "allowed": None,
        "passed_guard": "",
        "sent_day": None,
        "channel": "",
        "answer": "",
        "answered_day": None,
    }
    assert [(row["number"], row["state"]) for row in rows] == [(1, "withdrawn"), (2, "drafting")]


def test_the_list_is_narrowed_and_ordered(program_of: ProgramOf, seller: User, case: Case) -> None:
    AppealFactory.create(case=case, state=AppealState.WITHDRAWN)
    AppealFactory.create(case=case, state=AppealState.ANSWERED, now=WRITING + timedelta(days=1))
    program = program_of(seller)
    for query, numbers in {
        "": [1, 2],
        "ordering=-started_at": [2, 1],
        "state=withdrawn": [1],
        "state=answered&answer=refused": [2],
        "answer=accepted": [],
        "track=error": [],
    }.items():
        rows = program.get(f"{of(case)}?{query}").json()["results"]
        assert [row["number"] for row in rows] == numbers, query
    assert program.get(of(case, "?state=gone")).status_code == 400
    first = program.get(of(case, "?limit=1")).json()
    assert program.get(of(case, f"?limit=1&cursor={first['next']}")).json()["results"][0]["number"] == 2


def test_an_attempt_has_text_files_and_what_stands_in_the_way(program_of: ProgramOf, seller: User, case: Case) -> None:
    appeal = AppealFactory.create(case=case)
    entry = AppealFileFactory.create(appeal=appeal).entry
    answer = program_of(seller).get(of(case, "1/"))
    said = answer.json()
    assert {name: said["text"]["parts"][name] for name in PLAN.parts} == PLAN.parts
    assert said["text"]["parts"]["mistake"] == ""
    assert said["text"]["questions"] == [{"question": "Which orders were affected?", "answer": "112-1 to 112-14."}]
    assert said["text"]["plain"].startswith("Root cause\nOn 3 January 2018")
    assert (said["text"]["length"], said["newest_version"]) == (PLAN.length, 1)
    assert said["files"] == [{"id": entry.pk, "kind": entry.kind, "name": entry.file.name}]
    assert (said["reading"], said["sent"], said["answers"]) == (None, None, [])
    guard = said["guard"]
    assert (guard["is_last"], guard["can_finish"], guard["goes_alone"]) == (True, False, False)
    assert {check["code"]: check["passed"] for check in guard["checks"]}["parts"] is True
    assert [one["code"] for one in guard["confirmations"]] == list(CONFIRMATIONS)
    assert guard["alone_sentence"] == "I send it alone"
    assert answer["ETag"]


def test_its_guard_speaks_the_callers_language(program_of: ProgramOf, seller: User, case: Case) -> None:
    AppealFactory.create(case=case)
    guard = program_of(seller).get(of(case, "1/"), Accept_Language="zh-hans").json()["guard"]
    assert guard["alone_sentence"] == "我自己决定提交"
    assert all(not one["sentence"].isascii() for one in guard["confirmations"])


def test_an_answered_attempt_tells_how_it_went(program_of: ProgramOf, seller: User, case: Case) -> None:
    AppealFactory.create(case=case, state=AppealState.ANSWERED)
    said = program_of(seller).get(of(case, "1/")).json()
    assert (said["state"], said["place"], said["allowed"], said["passed_guard"]) == ("answered", 1, 1, "read")
    assert (said["reading"]["verdict"], said["guard"]) == ("approved", None)
    assert said["sent"] == {
        "day": "2018-02-23",
        "time": "09:00",
        "zone": "UTC",
        "channel": "form",
        "reference": "CASE-77",
        "noted_at": "2018-02-23T09:00:00Z",
        "version": 1,
    }
    assert [(one["answer"], one["day"]) for one in said["answers"]] == [("refused", "2018-02-26")]
    assert (said["answer"], said["answered_day"]) == ("refused", "2018-02-26")


def test_what_it_said_before_is_kept(program_of: ProgramOf, seller: User, case: Case) -> None:
    AppealFactory.create(case=case)
    rows = program_of(seller).get(of(case, "1/versions/")).json()["results"]
    assert [(row["number"], row["kind"], row["text"]["length"]) for row in rows] == [(1, "saved", PLAN.length)]


def test_how_often_one_may_appeal_is_said_with_why(program_of: ProgramOf, seller: User, case: Case) -> None:
    program = program_of(seller)
    limit = program.get(of(case, "limit/")).json()
    assert (limit["allowed"], limit["sent"], limit["left"], limit["words"]) == (1, 0, 1, "")
    assert limit["rule"].startswith("amz.")
    other = CaseFactory.create(owner=seller, state=State.VERIFIED)
    assert program.get(of(other, "limit/")).json() == {
        "allowed": None,
        "sent": 0,
        "left": None,
        "words": "",
        "rule": "",
    }


@pytest.mark.parametrize("rest", ["1/", "1/versions/", "limit/"])
def test_what_is_being_written_is_its_sellers(
    program_of: ProgramOf, seller: User, stranger: User, case: Case, rest: str
) -> None:
    AppealFactory.create(case=case)
    program = program_of(stranger)
    assert program.get(of(case, rest)).status_code == 404
    CaseGrantFactory.create(case=case, person=stranger, scope="evidence", now=clock.now())
    assert program.get(of(case, rest)).status_code == 404
    assert program_of(seller).get(of(case, rest)).status_code == 200


@pytest.mark.parametrize("rest", ["2/", "0/", "99999999999999999999/", "2/versions/", "x/"])
def test_an_attempt_that_is_not_there_is_nowhere(program_of: ProgramOf, seller: User, case: Case, rest: str) -> None:
    AppealFactory.create(case=case)
    assert program_of(seller).get(of(case, rest)).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_and_an_attempt_cost_the_same_for_many(
    program_of: ProgramOf, seller: User, case: Case, rows: int, django_assert_num_queries: Any
) -> None:
    for number in range(rows):
        moment: datetime = WRITING + timedelta(days=number)
        state = AppealState.WITHDRAWN if number < rows - 1 else AppealState.DRAFTING
        appeal = AppealFactory.create(case=case, state=state, now=moment)
    for _ in range(rows):
        AppealFileFactory.create(appeal=appeal)
    program = program_of(seller)
    program.get(of(case))  # the token's use is noted once in ten minutes
    for rest, most in {"": 3, f"{rows}/": 11, f"{rows}/versions/": 4, "limit/": 4}.items():
        with django_assert_num_queries(most):
            program.get(of(case, rest))

"""Appeals of others through the API: what was sent of a shared case, and what one is asked by name to read."""

from collections.abc import Callable
from typing import Any

import pytest

from apps.accounts.models import User
from apps.cases.actions import ask_reader, change_again, grant_access, revoke_access
from apps.cases.enums import AppealState, Scope, State
from apps.cases.models import Appeal, AppealReading, Case, CaseOpening
from apps.core import clock
from tests.api.conftest import Program
from tests.factories.appeals import PLAN, AppealFactory, AppealFileFactory, OnlyChanceFactory
from tests.factories.cases import CaseFactory, send_appeal
from tests.factories.evidence import CopyFactory
from tests.factories.grants import CaseGrantFactory

pytestmark = pytest.mark.django_db
ProgramOf = Callable[..., Program]


@pytest.fixture(autouse=True)
def vault(settings: Any, tmp_path: Any) -> None:
    settings.EVIDENCE_ROOT = tmp_path


@pytest.fixture
def case(seller: User) -> Case:
    return OnlyChanceFactory.create(owner=seller)


def share(case: Case, reader: User, scope: Scope = Scope.FULL, *, shows_appeals: bool = True) -> Any:
    assert case.owner is not None
    return grant_access(
        case=case, person=reader, scope=scope, shows_appeals=shows_appeals, by=case.owner, now=clock.now()
    )


# -- what was sent
def test_a_reader_of_the_whole_case_reads_what_was_sent(program_of: ProgramOf, stranger: User, case: Case) -> None:
    appeal = AppealFactory.create(case=case, state=AppealState.ANSWERED)
    share(case, stranger)
    program = program_of(stranger)
    assert [row["number"] for row in program.get(f"cases/{case.pk}/appeals/").json()["results"]] == [1]
    answer = program.get(f"cases/{case.pk}/appeals/1/")
    said = answer.json()
    assert (said["state"], said["text"]["length"], said["answers"][0]["answer"]) == ("answered", PLAN.length, "refused")
    assert (said["reading"], said["guard"], said["files"], said["sent"]["reference"]) == (None, None, [], None)
    assert appeal.platform_reference.encode() not in answer.content
    kinds = CaseOpening.objects.filter(by=stranger).order_by("kind").values_list("kind", flat=True)
    assert list(kinds) == ["appeal", "program"]
    assert program.get(f"cases/{case.pk}/appeals/1/versions/").status_code == 404


def test_files_that_went_with_it_are_named_by_their_copies(program_of: ProgramOf, stranger: User, case: Case) -> None:
    appeal = AppealFactory.create(case=case)
    with_copy, bare = (AppealFileFactory.create(appeal=appeal).entry for _ in range(2))
    CopyFactory.create(original=with_copy.file)
    Appeal.objects.filter(pk=appeal.pk).update(state=AppealState.COOLING)
    program_of(case.owner).post(
        f"cases/{case.pk}/appeals/1/sent/",
        {"day": clock.now().date().isoformat(), "zone": "UTC", "channel": "form", "already": True},
    )
    share(case, stranger, Scope.EVIDENCE)
    answer = program_of(stranger).get(f"cases/{case.pk}/appeals/1/")
    assert [(row["id"], row["name"]) for row in answer.json()["files"]] == [(with_copy.pk, "copy.pdf"), (bare.pk, None)]
    assert with_copy.file.name.encode() not in answer.content


@pytest.mark.parametrize(("scope", "shows_appeals"), [(Scope.SUMMARY, True), (Scope.EVIDENCE, False)])
def test_other_sharings_show_no_appeal(
    program_of: ProgramOf, stranger: User, case: Case, scope: Scope, shows_appeals: bool
) -> None:
    AppealFactory.create(case=case, state=AppealState.ANSWERED)
    share(case, stranger, scope, shows_appeals=shows_appeals)
    program = program_of(stranger)
    for rest in ("", "1/", "1/versions/", "limit/"):
        assert program.get(f"cases/{case.pk}/appeals/{rest}").status_code == 404


def test_what_is_not_sent_no_reader_sees(program_of: ProgramOf, stranger: User, case: Case) -> None:
    AppealFactory.create(case=case, state=AppealState.COOLING)
    grant = share(case, stranger, Scope.EVIDENCE)
    program = program_of(stranger)
    assert program.get(f"cases/{case.pk}/appeals/").json()["results"] == []
    assert program.get(f"cases/{case.pk}/appeals/1/").status_code == 404
    revoke_access(grant=grant, by=case.owner, now=clock.now())
    assert program.get(f"cases/{case.pk}/appeals/").status_code == 404


# -- what one is asked to read
def test_a_person_asked_by_name_reads_and_answers_once(program_of: ProgramOf, stranger: User, case: Case) -> None:
    AppealFactory.create(case=case)
    grant = share(case, stranger)
    owner, reader = program_of(case.owner), program_of(stranger)
    asked = owner.post(f"cases/{case.pk}/appeals/1/steps/", {"step": "ask", "reader": str(grant.pk)})
    assert (asked.status_code, asked.json()["reading"]["is_by_name"]) == (200, True)
    rows = reader.get("readings/").json()["results"]
    assert [(row["case"], row["attempt"], row["is_waiting"]) for row in rows] == [(str(case.pk), 1, True)]
    address = f"readings/{rows[0]['id']}/"
    said = reader.get(address).json()
    assert (said["text"]["parts"]["root_cause"], said["is_last"]) == (PLAN.parts["root_cause"], True)
    assert reader.post(address, {"verdict": "comments"}).status_code == 422  # without words
    answered = reader.post(address, {"verdict": "approved", "words": "Send it."}, Idempotency_Key="k")
    assert (answered.status_code, answered.json()["verdict"], answered.json()["text"]) == (200, "approved", None)
    assert "Idempotent-Replayed" in reader.post(
        address, {"verdict": "approved", "words": "Send it."}, Idempotency_Key="k"
    )
    assert reader.post(address, {"verdict": "approved"}).status_code == 409
    reading = owner.get(f"cases/{case.pk}/appeals/1/").json()["reading"]
    assert (reading["verdict"], reading["words"]) == ("approved", "Send it.")


def test_only_who_is_asked_by_name_reads_it(program_of: ProgramOf, stranger: User, moderator: User, case: Case) -> None:
    appeal = AppealFactory.create(case=case)
    grant = share(case, stranger)
    reading = ask_reader(appeal=appeal, person=stranger, by=case.owner, now=clock.now())
    for person in (moderator, case.owner):
        program = program_of(person)
        assert program.get("readings/").json()["results"] == []
        assert program.get(f"readings/{reading.pk}/").status_code == 404
        assert program.post(f"readings/{reading.pk}/", {"verdict": "approved"}).status_code == 404
    change_again(appeal=appeal, by=case.owner, now=clock.now())
    program = program_of(stranger)
    taken_back = program.get(f"readings/{reading.pk}/").json()
    assert (taken_back["is_waiting"], taken_back["text"]) == (False, None)
    assert program.post(f"readings/{reading.pk}/", {"verdict": "approved"}).status_code == 409
    revoke_access(grant=grant, by=case.owner, now=clock.now())
    assert program.get(f"readings/{reading.pk}/").status_code == 404


def test_somebody_without_the_whole_case_cannot_be_asked(program_of: ProgramOf, stranger: User, case: Case) -> None:
    AppealFactory.create(case=case)
    program, address = program_of(case.owner), f"cases/{case.pk}/appeals/1/steps/"
    elsewhere = CaseGrantFactory.create(now=clock.now())
    for grant in (share(case, stranger, Scope.SUMMARY), elsewhere):
        assert program.post(address, {"step": "ask", "reader": str(grant.pk)}).status_code == 422
    assert not AppealReading.objects.exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_readings_cost_the_same_for_many(
    program_of: ProgramOf, stranger: User, rows: int, django_assert_num_queries: Any
) -> None:
    for _ in range(rows):
        appeal = AppealFactory.create()
        share(appeal.case, stranger)
        ask_reader(appeal=appeal, person=stranger, by=appeal.case.owner, now=clock.now())
    program = program_of(stranger)
    program.get("readings/")  # the token's use is noted once in ten minutes
    with django_assert_num_queries(2):
        assert len(program.get("readings/").json()["results"]) == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_shared_attempts_cost_the_same_for_many(
    program_of: ProgramOf, seller: User, stranger: User, rows: int, django_assert_num_queries: Any
) -> None:
    case = CaseFactory.create(owner=seller, state=State.VERIFIED)
    for _ in range(rows):
        send_appeal(case, seller, clock.now())
    share(case, stranger)
    program, address = program_of(stranger), f"cases/{case.pk}/appeals/"
    program.get(f"{address}1/")  # the token's use and who read what are noted once in a while
    program.get(address)
    for path, queries in ((address, 7), (f"{address}1/", 9)):
        with django_assert_num_queries(queries):
            assert program.get(path).status_code == 200

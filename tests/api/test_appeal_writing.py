"""An appeal is written, guarded, sent and answered by a program, with the same actions as on the pages."""

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from apps.accounts.models import User
from apps.cases.actions import save_appeal
from apps.cases.enums import AppealState, State, VersionKind
from apps.cases.models import Appeal, Case
from apps.cases.rules import CONFIRMATIONS, AppealText
from apps.core import clock
from tests.api.conftest import Program
from tests.factories.accounts import ApiTokenFactory
from tests.factories.appeals import LONG, PLAN, WRITING, AppealFactory, AppealFileFactory, OnlyChanceFactory, approve
from tests.factories.cases import CaseFactory, CaseFileFactory
from tests.factories.grants import CaseGrantFactory

pytestmark = pytest.mark.django_db
ProgramOf = Callable[..., Program]
StopClock = Callable[[datetime], Any]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PARTS = {"root_cause": LONG, "corrective": LONG, "preventive": LONG}
SENT = {"day": "2018-02-23", "time": "09:30", "zone": "Asia/Shanghai", "channel": "form", "reference": "CASE-77"}


@pytest.fixture(autouse=True)
def vault(settings: Any, tmp_path: Any) -> None:
    settings.EVIDENCE_ROOT = tmp_path


@pytest.fixture
def case(seller: User) -> Case:
    """A case in which the platform allows one appeal."""
    return OnlyChanceFactory.create(owner=seller)


@pytest.fixture
def program(program_of: ProgramOf, seller: User, at: StopClock) -> Program:
    at(WRITING + 2 * HOUR)
    return program_of(seller)


def of(case: Case, rest: str = "") -> str:
    return f"cases/{case.pk}/appeals/{rest}"


def step(program: Program, case: Case, name: str, **more: Any) -> Any:
    return program.post(of(case, "1/steps/"), {"step": name, **more})


def name_of(answer: Any) -> str:
    """Which of core.problems an answer is."""
    return str(answer.json()["type"].split("/")[-2])


# -- the whole way
def test_the_only_appeal_is_written_read_rested_sent_and_answered(program: Program, case: Case, at: StopClock) -> None:
    entry = CaseFileFactory.create(case=case)
    begun = program.post(of(case), {"track": "cured"})
    assert (begun.status_code, begun.json()["number"], begun.json()["guard"]["is_last"]) == (201, 1, True)
    change = {"parts": PARTS, "questions": [{"question": "Which?", "answer": "14."}], "files": [entry.pk], "keep": True}
    written = program.patch(of(case, "1/"), change, If_Match=begun["ETag"])
    assert (written.status_code, written.json()["newest_version"]) == (200, 1)
    assert written.json()["files"][0]["name"] == entry.file.name
    assert step(program, case, "finish", confirmed=list(CONFIRMATIONS)).status_code == 422  # nobody has read it
    assert step(program, case, "ask").json()["state"] == "in_reading"
    approve(Appeal.objects.get(), clock.now())
    assert step(program, case, "finish", confirmed=["notice"]).status_code == 422
    finished = step(program, case, "finish", confirmed=list(CONFIRMATIONS)).json()
    assert (finished["state"], finished["reading"]["verdict"]) == ("cooling", "approved")
    assert name_of(program.post(of(case, "1/sent/"), {**SENT, "day": "2018-02-22"})) == "refused"  # it has not rested
    at(WRITING + DAY)
    sent = program.post(of(case, "1/sent/"), SENT).json()
    assert (sent["state"], sent["passed_guard"], sent["sent"]["time"]) == ("submitted", "read", "09:30")
    answered = program.post(of(case, "1/answers/"), {"answer": "refused", "day": "2018-02-23", "words": "No.\r\n"})
    assert (answered.status_code, answered.json()["words"]) == (201, "No.\n")
    case.refresh_from_db()
    assert case.state == State.REJECTED


def test_the_only_appeal_is_sent_once(program: Program, case: Case, at: StopClock) -> None:
    AppealFactory.create(case=case, state=AppealState.COOLING)
    at(WRITING + DAY)
    assert program.post(of(case, "1/sent/"), SENT).status_code == 200
    again = program.post(of(case, "1/sent/"), SENT)
    assert (again.status_code, name_of(again)) == (409, "moved-on")
    assert again.json()["detail"] == "This appeal has been recorded as sent already."
    for refused in (program.post(of(case), {"track": "error"}), program.post(of(case, "sent/"), elsewhere())):
        assert (refused.status_code, name_of(refused)) == (409, "moved-on")
        assert "no further appeal" in refused.json()["detail"]


def elsewhere(**more: Any) -> dict[str, Any]:
    return {**SENT, "track": "error", "text": "We did nothing of the kind.\r\nPlease look.", **more}


@pytest.mark.django_db(transaction=True)
def test_eight_programs_at_once_send_the_only_appeal_once() -> None:
    appeal = AppealFactory.create(state=AppealState.COOLING)
    secret = ApiTokenFactory.create(person=appeal.case.owner, now=clock.now()).secret
    barrier, statuses = Barrier(8, timeout=60), []

    def send() -> None:
        try:
            program = Program(secret)
            connection.ensure_connection()
            barrier.wait()
            statuses.append(program.post(of(appeal.case, "1/sent/"), SENT).status_code)
        finally:
            connection.close()

    threads = [Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200, *[409] * 7]


# -- writing
def test_what_is_left_out_stays_as_it_was(program: Program, case: Case) -> None:
    AppealFactory.create(case=case)
    entry = AppealFileFactory.create(appeal=Appeal.objects.get()).entry
    text = program.get(of(case, "1/")).json()["text"]
    changed = program.patch(of(case, "1/"), {"parts": {"corrective": "Ended.\r\nAll."}}, If_Match="*").json()
    assert changed["text"]["parts"] == {**text["parts"], "corrective": "Ended.\nAll."}
    assert (changed["text"]["questions"], changed["files"][0]["id"]) == (text["questions"], entry.pk)
    other = program.patch(of(case, "1/"), {"track": "error", "form_limit": 10, "files": []}, If_Match="*").json()
    assert (other["track"], other["text"]["form_limit"], other["files"]) == ("error", 10, [])
    assert other["text"]["parts"] == changed["text"]["parts"]  # changing the track loses nothing
    assert program.patch(of(case, "1/"), {"form_limit": None}, If_Match="*").json()["text"]["form_limit"] is None


def test_a_change_names_the_version_it_changes(program: Program, case: Case) -> None:
    tag = program.post(of(case), {"track": "cured"})["ETag"]
    assert program.patch(of(case, "1/"), {"parts": PARTS}).status_code == 428
    first = program.patch(of(case, "1/"), {"parts": PARTS}, If_Match=tag)
    assert (first.status_code, program.get(of(case, "1/"))["ETag"]) == (200, first["ETag"])
    late = program.patch(of(case, "1/"), {"parts": {"root_cause": "Lost?"}}, If_Match=tag)
    assert (late.status_code, name_of(late)) == (412, "changed-since")
    assert Appeal.objects.get().typed.parts == PARTS


def test_who_saves_between_comparison_and_lock_is_not_overwritten(
    program: Program, case: Case, seller: User, monkeypatch: Any
) -> None:
    appeal = AppealFactory.create(case=case)

    def save_elsewhere(request: Any, data: Any) -> None:
        other = AppealText(parts={"root_cause": "From another tab."})
        fresh = Appeal.objects.get(pk=appeal.pk)
        save_appeal(appeal=fresh, text=other, seen=fresh.mark, writer="tab", by=seller, now=clock.now())

    monkeypatch.setattr("apps.api.views.appeals.refuse_changed", save_elsewhere)
    late = program.patch(of(case, "1/"), {"parts": {"root_cause": "From a program."}}, If_Match="*")
    assert (late.status_code, name_of(late)) == (412, "changed-since")
    appeal.refresh_from_db()
    assert appeal.typed.parts["root_cause"] == "From another tab."
    aside = appeal.versions.get(kind=VersionKind.ASIDE)  # nor is what it sent lost
    assert aside.typed.parts["root_cause"] == "From a program."


def test_an_earlier_version_and_an_earlier_attempt_are_taken_up(program: Program, case: Case) -> None:
    AppealFactory.create(case=case)
    program.patch(of(case, "1/"), {"parts": {"root_cause": "Other."}, "keep": True}, If_Match="*")
    back = step(program, case, "restore", version=1).json()
    assert (back["text"]["parts"]["root_cause"], back["newest_version"]) == (PLAN.parts["root_cause"], 3)
    for number in (9, None):
        answer = step(program, case, "restore", version=number)
        assert (answer.status_code, list(answer.json()["errors"])) == (422, ["version"])
    assert step(program, case, "withdraw").json()["state"] == "withdrawn"
    next_one = program.post(of(case), {"track": "cured", "copies": 1}).json()
    assert (next_one["number"], next_one["text"]["parts"]) == (2, back["text"]["parts"])


def test_one_attempt_is_written_at_a_time(program: Program, case: Case) -> None:
    key = {"Idempotency_Key": "k"}
    first, again = (program.post(of(case), {"track": "cured"}, **key) for _ in range(2))
    assert (first.json(), again["Idempotent-Replayed"]) == (again.json(), "true")
    assert program.post(of(case), {"track": "cured"}).status_code == 409
    assert Appeal.objects.count() == 1


# -- the guard
def test_a_request_to_read_is_taken_back_by_changing(program: Program, case: Case) -> None:
    AppealFactory.create(case=case)
    assert step(program, case, "ask").json()["reading"]["verdict"] == ""
    locked = program.patch(of(case, "1/"), {"parts": PARTS}, If_Match="*")
    assert (locked.status_code, name_of(locked)) == (409, "moved-on")
    changed = step(program, case, "change").json()
    assert (changed["state"], changed["reading"]) == ("drafting", None)
    assert step(program, case, "change").status_code == 200


def test_doing_without_a_reader_is_typed_by_hand(program: Program, case: Case) -> None:
    AppealFactory.create(case=case)
    assert step(program, case, "alone").status_code == 422
    assert step(program, case, "alone", typed="yes").status_code == 422
    said = step(program, case, "alone", typed="我自己决定提交").json()
    assert (said["guard"]["goes_alone"], said["guard"]["can_finish"]) == (True, True)
    assert [event.kind for event in case.events.filter(kind="alone")] == ["alone"]
    assert step(program, case, "finish", confirmed=list(CONFIRMATIONS)).json()["state"] == "cooling"


def test_what_was_sent_before_its_guard_was_done_says_so(program: Program, case: Case, at: StopClock) -> None:
    AppealFactory.create(case=case)
    at(WRITING + DAY)
    refused = program.post(of(case, "1/sent/"), SENT)
    assert (refused.status_code, name_of(refused)) == (422, "refused")
    assert program.post(of(case, "1/sent/"), {**SENT, "already": True}).json()["passed_guard"] == "already"


def test_what_rested_is_not_said_to_have_gone_out_early(program: Program, case: Case, at: StopClock) -> None:
    AppealFactory.create(case=case, state=AppealState.COOLING)
    at(WRITING + DAY)
    assert program.post(of(case, "1/sent/"), {**SENT, "already": True}).json()["passed_guard"] == "read"


# -- sent and answered
def test_an_attempt_sent_elsewhere_is_noted(program: Program, case: Case, at: StopClock) -> None:
    at(WRITING + DAY)
    noted = program.post(of(case, "sent/"), elsewhere(), Idempotency_Key="k")
    said = noted.json()
    assert (noted.status_code, said["state"], said["passed_guard"]) == (201, "submitted", "already")
    assert said["text"]["whole"] == "We did nothing of the kind.\nPlease look."
    assert "Idempotent-Replayed" in program.post(of(case, "sent/"), elsewhere(), Idempotency_Key="k")
    case.refresh_from_db()
    assert case.state == State.APPEALED


def test_an_answer_is_noted_over_the_one_that_was_read(program: Program, case: Case, at: StopClock) -> None:
    entry = CaseFileFactory.create(case=case)
    AppealFactory.create(case=case, state=AppealState.SUBMITTED)
    at(WRITING + 5 * DAY)
    more = {"answer": "more_info", "day": "2018-02-25", "file": entry.pk}
    first = program.post(of(case, "1/answers/"), more)
    assert (first.status_code, first.json()["file"]) == (201, entry.pk)
    assert name_of(program.post(of(case, "1/answers/"), more)) == "moved-on"
    at(WRITING + 6 * DAY)
    ended = {"answer": "accepted", "day": "2018-02-26", "outcome": "reinstated", "seen": "more_info"}
    assert program.post(of(case, "1/answers/"), ended).status_code == 201
    said = program.get(of(case, "1/")).json()
    assert [one["answer"] for one in said["answers"]] == ["accepted", "more_info"]
    assert (said["answer"], said["answered_day"]) == ("accepted", "2018-02-26")


def test_how_often_is_stated_by_the_words_of_the_notice(program: Program, seller: User, at: StopClock) -> None:
    case = CaseFactory.create(owner=seller, state=State.VERIFIED)
    stated = program.post(of(case, "limit/"), {"allowed": 2, "words": "You may appeal twice."})
    wanted = {"allowed": 2, "sent": 0, "left": 2, "words": "You may appeal twice.", "rule": ""}
    assert (stated.status_code, stated.json()) == (201, wanted)
    assert program.get(of(case, "limit/")).json() == wanted
    at(clock.now() + HOUR)
    assert program.post(of(case, "limit/"), {"allowed": None, "words": "As often as you like."}).json()["left"] is None


# -- what does not fit
@pytest.mark.parametrize(
    ("rest", "body", "field"),
    [
        ("", {"track": "sorry"}, "track"),
        ("", {"track": "cured", "copies": "1"}, "copies"),
        ("1/steps/", {"step": "submit"}, "step"),
        ("1/steps/", {"step": "finish", "confirmed": ["all"]}, "confirmed.0"),
        ("1/sent/", {**SENT, "time": "25:00"}, "time"),
        ("1/sent/", {**SENT, "already": "true"}, "already"),
        ("1/sent/", {**SENT, "channel": "pigeon"}, "channel"),
        ("1/answers/", {"answer": "maybe", "day": "2018-02-25"}, "answer"),
        ("limit/", {"allowed": 0, "words": "x"}, "allowed"),
    ],
)
def test_what_does_not_fit_is_named(program: Program, case: Case, rest: str, body: Any, field: str) -> None:
    AppealFactory.create(case=case)
    answer = program.post(of(case, rest), body)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])


@pytest.mark.parametrize(
    ("rest", "body"),
    [
        ("", {"track": "cured", "copies": 9}),
        ("1/answers/", {"answer": "refused", "day": "2018-02-25", "file": 10**30}),
        ("1/sent/", {**SENT, "zone": "Moon/Crater"}),
        ("1/sent/", {**SENT, "zone": "\r"}),
        ("limit/", {"allowed": 1, "words": " "}),
        ("1/sent/", {**SENT, "day": "2017-02-25"}),
        ("1/sent/", {**SENT, "day": "2099-02-25"}),
    ],
)
def test_what_cannot_have_been_is_refused_in_words(program: Program, case: Case, rest: str, body: Any) -> None:
    AppealFactory.create(case=case)
    answer = program.post(of(case, rest), {"already": True, **body})
    assert (answer.status_code, name_of(answer)) == (422, "refused")
    assert answer.json()["detail"]


def test_files_of_another_case_do_not_go_with_it(program: Program, case: Case, seller: User) -> None:
    AppealFactory.create(case=case)
    other = CaseFileFactory.create(case=CaseFactory.create(owner=seller))
    answer = program.patch(of(case, "1/"), {"files": [other.pk]}, If_Match="*")
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["files"])


def test_refusals_speak_the_callers_language(program: Program, case: Case) -> None:
    AppealFactory.create(case=case, state=AppealState.WITHDRAWN)
    answer = program.post(of(case, "1/steps/"), {"step": "ask"}, Accept_Language="zh-hans")
    assert answer.status_code == 409
    assert not answer.json()["detail"].isascii()


def test_a_reader_of_the_case_writes_nothing(program_of: ProgramOf, stranger: User, case: Case) -> None:
    AppealFactory.create(case=case)
    CaseGrantFactory.create(case=case, person=stranger, scope="evidence", now=clock.now())
    program = program_of(stranger)
    asked = {"": {"track": "cured"}, "sent/": elsewhere(), "1/steps/": {"step": "ask"}, "1/sent/": SENT}
    for rest, body in asked.items():
        assert program.post(of(case, rest), body).status_code == 404
    assert program.patch(of(case, "1/"), {"parts": PARTS}, If_Match="*").status_code == 404
    assert Appeal.objects.get().state == AppealState.DRAFTING

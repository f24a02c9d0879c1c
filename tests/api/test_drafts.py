"""A case is filed by a program: draft, answers, problems, submit, mend."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from apps.accounts.models import User
from apps.cases.actions import discard_draft, save_answers
from apps.cases.enums import State
from apps.cases.models import Case, Draft
from apps.core import clock
from tests.api.conftest import Program
from tests.factories.cases import CaseFactory, DraftFactory

pytestmark = pytest.mark.django_db
ProgramOf = Callable[..., Program]
COMPLETE: dict[str, Any] = {
    "event": {
        "platform": "amazon",
        "marketplace": "amazon.us",
        "case_type": "account_suspension",
        "allegation": "fake_orders_fraud",
        "notice_date": "2018-02-14",
        "notice_time": "18:30",
        "notice_zone": "America/Los_Angeles",
        "notice_text": "Your selling privileges have been removed.\r\nGoodbye.",
        "narrative": "除夕夜被封。",
    },
    "amounts": [{"component": "withheld_balance", "likely": "12500", "currency": "USD"}],
    "account": {"store_name": "Harbour Lamp", "merchant_token": "A2TOKEN"},
    "visibility": "private",
}


def test_a_case_is_filed_from_begin_to_submit(program_of: ProgramOf, seller: User) -> None:
    program = program_of(seller)
    begun = program.post("drafts/", COMPLETE)
    assert (begun.status_code, begun.json()["problems"], begun.json()["mends"]) == (201, [], False)
    address = f"drafts/{begun.json()['id']}/"
    assert program.get(address)["ETag"] == begun["ETag"]
    filed = program.post(address + "submit/")
    said = filed.json()
    assert (filed.status_code, said["state"], said["visibility"]) == (200, "submitted", "private")
    assert said["notice_text"] == "Your selling privileges have been removed.\nGoodbye."
    assert (said["narrative"], said["account"]["store_name"]) == ("除夕夜被封。", "Harbour Lamp")
    assert said["amounts"][0]["likely"] == "12500.0000"
    assert Case.objects.get().owner == seller
    again = program.post(address + "submit/")
    assert (again.status_code, again.json()["type"].split("/")[-2]) == (409, "moved-on")


def test_what_is_typed_is_kept_right_or_wrong_and_said(program_of: ProgramOf, seller: User) -> None:
    program = program_of(seller)
    begun = program.post("drafts/", {"event": {"platform": "amazon", "notice_date": "yesterday"}}).json()
    assert begun["answers"]["event"] == {"platform": "amazon", "notice_date": "yesterday"}
    found = {(problem["step"], problem["field"]) for problem in begun["problems"]}
    assert {("event", "notice_date"), ("event", "case_type"), ("account", "store_name")} <= found
    refused = program.post(f"drafts/{begun['id']}/submit/")
    assert refused.status_code == 422
    assert "event.notice_date" in refused.json()["errors"]
    assert Draft.objects.count() == 1


def test_what_the_database_cannot_hold_is_left_out(program_of: ProgramOf, seller: User) -> None:
    said = program_of(seller).post("drafts/", {"event": {"narrative": "a\0b"}}).json()
    assert said["answers"]["event"]["narrative"] == "ab"


def test_amounts_name_their_row(program_of: ProgramOf, seller: User) -> None:
    rows = [{"component": "withheld_balance", "likely": "12万", "currency": "CNY"}, {"likely": "1.234"}]
    said = program_of(seller).post("drafts/", {"amounts": rows}).json()
    fields = [problem["field"] for problem in said["problems"] if problem["step"] == "amounts"]
    assert set(fields) == {"1.likely"}


def test_a_change_names_the_version_it_changes(program_of: ProgramOf, seller: User) -> None:
    program = program_of(seller)
    begun = program.post("drafts/", COMPLETE)
    address, tag = f"drafts/{begun.json()['id']}/", begun["ETag"]
    assert program.patch(address, {"visibility": "counted"}).status_code == 428
    changed = program.patch(address, {"event": {"narrative": "Later."}}, If_Match=tag)
    assert changed.status_code == 200
    assert changed.json()["answers"]["event"]["narrative"] == "Later."
    assert changed.json()["answers"]["event"]["platform"] == "amazon"
    assert changed["ETag"] != tag
    late = program.patch(address, {"event": {"narrative": "Lost?"}}, If_Match=tag)
    assert (late.status_code, late.json()["type"].split("/")[-2]) == (412, "changed-since")
    assert program.get(address).json()["answers"]["event"]["narrative"] == "Later."


def test_a_page_that_saved_in_between_is_a_conflict(program_of: ProgramOf, seller: User, monkeypatch: Any) -> None:
    """Between the comparison of versions and the lock somebody else saved: the draft's own marks find it."""
    program = program_of(seller)
    draft = DraftFactory.create(owner=seller)
    tag = program.get(f"drafts/{draft.case_id}/")["ETag"]

    def save_elsewhere(request: Any, data: Any) -> None:
        page = {"step": "event", "answers": {"narrative": ["page"]}, "seen": "", "writer": "page"}
        save_answers(draft=draft, now=clock.now(), **page)  # type: ignore[arg-type]

    monkeypatch.setattr("apps.api.views.drafts.refuse_changed", save_elsewhere)
    late = program.patch(f"drafts/{draft.case_id}/", {"event": {"narrative": "program"}}, If_Match=tag)
    assert late.status_code == 412
    assert Draft.objects.get().typed["event"] == {"narrative": ["page"]}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"event": {"narrative": ["x"]}}, "event.narrative"),
        ({"event": {"platform": 5.5}}, "event.platform"),
        ({"event": []}, "event"),
        ({"amounts": {"likely": "1"}}, "amounts"),
        ({"amounts": [{}] * 61}, "amounts"),
        ({"visibility": None}, "visibility"),
    ],
)
def test_a_wrong_shape_is_refused_by_name(program_of: ProgramOf, seller: User, body: Any, field: str) -> None:
    answer = program_of(seller).post("drafts/", body)
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [field]
    assert not Case.objects.exists()


@pytest.mark.parametrize("body", ["", "[]", "{", '{"a":1,"a":2}', '{"a":NaN}', "[" * 100_000, "\ud800", '"x"', "5"])
def test_what_is_not_one_json_object_is_unreadable(program_of: ProgramOf, seller: User, body: str) -> None:
    program = program_of(seller)
    answer = program.client.generic(
        "POST", "/api/v1/drafts/", body.encode(errors="surrogatepass"), "application/json", headers=program.headers
    )
    assert (answer.status_code, Case.objects.count()) == ((400, 0) if body else (201, 1))


def test_another_media_type_is_refused(program_of: ProgramOf, seller: User) -> None:
    program = program_of(seller)
    answer = program.client.generic("POST", "/api/v1/drafts/", b"a=1", "text/plain", headers=program.headers)
    assert answer.status_code == 415


def test_a_body_too_large_is_refused(program_of: ProgramOf, seller: User, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = program_of(seller).post("drafts/", {"event": {"narrative": "x" * 1000}})
    assert (answer.status_code, Case.objects.count()) == (413, 0)


def test_a_returned_case_is_mended(program_of: ProgramOf, seller: User) -> None:
    case = CaseFactory.create(owner=seller, state=State.RETURNED)
    program = program_of(seller)
    opened = program.post(f"cases/{case.pk}/mend/")
    assert (opened.status_code, opened.json()["mends"], opened.json()["problems"]) == (200, True, [])
    assert opened.json()["answers"]["amounts"][0]["likely"] == "12500.00"
    assert program.post(f"drafts/{case.pk}/submit/").json()["state"] == "submitted"
    assert program.post(f"cases/{case.pk}/mend/").status_code == 409


def test_a_draft_is_discarded(program_of: ProgramOf, seller: User) -> None:
    draft = DraftFactory.create(owner=seller)
    program = program_of(seller)
    assert program.ask("delete", f"drafts/{draft.case_id}/").status_code == 204
    assert program.get(f"drafts/{draft.case_id}/").status_code == 404


def test_drafts_of_others_are_nowhere(program_of: ProgramOf, seller: User, stranger: User) -> None:
    draft = DraftFactory.create(owner=seller)
    program = program_of(stranger)
    assert program.get("drafts/").json()["results"] == []
    for pk in (draft.case_id, uuid.uuid4()):
        assert program.get(f"drafts/{pk}/").status_code == 404
        assert program.ask("delete", f"drafts/{pk}/").status_code == 404
        assert program.post(f"drafts/{pk}/submit/").status_code == 404
    assert program_of(seller).get("drafts/").json()["results"][0]["id"] == str(draft.case_id)


def test_a_draft_that_is_gone_meanwhile_is_said_to_be(program_of: ProgramOf, seller: User, monkeypatch: Any) -> None:
    draft = DraftFactory.create(owner=seller)

    def discard(request: Any, data: Any) -> None:
        discard_draft(case=draft.case, by=seller, now=clock.now())

    monkeypatch.setattr("apps.api.views.drafts.refuse_changed", discard)
    answer = program_of(seller).patch(f"drafts/{draft.case_id}/", {"visibility": "counted"}, If_Match="*")
    assert answer.status_code == 409

"""Decisions through the pages of the desk: once each, with one event and one message, and nothing typed is lost."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils.translation import override

from apps.accounts.models import User
from apps.cases.actions import return_case, submit_case
from apps.cases.enums import EventKind, State
from apps.cases.models import Case, CaseEvent
from apps.moderation.rules import REASONS
from apps.notifications.enums import MessageKind
from apps.notifications.models import Message
from tests.factories.accounts import ModeratorFactory, UserFactory
from tests.factories.cases import STARTED, CaseFactory, DraftFactory, FilingFactory
from tests.factories.incidents import IncidentFactory
from tests.moderation.conftest import NOW

pytestmark = pytest.mark.django_db


def seen(case: Case) -> str:
    return case.moved_at.isoformat()


def send(desk: Client, case: Case, what: str, query: str = "", **words: Any) -> HttpResponse:
    """Press the button of a form as the page had it when `case` was read."""
    return desk.post(f"/desk/case/{case.pk}/{what}/{query}", {"seen": seen(case), **words})


def events_since(case: Case) -> list[tuple[str, str, str, User | None]]:
    """What was written to the case's timeline at NOW."""
    events = CaseEvent.objects.filter(case=case, at=NOW).order_by("id")
    return [(event.kind, event.from_state, event.to_state, event.by) for event in events]


def messages_since() -> list[tuple[str, User | None]]:
    return [(row.kind, row.recipient) for row in Message.objects.filter(queued_at=NOW)]


def test_verify_writes_one_event_and_one_message_and_goes_on(desk: Client, moderator: User) -> None:
    case = CaseFactory.create()
    following = CaseFactory.create(now=STARTED + timedelta(hours=1))
    response = send(desk, case, "verify")
    assert (response.status_code, response["Location"]) == (302, f"/desk/case/{following.pk}/")
    assert events_since(case) == [(EventKind.VERIFY, State.SUBMITTED, State.VERIFIED, moderator)]
    assert messages_since() == [(MessageKind.CASE_VERIFIED, case.owner)]
    case.refresh_from_db()
    assert (case.state, case.verified_at) == (State.VERIFIED, NOW)
    assert f"{case.reference} is verified." in desk.get(response["Location"]).content.decode()


def test_return_writes_one_event_with_its_words_and_one_message(desk: Client, moderator: User) -> None:
    case = CaseFactory.create()
    response = send(desk, case, "return", reason="  The date is missing.\n", ready="")
    assert (response.status_code, response["Location"]) == (302, "/desk/")
    assert events_since(case) == [(EventKind.RETURN, State.SUBMITTED, State.RETURNED, moderator)]
    assert CaseEvent.objects.get(at=NOW).remark.text == "The date is missing."
    assert messages_since() == [(MessageKind.CASE_RETURNED, case.owner)]


def test_ready_reason_goes_out_in_the_language_of_the_seller(desk: Client) -> None:
    case = CaseFactory.create(owner=UserFactory.create(language="zh-hans"))
    send(desk, case, "return", ready="notice", reason="")
    with override("zh-hans"):
        assert CaseEvent.objects.get(at=NOW).remark.text == str(REASONS["notice"].text)


def test_own_words_are_not_replaced_by_a_ready_reason(desk: Client) -> None:
    case = CaseFactory.create()
    send(desk, case, "return", ready="notice", reason="Page two is missing.")
    assert CaseEvent.objects.get(at=NOW).remark.text == "Page two is missing."


def test_return_without_a_reason_is_asked_again(desk: Client) -> None:
    case = CaseFactory.create()
    response = send(desk, case, "return", ready="", reason="  ")
    assert response.status_code == 400
    assert "Say what is missing, so that the seller can mend it." in response.content.decode()
    assert (events_since(case), messages_since()) == ([], [])


def test_note_is_kept_and_nobody_is_told(desk: Client, moderator: User) -> None:
    case = CaseFactory.create(state=State.RETURNED)
    response = send(desk, case, "note", text="Called on Monday.")
    assert (response.status_code, response["Location"]) == (302, f"/desk/case/{case.pk}/")
    assert events_since(case) == [(EventKind.NOTE, "", "", moderator)]
    assert messages_since() == []


def test_progress_moves_the_case_and_an_ending_needs_an_outcome(desk: Client, moderator: User) -> None:
    case = CaseFactory.create(state=State.VERIFIED)
    response = send(desk, case, "progress", name="resolve", outcome="", details="They paid.")
    assert response.status_code == 400
    assert "They paid." in response.content.decode()
    assert send(desk, case, "progress", name="escalate", outcome="reinstated").status_code == 400
    assert events_since(case) == []
    assert send(desk, case, "progress", name="resolve", outcome="reinstated", details="They paid.").status_code == 302
    assert events_since(case) == [(EventKind.RESOLVE, State.VERIFIED, State.RESOLVED, moderator)]


def test_closed_case_is_opened_again(desk: Client, moderator: User) -> None:
    case = CaseFactory.create(state=State.WITHDRAWN)
    assert send(desk, case, "reopen", details="Asked by mail.").status_code == 302
    assert events_since(case) == [(EventKind.REOPEN, State.WITHDRAWN, State.SUBMITTED, moderator)]


def test_case_is_placed_in_an_incident_of_its_platform(desk: Client, moderator: User) -> None:
    case, incident = CaseFactory.create(), IncidentFactory.create()
    elsewhere = IncidentFactory.create(platform="temu")
    assert send(desk, case, "place", incident=elsewhere.pk).status_code == 400
    assert send(desk, case, "place", incident=incident.pk).status_code == 302
    assert case.placement.incident == incident
    assert events_since(case) == [(EventKind.PLACED, "", "", moderator)]


# -- twice, too late, by the wrong person
def test_second_click_changes_nothing_and_says_so(desk: Client) -> None:
    case = CaseFactory.create()
    send(desk, case, "verify")
    response = send(desk, case, "verify")
    assert response.status_code == 409
    assert "The case has moved on in the meantime" in response.content.decode()
    assert len(events_since(case)) == len(messages_since()) == 1


def test_words_written_too_late_are_kept_as_a_note_to_send(desk: Client) -> None:
    case = CaseFactory.create()
    return_case(case=Case.objects.get(pk=case.pk), reason="By a colleague.", by=ModeratorFactory.create(), now=NOW)
    response = send(desk, case, "return", reason="My long reason.")
    assert response.status_code == 409
    assert response.context["forms"]["note"].initial == {"text": "My long reason."}
    assert len(events_since(case)) == 1


def test_case_returned_and_submitted_again_meanwhile_is_not_verified_unseen(desk: Client) -> None:
    case = CaseFactory.create()
    now = Case.objects.get(pk=case.pk)
    return_case(case=now, reason="Mend it.", by=ModeratorFactory.create(), now=STARTED + timedelta(hours=5))
    assert now.owner
    submit_case(case=now, filing=FilingFactory.build(), by=now.owner, now=STARTED + timedelta(hours=6))
    response = send(desk, case, "return", reason="My long reason.")
    assert response.status_code == 409
    assert "My long reason." in response.content.decode()
    assert send(desk, case, "verify").status_code == 409
    assert events_since(case) == []
    fresh = Case.objects.get(pk=case.pk)
    assert send(desk, fresh, "verify").status_code == 302


@pytest.mark.parametrize("what", ["verify", "return"])
def test_nobody_decides_about_their_own_case(desk: Client, moderator: User, what: str) -> None:
    case = CaseFactory.create(owner=moderator)
    response = send(desk, case, what, reason="Fine.")
    assert response.status_code == 409
    assert "This is your own case." in response.content.decode()
    assert events_since(case) == []


def test_filter_is_kept_from_case_to_case(desk: Client) -> None:
    case = CaseFactory.create()
    temu = FilingFactory.build(platform="temu", marketplace="", country="US")
    CaseFactory.create(now=STARTED + timedelta(hours=1), filing=temu)
    following = CaseFactory.create(now=STARTED + timedelta(hours=2))
    response = send(desk, case, "verify", "?platform=amazon&show=all&page=2")
    assert response["Location"] == f"/desk/case/{following.pk}/?platform=amazon"


DECISIONS = ("verify", "return", "note", "progress", "reopen", "reveal", "place")


@pytest.mark.parametrize("what", DECISIONS)
def test_decisions_are_made_by_post_only(desk: Client, what: str) -> None:
    case = CaseFactory.create()
    assert desk.get(f"/desk/case/{case.pk}/{what}/").status_code == 405


@pytest.mark.parametrize("what", DECISIONS)
def test_seller_cannot_decide_not_even_about_their_own(client_of: Callable[[User], Client], what: str) -> None:
    case = CaseFactory.create()
    assert case.owner
    for person in (case.owner, UserFactory.create()):
        response = send(client_of(person), case, what, reason="x", text="x", name="appeal", details="x")
        assert response.status_code == 404
    assert case.events.count() == 1


@pytest.mark.parametrize("what", DECISIONS)
def test_drafts_are_out_of_reach(desk: Client, what: str) -> None:
    case = DraftFactory.create().case
    assert send(desk, case, what, reason="x", text="x").status_code == 404

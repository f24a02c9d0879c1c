"""Second readers at the desk: what waits, what they see, what they say once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.models import User
from apps.cases.actions import ask_reader, change_again
from apps.cases.enums import AppealState, State
from apps.cases.models import Appeal
from tests.factories.appeals import WRITING, AppealFactory, OnlyChanceFactory
from tests.factories.cases import CaseFactory, FilingFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vault_folder")]
QUEUE = "/desk/appeals/"


def page(appeal: Appeal) -> str:
    return reverse("admin:appeal-desk", args=[appeal.case_id, appeal.number])


def test_only_chances_come_first_and_are_counted(desk: Client) -> None:
    assert "No appeal waits to be read" in desk.get(QUEUE).text
    free = AppealFactory.create(case=CaseFactory.create(state=State.VERIFIED))
    assert free.case.owner
    ask_reader(appeal=free, by=free.case.owner, now=WRITING)
    only = AppealFactory.create(state=AppealState.IN_READING)
    AppealFactory.create(state=AppealState.COOLING)
    html = desk.get(QUEUE).text
    assert html.index(only.case.reference) < html.index(free.case.reference)
    assert html.count("data-row") == 2
    assert html.count("only chance") == 1
    assert '<span class="count">2<' in html


def test_the_list_asks_the_database_the_same_few_times(desk: Client) -> None:
    counts = []
    for _ in range(2):
        AppealFactory.create(state=AppealState.IN_READING)
        with CaptureQueriesContext(connection) as found:
            desk.get(QUEUE)
        counts.append(len(found))
    assert counts[0] == counts[1]


def test_a_reader_sees_the_text_and_the_notice_without_the_name(desk: Client) -> None:
    filing = FilingFactory.build(case_type="brand_removal", account__store_name="Harbour Lamp Nine")
    appeal = AppealFactory.create(case=OnlyChanceFactory.create(filing=filing), state=AppealState.IN_READING)
    html = desk.get(page(appeal)).text
    assert "dismissed" in html
    assert "Your Amazon.com selling privileges" in html
    assert "Harbour Lamp Nine" not in html
    assert appeal.case.owner
    assert appeal.case.owner.email not in html


def test_what_is_being_written_is_shown_to_nobody_else(desk: Client) -> None:
    appeal = AppealFactory.create()
    html = desk.get(page(appeal)).text
    assert "dismissed" not in html
    assert "Only its seller sees it" in html
    sent = AppealFactory.create(state=AppealState.SUBMITTED)
    assert "dismissed" in desk.get(page(sent)).text


def test_a_verdict_is_given_once(desk: Client) -> None:
    appeal = AppealFactory.create(state=AppealState.IN_READING)
    assert desk.post(page(appeal)).status_code == 400
    empty = desk.post(page(appeal), {"verdict": "comments", "words": " "})
    assert (empty.status_code, "Say what should be mended." in empty.text) == (409, True)
    said = {"verdict": "comments", "words": "Name the orders."}
    assert desk.post(page(appeal), said)["Location"] == QUEUE
    late = desk.post(page(appeal), said)
    assert (late.status_code, "Name the orders." in late.text) == (409, True)
    appeal.refresh_from_db()
    assert appeal.state == AppealState.READ


def test_one_taken_back_meanwhile_keeps_what_the_reader_wrote(desk: Client) -> None:
    appeal = AppealFactory.create(state=AppealState.IN_READING)
    assert appeal.case.owner
    change_again(appeal=appeal, by=appeal.case.owner, now=WRITING + timedelta(hours=2))
    late = desk.post(page(appeal), {"verdict": "approved", "words": "Fine."})
    assert (late.status_code, "Nobody asks" in late.text) == (409, True)


def test_nobody_reads_their_own(desk: Client, moderator: User, client_of: Callable[[User], Client]) -> None:
    appeal = AppealFactory.create(case=OnlyChanceFactory.create(owner=moderator), state=AppealState.IN_READING)
    assert appeal.case.reference not in desk.get(QUEUE).text
    assert "Somebody else has to read it" in desk.get(page(appeal)).text
    assert desk.post(page(appeal), {"verdict": "approved"}).status_code == 409

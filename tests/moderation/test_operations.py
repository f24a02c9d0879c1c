"""What an operator looks at first: signs of life, messages given up, dates that nobody has answered."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.cases.models import Case
from apps.core import clock
from apps.core.actions import note_heartbeat
from apps.deadlines.actions import acknowledge, add_own_date
from apps.moderation.selectors import near_and_unanswered
from apps.notifications.models import Message
from tests.factories.cases import CaseFactory, DraftFactory
from tests.factories.notifications import MessageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client_of: Callable[[User], Client], moderator: User) -> Client:
    return client_of(moderator)


def own_date(case: Case, days: int) -> Any:
    assert case.docket
    now = clock.now()
    return add_own_date(
        docket=case.docket,
        label="Answer Ms Li",
        day=(now + timedelta(days=days)).date(),
        zone="UTC",
        by=case.owner,
        now=now,
    )


def test_signs_of_life_are_told(desk: Client) -> None:
    note_heartbeat(name="beat", now=clock.now() - timedelta(seconds=7))
    page = desk.get("/desk/operations/").content.decode()
    assert "Signs of life" in page
    assert dict(desk.get("/desk/operations/").context["signs"])["Beat, seconds ago"] in (7, 8, 9, 10)


def test_messages_given_up_go_out_again_one_or_many(desk: Client) -> None:
    failed = MessageFactory.create_batch(3, state="failed", failure="550 no such mailbox")
    sent = MessageFactory.create(state="sent", sent_at=clock.now())
    assert desk.get("/desk/operations/").content.decode().count("550 no such mailbox") == 3
    asked = {"message": [str(failed[0].pk), str(failed[1].pk), str(sent.pk)], "reason": "theirs"}
    shown = desk.post("/desk/messages/retry/", asked)
    assert [shown.status_code, "2 messages go out once more" in shown.text] == [200, True]
    assert "are not given up any more" in shown.text
    assert Message.objects.filter(state="queued").count() == 0
    assert desk.post("/desk/messages/retry/", {**asked, "step": "run"}).status_code == 302
    states = {message.pk: message.state for message in Message.objects.all()}
    assert [states[message.pk] for message in (*failed, sent)] == ["queued", "queued", "failed", "sent"]
    assert desk.post("/desk/messages/retry/", {"message": str(failed[0].pk), "reason": "ours"}).status_code == 302
    assert Message.objects.get(pk=failed[0].pk).state == "queued"


@pytest.mark.parametrize("message", [[], ["not-one"], ["00000000-0000-4000-8000-000000000000"]])
def test_nonsense_sends_nothing(desk: Client, message: list[str]) -> None:
    MessageFactory.create(state="failed")
    assert desk.post("/desk/messages/retry/", {"message": message, "reason": "ours"}).status_code == 302
    assert Message.objects.get().state == "failed"


def test_near_dates_without_an_answer(desk: Client, moderator: User, seller: User) -> None:
    case = CaseFactory.create(owner=seller)
    near, known, far = own_date(case, 2), own_date(case, 3), own_date(case, 30)
    acknowledge(deadline=known, by=seller, now=clock.now())
    draft = DraftFactory.create(owner=seller).case
    assert draft.docket is None or not draft.docket.deadlines.exists()
    found = list(near_and_unanswered(moderator, clock.now()))
    assert near in found
    assert known not in found
    assert far not in found
    page = desk.get("/desk/operations/").content.decode()
    assert case.reference in page
    assert "Answer Ms Li" not in page


def test_the_page_asks_as_often_for_few_as_for_many(
    desk: Client, seller: User, django_assert_max_num_queries: Any
) -> None:
    for _ in range(3):
        own_date(CaseFactory.create(owner=seller), 2)
    desk.get("/desk/operations/")
    with django_assert_max_num_queries(18):
        desk.get("/desk/operations/")


def test_nobody_else_enters(client: Client, client_of: Callable[[User], Client], seller: User) -> None:
    assert client_of(seller).get("/desk/operations/").status_code == 404
    assert client_of(seller).post("/desk/messages/retry/").status_code == 404
    assert client.get("/desk/operations/").status_code == 302

"""A message that was given up goes out once more when a moderator says so."""

import pytest
from django.test import Client

from apps.notifications.enums import DeliveryState
from tests.factories.notifications import MessageFactory
from tests.moderation.conftest import NOW

pytestmark = pytest.mark.django_db


def test_given_up_message_goes_out_once_more(desk: Client) -> None:
    message = MessageFactory.create(state=DeliveryState.FAILED, failure="550 5.2.2", attempts=4)
    address = f"/desk/notifications/message/{message.pk}/change/"
    assert "Send it once more" in desk.get(address).content.decode()
    response = desk.post(f"/desk/message/{message.pk}/retry/", {"reason": "asked"})
    assert (response.status_code, response["Location"]) == (302, address)
    message.refresh_from_db()
    assert (message.state, message.next_attempt_at, message.attempts) == (DeliveryState.QUEUED, NOW, 4)
    assert (message.retried_at, message.retried_for) == (NOW, "asked")
    page = desk.get(address).content.decode()
    assert "The message goes out again." in page
    assert "Send it once more" not in page


@pytest.mark.parametrize("state", [DeliveryState.QUEUED, DeliveryState.SENT, DeliveryState.EXPIRED])
def test_message_that_is_not_given_up_is_left_as_it_is(desk: Client, state: DeliveryState) -> None:
    message = MessageFactory.create(state=state, sent_at=NOW if state == DeliveryState.SENT else None)
    desk.post(f"/desk/message/{message.pk}/retry/", {"reason": "asked"})
    before = message.next_attempt_at
    message.refresh_from_db()
    assert (message.state, message.next_attempt_at) == (state, before)


@pytest.mark.parametrize("said", [{}, {"reason": ""}, {"reason": "because"}])
def test_without_a_reason_nothing_goes_out(desk: Client, said: dict[str, str]) -> None:
    message = MessageFactory.create(state=DeliveryState.FAILED)
    page = desk.post(f"/desk/message/{message.pk}/retry/", said, follow=True).content.decode()
    assert ("Say what has changed" in page) == (said.get("reason", "") == "")
    desk.post("/desk/messages/retry/", {"message": str(message.pk), **said})
    message.refresh_from_db()
    assert (message.state, message.retried_at, message.retried_for) == (DeliveryState.FAILED, None, "")

"""Mail that is refused for good goes by the ways that are left, at once, and its reader is told."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.notifications import actions
from apps.notifications.enums import DeliveryState, MessageKind, RetryReason
from apps.notifications.models import Message, Outlet
from apps.notifications.selectors import messages_for, refused_mail
from tests.factories.notifications import QUEUED_AT, MessageFactory
from tests.mail_server import MailServer, mail_server

pytestmark = pytest.mark.django_db(transaction=True)
NOW = QUEUED_AT


@pytest.fixture
def server(settings: Any) -> Iterator[MailServer]:
    """A mail server that knows nobody."""
    with mail_server("unknown_recipient") as running:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running.port
        yield running


def deliver() -> None:
    """The mails alone: robots would be looked for on the network."""
    Message.objects.filter(outlet__isnull=False).update(next_attempt_at=NOW + timedelta(days=1))
    actions.deliver_due(limit=20, seconds=60, clock=lambda: NOW)


def robot(person: User, kind: str, *, is_proved: bool = True, is_closed: bool = False) -> Outlet:
    moments = {"proved_at": NOW if is_proved else None, "closed_at": NOW if is_closed else None}
    return Outlet.objects.create(person=person, kind=kind, made_at=NOW, **moments)


def test_a_refused_mail_goes_to_every_proved_robot_and_stays_in_the_list(server: MailServer, seller: User) -> None:
    robots = {robot(seller, "wecom").pk, robot(seller, "webhook").pk}
    robot(seller, "feishu", is_proved=False)
    robot(seller, "telegram", is_closed=True)
    row = MessageFactory.create(recipient=seller, language="zh-hans")
    deliver()
    row.refresh_from_db()
    assert (row.state, row.failure) == (DeliveryState.FAILED, "550 5.1.1 at RCPT")
    others = Message.objects.filter(outlet__isnull=False)
    assert {message.outlet_id for message in others} == robots
    assert {(message.kind, message.facts, message.recipient) for message in others} == {(row.kind, row.facts, seller)}
    assert list(messages_for(seller)) == [row], "once in their list"
    actions.retry_message(message=row, reason=RetryReason.THEIRS, by=seller, now=NOW)
    deliver()
    assert Message.objects.count() == 3, "refused twice is told once"


@pytest.mark.parametrize("kind", [MessageKind.SIGN_IN_CODE, MessageKind.CASE_INVITATION, MessageKind.DEADLINE_REMINDER])
def test_keys_go_to_nobody_else_and_reminders_have_rows_of_their_own(
    server: MailServer, seller: User, kind: MessageKind
) -> None:
    robot(seller, "webhook")
    MessageFactory.create(recipient=seller, kind=kind, facts='{"code": "1", "token": "t", "deadline_id": "1"}')
    deliver()
    assert Message.objects.filter(outlet__isnull=False).count() == 0


def test_the_account_says_so_until_a_mail_gets_through(
    server: MailServer, seller: User, client_of: Callable[[User], Client]
) -> None:
    client = client_of(seller)
    said = "Mail to you does not arrive"
    assert said not in client.get("/me/").content.decode()
    MessageFactory.create(recipient=seller)
    deliver()
    for page in ("/me/", "/me/reminders/"):
        found = client.get(page).content.decode()
        assert (said in found, "550 5.1.1" in found) == (True, True)
    server.mood = "accept"
    MessageFactory.create(recipient=seller, queued_at=NOW + timedelta(hours=-1))
    deliver()
    assert refused_mail(seller) is not None, "an older one says nothing about today"
    MessageFactory.create(recipient=seller, queued_at=NOW, next_attempt_at=NOW)
    Message.objects.filter(state="queued").update(queued_at=NOW + timedelta(seconds=1))
    deliver()
    assert refused_mail(seller) is None
    assert said not in client.get("/me/").content.decode()


def test_a_greylist_is_no_refusal(server: MailServer, seller: User) -> None:
    server.mood = "greylist"
    robot(seller, "webhook")
    MessageFactory.create(recipient=seller)
    deliver()
    assert (refused_mail(seller), Message.objects.count()) == (None, 1)

"""The list of messages, the previews for moderators, the mailbox of development."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.actions import NotForRealPeople, give_demonstration_second_factor
from apps.accounts.models import User
from apps.core import clock
from apps.notifications.enums import DeliveryState, MessageKind
from apps.notifications.letters import EXAMPLES, as_mail, write_letter
from apps.notifications.mailbox import Mailbox
from apps.notifications.models import Message
from tests.factories.accounts import ModeratorFactory
from tests.factories.notifications import QUEUED_AT, MessageFactory

pytestmark = pytest.mark.django_db


# -- the list
def test_the_list_shows_mine_with_the_unread_marked(seller: User, stranger: User, client_of: Any) -> None:
    MessageFactory.create(recipient=seller)
    MessageFactory.create(recipient=seller, kind=MessageKind.CASE_VERIFIED, read_at=QUEUED_AT)
    MessageFactory.create(recipient=stranger, kind=MessageKind.CASE_RETURNED)
    html = client_of(seller).get(reverse("message-list")).content.decode()
    assert "RC-7KFM-39XQ-T: received" in html
    assert "RC-7KFM-39XQ-T: verified" in html
    assert "something is missing" not in html
    assert html.count(">new<") == 1
    assert 'href="/cases/6f1d1a34-8c7e-4b57-9d4e-0a5a3c0b8e11/"' in html


def test_looking_changes_nothing_and_a_post_marks_all(seller: User, client_of: Any) -> None:
    MessageFactory.create(recipient=seller)
    browser = client_of(seller)
    browser.get(reverse("message-list"))
    assert Message.objects.get().read_at is None
    assert browser.get(reverse("message-read-all")).status_code == 405
    assert browser.post(reverse("message-read-all"))["Location"] == reverse("message-list")
    assert Message.objects.get().read_at is not None


def test_the_header_counts_the_unread(seller: User, client_of: Any) -> None:
    MessageFactory.create_batch(3, recipient=seller)
    html = client_of(seller).get(reverse("help")).content.decode()
    assert '<span class="bell-count" aria-hidden="true">3</span>' in html


def test_a_mail_that_could_not_be_delivered_says_so(seller: User, client_of: Any) -> None:
    MessageFactory.create(recipient=seller, state=DeliveryState.FAILED, failure="550 5.1.1 at RCPT")
    html = client_of(seller).get(reverse("message-list")).content.decode()
    assert "the e-mail could not be delivered" in html
    assert "550" not in html


def test_an_empty_list_says_what_it_is_for(seller: User, client_of: Any) -> None:
    assert "No messages yet" in client_of(seller).get(reverse("message-list")).content.decode()


def test_the_list_costs_the_same_with_one_message_and_with_twenty(
    seller: User, client_of: Any, django_assert_max_num_queries: Any, django_assert_num_queries: Any
) -> None:
    browser = client_of(seller)
    MessageFactory.create(recipient=seller)
    browser.get(reverse("message-list"))
    with django_assert_max_num_queries(12) as one:
        browser.get(reverse("message-list"))
    MessageFactory.create_batch(19, recipient=seller)
    with django_assert_num_queries(len(one)):
        browser.get(reverse("message-list"))


@pytest.mark.parametrize("name", ["message-list", "message-preview-list"])
def test_without_signing_in_there_is_no_list(client: Client, name: str) -> None:
    assert client.get(reverse(name))["Location"].startswith("/sign-in/?next=")


# -- previews
@pytest.mark.parametrize("kind", MessageKind.values)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_moderators_see_every_kind_in_every_language(moderator: User, client_of: Any, kind: str, language: str) -> None:
    browser = client_of(moderator)
    page = browser.get(reverse("message-preview", args=[kind, language]))
    frame = browser.get(reverse("message-preview-html", args=[kind, language]))
    assert (page.status_code, frame.status_code) == (200, 200)
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    policy = frame["Content-Security-Policy"]
    assert "style-src 'unsafe-inline'" in policy
    assert "sandbox" in policy
    assert "script-src" not in policy
    assert frame["X-Frame-Options"] == "SAMEORIGIN"


def test_previews_are_for_moderators(seller: User, moderator: User, client_of: Any) -> None:
    paths = [
        reverse("message-preview-list"),
        reverse("message-preview", args=["sign_in_code", "en"]),
        reverse("message-preview-html", args=["sign_in_code", "en"]),
    ]
    assert [client_of(seller).get(path).status_code for path in paths] == [404] * 3
    assert [client_of(moderator).get(path).status_code for path in paths] == [200] * 3
    assert client_of(moderator).get(reverse("message-preview", args=["nothing", "en"])).status_code == 404
    assert client_of(moderator).get(reverse("message-preview", args=["sign_in_code", "fr"])).status_code == 404


# -- the mailbox of development
@pytest.fixture
def mailbox(settings: Any, tmp_path: Path) -> Iterator[Mailbox]:
    settings.LOCAL_MAILBOX = tmp_path / "mailbox"
    yield Mailbox(settings.LOCAL_MAILBOX)


def mail_to(address: str, kind: MessageKind = MessageKind.SIGN_IN_CODE) -> bytes:
    letter = write_letter(kind=kind, language="en", facts=EXAMPLES[kind])
    number = MessageFactory.build(recipient=None).pk
    return as_mail(letter, message_id=number, to=address, language="en").message().as_bytes()


def test_mails_are_listed_newest_first_and_found_by_address(client: Client, mailbox: Mailbox) -> None:
    mailbox.keep(mail_to("lin@sellers.example"))
    mailbox.keep(mail_to("wang@sellers.example", MessageKind.CASE_VERIFIED))
    html = client.get("/mailbox/").content.decode()
    assert html.index("RC-7KFM-39XQ-T: verified") < html.index("123456 is your sign-in code")
    assert 'data-copy="123456"' in html
    found = client.get("/mailbox/?to=LIN").content.decode()
    assert "lin@sellers.example" in found
    assert "wang@sellers.example" not in found


def test_htmx_gets_the_list_alone(client: Client, mailbox: Mailbox) -> None:
    mailbox.keep(mail_to("lin@sellers.example"))
    partial = client.get("/mailbox/", headers={"HX-Request": "true"}).content.decode()
    assert "123456" in partial
    assert "<html" not in partial


def test_a_mail_is_shown_with_its_html_in_a_sandbox(client: Client, mailbox: Mailbox) -> None:
    name = mailbox.keep(mail_to("lin@sellers.example"))
    page = client.get(f"/mailbox/{name}/")
    assert "Type this code on the page" in page.content.decode()
    frame = client.get(f"/mailbox/{name}/html/")
    assert b"<style>" in frame.content
    assert b'<base target="_blank">' in frame.content
    assert "sandbox" in frame["Content-Security-Policy"]


@pytest.mark.parametrize("name", ["1234567890123456789-abcdef12", "secrets", "etc-passwd"])
def test_what_is_not_a_mail_is_a_404(client: Client, mailbox: Mailbox, name: str) -> None:
    assert client.get(f"/mailbox/{name}/").status_code == 404
    assert client.get(f"/mailbox/{name}/html/").status_code == 404


def test_in_production_there_is_no_mailbox(client: Client, mailbox: Mailbox, settings: Any) -> None:
    name = mailbox.keep(mail_to("lin@sellers.example"))
    settings.LOCAL_MAILBOX = None
    paths = ["/mailbox/", f"/mailbox/{name}/", f"/mailbox/{name}/html/"]
    assert [client.get(path).status_code for path in paths] == [404] * 3


def test_the_second_factor_of_demonstration_moderators_is_shown_and_of_nobody_else(
    client: Client, mailbox: Mailbox, moderator: User
) -> None:
    demo = ModeratorFactory.create(email="demo@recourse.example", is_demonstration=True)
    give_demonstration_second_factor(user=demo, now=clock.now())
    give_demonstration_second_factor(user=demo, now=clock.now() + timedelta(seconds=1))
    with pytest.raises(NotForRealPeople):
        give_demonstration_second_factor(user=moderator, now=clock.now())
    html = client.get("/mailbox/").content.decode()
    assert "demo@recourse.example" in html
    assert moderator.email not in html

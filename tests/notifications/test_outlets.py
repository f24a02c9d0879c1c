"""Chat robots and webhooks: a real local server receives; everything private is refused; a broken one rests."""

import json
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace

import pytest
from apprise import Apprise
from standardwebhooks import Webhook

from apps.accounts.models import User
from apps.deadlines import actions as deadlines
from apps.deadlines.models import Reminder
from apps.notifications import actions, outlets
from apps.notifications.enums import Channel, DeliveryState, Result
from apps.notifications.models import Message, Outlet
from apps.notifications.outlets import AddressRefused, is_public, public_address, read_address
from apps.notifications.rules import rest_after
from tests.factories.deadlines import ENTERED, DeadlineFactory, DocketFactory

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


class Receiver(SimpleNamespace):
    """What arrived, and what is answered: `status` may change."""

    status: int
    had: list[tuple[str, dict[str, str], str]]
    url: str


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    state = Receiver(status=200, had=[], url="")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            state.had.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(state.status)
            self.send_header("Location", "http://127.0.0.1:1/")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *args: object) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Handler)
    state.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield state
    server.shutdown()
    thread.join()
    server.server_close()


# -- addresses
@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("wecom", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abc-12345", "wecombot://abc-12345/"),
        ("dingtalk", " https://oapi.dingtalk.com/robot/send?access_token=abcd1234 ", "dingtalk://abcd1234/"),
        ("feishu", "https://open.feishu.cn/open-apis/bot/v2/hook/abcd-1234", "feishu://abcd-1234/"),
        ("telegram", f"123456789:{'A' * 35} -100123", f"tgram://123456789:{'A' * 35}/-100123/"),
        ("webhook", "https://hooks.sellers.example/in?a=b", "https://hooks.sellers.example/in?a=b"),
    ],
)
def test_what_people_paste_is_read(kind: str, typed: str, kept: str) -> None:
    assert read_address(kind, typed) == kept


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("wecom", "https://evil.example/cgi-bin/webhook/send?key=abc-12345"),
        ("wecom", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abc-12345&redirect=yes"),
        ("wecom", "json://127.0.0.1/"),
        ("dingtalk", "dingtalk://abcd1234/"),
        ("telegram", "123456789"),
        ("webhook", "http://hooks.sellers.example/"),
        ("webhook", "https://user:secret@hooks.sellers.example/"),
        ("webhook", "file:///etc/passwd"),
        ("webhook", "https://[::1"),
        ("webhook", "https://"),
    ],
)
def test_everything_else_is_refused(kind: str, typed: str) -> None:
    with pytest.raises(AddressRefused):
        read_address(kind, typed)


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.1",
        "127.0.0.1",
        "169.254.169.254",
        "192.168.1.1",
        "100.64.0.1",
        "0.0.0.0",
        "::1",
        "fe80::1%eth0",
        "fd00::1",
        "::ffff:10.0.0.1",
        "2002:0a00:0001::",
        "224.0.0.1",
    ],
)
def test_private_addresses_are_not_public(address: str) -> None:
    assert not is_public(address)


def test_public_addresses_are() -> None:
    assert (is_public("1.1.1.1"), is_public("2606:4700:4700::1111")) == (True, True)


def resolver(*answers: list[str]) -> Callable[..., list[tuple[object, ...]]]:
    """A name server that gives another answer each time it is asked."""
    left = list(answers)
    return lambda host, port, **_: [(2, 1, 6, "", (address, port)) for address in left.pop(0)]


def test_one_private_address_among_public_ones_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("socket.getaddrinfo", resolver(["1.1.1.1", "10.0.0.1"]))
    with pytest.raises(AddressRefused):
        public_address("hooks.sellers.example", 443)


def test_a_name_that_changes_its_mind_gains_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """DNS rebinding: the second answer is private, but nobody asks twice; the socket goes where the judge looked."""
    monkeypatch.setattr("socket.getaddrinfo", resolver(["1.1.1.1"], ["127.0.0.1"]))
    went_to: list[object] = []

    def connect(target: object, *rest: object) -> None:
        went_to.append(target)
        raise OSError

    monkeypatch.setattr("socket.create_connection", connect)
    note = outlets.Note("1", "deadline_reminder", "title", "link", {})
    secret = "whsec_" + "A" * 32
    answer = outlets.send("webhook", "https://hooks.sellers.example/", secret, note, now=NOW)
    assert (answer.result, went_to) == (Result.LATER, [("1.1.1.1", 443)])


# -- delivery, to a real server
@pytest.fixture
def person(seller: User) -> User:
    seller.time_zone = "Asia/Shanghai"
    seller.save()
    return seller


def deliver(now: datetime) -> None:
    actions.deliver_due(limit=20, seconds=30, clock=lambda: now)


def webhook(person: User, receiver: Receiver) -> Outlet:
    return actions.open_outlet(kind="webhook", address=f"{receiver.url}/in", by=person, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_a_webhook_is_signed_proved_and_then_reminds_once(person: User, receiver: Receiver) -> None:
    outlet = webhook(person, receiver)
    deliver(NOW)
    path, headers, body = receiver.had[0]
    assert (path, Webhook(outlet.secret)._Webhook__verify_timestamp is not None) == ("/in", True)  # type: ignore[attr-defined]
    signed = Webhook(outlet.secret).sign(headers["webhook-id"], NOW, body)
    assert headers["webhook-signature"] == signed
    outlet.refresh_from_db()
    assert outlet.proved_at == NOW
    deadline = DeadlineFactory.create(docket=DocketFactory.create(owner=person))
    first = deadline.reminders.get(step="7d", channel="webhook").due_at
    assert deadline.reminders.count() == 8, "one for each way"
    deadlines.remind_due(limit=10, now=first)
    deliver(first)
    said = json.loads(receiver.had[1][2])
    assert (said["type"], said["data"]["reference"]) == ("deadline_reminder", "RC-7KFM-39XQ-T")
    assert "lawyer" not in receiver.had[1][2]
    assert len(receiver.had) == 2


@pytest.mark.django_db(transaction=True)
def test_reminders_already_planned_follow_once_it_is_proved(person: User, receiver: Receiver) -> None:
    deadline = DeadlineFactory.create(docket=DocketFactory.create(owner=person))
    webhook(person, receiver)
    assert deadlines.follow_proved_outlets(now=NOW) == 0
    deliver(NOW)
    assert (deadlines.follow_proved_outlets(now=NOW), deadlines.follow_proved_outlets(now=NOW)) == (4, 0)
    assert set(Reminder.objects.values_list("channel", flat=True)) == {"email", "webhook"}
    assert deadline.reminders.filter(channel="webhook").count() == 4


@pytest.mark.django_db(transaction=True)
def test_a_chat_robot_is_told_through_apprise(
    person: User, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    robot = type(Apprise.instantiate("wecombot://abc-12345/"))  # apprise loads its plugins itself
    monkeypatch.setattr(robot, "notify_url", f"{receiver.url}/send?key={{key}}")
    typed = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abc-12345"
    outlet = actions.open_outlet(kind="wecom", address=typed, by=person, now=NOW)
    deliver(NOW)
    path, _headers, body = receiver.had[0]
    assert (path, "this is a test" in json.loads(body)["text"]["content"]) == ("/send?key=abc-12345", True)
    outlet.refresh_from_db()
    assert outlet.proved_at == NOW


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("status", "state"), [(410, "failed"), (503, "queued"), (302, "queued")])
def test_what_the_other_side_says_decides(person: User, receiver: Receiver, status: int, state: str) -> None:
    receiver.status = status
    outlet = webhook(person, receiver)
    deliver(NOW)
    outlet.refresh_from_db()
    assert (Message.objects.get().state, outlet.failure, outlet.proved_at) == (state, str(status), None)
    assert len(receiver.had) == 1, "a redirect is not followed"


@pytest.mark.django_db(transaction=True)
def test_one_that_fails_again_and_again_rests_and_holds_up_nobody(person: User, receiver: Receiver) -> None:
    outlet = webhook(person, receiver)
    receiver.status, now = 503, NOW
    for _ in range(7):
        Message.objects.update(next_attempt_at=now)
        deliver(now)
    outlet.refresh_from_db()
    assert (len(receiver.had), outlet.failures, outlet.resting_until) == (5, 5, NOW + timedelta(minutes=15))
    actions.try_outlet(outlet=outlet, by=person, now=NOW + timedelta(minutes=1))
    receiver.status = 200
    deliver(NOW + timedelta(minutes=1))
    outlet.refresh_from_db()
    assert (outlet.failures, outlet.resting_until, outlet.proved_at is not None) == (0, None, True)


@pytest.mark.django_db(transaction=True)
def test_closing_forgets_the_address_and_silences(person: User, receiver: Receiver) -> None:
    outlet = webhook(person, receiver)
    deliver(NOW)
    deadline = DeadlineFactory.create(docket=DocketFactory.create(owner=person))
    assert actions.close_outlet(outlet=outlet, by=person, now=NOW)
    assert not actions.close_outlet(outlet=outlet, by=person, now=NOW)
    outlet.refresh_from_db()
    assert (outlet.address, outlet.secret) == ("", "")
    done = deadlines.remind_due(limit=10, now=deadline.reminders.filter(step="7d")[0].due_at)
    assert done == {"queued": 1, "silent": 1}


@pytest.mark.django_db
def test_one_of_a_kind_and_nothing_readable_in_the_database(person: User) -> None:
    address = "https://hooks.sellers.example/canary"
    outlet = actions.open_outlet(kind="webhook", address=address, by=person, now=ENTERED)
    with pytest.raises(AddressRefused):
        actions.open_outlet(kind="webhook", address=address, by=person, now=ENTERED)
    stored = Outlet.objects.values_list("address", "secret").get(pk=outlet.pk)
    assert [column for column in stored if b"canary" in column.stored or b"whsec" in column.stored] == []
    assert Message.objects.get().state == DeliveryState.QUEUED


def test_rests_grow_to_six_hours() -> None:
    found = [rest_after(count) for count in (4, 5, 6, 40)]
    assert found == [None, timedelta(minutes=15), timedelta(minutes=30), timedelta(hours=6)]


def test_every_way_out_but_mail_has_its_robot_or_is_a_webhook() -> None:
    assert set(outlets.ROBOTS) | {Channel.WEBHOOK, Channel.EMAIL} == set(Channel)

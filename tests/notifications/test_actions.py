"""The outbox in one process, against a real database and a real mail server."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.notifications import actions
from apps.notifications.enums import DeliveryState, MessageKind, Result
from apps.notifications.models import Message
from apps.notifications.rules import LEASE, UNSURE_WAIT, Answer
from tests.factories.notifications import FACTS, QUEUED_AT, MessageFactory
from tests.mail_server import MailServer, free_port, mail_server

NOW = QUEUED_AT
commits = pytest.mark.usefixtures("committed")


@pytest.fixture
def server(settings: Any) -> Iterator[MailServer]:
    """A mail server that the outbox delivers to."""
    with mail_server() as running:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running.port
        settings.EMAIL_CONNECT_TIMEOUT = settings.EMAIL_TIMEOUT = 0.5
        yield running


def deliver(now: datetime = NOW, limit: int = 100) -> dict[str, int]:
    return dict(actions.deliver_due(limit=limit, seconds=60, clock=lambda: now))


def queue(**options: Any) -> Message | None:
    asked: dict[str, Any] = {
        "kind": MessageKind.CASE_RECEIVED,
        "dedupe_key": "case_received:1",
        "facts": FACTS,
        "address": "new@sellers.example",
        "now": NOW,
    }
    return actions.queue_message(**(asked | options))


# -- queueing
def test_the_same_news_is_queued_once(db: None) -> None:
    assert queue() is not None
    assert queue() is None
    assert Message.objects.count() == 1


def test_a_message_rolls_back_with_what_it_tells_about(db: None) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        queue()
        raise ZeroDivisionError
    assert Message.objects.count() == 0


def test_a_person_gets_it_in_their_language_and_their_address_is_not_copied(seller: User) -> None:
    seller.language = "zh-hans"
    row = queue(to=seller, address="", language="en")
    assert row is not None
    assert (row.language, row.address, row.recipient) == ("zh-hans", "", seller)


def test_address_and_facts_are_ciphertext_in_the_table(db: None) -> None:
    queue(facts={"code": "918273"})
    raw = Message.objects.extra(select={"raw_address": "address", "raw_facts": "facts"}).get()
    stored = bytes(raw.raw_address) + bytes(raw.raw_facts)  # type: ignore[attr-defined]
    assert b"918273" not in stored
    assert b"sellers.example" not in stored


# -- what the database refuses
@pytest.mark.parametrize("wrong", [{"state": DeliveryState.SENDING}, {"state": DeliveryState.SENT}])
def test_the_table_refuses_half_a_state(db: None, wrong: dict[str, str]) -> None:
    with pytest.raises(IntegrityError):
        MessageFactory.create(**wrong)


# -- the way out
@commits
def test_a_delivered_message_is_marked_and_never_sent_again(server: MailServer) -> None:
    row = MessageFactory.create(recipient__email="lin@sellers.example")
    assert deliver() == {"delivered": 1}
    assert deliver() == {}
    row.refresh_from_db()
    assert (row.state, row.sent_at, row.attempts, row.failure) == (DeliveryState.SENT, NOW, 1, "")
    assert (row.lease_token, row.lease_until, row.data_started_at) == (None, None, None)
    assert server.ids == [f"<{row.pk}@recourse.test>"]
    assert server.had[0]["To"] == "lin@sellers.example"


@commits
def test_somebody_without_an_account_is_written_to_at_their_address(server: MailServer) -> None:
    queue(kind=MessageKind.SIGN_IN_CODE, facts={"code": "123456"})
    deliver()
    assert server.had[0]["To"] == "new@sellers.example"
    assert "123456" in server.had[0]["Subject"]


@commits
@pytest.mark.parametrize(
    ("mood", "state", "reason", "wait"),
    [
        ("greylist", DeliveryState.QUEUED, "450 4.2.0 at RCPT", timedelta(minutes=1)),
        ("later_after_body", DeliveryState.QUEUED, "451 4.3.0 at body", timedelta(minutes=1)),
        ("unknown_recipient", DeliveryState.FAILED, "550 5.1.1 at RCPT", timedelta(0)),
        ("refuse_body", DeliveryState.FAILED, "554 5.7.1 at body", timedelta(0)),
        ("drop_after_dot", DeliveryState.QUEUED, "SMTPServerDisconnected after the body", UNSURE_WAIT),
    ],
)
def test_what_the_server_answers_decides(
    server: MailServer, mood: str, state: DeliveryState, reason: str, wait: timedelta
) -> None:
    server.mood = mood
    row = MessageFactory.create()
    deliver()
    row.refresh_from_db()
    assert (row.state, row.failure, row.next_attempt_at) == (state, reason, NOW + wait)
    assert "@" not in row.failure
    assert (row.lease_token, row.lease_until, row.data_started_at) == (None, None, None)


@commits
def test_silence_after_the_body_is_sent_again_under_the_same_id_and_says_so(server: MailServer) -> None:
    server.mood = "drop_after_dot"
    row = MessageFactory.create()
    assert deliver() == {"unsure": 1}
    server.mood = "accept"
    assert deliver(NOW + UNSURE_WAIT - timedelta(seconds=1)) == {}
    assert deliver(NOW + UNSURE_WAIT) == {"delivered": 1}
    row.refresh_from_db()
    assert (row.unsure, row.attempts) == (1, 2)
    assert server.ids == [f"<{row.pk}@recourse.test>"] * 2
    twice = "You may get this message twice"
    assert [twice in part.get_body(("plain",)).get_content() for part in server.had] == [False, True]


@commits
def test_a_server_that_never_answers_gets_a_mail_three_times_and_no_more(server: MailServer) -> None:
    server.mood = "drop_after_dot"
    row = MessageFactory.create()
    for hours in range(24):
        deliver(NOW + timedelta(hours=hours))
    row.refresh_from_db()
    assert (row.state, row.unsure, len(server.had)) == (DeliveryState.FAILED, 3, 3)


@commits
def test_a_server_that_is_away_costs_one_try_and_not_one_each(settings: Any, server: MailServer) -> None:
    settings.EMAIL_PORT = free_port()
    MessageFactory.create_batch(3)
    assert deliver() == {"later": 1}
    assert sorted(Message.objects.values_list("attempts", flat=True)) == [0, 0, 1]
    settings.EMAIL_PORT = server.port
    assert deliver(NOW + timedelta(minutes=2)) == {"delivered": 3}


@commits
def test_a_greylisted_recipient_does_not_stop_the_others(server: MailServer) -> None:
    server.mood = "greylist"
    MessageFactory.create_batch(2)
    assert deliver() == {"later": 2}


@commits
def test_a_late_message_says_that_it_is_late(server: MailServer) -> None:
    MessageFactory.create()
    deliver(NOW + timedelta(hours=1))
    assert "This message comes late" in server.had[0].get_body(("plain",)).get_content()


@commits
def test_a_code_past_its_time_is_not_sent_and_its_row_says_so(server: MailServer) -> None:
    row = queue(kind=MessageKind.SIGN_IN_CODE, facts={"code": "123456"}, keep_for=timedelta(minutes=15))
    assert row is not None
    assert deliver(NOW + timedelta(minutes=15)) == {"expired": 1}
    row.refresh_from_db()
    assert (row.state, server.had) == (DeliveryState.EXPIRED, [])


@commits
def test_what_expires_soonest_goes_first(server: MailServer) -> None:
    MessageFactory.create_batch(2, queued_at=NOW - timedelta(hours=1))
    queue(kind=MessageKind.SIGN_IN_CODE, facts={"code": "123456"}, keep_for=timedelta(minutes=15))
    deliver(limit=1)
    assert [mail["To"] for mail in server.had] == ["new@sellers.example"]


@commits
def test_a_message_that_cannot_be_written_waits_and_the_others_go_on(server: MailServer) -> None:
    broken = MessageFactory.create(kind="no_such_kind", queued_at=NOW - timedelta(minutes=1))
    MessageFactory.create()
    assert deliver() == {"later": 1, "delivered": 1}
    broken.refresh_from_db()
    assert (broken.state, broken.failure) == (DeliveryState.QUEUED, "ValueError while writing")


@commits
def test_another_backend_is_used_where_the_address_of_the_server_says_so() -> None:
    MessageFactory.create()
    assert "locmem" in django_settings.EMAIL_BACKEND
    assert deliver() == {"delivered": 1}
    assert len(mail.outbox) == 1


@pytest.mark.django_db
def test_sending_inside_a_transaction_is_refused() -> None:
    with pytest.raises(actions.SendingInTransaction):
        deliver()


# -- leases
def take(now: datetime = NOW, limit: int = 10) -> actions.Batch:
    return actions.claim(limit=limit, to_outlets=False, now=now)


@commits
def test_two_claims_never_hold_the_same_message() -> None:
    MessageFactory.create_batch(3)
    first, second, third = take(limit=2), take(limit=2), take(limit=2)
    assert [len(batch.rows) for batch in (first, second, third)] == [2, 1, 0]
    assert len({row.pk for batch in (first, second) for row in batch.rows}) == 3
    assert first.token != second.token


@commits
def test_a_lease_that_ran_out_before_the_body_is_given_back_at_once() -> None:
    row = MessageFactory.create()
    take()
    assert actions.recover_lost(now=NOW + LEASE - timedelta(seconds=1)) == 0
    assert actions.recover_lost(now=NOW + LEASE) == 1
    row.refresh_from_db()
    assert (row.state, row.unsure, row.next_attempt_at) == (DeliveryState.QUEUED, 0, NOW + LEASE)


@commits
def test_a_lease_that_ran_out_after_the_body_waits_because_it_may_have_arrived() -> None:
    begun, waiting = MessageFactory.create_batch(2)
    batch = take()
    actions.begin(token=batch.token, rows=[row for row in batch.rows if row.pk == begun.pk], may_arrive=True, now=NOW)
    actions.recover_lost(now=NOW + LEASE)
    begun.refresh_from_db()
    waiting.refresh_from_db()
    assert (begun.state, begun.unsure, begun.next_attempt_at) == (DeliveryState.QUEUED, 1, NOW + UNSURE_WAIT)
    assert (waiting.state, waiting.unsure) == (DeliveryState.QUEUED, 0)


@commits
def test_a_worker_that_lost_its_lease_can_neither_begin_the_body_nor_mark() -> None:
    MessageFactory.create()
    late = take()
    actions.recover_lost(now=NOW + LEASE)
    take(NOW + LEASE)
    assert actions.begin(token=late.token, rows=late.rows, may_arrive=True, now=NOW + LEASE) == []
    answers = [(row, Answer(Result.DELIVERED)) for row in late.rows]
    assert actions.settle(token=late.token, answers=answers, now=NOW + LEASE) == 0
    actions.give_back(token=late.token, rows=late.rows)
    assert Message.objects.get().state == DeliveryState.SENDING


@commits
def test_the_body_is_not_begun_after_the_lease_even_if_nobody_took_it() -> None:
    MessageFactory.create()
    late = take()
    assert actions.begin(token=late.token, rows=late.rows, may_arrive=True, now=NOW + LEASE) == []


@commits
def test_what_was_claimed_and_became_untrue_is_not_begun() -> None:
    true, untrue = MessageFactory.create_batch(2)
    batch = take()
    actions.drop_messages(dedupe_keys=[untrue.dedupe_key], now=NOW)
    ours = actions.begin(token=batch.token, rows=batch.rows, may_arrive=True, now=NOW)
    assert [row.pk for row in ours] == [true.pk]
    assert actions.drop_messages(dedupe_keys=[true.dedupe_key], now=NOW) == set(), "it is being sent"
    untrue.refresh_from_db()
    assert untrue.state == DeliveryState.EXPIRED


@commits
def test_what_was_given_back_is_as_if_nobody_had_taken_it() -> None:
    row = MessageFactory.create()
    batch = take()
    actions.give_back(token=batch.token, rows=batch.rows)
    row.refresh_from_db()
    assert (row.state, row.attempts, row.next_attempt_at, row.lease_token) == (DeliveryState.QUEUED, 0, NOW, None)


@commits
def test_a_batch_comes_to_many_results_each_its_own() -> None:
    rows = MessageFactory.create_batch(4)
    batch = take()
    results = dict(zip((row.pk for row in rows), Result, strict=True))
    answers = [(row, Answer(results[row.pk], "450 at RCPT")) for row in batch.rows]
    assert actions.settle(token=batch.token, answers=answers, now=NOW) == 4
    found = {row.pk: (row.state, row.unsure, row.next_attempt_at) for row in Message.objects.all()}
    assert found == {
        rows[0].pk: (DeliveryState.SENT, 0, NOW),
        rows[1].pk: (DeliveryState.QUEUED, 0, NOW + timedelta(minutes=1)),
        rows[2].pk: (DeliveryState.FAILED, 0, NOW),
        rows[3].pk: (DeliveryState.QUEUED, 1, NOW + UNSURE_WAIT),
    }


@commits
def test_many_go_out_in_few_statements_on_one_connection(server: MailServer) -> None:
    MessageFactory.create_batch(20)
    with CaptureQueriesContext(connection) as asked:
        assert deliver() == {"delivered": 20}
    assert (len(server.had), server.connections) == (20, 1)
    words = [query["sql"].split()[0] for query in asked]
    # What expired; mails claimed twice (the second time none), robots once; two groups begun and marked; their readers.
    assert (words.count("WITH"), words.count("UPDATE"), words.count("SELECT")) == (3, 5, 1)


@commits
def test_a_slow_server_keeps_nobody_waiting_in_a_worker_that_holds_too_much(server: MailServer) -> None:
    """Whatever is done takes seven seconds: after half a minute none is begun; the rest is due for whoever comes."""
    MessageFactory.create_batch(5)
    moments = iter(NOW + timedelta(seconds=7 * count) for count in range(1000))
    assert dict(actions.deliver_due(limit=5, seconds=15, clock=lambda: next(moments))) == {"delivered": 4}
    left = Message.objects.get(state=DeliveryState.QUEUED)
    assert (left.attempts, left.data_started_at, len(server.had)) == (0, None, 4)


@commits
def test_after_the_clock_was_set_back_nothing_waits_for_the_old_time() -> None:
    waiting = MessageFactory.create(next_attempt_at=NOW + timedelta(hours=10))
    MessageFactory.create(queued_at=NOW + timedelta(hours=9))
    take(NOW + timedelta(hours=9))
    actions.recover_lost(now=NOW)
    waiting.refresh_from_db()
    assert waiting.next_attempt_at == NOW + UNSURE_WAIT
    assert Message.objects.get(state=DeliveryState.SENDING).lease_until == NOW + LEASE


# -- forgetting
@commits
def test_codes_are_forgotten_after_a_day_and_news_is_kept() -> None:
    code = queue(kind=MessageKind.SIGN_IN_CODE, facts={"code": "123456"})
    kept = MessageFactory.create()
    assert actions.forget_old(now=NOW + timedelta(hours=23)) == 0
    assert actions.forget_old(now=NOW + timedelta(hours=24)) == 1
    assert list(Message.objects.all()) == [kept]
    assert code is not None


def test_reading_marks_what_is_in_the_list(seller: User, stranger: User) -> None:
    mine = MessageFactory.create(recipient=seller)
    others = MessageFactory.create(recipient=stranger)
    assert actions.mark_all_read(by=seller, now=NOW) == 1
    assert actions.mark_all_read(by=seller, now=NOW + timedelta(hours=1)) == 0
    mine.refresh_from_db()
    others.refresh_from_db()
    assert (mine.read_at, others.read_at) == (NOW, None)

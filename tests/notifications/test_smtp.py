"""Every mood of a mail server, over a real connection."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from apps.notifications.enums import Result
from apps.notifications.rules import Answer
from apps.notifications.smtp import Connection, Envelope, MailServer
from tests.certificates import certificate_for
from tests.mail_server import free_port, mail_server

CONTENT = b"Message-ID: <1@recourse.test>\r\nSubject: dots\r\n\r\n.\r\n..two\r\nend"
MAIL = Envelope("noreply@recourse.test", "seller@sellers.example", CONTENT)
QUICK = {"connect_seconds": 0.5, "total_seconds": 0.5}


def send(server: MailServer, mail: Envelope = MAIL) -> Answer:
    """One mail on a connection of its own."""
    with closing(Connection(server)) as way:
        return way.send(mail)


def attempt(port: int, **options: Any) -> tuple[Result, str, bool]:
    """(result, reason, server is away)"""
    answer = send(MailServer("127.0.0.1", port, **(QUICK | options)))
    return answer.result, answer.reason, answer.server_is_away


def envelope(number: int) -> Envelope:
    content = f"Message-ID: <{number}@recourse.test>\r\nSubject: one of many\r\n\r\nhello\r\n".encode()
    return Envelope("noreply@recourse.test", f"p{number}@sellers.example", content)


@pytest.mark.parametrize("pipelining", [True, False])
@pytest.mark.parametrize(
    ("mood", "expected"),
    [
        ("accept", (Result.DELIVERED, "250", False)),
        ("busy", (Result.LATER, "421 4.3.2 at MAIL", True)),
        ("greylist", (Result.LATER, "450 4.2.0 at RCPT", False)),
        ("unknown_recipient", (Result.REFUSED, "550 5.1.1 at RCPT", False)),
        ("later_after_body", (Result.LATER, "451 4.3.0 at body", False)),
        ("refuse_body", (Result.REFUSED, "554 5.7.1 at body", False)),
        ("silent", (Result.LATER, "SMTPServerDisconnected before the body", True)),
        ("drop_after_dot", (Result.UNSURE, "SMTPServerDisconnected after the body", False)),
        ("silent_after_dot", (Result.UNSURE, "SMTPServerDisconnected after the body", False)),
    ],
)
def test_each_mood_is_told_apart(mood: str, expected: tuple[Result, str, bool], pipelining: bool) -> None:
    with mail_server(mood, pipelining=pipelining) as server:
        got = attempt(server.port)
    if mood.startswith("silent"):
        got = (got[0], got[1].replace("TimeoutError", "SMTPServerDisconnected"), *got[2:])  # whichever clock is first
    assert got == expected


def test_a_server_that_hangs_up_in_the_body_may_have_it_only_if_the_dot_went_out() -> None:
    with mail_server("drop_in_data") as server:
        result, _, _ = attempt(server.port)
        assert server.had == []
    assert result in {Result.LATER, Result.UNSURE}  # the network decides how much went out before the end was seen


def test_content_arrives_as_it_was_dots_and_all() -> None:
    with mail_server() as server:
        attempt(server.port)
    assert server.had[0].get_payload() == ".\r\n..two\r\nend\r\n"


def test_a_closed_port_is_a_server_that_is_away() -> None:
    assert attempt(free_port()) == (Result.LATER, "ConnectionRefusedError before the body", True)


def test_a_server_that_drips_bytes_is_left_after_all_the_seconds() -> None:
    done = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def drip() -> None:
            connection, _ = listener.accept()
            with connection:
                while not done.wait(0.05):
                    try:
                        connection.send(b"2")
                    except OSError:
                        return

        thread = threading.Thread(target=drip)
        thread.start()
        result, _, away = attempt(listener.getsockname()[1])
        done.set()
        thread.join()
    assert (result, away) == (Result.LATER, True)


# -- many mails on one connection
def test_a_batch_goes_out_on_one_connection() -> None:
    with mail_server() as server, closing(Connection(MailServer("127.0.0.1", server.port))) as way:
        answers = [way.send(envelope(number)) for number in range(5)]
        assert server.ids == [f"<{number}@recourse.test>" for number in range(5)]
        assert ({answer.result for answer in answers}, server.connections) == ({Result.DELIVERED}, 1)


@pytest.mark.parametrize("pipelining", [True, False])
@pytest.mark.parametrize("mood", ["greylist", "unknown_recipient", "later_after_body", "refuse_body"])
def test_one_that_is_refused_spoils_no_other_and_costs_no_connection(mood: str, pipelining: bool) -> None:
    with mail_server(pipelining=pipelining) as server, closing(Connection(MailServer("127.0.0.1", server.port))) as way:
        way.send(envelope(1))
        server.mood = mood
        refused = way.send(envelope(2))
        server.mood = "accept"
        after = way.send(envelope(3))
        assert (refused.result == Result.DELIVERED, after.result) == (False, Result.DELIVERED)
        assert (server.ids, server.connections) == (["<1@recourse.test>", "<3@recourse.test>"], 1)


def test_a_connection_that_was_lost_between_two_mails_is_opened_again() -> None:
    with mail_server() as server, closing(Connection(MailServer("127.0.0.1", server.port))) as way:
        way.send(envelope(1))
        server.hang_up()
        assert way.send(envelope(2)).result == Result.DELIVERED
        assert (server.ids, server.connections) == (["<1@recourse.test>", "<2@recourse.test>"], 2)


def test_a_server_that_takes_only_so_many_on_one_connection_gets_another() -> None:
    with mail_server() as server, closing(Connection(MailServer("127.0.0.1", server.port))) as way:
        server.most_per_connection = 2
        answers = [way.send(envelope(number)) for number in range(5)]
        assert ([answer.result for answer in answers], server.connections) == ([Result.DELIVERED] * 5, 3)


def test_silence_about_one_mail_is_an_answer_for_no_other() -> None:
    with mail_server("drop_after_dot") as server, closing(Connection(MailServer("127.0.0.1", server.port))) as way:
        unsure = way.send(envelope(1))
        server.mood = "accept"
        assert (unsure.result, way.send(envelope(2)).result) == (Result.UNSURE, Result.DELIVERED)


def test_three_connections_lost_in_a_row_are_a_server_that_is_away() -> None:
    with mail_server("drop_after_dot") as server, closing(Connection(MailServer("127.0.0.1", server.port))) as way:
        assert [way.send(envelope(number)).server_is_away for number in range(3)] == [False, False, True]


# -- commands sent all at once (RFC 2920)
@contextmanager
def server_by_script(*turns: bytes) -> Iterator[tuple[MailServer, list[bytes]]]:
    """Says one of `turns` to each thing it reads (a body to its dot), then hangs up; beside it what it read."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def talk() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.settimeout(5)
                connection.sendall(b"220 here\r\n")
                for before, turn in pairwise((b"", *turns)):
                    heard.append(connection.recv(65536))
                    while b"354 " in before and b"\r\n.\r\n" not in heard[-1]:
                        heard[-1] += connection.recv(65536)
                    connection.sendall(turn)

        thread = threading.Thread(target=talk)
        thread.start()
        yield MailServer("127.0.0.1", listener.getsockname()[1], **QUICK), heard
        thread.join()


OFFER = b"250-here\r\n250 PIPELINING\r\n"


def test_commands_go_out_at_once_only_where_that_is_offered() -> None:
    at_once = b"MAIL FROM:<noreply@recourse.test>\r\nRCPT TO:<seller@sellers.example>\r\nDATA\r\n"
    with server_by_script(OFFER, b"451 not now\r\n503 no\r\n503 no\r\n") as (server, heard):
        assert send(server) == Answer(Result.LATER, "451 at MAIL", server_is_away=True)
    assert heard[1] == at_once
    with server_by_script(b"250 here\r\n", b"451 not now\r\n") as (server, heard):
        assert send(server) == Answer(Result.LATER, "451 at MAIL", server_is_away=True)
    assert heard[1] == at_once.splitlines(keepends=True)[0]


@pytest.mark.parametrize(
    ("replies", "expected"),
    [
        (b"250 ok\r\n550 5.1.1 nobody\r\n", Answer(Result.REFUSED, "550 5.1.1 at RCPT")),
        (b"250 ok\r\n550 5.1.1 nobody\r\n354 go ahead\r\n", Answer(Result.REFUSED, "550 5.1.1 at RCPT")),
        (b"250 ok\r\n450 4.2.0 grey\r\n421 bye\r\n", Answer(Result.LATER, "450 4.2.0 at RCPT")),
        (b"250 ok\r\n421 bye\r\n", Answer(Result.LATER, "421 at RCPT", server_is_away=True)),
        (b"250 ok\r\n250 ok\r\n552 full\r\n", Answer(Result.REFUSED, "552 at DATA")),
        (b"250 ok\r\n250 ok\r\n", Answer(Result.LATER, "SMTPServerDisconnected before the body", server_is_away=True)),
    ],
)
def test_the_first_no_is_the_answer_and_no_body_follows_it(replies: bytes, expected: Answer) -> None:
    with server_by_script(OFFER, replies) as (server, heard):
        assert send(server) == expected
    assert [b"Message-ID" in said for said in heard] == [False, False]


def test_a_body_asked_for_after_a_no_ends_the_connection_and_not_the_next_mail() -> None:
    """Such a server waits for a body that has no reader; the next commands would be that body."""
    wrong = (OFFER, b"250 ok\r\n550 5.1.1 nobody\r\n354 go ahead\r\n")
    with server_by_script(*wrong) as (server, heard), closing(Connection(server)) as way:
        assert way.send(envelope(1)).result == Result.REFUSED
        assert way._session is None
    assert len(heard) == 2


@pytest.mark.parametrize("address", ["a@b.example>\r\nRCPT TO:<c@d.example", "a@b.example\n", "林@b.example"])
@pytest.mark.parametrize("pipelining", [True, False])
def test_an_address_never_becomes_a_command(address: str, pipelining: bool) -> None:
    with mail_server(pipelining=pipelining) as server:
        answer = send(MailServer("127.0.0.1", server.port), Envelope("noreply@recourse.test", address, CONTENT))
        assert (answer.result, server.had) == (Result.LATER, [])


def send_all(way: Connection, mails: list[Envelope]) -> list[Answer]:
    """One after the other, each with the next one announced, as a group goes out."""
    return [way.send(mail, then=then) for mail, then in zip(mails, [*mails[1:], None], strict=True)]


@pytest.mark.parametrize("offer", [OFFER, b"250 here\r\n"])
def test_the_next_mail_is_announced_with_the_dot_only_where_that_is_offered(offer: bytes) -> None:
    go_on = (b"250 ok\r\n250 ok\r\n354 go\r\n",) if offer == OFFER else (b"250 ok\r\n", b"250 ok\r\n", b"354 go\r\n")
    with server_by_script(offer, *go_on, b"250 kept\r\n") as (server, heard), closing(Connection(server)) as way:
        assert way.send(envelope(1), then=envelope(2)) == Answer(Result.DELIVERED, "250")
    said = b"MAIL FROM:<noreply@recourse.test>\r\nRCPT TO:<p2@sellers.example>\r\nDATA\r\n"
    assert b"".join(heard).endswith(b"hello\r\n.\r\n" + (said if offer == OFFER else b""))


@pytest.mark.parametrize("pipelining", [True, False])
def test_a_group_arrives_in_its_order_on_one_connection(pipelining: bool) -> None:
    with mail_server(pipelining=pipelining) as server, closing(Connection(MailServer("127.0.0.1", server.port))) as way:
        answers = send_all(way, [envelope(number) for number in range(5)])
        assert (answers, server.connections) == ([Answer(Result.DELIVERED, "250")] * 5, 1)
        assert server.ids == [f"<{number}@recourse.test>" for number in range(5)]


@pytest.mark.parametrize("mood", ["greylist", "unknown_recipient", "later_after_body", "refuse_body"])
def test_an_announced_mail_that_is_refused_spoils_no_other(mood: str) -> None:
    with mail_server() as server, closing(Connection(MailServer("127.0.0.1", server.port))) as way:
        server.moods = {2: mood}
        answers = send_all(way, [envelope(number) for number in range(1, 5)])
        delivered = [answer.result == Result.DELIVERED for answer in answers]
        assert (delivered, server.connections) == ([True, False, True, True], 1)
        assert server.ids == ["<1@recourse.test>", "<3@recourse.test>", "<4@recourse.test>"]


def test_silence_about_a_mail_is_no_answer_for_the_announced_one() -> None:
    with mail_server() as server, closing(Connection(MailServer("127.0.0.1", server.port))) as way:
        server.moods = {2: "drop_after_dot"}
        answers = send_all(way, [envelope(number) for number in range(1, 4)])
        assert [answer.result for answer in answers] == [Result.DELIVERED, Result.UNSURE, Result.DELIVERED]
        assert (server.ids, server.connections) == ([f"<{number}@recourse.test>" for number in (1, 2, 3)], 2)


def test_a_server_that_takes_so_many_on_one_connection_may_say_so_to_an_announced_one() -> None:
    with mail_server() as server, closing(Connection(MailServer("127.0.0.1", server.port))) as way:
        server.most_per_connection = 2
        answers = send_all(way, [envelope(number) for number in range(5)])
        assert ([answer.result for answer in answers], server.connections) == ([Result.DELIVERED] * 5, 3)


def test_a_mail_that_was_announced_and_is_not_sent_never_arrives() -> None:
    with mail_server() as server:
        with closing(Connection(MailServer("127.0.0.1", server.port))) as way:
            way.send(envelope(1), then=envelope(2))
            assert way.send(envelope(3)).result == Result.DELIVERED
            way.send(envelope(4), then=envelope(5))
        server.wait_until_quiet()
        assert server.ids == [f"<{number}@recourse.test>" for number in (1, 3, 4)]


def test_an_address_that_cannot_be_announced_is_no_fault_of_the_mail_before() -> None:
    broken = Envelope("noreply@recourse.test", "a@b.example>\r\nRCPT TO:<c@d.example", CONTENT)
    with mail_server() as server, closing(Connection(MailServer("127.0.0.1", server.port))) as way:
        answers = send_all(way, [envelope(1), broken, envelope(3)])
        assert [answer.result for answer in answers] == [Result.DELIVERED, Result.LATER, Result.DELIVERED]
        assert server.ids == ["<1@recourse.test>", "<3@recourse.test>"]


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ssl.SSLContext]:
    """A server's certificate for localhost that this process trusts."""
    certificate, key = certificate_for("localhost", tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    yield context


def test_starttls_with_a_certificate_for_the_name(trusted: ssl.SSLContext) -> None:
    with mail_server(tls_context=trusted, require_starttls=True) as server:
        answer = send(MailServer("localhost", server.port, starttls=True))
    assert (answer.result, len(server.had)) == (Result.DELIVERED, 1)


def test_starttls_with_a_certificate_for_another_name_sends_nothing(trusted: ssl.SSLContext) -> None:
    with mail_server(tls_context=trusted, require_starttls=True) as server:
        answer = send(MailServer("127.0.0.1", server.port, starttls=True))
    assert (answer.result, answer.server_is_away, server.had) == (Result.LATER, True, [])


def test_starttls_that_is_not_offered_is_never_done_without() -> None:
    with mail_server() as server:
        answer = send(MailServer("127.0.0.1", server.port, starttls=True, **QUICK))
    assert (answer.result, answer.reason, server.had) == (Result.LATER, "502 at STARTTLS", [])


def test_tls_from_the_first_byte(trusted: ssl.SSLContext) -> None:
    with mail_server(ssl_context=trusted) as server:
        answer = send(MailServer("localhost", server.port, tls=True))
    assert (answer.result, len(server.had)) == (Result.DELIVERED, 1)

"""Every mood of a mail server, over a real connection."""

import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from apps.notifications.enums import Result
from apps.notifications.smtp import Envelope, MailServer, send
from tests.certificates import certificate_for
from tests.mail_server import free_port, mail_server

CONTENT = b"Message-ID: <1@recourse.test>\r\nSubject: dots\r\n\r\n.\r\n..two\r\nend"
MAIL = Envelope("noreply@recourse.test", "seller@sellers.example", CONTENT)
QUICK = {"connect_seconds": 0.5, "total_seconds": 0.5}


def attempt(port: int, **options: Any) -> tuple[Result, str, bool, bool]:
    """(result, reason, server is away, whether the body was begun)"""
    begun: list[bool] = []
    answer = send(MailServer("127.0.0.1", port, **(QUICK | options)), MAIL, lambda: begun.append(True))
    return answer.result, answer.reason, answer.server_is_away, bool(begun)


@pytest.mark.parametrize(
    ("mood", "expected"),
    [
        ("accept", (Result.DELIVERED, "250", False, True)),
        ("busy", (Result.LATER, "421 4.3.2 at MAIL", True, False)),
        ("greylist", (Result.LATER, "450 4.2.0 at RCPT", False, False)),
        ("unknown_recipient", (Result.REFUSED, "550 5.1.1 at RCPT", False, False)),
        ("later_after_body", (Result.LATER, "451 4.3.0 at body", False, True)),
        ("refuse_body", (Result.REFUSED, "554 5.7.1 at body", False, True)),
        ("silent", (Result.LATER, "SMTPServerDisconnected before the body", True, False)),
        ("drop_after_dot", (Result.UNSURE, "SMTPServerDisconnected after the body", False, True)),
        ("silent_after_dot", (Result.UNSURE, "SMTPServerDisconnected after the body", False, True)),
    ],
)
def test_each_mood_is_told_apart(mood: str, expected: tuple[Result, str, bool, bool]) -> None:
    with mail_server(mood) as server:
        got = attempt(server.port)
    if mood.startswith("silent"):
        got = (got[0], got[1].replace("TimeoutError", "SMTPServerDisconnected"), *got[2:])  # whichever clock is first
    assert got == expected


def test_a_server_that_hangs_up_in_the_body_may_have_it_only_if_the_dot_went_out() -> None:
    with mail_server("drop_in_data") as server:
        result, _, _, begun = attempt(server.port)
        assert begun
        assert server.had == []
    assert result in {Result.LATER, Result.UNSURE}  # the network decides how much went out before the end was seen


def test_content_arrives_as_it_was_dots_and_all() -> None:
    with mail_server() as server:
        attempt(server.port)
    assert server.had[0].get_payload() == ".\r\n..two\r\nend\r\n"


def test_a_closed_port_is_a_server_that_is_away() -> None:
    assert attempt(free_port()) == (Result.LATER, "ConnectionRefusedError before the body", True, False)


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
        result, _, away, begun = attempt(listener.getsockname()[1])
        done.set()
        thread.join()
    assert (result, away, begun) == (Result.LATER, True, False)


def test_what_the_callback_raises_ends_the_conversation_before_the_body() -> None:
    class Lost(Exception):
        pass

    def lost() -> None:
        raise Lost

    with mail_server() as server, pytest.raises(Lost):
        send(MailServer("127.0.0.1", server.port, **QUICK), MAIL, lost)
    assert server.had == []


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
        answer = send(MailServer("localhost", server.port, starttls=True), MAIL, lambda: None)
    assert (answer.result, len(server.had)) == (Result.DELIVERED, 1)


def test_starttls_with_a_certificate_for_another_name_sends_nothing(trusted: ssl.SSLContext) -> None:
    with mail_server(tls_context=trusted, require_starttls=True) as server:
        answer = send(MailServer("127.0.0.1", server.port, starttls=True), MAIL, lambda: None)
    assert (answer.result, answer.server_is_away, server.had) == (Result.LATER, True, [])


def test_starttls_that_is_not_offered_is_never_done_without() -> None:
    with mail_server() as server:
        answer = send(MailServer("127.0.0.1", server.port, starttls=True, **QUICK), MAIL, lambda: None)
    assert (answer.result, answer.reason, server.had) == (Result.LATER, "502 at STARTTLS", [])


def test_tls_from_the_first_byte(trusted: ssl.SSLContext) -> None:
    with mail_server(ssl_context=trusted) as server:
        answer = send(MailServer("localhost", server.port, tls=True), MAIL, lambda: None)
    assert (answer.result, len(server.had)) == (Result.DELIVERED, 1)

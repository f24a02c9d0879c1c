"""One mail over one SMTP connection, with the one question that matters answered: may it have arrived?

Django's backend and smtplib's `sendmail` raise the same exceptions before and after the final dot. Here a failure
before the dot is LATER (or REFUSED), and silence after it is UNSURE. A reply is reported by its numbers only, because
servers like to quote the address.
"""

import re
import smtplib
import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from apps.core.failpoints import reach
from apps.notifications.enums import Result
from apps.notifications.rules import Answer

ENHANCED_CODE = re.compile(rb"\s*([245]\.\d{1,3}\.\d{1,3})\b")
MISBEHAVED = (OSError, smtplib.SMTPException, ValueError)  # ValueError: a reply that is no reply


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed over; `hello` is how we introduce ourselves. Seconds bound connecting and all in all."""

    host: str
    port: int
    hello: str = "localhost"
    user: str = ""
    password: str = ""
    starttls: bool = False
    tls: bool = False
    connect_seconds: float = 10
    total_seconds: float = 20


@dataclass(frozen=True)
class Envelope:
    """Bare addresses and the message as bytes with CRLF line ends."""

    sender: str
    recipient: str
    content: bytes


class _Replied(Exception):
    """The server said no at `stage`, or something that is not yes."""

    def __init__(self, stage: str, code: int, text: bytes) -> None:
        super().__init__(stage, code)
        found = ENHANCED_CODE.match(text)
        enhanced = f" {found.group(1).decode()}" if found else ""
        self.code = code
        self.answer = Answer(_meaning(stage, code), f"{code}{enhanced} at {stage}", _is_away(stage, code))


def _meaning(stage: str, code: int) -> Result:
    """5xx is final where it speaks of this mail; elsewhere it speaks of our settings, which somebody will mend."""
    return Result.REFUSED if code >= 500 and stage in {"RCPT", "DATA", "body"} else Result.LATER


def _is_away(stage: str, code: int) -> bool:
    return code == 421 or stage in {"greeting", "EHLO", "STARTTLS", "AUTH", "MAIL"}


def send(server: MailServer, envelope: Envelope, before_body: Callable[[], None]) -> Answer:
    """Hand one mail over. `before_body` is called when the server waits for the content; what it raises passes through.

    Never raises for anything the server or the network does.
    """
    session = _session(server)
    # A server that drips one byte every few seconds never meets a socket timeout; the alarm ends the conversation.
    alarm = threading.Timer(server.total_seconds, _hang_up, [session])
    alarm.daemon = True
    alarm.start()
    try:
        if trouble := _reach_the_body(session, server, envelope):
            return trouble
        reach("after_354")
        before_body()
        reach("before_data")
        return _send_body(session, envelope.content)
    finally:
        alarm.cancel()
        session.close()


def _session(server: MailServer) -> smtplib.SMTP:
    """Not connected yet, so that the alarm can hang up during the greeting too."""
    session: smtplib.SMTP
    if server.tls:
        context = ssl.create_default_context()
        session = smtplib.SMTP_SSL(timeout=server.connect_seconds, local_hostname=server.hello, context=context)
    else:
        session = smtplib.SMTP(timeout=server.connect_seconds, local_hostname=server.hello)
    session._host = server.host  # type: ignore[attr-defined]  # the name in the certificate; smtplib asks nowhere else
    return session


def _hang_up(session: smtplib.SMTP) -> None:
    connection = session.sock
    if connection is not None:
        with suppress(OSError):  # it is gone already
            connection.shutdown(socket.SHUT_RDWR)


def _reach_the_body(session: smtplib.SMTP, server: MailServer, envelope: Envelope) -> Answer | None:
    """Everything up to the server's "go ahead"; an answer when it does not come that far."""
    try:
        _expect("greeting", session.connect(server.host, server.port), {220})
        _introduce(session, server)
        _expect("MAIL", session.mail(envelope.sender), {250})
        _expect("RCPT", session.rcpt(envelope.recipient), {250, 251})
        _expect("DATA", session.docmd("DATA"), {354})
    except _Replied as refusal:
        return refusal.answer
    except MISBEHAVED as error:
        return Answer(Result.LATER, f"{type(error).__name__} before the body", server_is_away=True)
    return None


def _introduce(session: smtplib.SMTP, server: MailServer) -> None:
    _expect("EHLO", session.ehlo(), {250})
    if server.starttls:
        try:
            _expect("STARTTLS", session.starttls(context=ssl.create_default_context()), {220})
        except smtplib.SMTPNotSupportedError:
            raise _Replied("STARTTLS", 502, b"") from None
        _expect("EHLO", session.ehlo(), {250})
    if server.user:
        try:
            session.login(server.user, server.password)
        except smtplib.SMTPAuthenticationError as error:
            raise _Replied("AUTH", error.smtp_code, _as_bytes(error.smtp_error)) from None


def _as_bytes(text: bytes | str) -> bytes:
    return text if isinstance(text, bytes) else text.encode("ascii", "replace")


def _expect(stage: str, reply: tuple[int, bytes], wanted: set[int]) -> None:
    if reply[0] not in wanted:
        raise _Replied(stage, reply[0], reply[1])


def _send_body(session: smtplib.SMTP, content: bytes) -> Answer:
    body = re.sub(rb"(?m)^\.", b"..", content)
    body += b"" if body.endswith(b"\r\n") else b"\r\n"
    try:
        session.send(body)
    except MISBEHAVED as error:  # the dot did not go out: an unfinished mail is not kept
        return Answer(Result.LATER, f"{type(error).__name__} in the body", server_is_away=True)
    try:
        session.send(b".\r\n")
        reach("after_dot")
        code, text = session.getreply()
    except MISBEHAVED as error:
        return Answer(Result.UNSURE, f"{type(error).__name__} after the body")
    if code == 250:
        with suppress(*MISBEHAVED):  # the mail is delivered; a QUIT that goes wrong changes nothing
            session.putcmd("quit")
        return Answer(Result.DELIVERED, "250")
    if code < 400:
        return Answer(Result.UNSURE, f"{code} at body")
    return _Replied("body", code, text).answer

"""Mails over one SMTP connection, with the one question that matters answered for each: may it have arrived?

Django's backend and smtplib's `sendmail` raise the same exceptions before and after the final dot. Here a failure
before the dot is LATER (or REFUSED), and silence after it is UNSURE. A reply is reported by its numbers only, because
servers like to quote the address.
"""

import re
import smtplib
import socket
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace

from apps.core.failpoints import reach
from apps.notifications.enums import Result
from apps.notifications.rules import Answer

ENHANCED_CODE = re.compile(rb"\s*([245]\.\d{1,3}\.\d{1,3})\b")
MISBEHAVED = (OSError, smtplib.SMTPException, ValueError)  # ValueError: a reply that is no reply
LOSSES_ALLOWED = 3  # connections lost one after the other; then it is the server and not the mail
TICK = 0.1
Step = tuple[str, str, set[int]]  # stage, command, replies that mean yes


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed over; `hello` is how we introduce ourselves. Seconds bound connecting, and each mail."""

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
        self.hung_up = code == 421  # nothing more can be said on this connection
        self.answer = Answer(_meaning(stage, code), f"{code}{enhanced} at {stage}", _is_away(stage, code))


def _meaning(stage: str, code: int) -> Result:
    """5xx is final where it speaks of this mail; elsewhere it speaks of our settings, which somebody will mend."""
    return Result.REFUSED if code >= 500 and stage in {"RCPT", "DATA", "body"} else Result.LATER


def _is_away(stage: str, code: int) -> bool:
    return code == 421 or stage in {"greeting", "EHLO", "STARTTLS", "AUTH", "RSET", "MAIL"}


class Connection:
    """A conversation for any number of mails: opened when the first is there, opened again when it was lost.

    What is wrong with one mail is the answer for that mail and for no other. Close it (`contextlib.closing`). Never
    raises for anything the server or the network does.
    """

    def __init__(self, server: MailServer) -> None:
        self._server = server
        self._session: smtplib.SMTP | None = None
        self._is_unfinished = False  # a mail was begun on it and refused; it has to be forgotten before the next
        self._announced: Envelope | None = None  # what was said of it is not answered yet
        self._losses = 0
        self._alarm = _Alarm(self._hang_up)

    def open(self) -> Answer | None:
        """Connect and introduce ourselves, unless that is done; an answer when it does not come that far."""
        if self._session is not None:
            return None
        self._session, self._is_unfinished = _session(self._server), False
        self._alarm.set(self._server.total_seconds)
        try:
            _expect("greeting", self._session.connect(self._server.host, self._server.port), {220})
            if self._session.sock is not None:  # the dot does not wait 40 ms until the body's receipt is acknowledged
                self._session.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            _introduce(self._session, self._server)
        except _Replied as refusal:
            self._drop()
            return refusal.answer
        except MISBEHAVED as error:
            self._drop()
            return Answer(Result.LATER, f"{type(error).__name__} before the body", server_is_away=True)
        finally:
            self._alarm.set(None)
        return None

    def send(self, envelope: Envelope, *, then: Envelope | None = None) -> Answer:
        """Hand one mail over. `then`: the next one, which is announced with this one's dot where the server offers it
        (RFC 2920, 3.1): one wait less. Whoever announced a mail and sends another loses the connection, and no mail."""
        if self._announced not in (None, envelope):
            self._drop()
        was_open = self._session is not None
        answer = self.open() or self._attempt(envelope, then)
        if was_open and answer.server_is_away:  # it hung up while idle, or takes no more mails on one connection
            self._drop()
            answer = self.open() or self._attempt(envelope, then)
        if self._losses >= LOSSES_ALLOWED:
            answer = replace(answer, server_is_away=True)
        return answer

    def close(self) -> None:
        if self._session is not None and self._announced is None:
            with suppress(*MISBEHAVED):  # all is said; a QUIT that goes wrong changes nothing
                self._session.putcmd("quit")
        self._drop()
        self._alarm.end()

    def _attempt(self, envelope: Envelope, then: Envelope | None) -> Answer:
        session, was_announced = self._session, self._announced is envelope
        self._announced = None
        if session is None:
            raise ValueError("not open")
        # A server that drips one byte every few seconds never meets a socket timeout; the alarm ends the conversation.
        self._alarm.set(self._server.total_seconds)
        try:
            if was_announced:
                _hear_all(session, _steps(envelope))
            else:
                _reach_the_body(session, envelope, anew=self._is_unfinished)
            reach("after_354")
            announcement = _announcement(session, then)
            self._announced = then if announcement else None
            answer = _send_body(session, envelope.content, announcement)
        except _Replied as refusal:
            self._is_unfinished, self._losses = True, 0
            if refusal.hung_up:
                self._drop()
            return refusal.answer
        except MISBEHAVED as error:
            self._drop()
            return Answer(Result.LATER, f"{type(error).__name__} before the body", server_is_away=True)
        finally:
            self._alarm.set(None)
        if answer.result == Result.DELIVERED:
            self._is_unfinished, self._losses = False, 0
        else:  # no answer to a mail: what is said next on this connection could be taken for it
            self._losses += 1
            self._drop()
        return answer

    def _drop(self) -> None:
        if self._session is not None:
            self._session.close()
        self._session = self._announced = None

    def _hang_up(self) -> None:
        connection = self._session.sock if self._session is not None else None
        if connection is not None:
            with suppress(OSError):  # it is gone already
                connection.shutdown(socket.SHUT_RDWR)


class _Alarm:
    """Calls `ring` once when the time set is over: one thread for a whole conversation, begun at the first setting."""

    def __init__(self, ring: Callable[[], None]) -> None:
        self._ring = ring
        self._at: float | None = None
        self._over = threading.Event()
        self._thread: threading.Thread | None = None

    def set(self, seconds: float | None) -> None:
        """Ring after so long; None: not at all."""
        self._at = None if seconds is None else time.monotonic() + seconds
        if self._thread is None and seconds is not None:
            self._thread = threading.Thread(target=self._watch, daemon=True)
            self._thread.start()

    def end(self) -> None:
        self._over.set()
        if self._thread is not None:
            self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(TICK):
            at = self._at
            if at is not None and time.monotonic() >= at:
                self._at = None
                self._ring()


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


def _reach_the_body(session: smtplib.SMTP, envelope: Envelope, *, anew: bool) -> None:
    """Everything up to the server's "go ahead", in one write where the server offers PIPELINING; `anew`: what was said
    of the mail before is forgotten first."""
    steps = [*([("RSET", "RSET", {250})] if anew else []), *_steps(envelope)]
    if session.has_extn("pipelining"):
        session.send(_lines(steps))
        _hear_all(session, steps)
        return
    for stage, command, wanted in steps:
        session.send(_line(command))
        _expect(stage, session.getreply(), wanted)


def _steps(envelope: Envelope) -> list[Step]:
    return [
        ("MAIL", f"MAIL FROM:<{envelope.sender}>", {250}),
        ("RCPT", f"RCPT TO:<{envelope.recipient}>", {250, 251}),
        ("DATA", "DATA", {354}),
    ]


def _announcement(session: smtplib.SMTP, envelope: Envelope | None) -> bytes:
    """What may go out with the dot of the mail before; nothing where that is not offered, or not sayable."""
    if envelope is None or not session.has_extn("pipelining"):
        return b""
    try:
        return _lines(_steps(envelope))
    except ValueError:
        return b""  # when its turn comes that is its answer


def _lines(steps: list[Step]) -> bytes:
    return b"".join(_line(command) for _stage, command, _wanted in steps)


def _line(command: str) -> bytes:
    """Raises ValueError for what is not one line of ASCII: an address must not become a command."""
    if "\r" in command or "\n" in command:
        raise ValueError("a command is one line")
    return command.encode("ascii") + b"\r\n"


def _hear_all(session: smtplib.SMTP, steps: list[Step]) -> None:
    """RFC 2920: after all commands at once a reply to each. The first no counts, and the others are read all the same,
    so that none of them is taken for the answer to the next mail."""
    refusal: _Replied | None = None
    code = 0
    for stage, _command, wanted in steps:
        try:
            code, text = session.getreply()
        except MISBEHAVED:
            if refusal is None:
                raise
            refusal.hung_up = True  # it said no and left
            raise refusal from None
        if code not in wanted and refusal is None:
            refusal = _Replied(stage, code, text)
            if refusal.hung_up:
                raise refusal
    if refusal is not None:
        refusal.hung_up = (
            refusal.hung_up or code == 354
        )  # it waits for a body that has no reader: we leave before a dot
        raise refusal


def _expect(stage: str, reply: tuple[int, bytes], wanted: set[int]) -> None:
    if reply[0] not in wanted:
        raise _Replied(stage, reply[0], reply[1])


def _send_body(session: smtplib.SMTP, content: bytes, announcement: bytes) -> Answer:
    """What became of the mail once the server waits for it; `announcement` goes out with its dot. Raises _Replied for a
    plain no."""
    body = (b"\n" + content).replace(b"\n.", b"\n..")[1:]
    body += b"" if body.endswith(b"\r\n") else b"\r\n"
    try:
        session.send(body)
    except MISBEHAVED as error:  # the dot did not go out: an unfinished mail is not kept
        return Answer(Result.LATER, f"{type(error).__name__} in the body")
    try:
        session.send(b".\r\n" + announcement)
        reach("after_dot")
        code, text = session.getreply()
    except MISBEHAVED as error:
        return Answer(Result.UNSURE, f"{type(error).__name__} after the body")
    if code == 250:
        return Answer(Result.DELIVERED, "250")
    if code < 400:
        return Answer(Result.UNSURE, f"{code} at body")
    raise _Replied("body", code, text)

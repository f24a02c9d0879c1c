"""A mail server of our own on this machine, in any mood, that writes down what it was given."""

import asyncio
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message as Mail
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

MOODS = (
    "accept",
    "busy",  # 421 instead of a greeting's friend: at MAIL
    "greylist",  # 450 at RCPT
    "unknown_recipient",  # 550 at RCPT, quoting the address
    "later_after_body",  # 451 for the content
    "refuse_body",  # 554 for the content
    "drop_in_data",  # hangs up after "go ahead"
    "silent",  # never says a word after the connection
    "drop_after_dot",  # has the whole mail, hangs up without a word
    "silent_after_dot",  # has the whole mail, says nothing
)


class MailServer:
    """`mood` may change while it runs; `moods` are those of single mails, by the how manieth begun. `had` is every mail
    received whole, answered or not."""

    def __init__(self, mood: str = "accept", *, pipelining: bool = True) -> None:
        self.mood = mood
        self.moods: dict[int, str] = {}
        self.pipelining = pipelining
        self.had: list[Mail] = []
        self.port = 0
        self.conversations = 0
        self.connections = 0
        self.most_per_connection = 1_000_000
        self.open: set[SMTP] = set()

    def wait_until_quiet(self, seconds: float = 60) -> None:
        """Until every caller's conversation has ended, so that `had` is what arrived and not what was read so far."""
        until = time.monotonic() + seconds
        while self.open:
            assert time.monotonic() < until, "a conversation does not end"
            time.sleep(0.01)

    def hang_up(self) -> None:
        """End every conversation without a word, as a server does that was idle for long, and wait until it is so."""
        for conversation in list(self.open):
            conversation.loop.call_soon_threadsafe(conversation.transport.abort)
        self.wait_until_quiet()

    @property
    def ids(self) -> list[str]:
        return [str(mail["Message-ID"]) for mail in self.had]

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [*responses[:-1], *(["250-PIPELINING"] if self.pipelining else []), responses[-1]]

    async def handle_MAIL(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:
        self.conversations += 1
        if self.moods:
            self.mood = self.moods.get(self.conversations, "accept")
        mails = getattr(session, "mails", 0) + 1
        session.mails = mails  # type: ignore[attr-defined]
        self.connections += mails == 1
        if self.mood == "busy" or mails > self.most_per_connection:
            return "421 4.3.2 come back later"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:
        if self.mood == "greylist":
            return f"450 4.2.0 <{address}> greylisted"
        if self.mood == "unknown_recipient":
            return f"550 5.1.1 <{address}>: no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.mood == "later_after_body":
            return "451 4.3.0 try again"
        if self.mood == "refuse_body":
            return "554 5.7.1 not wanted here"
        assert isinstance(envelope.content, bytes)
        self.had.append(message_from_bytes(envelope.content, policy=default))
        if self.mood == "drop_after_dot":
            server.transport.abort()
        if self.mood == "silent_after_dot":
            await asyncio.sleep(3600)
        return "250 OK"


class _Conversation(SMTP):
    def connection_made(self, transport: Any) -> None:
        self.event_handler.open.add(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        super().connection_lost(error)
        self.event_handler.open.discard(self)

    def eof_received(self) -> bool | None:
        """Read what came before the end first: a caller who dies after the dot has handed its mail over."""
        if self.session is None or self.session.ssl is not None:
            return super().eof_received()
        self.loop.call_soon(self._end)
        return True

    def _end(self) -> None:
        super().eof_received()
        if self.transport is not None:
            self.transport.close()

    async def push(self, status: Any) -> None:
        if self.event_handler.mood == "silent":
            await asyncio.sleep(3600)
        await super().push(status)
        if self.event_handler.mood == "drop_in_data" and str(status).startswith("354"):
            self.transport.abort()


class _Controller(Controller):
    def factory(self) -> SMTP:
        self.open_conversations.append(_Conversation(self.handler, **self.SMTP_kwargs))
        return self.open_conversations[-1]

    def __init__(self, *args: Any, **options: Any) -> None:
        self.open_conversations: list[SMTP] = []
        super().__init__(*args, **options)

    async def hang_up(self) -> None:
        """Leave nothing open behind: in the tests a forgotten socket is an error."""
        for conversation in self.open_conversations:
            if conversation._handler_coroutine is not None:
                conversation._handler_coroutine.cancel()
            if conversation.transport is not None and not conversation.transport.is_closing():
                conversation.transport.abort()  # Python 3.11.2 fails on a TLS connection that is closed already
        await asyncio.sleep(0.02)

    def _trigger_server(self) -> None:
        """The stock check waits for a greeting, which a silent server does not give; knocking is enough."""
        socket.create_connection((self.hostname, self.port), 1).close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def mail_server(mood: str = "accept", *, pipelining: bool = True, **options: Any) -> Iterator[MailServer]:
    server = MailServer(mood, pipelining=pipelining)
    server.port = free_port()
    controller = _Controller(server, hostname="127.0.0.1", port=server.port, enable_SMTPUTF8=False, **options)
    controller.start()
    try:
        yield server
    finally:
        asyncio.run_coroutine_threadsafe(controller.hang_up(), controller.loop).result(5)
        controller.stop()

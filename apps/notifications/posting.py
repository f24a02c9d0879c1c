"""The one place that decides how mail leaves: our own SMTP, or whatever backend EMAIL_URL names."""

from typing import Any, Protocol
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from apps.notifications import smtp
from apps.notifications.enums import Result
from apps.notifications.letters import Letter, as_bytes, as_mail, bare_address
from apps.notifications.rules import Answer

SMTP_BACKEND = "django.core.mail.backends.smtp.EmailBackend"


class Post(Protocol):
    """A way out that stays open for a batch of mails. None of these raise for what the other side does."""

    def open(self) -> Answer | None:
        """Make sure that the server is there; an answer says why it is not."""

    def wrap(self, letter: Letter, *, message_id: UUID, to: str, language: str) -> Any:
        """The letter as `send` takes it. Raises what a broken address or setting raises."""

    def send(self, mail: Any, *, then: Any = None) -> Answer:
        """Hand it over; `then` is the mail that comes next, if it is known."""

    def close(self) -> None: ...


def post_office() -> Post:
    """The way out that the settings name; nothing is connected yet."""
    return _Server() if settings.EMAIL_BACKEND == SMTP_BACKEND else _Backend()


class _Server:
    def __init__(self) -> None:
        server = smtp.MailServer(
            host=settings.EMAIL_HOST,
            port=settings.EMAIL_PORT,
            hello=urlsplit(settings.SITE_URL).hostname or "localhost",
            user=settings.EMAIL_HOST_USER or "",
            password=settings.EMAIL_HOST_PASSWORD or "",
            starttls=settings.EMAIL_USE_TLS,
            tls=settings.EMAIL_USE_SSL,
            connect_seconds=settings.EMAIL_CONNECT_TIMEOUT,
            total_seconds=settings.EMAIL_TIMEOUT,
        )
        self._connection = smtp.Connection(server)
        self._sender = bare_address(settings.DEFAULT_FROM_EMAIL)

    def open(self) -> Answer | None:
        return self._connection.open()

    def wrap(self, letter: Letter, *, message_id: UUID, to: str, language: str) -> smtp.Envelope:
        content = as_bytes(letter, message_id=message_id, to=to, language=language)
        return smtp.Envelope(self._sender, bare_address(to), content)

    def send(self, mail: smtp.Envelope, *, then: smtp.Envelope | None = None) -> Answer:
        return self._connection.send(mail, then=then)

    def close(self) -> None:
        self._connection.close()


class _Backend:
    """A backend does not say how far it came: an error with an HTTP status is a no for now, any other is unsure."""

    def __init__(self) -> None:
        self._backend = get_connection()

    def open(self) -> Answer | None:
        return None  # it connects when it likes

    def wrap(self, letter: Letter, *, message_id: UUID, to: str, language: str) -> EmailMultiAlternatives:
        return as_mail(letter, message_id=message_id, to=to, language=language)

    def send(self, mail: EmailMultiAlternatives, *, then: EmailMultiAlternatives | None = None) -> Answer:
        try:
            self._backend.send_messages([mail])
        except Exception as error:
            definite = getattr(error, "status_code", None) is not None or isinstance(error, ConnectionRefusedError)
            return Answer(Result.LATER if definite else Result.UNSURE, type(error).__name__, server_is_away=True)
        return Answer(Result.DELIVERED)

    def close(self) -> None:
        self._backend.close()

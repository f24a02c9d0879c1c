"""From the outbox to the mail server: claim by lease, send with no transaction open, mark by token.

A worker may die at any line. Before the body: the lease runs out and the message goes to somebody else. After it: the
message may have arrived, so it waits ten minutes and goes again under the same Message-ID, saying so. Nothing is lost;
what comes twice can be recognised.
"""

import json
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import SafeMIMEMultipart
from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import translation

from apps.core.failpoints import reach
from apps.notifications import outlets, smtp
from apps.notifications.actions.outlets import note_answer
from apps.notifications.enums import SHORT_LIVED, DeliveryState, Result
from apps.notifications.letters import as_mail, bare_address, link_of, subject_of, write_letter
from apps.notifications.models import Message, Outlet
from apps.notifications.rules import LATE_AFTER, LEASE, Answer, Verdict, verdict

log = structlog.get_logger()
Clock = Callable[[], datetime]

FORGET_AFTER = timedelta(days=1)
SMTP_BACKEND = "django.core.mail.backends.smtp.EmailBackend"


class LeaseLost(Exception):
    """Another worker may have this message by now; what was begun is not finished."""


class SendingInTransaction(RuntimeError):
    """Mail cannot be rolled back, and a slow server would hold locks."""


@dataclass(frozen=True)
class Claim:
    """A message and the token that proves whose turn it is."""

    message: Message
    token: uuid.UUID


@transaction.atomic
def claim_next(*, now: datetime) -> Claim | None:
    """Take the next due message for a minute; None when nothing is due. What expires soonest goes first."""
    waiting = Message.objects.filter(
        Q(expires_at__isnull=True) | Q(expires_at__gt=now), state=DeliveryState.QUEUED, next_attempt_at__lte=now
    )
    waiting = waiting.exclude(outlet__resting_until__gt=now)
    row = (
        waiting.select_for_update(skip_locked=True, of=("self",))
        .select_related("recipient", "outlet")
        .order_by(F("expires_at").asc(nulls_last=True), "next_attempt_at")
        .first()
    )
    if row is None:
        return None
    row.state = DeliveryState.SENDING
    row.lease_token = uuid.uuid4()
    row.lease_until = now + LEASE
    row.attempts += 1  # the row is locked
    row.save(update_fields=["state", "lease_token", "lease_until", "attempts"])
    return Claim(row, row.lease_token)


@transaction.atomic
def mark_body_started(*, claim: Claim, now: datetime) -> None:
    """Write down that the body goes out now, and renew the lease. Raises LeaseLost."""
    moved = Message.objects.filter(
        pk=claim.message.pk, state=DeliveryState.SENDING, lease_token=claim.token, lease_until__gt=now
    ).update(data_started_at=now, lease_until=now + LEASE)
    if not moved:
        raise LeaseLost


@transaction.atomic
def settle(*, claim: Claim, answer: Answer, now: datetime) -> Verdict:
    """Write down what came of the attempt. Raises LeaseLost when somebody else has the message by now."""
    row = claim.message
    unsure = row.unsure + (answer.result == Result.UNSURE)
    result = verdict(answer, attempts=row.attempts, unsure=unsure, queued_at=row.queued_at, now=now)
    moved = Message.objects.filter(pk=row.pk, state=DeliveryState.SENDING, lease_token=claim.token).update(
        state=result.state,
        next_attempt_at=result.next_attempt_at or row.next_attempt_at,
        sent_at=now if result.state == DeliveryState.SENT else None,
        unsure=unsure,
        failure="" if answer.result == Result.DELIVERED else answer.reason[:200],
        data_started_at=None,
        lease_token=None,
        lease_until=None,
    )
    if not moved:
        raise LeaseLost
    return result


@transaction.atomic
def expire_stale(*, now: datetime) -> int:
    """Messages of no use any more (a code past its time) are not sent; their rows say so."""
    gone = Message.objects.filter(state=DeliveryState.QUEUED, expires_at__lte=now).update(state=DeliveryState.EXPIRED)
    if gone:
        log.warning("messages_expired_unsent", count=gone)
    return gone


@transaction.atomic
def recover_lost(*, now: datetime) -> int:
    """Give back what dead workers held. What may have arrived counts as unsure and waits before it goes again."""
    lost = Message.objects.select_for_update(skip_locked=True).filter(state=DeliveryState.SENDING, lease_until__lte=now)
    for row in (rows := list(lost)):
        started = row.data_started_at is not None
        answer = Answer(Result.UNSURE if started else Result.LATER, "the worker was lost")
        token, until = row.lease
        settle(claim=Claim(row, token), answer=answer, now=until - LEASE)  # waits count from when it was last heard of
        log.warning("message_recovered", message=str(row.pk), unsure=started)
    return len(rows)


@transaction.atomic
def forget_old(*, now: datetime) -> int:
    """Delete messages that only made sense in their moment (codes): a day later they are personal data and no more."""
    old = Message.objects.filter(kind__in=SHORT_LIVED, queued_at__lte=now - FORGET_AFTER)
    return old.exclude(state=DeliveryState.SENDING).delete()[0]


def deliver_due(*, limit: int, seconds: float, clock: Clock) -> Counter[str]:
    """Send what is due: at most `limit` messages, begun within `seconds`. Returns how many came to which result.

    Stops early when the mail server is away: the others would only wait for it in vain.
    """
    done: Counter[str] = Counter()
    stop_at = clock() + timedelta(seconds=seconds)
    done["expired"] = expire_stale(now=clock())
    while sum(done.values()) - done["expired"] < limit and clock() < stop_at:
        answer = deliver_next(clock=clock)
        if answer is None:
            break
        done[answer.result] += 1
        if answer.server_is_away:
            break
    return +done


def deliver_next(*, clock: Clock) -> Answer | None:
    """Claim, send and mark one message; None when nothing is due. `clock` is asked anew, because sending takes time."""
    if connection.in_atomic_block:
        raise SendingInTransaction
    claim = claim_next(now=clock())
    if claim is None:
        return None
    reach("after_claim")
    try:
        answer = _attempt(claim, clock)
        reach("before_mark")
        settle(claim=claim, answer=answer, now=clock())
    except LeaseLost:
        log.warning("message_lease_lost", message=str(claim.message.pk))
        return Answer(Result.UNSURE, "lease lost")
    log.info("message_attempt", message=str(claim.message.pk), result=answer.result.value, reason=answer.reason)
    return answer


def _attempt(claim: Claim, clock: Clock) -> Answer:
    if claim.message.outlet:
        return _hand_to_outlet(claim.message, claim.message.outlet, clock())
    try:
        mail = _mail_of(claim.message, now=clock())
    except Exception as error:  # a template or key is broken: this message waits, the others go on
        log.error("message_unwritable", message=str(claim.message.pk), error=type(error).__name__)
        return Answer(Result.LATER, f"{type(error).__name__} while writing")
    return _hand_over(mail, lambda: mark_body_started(claim=claim, now=clock()))


def _hand_to_outlet(row: Message, outlet: Outlet, now: datetime) -> Answer:
    """To a chat robot or webhook. A second delivery is recognised by the id, so silence simply means: later."""
    if outlet.closed_at:
        return Answer(Result.REFUSED, "closed")
    facts = json.loads(row.facts)
    with translation.override(row.language):
        note = outlets.Note(
            id=str(row.pk), kind=row.kind, title=subject_of(row.kind, facts), link=link_of(row.kind, facts), facts=facts
        )
    try:
        answer = outlets.send(outlet.kind, outlet.address, outlet.secret, note, now=now)
    except Exception as error:  # a library's fault must not stop the mail behind it
        log.error("outlet_unusable", message=str(row.pk), error=type(error).__name__)
        answer = Answer(Result.LATER, type(error).__name__)
    note_answer(outlet=outlet, answer=answer, now=now)
    return answer


def _mail_of(row: Message, *, now: datetime) -> EmailMultiAlternatives:
    letter = write_letter(
        kind=row.kind,
        language=row.language,
        facts=json.loads(row.facts),
        may_be_second=row.unsure > 0,
        is_late=now - row.queued_at >= LATE_AFTER,
    )
    to = row.recipient.email if row.recipient else row.address
    return as_mail(letter, message_id=row.pk, to=to, language=row.language)


def _hand_over(mail: EmailMultiAlternatives, before_body: Callable[[], None]) -> Answer:
    """The one place that decides how mail leaves: our own SMTP, or whatever backend EMAIL_URL names."""
    if settings.EMAIL_BACKEND != SMTP_BACKEND:
        return _through_backend(mail, before_body)
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
    content = cast(SafeMIMEMultipart, mail.message()).as_bytes(linesep="\r\n")
    envelope = smtp.Envelope(bare_address(mail.from_email), bare_address(mail.to[0]), content)
    return smtp.send(server, envelope, before_body)


def _through_backend(mail: EmailMultiAlternatives, before_body: Callable[[], None]) -> Answer:
    """A backend does not say how far it came: an error with an HTTP status is a no for now, any other is unsure."""
    before_body()
    try:
        mail.send()
    except Exception as error:
        definite = getattr(error, "status_code", None) is not None or isinstance(error, ConnectionRefusedError)
        return Answer(Result.LATER if definite else Result.UNSURE, type(error).__name__, server_is_away=True)
    return Answer(Result.DELIVERED)

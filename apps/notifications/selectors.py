"""Reads of the outbox."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, Min, OuterRef, Q, QuerySet

from apps.accounts.models import User
from apps.notifications.enums import IN_APP, DeliveryState
from apps.notifications.models import Message, Outlet


def messages_for(user: User) -> QuerySet[Message]:
    """What they find in their list, newest first; codes are not kept there."""
    return Message.objects.filter(recipient=user, kind__in=IN_APP, outlet=None).order_by("-queued_at", "-id")


def unread_count(user: User) -> int:
    """How many of them they have not seen in the list (an index of its own answers)."""
    return Message.objects.filter(recipient=user, kind__in=IN_APP, read_at__isnull=True, outlet=None).count()


def unsent() -> QuerySet[Message]:
    """Waiting or on their way (an index of its own finds them, however many were sent)."""
    return Message.objects.filter(is_unsent=True)


def due_count(now: datetime) -> int:
    """How many would be sent now."""
    return unsent().filter(state=DeliveryState.QUEUED, next_attempt_at__lte=now).count()


def queue_depth() -> int:
    """How many messages are on their way or waiting."""
    return unsent().count()


def delivery_lateness(now: datetime) -> timedelta:
    """How long ago somebody should have tried to send the message that is longest due; zero when nobody is late."""
    due = unsent().aggregate(first=Min("next_attempt_at"))["first"]
    return max(now - due, timedelta()) if due else timedelta()


def oldest_unsent_age(now: datetime) -> timedelta:
    """How long the oldest unsent message has been waiting; zero when none is."""
    oldest = unsent().aggregate(oldest=Min("queued_at"))["oldest"]
    return max(now - oldest, timedelta()) if oldest else timedelta()


def refused_mail(person: User) -> Message | None:
    """The last mail to them, when their mail server refused it for good; None once another has arrived."""
    mails = Message.objects.filter(recipient=person, outlet=None, state__in=(DeliveryState.SENT, DeliveryState.FAILED))
    last = mails.order_by("-queued_at", "-id").first()
    return last if last and last.state == DeliveryState.FAILED and last.failure.startswith("5") else None


def without_mail(person: OuterRef) -> Exists:
    """Whether the last mail to this person was refused for good, as `refused_mail` says it of one.

    For a condition on rows of people. It is asked of each by an index: a set of all such people would be compared with
    every row wherever the planner believes the outbox to be small.
    """
    mails = Message.objects.filter(outlet=None)
    later = mails.filter(recipient=OuterRef("recipient"), queued_at__gt=OuterRef("queued_at"))
    arrived = later.filter(Q(state=DeliveryState.SENT) | Q(state=DeliveryState.FAILED) & ~Q(failure__startswith="5"))
    refused = mails.filter(recipient=person, is_given_up=True, failure__startswith="5")
    return Exists(refused.filter(~Exists(arrived)))


def outlets_of(person: User) -> QuerySet[Outlet]:
    """Their chat robots and webhooks that are not closed."""
    return Outlet.objects.filter(person=person, closed_at=None)


def proved_kinds(people: Collection[UUID]) -> dict[UUID, list[str]]:
    """Of which kinds something got through already, by person: these are used."""
    found: dict[UUID, list[str]] = defaultdict(list)
    proved = Outlet.objects.filter(person__in=people, closed_at=None, proved_at__isnull=False).order_by("kind")
    for person_id, kind in proved.values_list("person", "kind"):
        found[person_id].append(kind)
    return found


def open_outlets(people: Collection[UUID]) -> dict[tuple[UUID, str], Outlet]:
    """Their chat robots and webhooks that are not closed, by person and kind."""
    found = Outlet.objects.filter(person__in=people, closed_at=None)
    return {(outlet.person_id, outlet.kind): outlet for outlet in found}

"""Reads of the outbox."""

from datetime import datetime, timedelta

from django.db.models import Min, QuerySet

from apps.accounts.models import User
from apps.notifications.enums import IN_APP, UNSENT, DeliveryState
from apps.notifications.models import Message, Outlet


def messages_for(user: User) -> QuerySet[Message]:
    """What they find in their list, newest first; codes are not kept there."""
    return Message.objects.filter(recipient=user, kind__in=IN_APP, outlet=None).order_by("-queued_at", "-id")


def unread_count(user: User) -> int:
    """How many of them they have not seen in the list (an index of its own answers)."""
    return Message.objects.filter(recipient=user, kind__in=IN_APP, read_at__isnull=True, outlet=None).count()


def due_count(now: datetime) -> int:
    """How many would be sent now."""
    return Message.objects.filter(state=DeliveryState.QUEUED, next_attempt_at__lte=now).count()


def queue_depth() -> int:
    """How many messages are on their way or waiting."""
    return Message.objects.filter(state__in=UNSENT).count()


def delivery_lateness(now: datetime) -> timedelta:
    """How long ago somebody should have tried to send the message that is longest due; zero when nobody is late."""
    due = Message.objects.filter(state__in=UNSENT).aggregate(first=Min("next_attempt_at"))["first"]
    return max(now - due, timedelta()) if due else timedelta()


def oldest_unsent_age(now: datetime) -> timedelta:
    """How long the oldest unsent message has been waiting; zero when none is."""
    oldest = Message.objects.filter(state__in=UNSENT).aggregate(oldest=Min("queued_at"))["oldest"]
    return max(now - oldest, timedelta()) if oldest else timedelta()


def outlets_of(person: User) -> QuerySet[Outlet]:
    """Their chat robots and webhooks that are not closed."""
    return Outlet.objects.filter(person=person, closed_at=None)


def proved_kinds(person: User) -> list[str]:
    """Of which kinds something got through already: these are used."""
    return list(outlets_of(person).filter(proved_at__isnull=False).order_by("kind").values_list("kind", flat=True))


def outlet_for(person: User, kind: str) -> Outlet | None:
    return outlets_of(person).filter(kind=kind).first()

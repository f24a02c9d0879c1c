"""Writes that belong to no part of the domain."""

from datetime import datetime

from django.db import transaction

from apps.core.models import Heartbeat


@transaction.atomic
def note_heartbeat(*, name: str, now: datetime) -> None:
    """Write down that the background process `name` lives; one row each, the newest moment wins."""
    Heartbeat.objects.bulk_create(
        [Heartbeat(name=name, seen_at=now)],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["seen_at"],
    )

"""Reminders, how a person wants them, and the address of their calendar."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.deadlines.enums import ReminderState
from apps.deadlines.models.dockets import Deadline
from apps.deadlines.rules.ladder import DEFAULT_STEPS, QUIET_FROM, QUIET_UNTIL, Habits
from apps.notifications.enums import Channel


class Reminder(models.Model):
    """One reminder of one version of a deadline, planned in the transaction that made it.

    Once taken it is a message of the outbox, or says why not. Nothing is skipped without a row that tells.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    deadline = models.ForeignKey(  # "reminder_once" begins with it
        Deadline, models.PROTECT, related_name="reminders", db_index=False
    )
    deadline_version = models.PositiveIntegerField()
    step = models.CharField(max_length=12)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.EMAIL)
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=ReminderState, default=ReminderState.PLANNED)
    settled_at = models.DateTimeField(null=True)
    was_late = models.BooleanField(default=False)

    personal_data = ("recipient",)

    class Meta:
        ordering: ClassVar = ["due_at", "id"]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state=ReminderState.PLANNED), name="reminder_due"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["deadline", "step", "recipient", "channel", "deadline_version"], name="reminder_once"
            ),
            models.CheckConstraint(
                condition=Q(state=ReminderState.PLANNED) ^ Q(settled_at__isnull=False),
                name="reminder_settled_has_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step} {self.deadline_id}"

    @property
    def message_key(self) -> str:
        """What the outbox knows its message by: the same reminder is queued once."""
        return f"reminder:{self.pk}"


def default_steps() -> list[str]:
    return list(DEFAULT_STEPS)


class ReminderSettings(models.Model):
    """How somebody wants to be reminded; whoever has no row gets the defaults. Times are on their own clock."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reminder_settings")
    steps = models.JSONField(default=default_steps)
    quiet_from = models.TimeField(default=QUIET_FROM)
    quiet_until = models.TimeField(default=QUIET_UNTIL)
    digest_at = models.TimeField(null=True, help_text="when the daily summary comes; None: never")
    next_digest_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    personal_data = ("person", "steps", "quiet_from", "quiet_until", "digest_at")

    class Meta:
        indexes = [
            models.Index(fields=["next_digest_at"], condition=Q(next_digest_at__isnull=False), name="digest_due"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(digest_at=None, next_digest_at=None)
                | Q(digest_at__isnull=False, next_digest_at__isnull=False),
                name="digest_has_its_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"reminder settings {self.pk}"

    @property
    def habits(self) -> Habits:
        return Habits(self.person.zone, tuple(self.steps), self.quiet_from, self.quiet_until)


class CalendarLink(models.Model):
    """A secret address under which somebody's dates are a calendar. Only its hash is kept: it is shown once.

    `shows_titles`: else entries say no more than a reference and that a date is there, as mail does.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_links")
    token_hash = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=60, blank=True)
    shows_titles = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    read_on = models.DateField(null=True, help_text="the last day a calendar asked; the hour is not kept")

    personal_data = ("person", "name")

    class Meta:
        ordering: ClassVar = ["-made_at"]

    def __str__(self) -> str:
        return f"calendar link {self.id}"

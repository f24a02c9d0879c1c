"""The outbox: whatever leaves the house is a row first, written in the transaction of what it tells about."""

import uuid
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import ExpressionWrapper, Q
from django.utils.translation import gettext_lazy as _

from apps.core.encryption import EncryptedTextField
from apps.notifications.enums import UNSENT, Channel, DeliveryState, MessageKind, RetryReason


class Outlet(models.Model):
    """Somebody's chat robot or webhook: one of each kind at most. Used once a test message got through.

    `address` opens a door into a chat group and `secret` signs, so both are encrypted. After failures in a row it
    rests, so that one broken address costs nobody else a wait.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="outlets")
    kind = models.CharField(max_length=10, choices=Channel)
    address = EncryptedTextField()
    secret = EncryptedTextField(help_text="of a webhook: what its deliveries are signed with")
    made_at = models.DateTimeField()
    proved_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0, help_text="in a row")
    resting_until = models.DateTimeField(null=True)
    failure = models.CharField(max_length=60, blank=True, help_text="the last one, without addresses")

    personal_data = ("person", "address", "secret")

    class Meta:
        ordering: ClassVar = ["made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"], condition=Q(closed_at__isnull=True), name="outlet_one_of_a_kind"
            ),
            models.CheckConstraint(condition=~Q(kind=Channel.EMAIL), name="outlet_is_not_mail"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


def kinds_of_messages() -> list[tuple[str, Any]]:
    """By name in migrations, so that one more kind of message is no change of the tables."""
    return list(MessageKind.choices)


def _derived(condition: Q) -> models.GeneratedField:
    """For conditions of indexes: it keeps its value while `state` changes within it."""
    return models.GeneratedField(
        expression=ExpressionWrapper(condition, models.BooleanField()),
        output_field=models.BooleanField(),
        db_persist=True,
    )


class Message(models.Model):
    """One message to one person. `Message-ID` comes from the primary key, so a second delivery can be recognised.

    `lease_until` and `lease_token` belong to the worker that is sending; an expired lease is taken by another. A worker
    marks a row only with its own token. `data_started_at` is set just before the mail's body goes out and cleared with
    the answer: a lease that ran out with it set may have ended in a delivery. `unsure` counts such attempts and those
    without an answer; the next delivery says "you may get this twice".
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("what"), max_length=40, choices=kinds_of_messages)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="messages", db_index=False
    )
    address = EncryptedTextField(help_text="only for somebody who is not yet a person of ours; else the recipient's")
    language = models.CharField(_("language"), max_length=10)
    facts = EncryptedTextField(help_text="JSON the templates are rendered with at delivery: references and codes")
    outlet = models.ForeignKey(
        Outlet, models.CASCADE, null=True, db_index=False, help_text="where it goes; None: by mail"
    )
    dedupe_key = models.CharField(max_length=120, help_text="the same news is queued once")

    state = models.CharField(_("state"), max_length=10, choices=DeliveryState, default=DeliveryState.QUEUED)
    is_unsent = _derived(Q(state__in=UNSENT))
    is_given_up = _derived(Q(state=DeliveryState.FAILED))
    queued_at = models.DateTimeField(_("queued"))
    next_attempt_at = models.DateTimeField(_("next attempt"))
    expires_at = models.DateTimeField(_("useless after"), null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    lease_until = models.DateTimeField(null=True)
    lease_token = models.UUIDField(null=True)
    data_started_at = models.DateTimeField(null=True)
    unsure = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(_("sent"), null=True)
    failure = models.CharField(
        _("last failure"), max_length=200, blank=True, help_text="last answer of the mail server, without addresses"
    )
    retried_at = models.DateTimeField(_("sent once more"), null=True)
    retried_for = models.CharField(_("why once more"), max_length=10, choices=RetryReason, blank=True)
    read_at = models.DateTimeField(_("read"), null=True, help_text="in the product's own list")

    personal_data = ("recipient", "address", "facts")

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering: ClassVar = ["-queued_at"]
        # A row is written three times on its way out. No index asks for its state, and pages have room for one version
        # more (migration 0016): so being claimed and begun writes no index at all, and only its end writes them.
        indexes = [
            models.Index(fields=["expires_at", "next_attempt_at"], condition=Q(is_unsent=True), name="message_turn"),
            models.Index(fields=["outlet"], condition=Q(outlet__isnull=False), name="message_of_outlet"),
            models.Index(fields=["recipient", "-queued_at"], name="message_of_recipient"),
            models.Index(fields=["recipient", "kind"], condition=Q(read_at__isnull=True), name="message_unread"),
            models.Index(fields=["recipient"], condition=Q(is_given_up=True), name="message_given_up"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["dedupe_key"], name="message_queued_once"),
            models.CheckConstraint(
                condition=~Q(state=DeliveryState.SENDING) | Q(lease_token__isnull=False, lease_until__isnull=False),
                name="message_sending_has_lease",
            ),
            models.CheckConstraint(
                condition=~Q(state=DeliveryState.SENT) | Q(sent_at__isnull=False), name="message_sent_has_moment"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    @property
    def lease(self) -> tuple[uuid.UUID, datetime]:
        """Token and end of the lease; a message that is being sent has both. Raises ValueError for another."""
        if self.lease_token is None or self.lease_until is None:
            raise ValueError(f"{self} is not being sent")
        return self.lease_token, self.lease_until

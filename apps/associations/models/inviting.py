"""People of a member list who are invited by mail: their addresses, encrypted, until their turn comes."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.associations.enums import InvitingState
from apps.associations.models.lists import MemberList
from apps.core.encryption import EncryptedTextField


class InvitationRun(models.Model):
    """The inviting of one list: held until somebody begins it, then so many mails a day (UTC) until nobody is left."""

    source = models.OneToOneField(MemberList, models.PROTECT, primary_key=True, related_name="invitations")
    state = models.CharField(_("state"), max_length=10, choices=InvitingState, default=InvitingState.HELD)
    per_day = models.PositiveIntegerField(default=0)
    language = models.CharField(max_length=10, blank=True, help_text="of the mail: it is for people without an account")
    kept_until = models.DateTimeField(help_text="held addresses go then")
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    begun_at = models.DateTimeField(null=True)

    personal_data = ("begun_by",)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=InvitingState.values), name="inviting_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state=InvitingState.RUNNING) | Q(per_day__gte=1, begun_by__isnull=False),
                name="inviting_runs_for_somebody",
            ),
        ]

    def __str__(self) -> str:
        return str(self.source_id)


class InvitedAddress(models.Model):
    """One address of a list. `address` is emptied when its turn has come, whether a mail went or not; the fingerprint
    stays, so that nobody is asked twice."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    run = models.ForeignKey(InvitationRun, models.CASCADE, related_name="addresses")
    mark = models.CharField(max_length=80)
    address = EncryptedTextField()
    key_hash = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the key that the mail carries")
    turn_on = models.DateField(null=True, help_text="the day (UTC) of its turn")
    in_outbox = models.BooleanField(default=False, help_text="the mail's row, which has the address, is still there")

    personal_data = ("mark", "address")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["run"], condition=Q(turn_on__isnull=True), name="invited_to_come"),
            models.Index(fields=["mark"], name="invited_mark"),
            models.Index(fields=["key_hash"], condition=~Q(key_hash=""), name="invited_key"),
            models.Index(fields=["run", "turn_on"], name="invited_of_day"),
        ]
        constraints = [models.UniqueConstraint(fields=["run", "mark"], name="invited_once_per_list")]

    def __str__(self) -> str:
        return str(self.id)


class NeverInvite(models.Model):
    """Somebody who wants no invitation from any list any more, by the fingerprint of their address alone."""

    mark = models.CharField(max_length=80, unique=True)
    since = models.DateField()

    personal_data = ("mark",)

    def __str__(self) -> str:
        return str(self.pk)

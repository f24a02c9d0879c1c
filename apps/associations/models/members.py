"""Who belongs to a body, and who was asked to."""

import uuid
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.associations.enums import Role
from apps.associations.models.associations import Association
from apps.core.guards import RefuseTruncate
from apps.core.invitations import Invitation, invitation_constraints


class Membership(models.Model):
    """One person in one body, as one thing. Written once; only the end is entered later, and once.

    Another role is another row, and the one before ends at the same moment: who could do what when stays to be told.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    association = models.ForeignKey(Association, models.PROTECT, related_name="memberships")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=12, choices=Role)
    joined_at = models.DateTimeField(_("since"))
    appointed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(_("until"), null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    personal_data = ("person", "appointed_by", "ended_by")

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering: ClassVar = ["joined_at", "id"]
        indexes = [
            models.Index(fields=["person", "association"], condition=Q(ended_at__isnull=True), name="member_of_bodies"),
            models.Index(fields=["association", "joined_at"], name="member_of_body"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["association", "person"], condition=Q(ended_at__isnull=True), name="member_once_per_body"
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="member_role_is_known"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__gte=F("joined_at"), ended_by__isnull=False),
                name="member_ends_after_it_begins",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="membership_stands", exclude=["ended_at", "ended_by"]),
            pgtrigger.Protect(
                name="ended_is_final", operation=pgtrigger.Update, condition=pgtrigger.Q(old__ended_at__isnull=False)
            ),
            pgtrigger.Protect(name="memberships_stay", operation=pgtrigger.Delete),
            RefuseTruncate(name="no_truncate"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def is_live(self) -> bool:
        return self.ended_at is None


class MemberInvitation(Invitation):
    """An offer to join a body."""

    association = models.ForeignKey(Association, models.PROTECT, related_name="invitations")
    role = models.CharField(_("role"), max_length=12, choices=Role)

    personal_data = ("address", "invited_by", "accepted_by")

    class Meta:
        verbose_name = _("invitation to an association")
        verbose_name_plural = _("invitations to associations")
        indexes = [models.Index(fields=["association", "invited_at"], name="member_invitation_of_body")]
        constraints = [
            *invitation_constraints("association", name="member_invitation", once="member_invitation_once"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="member_invitation_role_is_known"),
        ]

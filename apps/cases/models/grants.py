"""Who may read a case beside its owner: grants, invitations on their way, and who opened what."""

import uuid

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.cases.enums import OpeningKind, ReaderRole, Scope
from apps.cases.models.cases import Case
from apps.cases.models.circles import Circle
from apps.cases.rules import covers
from apps.core.encryption import EncryptedTextField
from apps.core.guards import RefuseTruncate, append_only
from apps.core.invitations import Invitation, invitation_constraints


class CaseGrant(models.Model):
    """The right of one person to read one case. It ends by being revoked, or by itself at `ends_at`; the row stays.

    Written once: only the end is entered later, and once. Another scope is another grant, and the one before it is
    revoked at the same moment.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="grants")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="grants")
    scope = models.CharField(_("scope"), max_length=10, choices=Scope)
    ends_at = models.DateTimeField(_("until"), null=True, help_text="empty: until it is revoked")
    shows_appeals = models.BooleanField(default=False, help_text="no: granted before the scopes' texts named appeals")
    granted_at = models.DateTimeField(_("granted"))
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(_("revoked"), null=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    personal_data = ("person", "granted_by", "revoked_by")

    class Meta:
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        indexes = [
            models.Index(fields=["person", "case"], condition=Q(revoked_at__isnull=True), name="grant_of_person"),
            models.Index(fields=["case", "granted_at"], name="grant_of_case"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "person"], condition=Q(revoked_at__isnull=True), name="grant_once_per_case_and_person"
            ),
            models.CheckConstraint(condition=Q(scope__in=Scope.values), name="grant_scope_is_known"),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("granted_at")), name="grant_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__gte=F("granted_at"), revoked_by__isnull=False),
                name="grant_is_revoked_after_it_begins",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="grant_stands", exclude=["revoked_at", "revoked_by"]),
            pgtrigger.Protect(
                name="revoked_is_final",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__revoked_at__isnull=False),
            ),
            pgtrigger.Protect(name="grants_stay", operation=pgtrigger.Delete),
            RefuseTruncate(name="no_truncate"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def is_whole(self) -> bool:
        """Whether it opens more than the summary."""
        return covers(self.scope, Scope.FULL)

    @property
    def opens_appeals(self) -> bool:
        """Whether it opens appeals that were sent."""
        return self.shows_appeals and self.is_whole


class CaseInvitation(Invitation):
    """An offer to read a case. `sharer_name` is what the owner typed, and emptied with the address."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="invitations")
    sharer_name = EncryptedTextField(help_text="what the owner wants to be called in the mail, if anything")
    scope = models.CharField(_("scope"), max_length=10, choices=Scope)
    ends_at = models.DateTimeField(_("until"), null=True, help_text="end of the grant it becomes")
    shows_appeals = models.BooleanField(default=False, help_text="as in the grant it becomes")

    personal_data = ("address", "sharer_name", "invited_by", "accepted_by")

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        indexes = [
            models.Index(fields=["case", "invited_at"], name="invitation_of_case"),
            models.Index(fields=["invited_by", "invited_at"], name="invitation_of_sharer"),
        ]
        constraints = [
            *invitation_constraints("case", name="invitation", once="invitation_once_per_case_and_address"),
            models.CheckConstraint(condition=Q(scope__in=Scope.values), name="invitation_scope_is_known"),
        ]


class CaseOpening(models.Model):
    """Somebody who is not the owner read a case. At most one row per person, case, way and hour; written once."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="openings")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    role = models.CharField(_("as"), max_length=10, choices=ReaderRole)
    circle = models.ForeignKey(Circle, models.PROTECT, null=True, related_name="+", help_text="through which, if any")
    kind = models.CharField(_("what"), max_length=10, choices=OpeningKind, default=OpeningKind.PAGE)
    at = models.DateTimeField(_("when"), help_text="the first time within the hour")
    hour = models.DateTimeField(help_text="`at` without its minutes, UTC")

    personal_data = ("by",)

    class Meta:
        verbose_name = _("opening of a case")
        verbose_name_plural = _("openings of cases")
        constraints = [
            models.UniqueConstraint(fields=["case", "by", "kind", "hour"], name="opening_once_per_hour"),
        ]
        indexes = [models.Index(fields=["case", "-at"], name="opening_of_case")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.kind} {self.case_id}"

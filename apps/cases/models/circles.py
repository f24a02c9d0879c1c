"""Circles: people who read cases together because somebody above let them. Cases do not know what a circle is."""

import uuid

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.cases.enums import CircleScope, Scope
from apps.cases.models.cases import Case
from apps.cases.rules import covers
from apps.core.guards import RefuseTruncate


class Circle(models.Model):
    """A set of readers. Closed, it reads nothing, whatever is shared with it; whoever made it opens and closes it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    is_open = models.BooleanField(_("open"), default=False)
    made_at = models.DateTimeField(_("made"))

    personal_data: tuple[str, ...] = ()

    class Meta:
        verbose_name = _("circle of readers")
        verbose_name_plural = _("circles of readers")

    def __str__(self) -> str:
        return str(self.id)


class CircleReader(models.Model):
    """One person in one circle. Written once; only the end is entered later."""

    circle = models.ForeignKey(Circle, models.PROTECT, related_name="readers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="circles")
    since = models.DateTimeField(_("since"))
    ended_at = models.DateTimeField(_("until"), null=True)

    personal_data = ("person",)

    class Meta:
        verbose_name = _("reader of a circle")
        verbose_name_plural = _("readers of circles")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "circle"], condition=Q(ended_at__isnull=True), name="circle_reader_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("since")), name="circle_reader_ends_after"
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="reader_stands", exclude=["ended_at"]),
            pgtrigger.Protect(
                name="ended_is_final", operation=pgtrigger.Update, condition=pgtrigger.Q(old__ended_at__isnull=False)
            ),
            pgtrigger.Protect(name="readers_stay", operation=pgtrigger.Delete),
            RefuseTruncate(name="no_truncate"),
        ]

    def __str__(self) -> str:
        return f"{self.circle_id} {self.person_id}"


class CircleGrant(models.Model):
    """The right of a circle to one case, as `CaseGrant` is that of a person: written once, only its end comes later.

    With the scope `count` the case is one of a number, and nobody reads it. With `tells` one of the circle is told of
    dates that its owner leaves unanswered.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="circle_grants")
    circle = models.ForeignKey(Circle, models.PROTECT, related_name="grants")
    scope = models.CharField(_("scope"), max_length=10, choices=CircleScope)
    tells = models.BooleanField(default=False)
    ends_at = models.DateTimeField(_("until"), null=True, help_text="empty: until it is revoked")
    granted_at = models.DateTimeField(_("granted"))
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(_("revoked"), null=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    personal_data = ("granted_by", "revoked_by")

    class Meta:
        verbose_name = _("grant to a circle")
        verbose_name_plural = _("grants to circles")
        indexes = [
            models.Index(
                fields=["circle", "case"], condition=Q(revoked_at__isnull=True), name="circle_grant_of_circle"
            ),
            models.Index(fields=["case", "granted_at"], name="circle_grant_of_case"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "circle"], condition=Q(revoked_at__isnull=True), name="circle_grant_once"
            ),
            models.CheckConstraint(condition=Q(scope__in=CircleScope.values), name="circle_grant_scope_is_known"),
            models.CheckConstraint(
                condition=Q(tells=False) | Q(scope=CircleScope.EVIDENCE), name="circle_grant_tells_who_reads_dates"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("granted_at")), name="circle_grant_ends_after"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__gte=F("granted_at"), revoked_by__isnull=False),
                name="circle_grant_is_revoked_after",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="circle_grant_stands", exclude=["revoked_at", "revoked_by"]),
            pgtrigger.Protect(
                name="revoked_is_final",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__revoked_at__isnull=False),
            ),
            pgtrigger.Protect(name="circle_grants_stay", operation=pgtrigger.Delete),
            RefuseTruncate(name="no_truncate"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def is_read(self) -> bool:
        """Whether anybody of the circle reads the case."""
        return self.scope != CircleScope.COUNT

    @property
    def is_whole(self) -> bool:
        """Whether it opens more than the summary."""
        return self.is_read and covers(self.scope, Scope.FULL)

    @property
    def opens_appeals(self) -> bool:
        """Whether it opens appeals that were sent."""
        return self.is_whole

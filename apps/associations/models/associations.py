"""A body that acts for many sellers, and what moderators decided about it."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.associations.enums import LegalForm, Standing
from apps.cases.models import Circle
from apps.core.guards import append_only


class Association(models.Model):
    """A body with what it makes public of itself: legal form, place, members, funding.

    Article 14 of Regulation (EU) 2019/1150 asks the last two of a body that wants to go to court for businesses. The
    profile is public once the body is approved. Name, form and place are what moderators looked at: they stand still
    while it is approved.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=160)
    legal_form = models.CharField(_("legal form"), max_length=20, choices=LegalForm)
    registration = models.CharField(_("register and number"), max_length=160, blank=True)
    country = models.CharField(_("country"), max_length=2, help_text="ISO 3166-1 alpha-2")
    place = models.CharField(_("seat"), max_length=160)
    website = models.URLField(_("website"), blank=True)
    about = models.TextField(_("what it does"))
    membership = models.TextField(_("who its members are"), help_text="made public")
    funding = models.TextField(_("who pays for it"), help_text="made public")
    standing = models.CharField(_("standing"), max_length=10, choices=Standing, default=Standing.PENDING)
    circle = models.OneToOneField(Circle, models.PROTECT, null=True, related_name="+", help_text="who reads its cases")
    founded_at = models.DateTimeField(_("entered"))
    founded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    personal_data = ("founded_by",)

    class Meta:
        verbose_name = _("association")
        verbose_name_plural = _("associations")
        ordering: ClassVar = ["name", "id"]
        indexes = [models.Index(fields=["standing", "name"], name="association_by_standing")]
        constraints = [
            models.CheckConstraint(condition=Q(standing__in=Standing.values), name="association_standing_is_known"),
            models.CheckConstraint(condition=Q(legal_form__in=LegalForm.values), name="association_form_is_known"),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(place="") & ~Q(about="") & ~Q(membership="") & ~Q(funding=""),
                name="association_profile_is_told",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_approved(self) -> bool:
        return self.standing == Standing.APPROVED


class StandingDecision(models.Model):
    """What a moderator decided about a body, with the reason its owners read. Written once; the last one holds."""

    association = models.ForeignKey(Association, models.PROTECT, related_name="decisions")
    standing = models.CharField(_("decision"), max_length=10, choices=Standing)
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"))

    personal_data = ("by",)

    class Meta:
        verbose_name = _("decision about an association")
        verbose_name_plural = _("decisions about associations")
        ordering: ClassVar = ["id"]
        triggers = append_only()
        constraints = [
            models.CheckConstraint(condition=Q(standing__in=Standing.values), name="decision_standing_is_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="decision_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.association_id} {self.standing}"

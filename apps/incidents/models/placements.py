"""Which case stands in which incident, and how it came there."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.cases.models import Case
from apps.core.guards import append_only
from apps.incidents.enums import PlacedHow
from apps.incidents.models.incidents import Incident


class Placement(models.Model):
    """The place of a case today. Placing twice is as once; a discarded draft takes it along."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="placement")
    incident = models.ForeignKey(Incident, models.PROTECT, related_name="placements")
    how = models.CharField(max_length=20, choices=PlacedHow)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    personal_data = ("by",)

    class Meta:
        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        ordering: ClassVar = ["-at"]
        constraints = [
            models.CheckConstraint(condition=Q(how__in=PlacedHow.values), name="placement_how_is_known"),
            models.CheckConstraint(
                condition=~Q(how=PlacedHow.MODERATOR) | Q(by__isnull=False), name="placement_by_moderator_names_them"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} in {self.incident_id}"


class PlacementChange(models.Model):
    """History of a filed case's places, written once. `from_incident` is empty for the first place, `to_incident` where
    the case was taken out and stands nowhere."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="placement_changes")
    from_incident = models.ForeignKey(Incident, models.PROTECT, null=True, related_name="+")
    to_incident = models.ForeignKey(Incident, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    personal_data = ("by",)

    class Meta:
        verbose_name = _("change of placement")
        verbose_name_plural = _("changes of placement")
        ordering: ClassVar = ["at", "id"]
        triggers = append_only()
        constraints = [
            models.CheckConstraint(
                condition=Q(from_incident__isnull=False) | Q(to_incident__isnull=False),
                name="placement_change_is_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} to {self.to_incident_id or '-'}"

"""Surges: days on which more sellers were hit than the weeks before let expect. A suggestion; a person decides."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.core.encryption import EncryptedTextField
from apps.core.guards import RefuseTruncate
from apps.incidents.enums import SurgeState
from apps.incidents.models.incidents import Incident


class Surge(models.Model):
    """An alarm of the watch, in one series: (platform, kind of case, marketplace). Only `actions.surges` writes it.

    `seen` distinct sellers in the `window` days that end with `day` (days of the notices), where `expected` were to be
    expected; so many or more have a chance of `p`.
    """

    id = models.BigAutoField(primary_key=True)
    platform = models.CharField(max_length=40)
    case_type = models.CharField(max_length=40)
    marketplace = models.CharField(max_length=60, blank=True)
    day = models.DateField(_("day"))
    window = models.PositiveSmallIntegerField()
    seen = models.PositiveIntegerField(_("sellers"))
    expected = models.FloatField()
    p = models.FloatField()
    found_at = models.DateTimeField(_("found"))
    is_demonstration = models.BooleanField(_("demonstration"), default=False)

    state = models.CharField(_("state"), max_length=10, choices=SurgeState, default=SurgeState.OPEN)
    incident = models.ForeignKey(Incident, models.PROTECT, null=True, related_name="surges")
    reason = EncryptedTextField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    personal_data = ("reason", "decided_by")

    class Meta:
        verbose_name = _("surge")
        verbose_name_plural = _("surges")
        ordering: ClassVar = ["-day", "-id"]
        indexes = [models.Index(fields=["found_at"], condition=Q(state=SurgeState.OPEN), name="surge_to_judge")]
        constraints = [
            models.UniqueConstraint(
                fields=["platform", "case_type", "marketplace", "day"], name="surge_once_per_series_and_day"
            ),
            models.CheckConstraint(condition=Q(state__in=SurgeState.values), name="surge_state_is_known"),
            models.CheckConstraint(
                condition=Q(state=SurgeState.OPEN) | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="surge_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state=SurgeState.PLACED) | Q(incident__isnull=False), name="surge_placed_has_incident"
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="state_moves",
                field="state",
                transitions=[
                    (SurgeState.OPEN.value, SurgeState.PLACED.value),
                    (SurgeState.OPEN.value, SurgeState.DISMISSED.value),
                    (SurgeState.DISMISSED.value, SurgeState.OPEN.value),
                ],
            ),
            RefuseTruncate(name="no_truncate"),
        ]

    def __str__(self) -> str:
        return f"{self.platform} {self.case_type} {self.marketplace} {self.day}"

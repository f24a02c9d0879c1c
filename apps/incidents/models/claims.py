"""How a claim came to read as it does: entered, changed, taken out; by whom and when."""

from typing import Any, ClassVar

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.core.guards import append_only
from apps.incidents.models.incidents import Incident


class ClaimEntry(models.Model):
    """One change of a claimed figure, written once: `was` and `said` are its columns before and after.

    `was` is empty where the claim was entered, `said` where it was taken out. `by` is empty for what a data file of the
    project says. It names the claim by its key, so that it stays when the incident is loaded anew.
    """

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="claim_entries")
    claim_key = models.SlugField(_("code"), max_length=60)
    was = models.JSONField(_("how it read before"), encoder=DjangoJSONEncoder, default=dict)
    said = models.JSONField(_("how it read from then on"), encoder=DjangoJSONEncoder, default=dict)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("entered by")
    )
    at = models.DateTimeField(_("entered"))

    personal_data = ("by",)

    class Meta:
        verbose_name = _("change of a claim")
        verbose_name_plural = _("changes of claims")
        ordering: ClassVar[list[Any]] = ["id"]
        triggers = append_only()
        constraints = [
            models.CheckConstraint(condition=~Q(was={}) | ~Q(said={}), name="claim_entry_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.claim_key} {self.at:%Y-%m-%d}"

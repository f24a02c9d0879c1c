"""Tables that belong to no part of the domain."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.core.audit.tables import AuditEntry, AuditHead, AuditNote, AuditRemoval

__all__ = ["AuditEntry", "AuditHead", "AuditNote", "AuditRemoval", "Heartbeat"]


class Heartbeat(models.Model):
    """When each background process was last seen: `beat`, `worker`. `/healthz` prints the ages."""

    name = models.CharField(_("process"), max_length=40, primary_key=True)
    seen_at = models.DateTimeField(_("last seen"))

    personal_data: tuple[str, ...] = ()

    class Meta:
        verbose_name = _("sign of life")
        verbose_name_plural = _("signs of life")

    def __str__(self) -> str:
        return self.name

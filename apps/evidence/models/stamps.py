"""Time stamps of RFC 3161: another party's signed word that a file existed by a moment."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.core.guards import append_only
from apps.evidence.models.files import StoredFile


class TimeStamp(models.Model):
    """One stamp over a file's SHA-256, verified before it was kept.

    `response` is the whole answer of the server in DER, as `openssl ts -verify -data FILE -in RESPONSE` takes it.
    """

    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="stamps")
    stamped_at = models.DateTimeField(_("time in the stamp"))
    server = models.CharField(_("server"), max_length=200)
    response = models.BinaryField()
    received_at = models.DateTimeField(_("received"))

    personal_data: tuple[str, ...] = ()

    class Meta:
        verbose_name = _("time stamp")
        verbose_name_plural = _("time stamps")
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.file_id} {self.stamped_at:%Y-%m-%d %H:%M:%S}"

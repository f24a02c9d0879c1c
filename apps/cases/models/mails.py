"""What was read in a mail that belongs to a case. It goes with the file when that is taken out."""

import json
import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.cases.models.cases import CaseFile
from apps.core.encryption import EncryptedTextField
from apps.evidence.mail import Mail


class CaseMail(models.Model):
    """One reading of one file. Both texts are encrypted: they name people.

    `found` is `Mail.as_json()`; `wording` the notice's text without what is one seller's, to compare notices of a wave.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entry = models.OneToOneField(CaseFile, models.CASCADE, related_name="mail")
    found = EncryptedTextField()
    wording = EncryptedTextField()
    read_at = models.DateTimeField(_("read"))

    personal_data = ("found", "wording")

    class Meta:
        verbose_name = _("mail of a case")
        verbose_name_plural = _("mails of cases")

    def __str__(self) -> str:
        return str(self.id)

    @property
    def mail(self) -> Mail:
        return Mail.from_json(json.loads(self.found))

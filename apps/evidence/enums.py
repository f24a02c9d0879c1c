"""What can happen to a file in the vault."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Custody(models.TextChoices):
    """Entries of the custody log."""

    STORED = "stored", _("put into the vault")
    OPENED = "opened", _("opened")
    DISCARDED = "discarded", _("removed from the vault")

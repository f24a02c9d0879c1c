"""What a token may do."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    """One right of a token. Reading and writing are apart: a program that only reports needs to write nothing."""

    READ_CASES = "read:cases", _("Read cases and drafts")
    WRITE_CASES = "write:cases", _("Write drafts, submit cases and note what happened")
    READ_DATES = "read:dates", _("Read dates and deadlines")
    READ_EVIDENCE = "read:evidence", _("List and download files")
    WRITE_EVIDENCE = "write:evidence", _("Upload files")
    READ_APPEALS = "read:appeals", _("Read appeals and what came back")
    WRITE_APPEALS = "write:appeals", _("Write appeals and note what was sent and answered")
    READ_GRANTS = "read:grants", _("See who may read a case")
    WRITE_GRANTS = "write:grants", _("Share a case and end it")

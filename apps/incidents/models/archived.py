"""Copies of pages, kept because pages change."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.incidents.rules import day_in_words


class Archived(models.Model):
    """A copy of a page as it was on a day: where it is kept, and its SHA-256, so that a changed copy is noticed."""

    archived_url = models.URLField(_("address of the archived copy"), max_length=500, blank=True)
    archived_on = models.DateField(_("copy made on"), null=True, blank=True)
    archived_sha256 = models.CharField(
        _("SHA-256 of the copy"),
        max_length=64,
        blank=True,
        validators=[RegexValidator("^[0-9a-f]{64}$", _("64 characters, 0 to 9 and a to f."))],
    )

    class Meta:
        abstract = True

    @property
    def archived(self) -> str:
        """The day of the copy, in words."""
        return day_in_words(self.archived_on) if self.archived_on else ""


def archived_whole(name: str) -> list[models.CheckConstraint]:
    """A copy has a day; its hash is one; `name` begins the names of the constraints."""
    has_copy = ~Q(archived_url="") | ~Q(archived_sha256="")
    return [
        models.CheckConstraint(
            condition=~has_copy | Q(archived_on__isnull=False),
            name=f"{name}_copy_has_its_day",
            violation_error_message=_("Say on which day the copy was made."),
        ),
        models.CheckConstraint(
            condition=Q(archived_url="") | Q(archived_url__regex="^https?://"), name=f"{name}_copy_is_on_the_web"
        ),
        models.CheckConstraint(
            condition=Q(archived_sha256="") | Q(archived_sha256__regex="^[0-9a-f]{64}$"), name=f"{name}_hash_is_one"
        ),
    ]

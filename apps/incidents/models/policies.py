"""Terms of a platform that were in force when an incident happened, as they were kept at the time."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.incidents.models.archived import Archived, archived_whole
from apps.incidents.models.bilingual import Bilingual
from apps.incidents.models.facts import Fact
from apps.incidents.models.incidents import Incident
from apps.incidents.rules import day_in_words


class PolicyVersion(Archived, Fact):
    """A version of terms, a policy or an agreement: from when until when it applied, and where it can be read."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="policies")
    title_en = models.CharField(_("title, English"), max_length=200)
    title_zh = models.CharField(_("title, Chinese"), max_length=200, blank=True)
    clause = models.CharField(_("clause"), max_length=120, blank=True)
    url = models.URLField(_("address"), max_length=500, blank=True)
    valid_from = models.DateField(_("in force from"), null=True, blank=True)
    valid_until = models.DateField(_("in force until"), null=True, blank=True)
    note_en = models.TextField(_("what it says, English"), blank=True)
    note_zh = models.TextField(_("what it says, Chinese"), blank=True)

    title = Bilingual()
    note = Bilingual()

    personal_data: tuple[str, ...] = ()

    class Meta(Fact.Meta):
        verbose_name = _("terms in force")
        verbose_name_plural = _("terms in force")
        ordering: ClassVar[list[Any]] = ["valid_from", "order", "id"]
        constraints = [
            *archived_whole("policy"),
            models.CheckConstraint(condition=Q(url="") | Q(url__regex="^https?://"), name="policy_url_is_web"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_until__gte=F("valid_from")),
                name="policy_days_in_order",
                violation_error_message=_("It cannot end before it begins."),
            ),
            models.CheckConstraint(
                condition=~Q(url="") | ~Q(archived_url=""),
                name="policy_can_be_read",
                violation_error_message=_("Give an address where it can be read."),
            ),
        ]

    def __str__(self) -> str:
        return self.title_en

    @property
    def first_day(self) -> str:
        return day_in_words(self.valid_from) if self.valid_from else ""

    @property
    def last_day(self) -> str:
        return day_in_words(self.valid_until) if self.valid_until else ""

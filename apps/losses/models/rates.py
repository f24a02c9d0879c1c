"""Exchange rates as they were published."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ExchangeRate(models.Model):
    """One euro in units of `currency` (ISO 4217), as the European Central Bank published it on `day`."""

    currency = models.CharField(_("currency"), max_length=3)
    day = models.DateField(_("published"))
    per_euro = models.DecimalField(_("units per euro"), max_digits=18, decimal_places=6)

    personal_data: tuple[str, ...] = ()

    class Meta:
        verbose_name = _("exchange rate")
        verbose_name_plural = _("exchange rates")
        ordering: ClassVar = ["currency", "-day"]
        constraints = [
            models.UniqueConstraint(fields=["currency", "day"], name="exchange_rate_once_a_day"),
            models.CheckConstraint(condition=Q(per_euro__gt=0), name="exchange_rate_is_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.currency} {self.day} {self.per_euro}"

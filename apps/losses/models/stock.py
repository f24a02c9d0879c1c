"""Pieces of stock that a report counts, and what a piece cost its seller. Names stay in the sealed files."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.core.guards import RefuseChange, RefuseTruncate
from apps.losses.enums import Basis
from apps.losses.models.imports import ReportImport


class StockRow(models.Model):
    """One row of a stock report, or of a cost list, as far as a value follows from it; written when it is looked at.

    `sku`, `fnsku` and `asin` are digests, the same for the same name within one ledger; empty where there is none.
    Of a stock report `pieces` are those that count and `price` is the retail price of one; of a cost list `price` is
    what one cost, in `currency`, valued by `basis`.
    """

    source = models.ForeignKey(ReportImport, models.CASCADE, related_name="stock")
    number = models.PositiveIntegerField()
    key = models.CharField(max_length=40)
    sku = models.CharField(max_length=24, blank=True)
    fnsku = models.CharField(max_length=24, blank=True)
    asin = models.CharField(max_length=24, blank=True)
    day = models.DateField(null=True)
    pieces = models.BigIntegerField(null=True)
    price = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    currency = models.CharField(max_length=3, blank=True)
    basis = models.CharField(max_length=20, blank=True)

    personal_data: tuple[str, ...] = ()

    class Meta:
        verbose_name = _("row of stock or costs")
        verbose_name_plural = _("rows of stock and costs")
        constraints = [
            models.UniqueConstraint(fields=["source", "number"], name="stock_row_once"),
            models.CheckConstraint(condition=Q(basis__in=["", *Basis.values]), name="stock_row_basis_is_known"),
        ]
        triggers = [RefuseTruncate(name="no_truncate"), RefuseChange(name="rows_stay", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.source_id} {self.number}"

"""Ledgers, line by line: what stands, what was taken back, and what replaced it."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from apps.accounts.admin import person
from apps.core.admin import ReadOnlyAdmin, ReadOnlyInline
from apps.losses.models import Ledger, LossLine
from apps.marketplaces.enums import LOSS_COMPONENTS


class LossLineInline(ReadOnlyInline):
    model = LossLine
    fields = (
        "component_name",
        "kind",
        "low",
        "likely",
        "high",
        "currency",
        "loss_date",
        "grade",
        "supersedes",
        "entered_at",
        person("entered_by", _("entered by")),
    )
    verbose_name_plural = _("lines")

    def get_queryset(self, request: HttpRequest) -> QuerySet[LossLine]:
        lines: QuerySet[LossLine] = super().get_queryset(request)
        return lines.select_related("entered_by", "supersedes")

    @admin.display(description=_("what"))
    def component_name(self, row: LossLine) -> str:
        return LOSS_COMPONENTS.label(row.component)


@admin.register(Ledger)
class LedgerAdmin(ReadOnlyAdmin):
    list_display = ("id", "lines_written", "opened_at")
    fields = ("id", "opened_at")
    inlines = (LossLineInline,)
    ordering = ("-opened_at",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        ledgers: QuerySet[Ledger] = super().get_queryset(request)
        return ledgers.annotate(written=Count("lines"))

    @admin.display(description=_("lines"))
    def lines_written(self, row: Ledger) -> int:
        return int(row.written)  # type: ignore[attr-defined]

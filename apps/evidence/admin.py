"""The vault without its contents: which files there are and what happened to each."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from apps.accounts.admin import person
from apps.core.admin import ReadOnlyAdmin, ReadOnlyInline
from apps.evidence.models import CustodyEntry, FileJob, StoredFile, TimeStamp


class CustodyInline(ReadOnlyInline):
    model = CustodyEntry
    fk_name = "file"
    fields = ("at", "kind", person("by", _("by")), "made", "detail")
    verbose_name_plural = _("custody")


class JobInline(ReadOnlyInline):
    model = FileJob
    fk_name = "file"
    fields = ("kind", "state", "reason", "attempts", "asked_at", "finished_at", "made")
    verbose_name_plural = _("work on it")


class StampInline(ReadOnlyInline):
    model = TimeStamp
    fields = ("stamped_at", "server", "received_at")
    verbose_name_plural = _("time stamps")


@admin.register(StoredFile)
class StoredFileAdmin(ReadOnlyAdmin):
    """Names of files are a seller's words and stay hidden; a case's page shows them."""

    list_display = (
        "id",
        "media_type",
        "size",
        "making",
        "scan_state",
        person("stored_by", _("stored by")),
        "stored_at",
        "damaged_at",
        "discarded_at",
    )
    list_filter = ("making", "scan_state", ("damaged_at", admin.EmptyFieldListFilter))
    list_select_related = ("stored_by",)
    fields = (
        "id",
        "sha256",
        "size",
        "media_type",
        person("stored_by", _("stored by")),
        "stored_at",
        "making",
        "original",
        "pages",
        "scan_state",
        "scanned_at",
        "scan_engine",
        "scan_found",
        "checked_at",
        "damaged_at",
        "discarded_at",
        "removed_at",
    )
    inlines = (CustodyInline, JobInline, StampInline)
    ordering = ("-stored_at",)

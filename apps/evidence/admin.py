"""The vault without its contents: which files there are and what happened to each."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from apps.accounts.admin import person
from apps.core.admin import ReadOnlyAdmin, ReadOnlyInline
from apps.evidence.models import CustodyEntry, StoredFile


class CustodyInline(ReadOnlyInline):
    model = CustodyEntry
    fields = ("at", "kind", person("by", _("by")))
    verbose_name_plural = _("custody")


@admin.register(StoredFile)
class StoredFileAdmin(ReadOnlyAdmin):
    """Names of files are a seller's words and stay hidden; a case's page shows them."""

    list_display = ("id", "media_type", "size", person("stored_by", _("stored by")), "stored_at", "discarded_at")
    list_select_related = ("stored_by",)
    fields = (
        "id",
        "sha256",
        "size",
        "media_type",
        person("stored_by", _("stored by")),
        "stored_at",
        "discarded_at",
        "removed_at",
    )
    inlines = (CustodyInline,)
    ordering = ("-stored_at",)

"""Bases of the moderators' admin. Who may enter at all is decided once, by the site (apps.moderation.site).

Django's rows of permissions are not asked: whoever is at the desk is a moderator, and a class says here what its rows
allow. Guarded tables are `ReadOnlyAdmin`: what a moderator may do to them are actions, on pages of their own.
"""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest
from django.urls import URLPattern

from apps.core.encryption import EncryptedTextField
from apps.core.models import Heartbeat


class Seen:
    """Rows that moderators look at and nobody edits."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return True

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class Edited(Seen):
    """Rows that moderators add, change and delete. Never for a table that `actions` guard."""

    # The browser's own calendar: Django's needs a script and talks of the server's clock.
    formfield_overrides: Any = {
        models.DateField: {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
    }

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True


class TableAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """What holds for every table of the desk: nothing is deleted in bulk, and only named filters filter."""

    actions = None
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    view_on_site = False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Only what `list_filter` and `date_hierarchy` offer: any other lookup is a way to guess hidden columns."""
        offered = [entry[0] if isinstance(entry, tuple) else entry for entry in self.list_filter or ()]
        offered += [self.date_hierarchy] if self.date_hierarchy else []
        return any(isinstance(name, str) and lookup.split("__", maxsplit=1)[0] == name for name in offered)


class EditedAdmin(Edited, TableAdmin):
    """A table that moderators keep."""

    save_on_top = True  # forms are long


class ReadOnlyAdmin(Seen, TableAdmin):
    """A table that moderators look at. Encrypted columns are never shown, and people only by columns that say how.

    Pages to add and delete do not exist, and saving is refused even if somebody finds a way to it. No script is loaded.
    """

    change_form_template = "admin/desk/record.html"

    @property
    def media(self) -> forms.Media:
        return forms.Media()

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return list(self.fields or plain_columns(self.model))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return list(self.get_fields(request, obj))

    def get_urls(self) -> list[URLPattern]:
        made = self.opts.app_label, self.opts.model_name
        kept = {"{}_{}_changelist".format(*made), "{}_{}_change".format(*made)}
        return [pattern for pattern in super().get_urls() if pattern.name in kept]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        raise PermissionDenied

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        raise PermissionDenied


class ReadOnlyInline(Seen, admin.TabularInline):  # type: ignore[type-arg]
    """Rows that belong to the one looked at."""

    extra = 0
    max_num = 0
    can_delete = False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return list(self.fields or plain_columns(self.model))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return list(self.get_fields(request, obj))


def plain_columns(model: type[models.Model]) -> list[str]:
    """The columns of a table that name no person and hide nothing: no encrypted text, no references to people."""
    personal = set(getattr(model, "personal_data", ()))
    return [
        field.name
        for field in model._meta.concrete_fields
        if field.name not in personal and not isinstance(field, EncryptedTextField)
    ]


@admin.register(Heartbeat)
class HeartbeatAdmin(ReadOnlyAdmin):
    list_display = ("name", "seen_at")
    ordering = ("name",)

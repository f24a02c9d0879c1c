"""The outbox, as far as moderators need it: what was to be sent, and whether it got there. Never what it said."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from apps.accounts.admin import person
from apps.core.admin import ReadOnlyAdmin
from apps.notifications.models import Message


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    change_form_template = "admin/desk/message.html"
    list_display = ("queued_at", "kind", "state", person("recipient", _("to")), "language", "attempts", "sent_at")
    list_filter = ("state", "kind")
    list_select_related = ("recipient",)
    fields = (
        "id",
        "kind",
        "state",
        person("recipient", _("to")),
        "language",
        "queued_at",
        "next_attempt_at",
        "attempts",
        "sent_at",
        "expires_at",
        "failure",
        "retried_at",
        "retried_for",
        "read_at",
    )
    ordering = ("-queued_at",)

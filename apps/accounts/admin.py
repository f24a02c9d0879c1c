"""People, as moderators see them: sellers by a masked address, each other in full."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.accounts.rules import masked
from apps.core.admin import ReadOnlyAdmin


def shown(person: User) -> str:
    """How one person is named to moderators."""
    return person.email if person.is_staff else masked(person.email)


def person(field: str, title: Any) -> Any:
    """A column that names whom `field` refers to, with a link to them."""

    def column(row: Any) -> str:
        somebody = getattr(row, field)
        if somebody is None:
            return "–"
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:accounts_user_change", args=[somebody.pk]), shown(somebody)
        )

    column.__name__ = field
    return admin.display(description=title)(column)


@admin.register(User)
class UserAdmin(ReadOnlyAdmin):
    list_display = ("address", "language", "time_zone", "is_staff", "has_second_factor", "is_active", "date_joined")
    list_filter = ("is_staff", "is_active", "language")
    ordering = ("-is_staff", "-date_joined")
    search_fields = ("=email",)
    search_help_text = _("The whole e-mail address.")
    fields = (
        "address",
        "language",
        "time_zone",
        "is_staff",
        "has_second_factor",
        "is_active",
        "date_joined",
        "last_login",
        "is_demonstration",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        keys = Authenticator.objects.filter(user=OuterRef("pk")).exclude(type=Authenticator.Type.RECOVERY_CODES)
        people: QuerySet[User] = super().get_queryset(request)
        return people.annotate(second_factor=Exists(keys))

    @admin.display(description=_("e-mail address"))
    def address(self, row: User) -> str:
        return shown(row)

    @admin.display(description=_("second factor"), boolean=True)
    def has_second_factor(self, row: User) -> bool:
        return bool(row.second_factor)  # type: ignore[attr-defined]

"""Cases, their events and their sellers, to look things up. What is done to a case is done on its page of the desk."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.accounts.admin import person
from apps.cases.enums import State
from apps.cases.models import Case, CaseEvent, Seller, SellerAccount
from apps.cases.search import Reach, search_cases
from apps.cases.selectors import filed_cases_visible_to
from apps.core import clock
from apps.core.admin import ReadOnlyAdmin, ReadOnlyInline
from apps.marketplaces.enums import CASE_TYPES, PLATFORMS


def state_word(state: str) -> str:
    """A state as moderators say it; the label of `returned` speaks to the seller."""
    if not state:
        return "–"
    return gettext("Returned to the seller") if state == State.RETURNED else str(State(state).label)


@admin.register(Case)
class CaseAdmin(ReadOnlyAdmin):
    """Filed cases; drafts are nobody's business but the seller's. A line leads to the case's page of the desk."""

    list_display = (
        "reference",
        "state_name",
        "platform_name",
        "type_name",
        person("owner", _("seller")),
        "submitted_at",
        "moved_at",
    )
    list_filter = ("state", "is_demonstration")
    list_select_related = ("owner",)
    search_fields = ("reference",)
    search_help_text = _("Reference, or the whole store name, token or link.")
    ordering = ("-moved_at",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Case]:
        return filed_cases_visible_to(request.user, now=clock.now())  # type: ignore[arg-type] # the site lets nobody else in

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[QuerySet[Case], bool]:
        return search_cases(queryset, search_term, reach=Reach(whole_names=True)), False

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        case = self.get_object(request, object_id)
        return redirect("admin:case-desk", case.pk) if case else super().change_view(request, object_id)

    @admin.display(description=_("state"), ordering="state")
    def state_name(self, row: Case) -> str:
        return state_word(row.state)

    @admin.display(description=_("platform"), ordering="platform")
    def platform_name(self, row: Case) -> str:
        return PLATFORMS.label(row.platform)

    @admin.display(description=_("what happened"), ordering="case_type")
    def type_name(self, row: Case) -> str:
        return CASE_TYPES.label(row.case_type)


def _case_link(row: CaseEvent) -> str:
    return format_html('<a href="{}">{}</a>', reverse("admin:case-desk", args=[row.case_id]), row.case.reference)


case_link: Any = admin.display(description=_("case"))(_case_link)


@admin.register(CaseEvent)
class CaseEventAdmin(ReadOnlyAdmin):
    """What happened to all cases, newest first. The words about an event stand on the case."""

    list_display = ("at", case_link, "kind", "came_from", "went_to", person("by", _("by")))
    list_filter = ("kind",)
    list_select_related = ("case", "by")
    fields = ("at", case_link, "kind", "came_from", "went_to", "details", person("by", _("by")))
    ordering = ("-at", "-id")

    @admin.display(description=_("from"))
    def came_from(self, row: CaseEvent) -> str:
        return state_word(row.from_state)

    @admin.display(description=_("to"))
    def went_to(self, row: CaseEvent) -> str:
        return state_word(row.to_state)


class SellerAccountInline(ReadOnlyInline):
    model = SellerAccount
    fields = ("platform", "cases_filed", "created_at")
    verbose_name_plural = _("accounts")

    def get_queryset(self, request: HttpRequest) -> QuerySet[SellerAccount]:
        accounts: QuerySet[SellerAccount] = super().get_queryset(request)
        return accounts.annotate(filed=Count("cases"))

    @admin.display(description=_("cases"))
    def cases_filed(self, row: SellerAccount) -> int:
        return int(row.filed)  # type: ignore[attr-defined]


@admin.register(Seller)
class SellerAdmin(ReadOnlyAdmin):
    """Businesses without their names: who they are is shown on a case, to whoever says why they need to know."""

    list_display = ("id", person("owner", _("person")), "accounts_held", "created_at")
    list_select_related = ("owner",)
    fields = ("id", person("owner", _("person")), "accounts_held", "created_at")
    inlines = (SellerAccountInline,)
    ordering = ("-created_at",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Seller]:
        sellers: QuerySet[Seller] = super().get_queryset(request)
        return sellers.annotate(held=Count("accounts"))

    @admin.display(description=_("accounts"))
    def accounts_held(self, row: Seller) -> int:
        return int(row.held)  # type: ignore[attr-defined]

"""The desk: Django's admin, entered by moderators with a second factor and by nobody else."""

from collections.abc import Callable
from datetime import timedelta
from functools import update_wrapper
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.contrib.messages import warning
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext, gettext_lazy

from apps.accounts.selectors import needs_second_factor
from apps.cases.selectors import count_to_verify
from apps.cases.selectors.appeals import count_readings
from apps.core import clock
from apps.moderation.views import (
    abuse,
    appeals,
    associations,
    bars,
    campaigns,
    captures,
    case,
    claims,
    decisions,
    duplicates,
    erasures,
    figures,
    files,
    identities,
    ledger,
    messages,
    numbers,
    operations,
    placing,
    promises,
    publications,
    queue,
    queues,
    rules,
    steps,
    surges,
)

SECOND_FACTOR_LASTS = timedelta(hours=12)  # a working day; a machine left open overnight asks again

# Views of Django's admin without a place here: nobody has a password, and signing in and out is allauth's.
NOT_OURS = {"index", "login", "logout", "password_change", "password_change_done", "autocomplete", "view_on_site"}

View = Callable[..., HttpResponseBase]
OF_ASSOCIATIONS: list[tuple[str, View, str]] = [
    ("associations/", associations.association_queue, "association-queue"),
    ("associations/captures/", captures.captures, "association-captures"),
    ("associations/<uuid:association_id>/", associations.association_desk, "association-desk"),
]


OF_CONDUCT: list[tuple[str, View, str]] = [
    ("abuse/", abuse.abuse_reports, "abuse-reports"),
    ("abuse/<uuid:report_id>/", abuse.abuse_report, "abuse-report"),
    ("bars/", bars.bars, "bars"),
    ("bars/<uuid:bar_id>/", bars.bar, "bar"),
    ("numbers/", numbers.numbers, "numbers"),
    ("numbers/<uuid:person_id>/", numbers.numbers_of_other, "numbers-of"),
    ("person/<uuid:person_id>/bar/", bars.bar_new, "bar-new"),
]

WITH_FOUR_EYES: list[tuple[str, View, str]] = [
    ("identities/", identities.identity_list, "identity-asks"),
    ("identities/<uuid:ask_id>/", identities.identity_ask, "identity-ask"),
    ("identities/<uuid:ask_id>/look/", identities.identity_look, "identity-look"),
    ("erasures/", erasures.erasure_list, "erasure-asks"),
    ("erasures/<uuid:ask_id>/", erasures.erasure_ask, "erasure-ask"),
    ("case/<uuid:case_id>/erase/", erasures.case_erase, "case-erase"),
    ("publications/", publications.publication_list, "publication-asks"),
    ("publications/<uuid:ask_id>/", publications.publication_ask, "publication-ask"),
    ("incident/<int:incident_id>/publish/", publications.incident_publish, "incident-publish"),
]

OF_INCIDENTS: list[tuple[str, View, str]] = [
    ("placing/<uuid:case_id>/", placing.placing, "placing"),
    ("incident/<int:incident_id>/promises/", promises.incident_promises, "incident-promises"),
    ("incident/<int:incident_id>/claims/", claims.incident_claims, "incident-claims"),
    ("incident/<int:incident_id>/steps/", steps.incident_steps, "incident-steps"),
    ("steps/", steps.step_list, "steps"),
    ("steps/<uuid:step_id>/", steps.step, "step"),
]


class Desk(admin.AdminSite):
    site_title = gettext_lazy("Moderators' desk")
    site_header = gettext_lazy("Moderators' desk")
    index_title = gettext_lazy("Cases")
    enable_nav_sidebar = False
    empty_value_display = "–"

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Only what this house declares. Admins that libraries bring along would let rows be edited freely."""
        if admin_class and admin_class.__module__.startswith("apps."):
            super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_authenticated and request.user.is_moderator

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Every page of the desk goes through here: `let_in` first, then CSRF and `never_cache` as in Django's."""
        inner = super().admin_view(view, cacheable)

        def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return let_in(request) or inner(request, *args, **kwargs)

        return update_wrapper(page, view)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        django_s = [pattern for pattern in super().get_urls() if getattr(pattern, "name", None) not in NOT_OURS]
        return [*self.pages(), *django_s]

    def pages(self) -> list[URLPattern]:
        """The pages that are not lists of rows."""
        one = "case/<uuid:case_id>"
        routes: list[tuple[str, View, str]] = [
            ("", queue.queue, "index"),
            ("records/", self.records, "records"),
            ("appeals/", appeals.appeal_queue, "appeal-queue"),
            *OF_ASSOCIATIONS,
            *OF_INCIDENTS,
            *OF_CONDUCT,
            *WITH_FOUR_EYES,
            ("queues/", queues.queues, "queues"),
            ("queues/<slug:name>/next/", queues.queue_next, "queue-next"),
            ("queues/<slug:name>/release/", queues.queue_release, "queue-release"),
            ("duplicates/", duplicates.duplicates, "duplicates"),
            ("duplicates/<int:pair_id>/", duplicates.duplicate, "duplicate"),
            ("surges/", surges.surges, "surges"),
            ("surges/<int:surge_id>/", surges.surge, "surge"),
            ("rules/", rules.rules, "rules"),
            ("figures/", figures.figures_desk, "figures-desk"),
            ("figures/prepare/", figures.figures_prepare, "figures-prepare"),
            ("figures/correct/", figures.figures_correct, "figures-correct"),
            ("figures/<int:batch_id>/publish/", figures.figures_publish, "figures-publish"),
            ("operations/", operations.operations, "operations"),
            ("messages/retry/", operations.messages_retry, "messages-retry"),
            (f"{one}/", case.case_desk, "case-desk"),
            (f"{one}/file/<int:file_id>/", files.case_file, "case-file"),
            (f"{one}/appeal/<int:number>/", appeals.appeal_desk, "appeal-desk"),
            (f"{one}/ledger/", ledger.ledger_desk, "case-ledger"),
            (f"{one}/verify/", decisions.verify, "case-verify"),
            (f"{one}/return/", decisions.give_back, "case-return"),
            (f"{one}/note/", decisions.note, "case-note"),
            (f"{one}/progress/", decisions.progress, "case-progress"),
            (f"{one}/reopen/", decisions.reopen, "case-reopen"),
            (f"{one}/reveal/", decisions.reveal, "case-reveal"),
            (f"{one}/place/", decisions.place, "case-place"),
            ("campaign/<int:campaign_id>/stage/", campaigns.campaign_desk, "campaign-desk"),
            ("message/<uuid:message_id>/retry/", messages.message_retry, "message-retry"),
        ]
        return [path(route, self.admin_view(view), name=name) for route, view, name in routes]

    def records(self, request: HttpRequest) -> HttpResponse:
        """The tables behind the desk, as Django's admin lists them."""
        return super().index(request, {"title": gettext("Records")})

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        context = super().each_context(request)
        if context["has_permission"]:
            context["waiting"] = count_to_verify()
            context["appeals_waiting"] = count_readings()
        return context

    def get_log_entries(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Not shown: what moderators did stands in the timeline of the case it was done to."""
        return super().get_log_entries(request).none()


def let_in(request: HttpRequest) -> HttpResponse | None:
    """None for whoever may enter; otherwise where they are sent.

    Somebody not signed in gets the sign-in page whatever the address, a seller the 404 of what does not exist. A
    moderator without a second factor is sent to set one up, and one who has not used it within twelve hours is asked
    for it; a form they were sending is kept by allauth and goes through after that.
    """
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if not request.user.is_moderator:
        raise Http404
    if needs_second_factor(request.user):
        warning(request, gettext("Moderators sign in with a second factor. Set one up to go on to the desk."))
        return redirect("mfa_index")
    if not has_used_second_factor(request):
        raise ReauthenticationRequired
    return None


def has_used_second_factor(request: HttpRequest) -> bool:
    """Whether this session passed the second factor within SECOND_FACTOR_LASTS."""
    since = (clock.now() - SECOND_FACTOR_LASTS).timestamp()
    records = get_authentication_records(request, request.user)  # type: ignore[arg-type]
    return any(record["method"] == "mfa" and record["at"] >= since for record in records)

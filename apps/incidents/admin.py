"""Incidents at the moderators' desk: written and changed here, with everything said about them; placements to look at.

Saving goes through actions.editing, so that the loader knows whose an incident is.
"""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.accounts.admin import person
from apps.accounts.models import User
from apps.cases.admin import case_link
from apps.core import clock
from apps.core.admin import Edited, EditedAdmin, ReadOnlyAdmin
from apps.deadlines.enums import Who
from apps.deadlines.rules import rule_book
from apps.incidents.actions import save_facts, save_incident
from apps.incidents.models import (
    Advice,
    ClaimedFigure,
    ComputedDate,
    ContestedPoint,
    Incident,
    IncidentDate,
    Placement,
    PlacementChange,
    PlatformPromise,
    PolicyVersion,
    PromiseOutcome,
    Source,
    Statement,
    TimelineEntry,
)
from apps.incidents.selectors import sources_missing
from apps.marketplaces.enums import ALLEGATIONS, CASE_TYPES, OUTCOMES, PLATFORMS, Terms


def moderator_of(request: HttpRequest) -> User:
    """Who is at the desk; the site lets nobody in who is not signed in."""
    return cast(User, request.user)


class Lines(forms.CharField):
    """A list of sentences, one a line."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        return [line.strip() for line in super().clean(value).splitlines() if line.strip()]


def codes(terms: Terms, label: Any) -> forms.MultipleChoiceField:
    """Several words of the vocabulary, by their words."""
    return forms.MultipleChoiceField(
        choices=terms.choices, label=label, required=False, widget=forms.CheckboxSelectMultiple
    )


def rule_choices() -> list[tuple[str, str]]:
    """The rules by which a platform's time is counted."""
    rules = [rule for rule in rule_book().values() if rule.who == Who.PLATFORM and rule.measure]
    return [("", "–"), *((rule.id, f"{rule.title} · {rule.id}") for rule in rules)]


class IncidentForm(forms.ModelForm):  # type: ignore[type-arg]
    platform = forms.ChoiceField(choices=PLATFORMS.choices, label=_("Platform"))
    case_types = codes(CASE_TYPES, _("What happened"))
    allegations = codes(ALLEGATIONS, _("Reasons given"))
    outcome = forms.ChoiceField(choices=lambda: [("", "–"), *OUTCOMES.choices()], label=_("Outcome"), required=False)
    unknown_en = Lines(label=_("What no source says, English"), help_text=_("One sentence a line."), required=False)
    unknown_zh = Lines(label=_("What no source says, Chinese"), help_text=_("One sentence a line."), required=False)

    class Meta:
        model = Incident
        fields = "__all__"


class Said(Edited, admin.StackedInline):  # type: ignore[type-arg]
    """Facts of one kind below their incident."""

    extra = 0
    classes = ("collapse",)


def address(label: Any) -> forms.URLField:
    return forms.URLField(label=label, assume_scheme="https", max_length=500, required=False)


class SourceForm(forms.ModelForm):  # type: ignore[type-arg]
    url = address(_("Address"))
    archived_url = address(_("Address of the archived copy"))

    class Meta:
        model = Source
        fields = "__all__"


class PolicyForm(SourceForm):
    class Meta:
        model = PolicyVersion
        fields = "__all__"


class SourceInline(Said):
    model = Source
    form = SourceForm


class IncidentDateInline(Said):
    model = IncidentDate


class ComputedDateInline(Said):
    model = ComputedDate


class PlatformPromiseForm(forms.ModelForm):  # type: ignore[type-arg]
    rule = forms.ChoiceField(choices=rule_choices, label=_("Rule"), required=False)

    class Meta:
        model = PlatformPromise
        fields = "__all__"


class PlatformPromiseInline(Said):
    model = PlatformPromise
    form = PlatformPromiseForm


class TimelineEntryInline(Said):
    model = TimelineEntry


class ClaimedFigureInline(Said):
    model = ClaimedFigure


class StatementInline(Said):
    model = Statement


class PolicyVersionInline(Said):
    model = PolicyVersion
    form = PolicyForm


class ContestedPointInline(Said):
    model = ContestedPoint


class AdviceInline(Said):
    model = Advice


@admin.register(Incident)
class IncidentAdmin(EditedAdmin):
    """Never deleted, because cases stand in it: what should not be seen is taken off the public pages."""

    form = IncidentForm
    change_form_template = "admin/desk/incident.html"
    inlines = (
        SourceInline,
        TimelineEntryInline,
        IncidentDateInline,
        PlatformPromiseInline,
        ComputedDateInline,
        ClaimedFigureInline,
        StatementInline,
        PolicyVersionInline,
        ContestedPointInline,
        AdviceInline,
    )
    list_display = ("title", "platform_name", "period", "standing", "number_of_cases", "is_public", "origin")
    list_filter = ("is_public", "origin", "standing")
    readonly_fields = ("is_public",)  # a second moderator has to agree: admin:incident-publish
    search_fields = ("slug", "title_en", "title_zh", "summary_en", "summary_zh")
    fieldsets = (
        (None, {"fields": ("slug", "platform", "is_public", "title_en", "title_zh", "summary_en", "summary_zh")}),
        (
            _("What happened"),
            {"fields": ("case_types", "allegations", "allegation_note_en", "allegation_note_zh")},
        ),
        (
            _("When"),
            {
                "fields": (
                    ("started_on", "started_precision", "started_status"),
                    ("ended_on", "ended_precision"),
                    ("year_inferred", "year_confidence"),
                    "year_reason_en",
                    "year_reason_zh",
                )
            },
        ),
        (_("Where and whom"), {"fields": ("place_en", "place_zh", "scope_en", "scope_zh")}),
        (
            _("Outcome"),
            {"fields": (("standing", "outcome", "outcome_status"), "outcome_note_en", "outcome_note_zh")},
        ),
        (_("For readers"), {"fields": ("caution_en", "caution_zh", "unknown_en", "unknown_zh")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Incident]:
        incidents: QuerySet[Incident] = super().get_queryset(request)
        return incidents.annotate(cases=Count("placements"))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("platform"), ordering="platform")
    def platform_name(self, row: Incident) -> str:
        return PLATFORMS.label(row.platform)

    @admin.display(description=_("when"), ordering="started_on")
    def period(self, row: Incident) -> str:
        return row.period

    @admin.display(description=_("cases"), ordering="cases")
    def number_of_cases(self, row: Incident) -> int:
        return int(row.cases)  # type: ignore[attr-defined]

    def save_model(self, request: HttpRequest, obj: Incident, form: Any, change: bool) -> None:
        save_incident(incident=obj, by=moderator_of(request), now=clock.now())

    def save_formset(
        self,
        request: HttpRequest,
        form: Any,
        formset: Any,
        change: bool,
    ) -> None:
        saved: list[Model] = formset.save(commit=False)
        deleted: list[Model] = list(formset.deleted_objects)
        save_facts(incident=form.instance, saved=saved, deleted=deleted, by=moderator_of(request), now=clock.now())

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if missing := sources_missing(form.instance):
            numbers = ", ".join(str(number) for number in missing)
            text = gettext("Facts cite sources that are not listed: %(numbers)s.") % {"numbers": numbers}
            messages.warning(request, text)


@admin.register(Placement)
class PlacementAdmin(ReadOnlyAdmin):
    list_display = (case_link, "incident", "how", person("by", _("by")), "at")
    list_display_links = ("at",)
    list_filter = ("how",)
    list_select_related = ("case", "incident", "by")
    fields = (case_link, "incident", "how", person("by", _("by")), "at")


@admin.register(PlacementChange)
class PlacementChangeAdmin(ReadOnlyAdmin):
    list_display = (case_link, "from_incident", "to_incident", person("by", _("by")), "at")
    list_display_links = ("at",)
    list_select_related = ("case", "from_incident", "to_incident", "by")
    fields = (case_link, "from_incident", "to_incident", person("by", _("by")), "at")


@admin.register(PromiseOutcome)
class PromiseOutcomeAdmin(ReadOnlyAdmin):
    list_display = ("promise_key", "incident", "end", "kept_on", person("by", _("by")), "at")
    list_filter = ("end",)
    list_select_related = ("incident", "by")
    fields = (
        "incident",
        "promise_key",
        "end",
        "kept_on",
        "reason_en",
        "reason_zh",
        "source",
        person("by", _("by")),
        "at",
    )

"""What moderators say about incidents: where a case belongs, and what is done to many cases at once."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.cases.models import Case
from apps.incidents.enums import StepKind
from apps.incidents.models import Incident
from apps.incidents.selectors import incidents_for, standing_incidents
from apps.incidents.selectors.steps import Narrowed
from apps.marketplaces.enums import CASE_TYPES, MARKETPLACES
from apps.moderation.forms import or_any, remark


class PlacingForm(forms.Form):
    """Into which incident a case goes: one that was suggested (`chosen`), or any other (`other`)."""

    use_required_attribute = False
    chosen = forms.ModelChoiceField(Incident.objects.none(), required=False)
    other = forms.ModelChoiceField(
        Incident.objects.none(), label=_("Another incident"), empty_label="–", required=False
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("chosen", "other"):
            self.fields[name].queryset = incidents_for(case)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors and not (said.get("chosen") or said.get("other")):
            self.add_error("other", _("Choose an incident, or take the next case."))
        return said

    def incident(self) -> Incident:
        found: Incident = self.cleaned_data["chosen"] or self.cleaned_data["other"]
        return found


class StepForm(forms.Form):
    """What is to be done to many cases of an incident, and which of them."""

    use_required_attribute = False
    kind = forms.ChoiceField(choices=StepKind.choices)
    target = forms.ModelChoiceField(
        Incident.objects.none(), label=_("Into which incident"), empty_label="–", required=False
    )
    marketplace = forms.ChoiceField(required=False, label=_("Marketplace"))
    case_type = forms.ChoiceField(
        required=False, label=_("What happened"), choices=lambda: or_any(CASE_TYPES.choices())
    )
    first = forms.DateField(required=False, label=_("Notices from"), widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(required=False, label=_("Notices to"), widget=forms.DateInput(attrs={"type": "date"}))
    words = remark(_("Why"), rows=2, error_messages={"required": _("Write why.")})

    def __init__(self, *args: Any, incident: Incident, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "auto_id": f"{kind}_%s"})  # three stand on one page
        others = standing_incidents().filter(platform=incident.platform).exclude(pk=incident.pk)
        self.fields["target"].queryset = others  # type: ignore[attr-defined]
        prefix = f"{incident.platform}."
        places = [(code, label) for code, label in MARKETPLACES.choices() if code.startswith(prefix)]
        self.fields["marketplace"].choices = or_any(places)  # type: ignore[attr-defined]
        self.deed = kind

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if self.deed != StepKind.RESTORED and not said.get("target") and "target" not in self.errors:
            self.add_error("target", _("Choose the incident they go to. If there is none yet, add it first."))
        return said

    def narrowed(self) -> Narrowed:
        said = self.cleaned_data
        if self.deed == StepKind.MERGE:
            return Narrowed()
        return Narrowed(said["marketplace"], said["case_type"], said["first"], said["last"])

    def where(self) -> Incident | None:
        found: Incident | None = self.cleaned_data["target"]
        return None if self.deed == StepKind.RESTORED else found

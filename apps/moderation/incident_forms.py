"""What moderators say about incidents: where a case belongs."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.cases.models import Case
from apps.incidents.models import Incident
from apps.incidents.selectors import incidents_for


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

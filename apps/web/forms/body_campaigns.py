"""A campaign as the association that leads it writes it, its days, whom it asks to take part."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.associations.models import Association
from apps.campaigns.actions.keeping import Noted
from apps.campaigns.actions.leading import Told
from apps.campaigns.enums import EntryKind, Forum
from apps.campaigns.models import Campaign
from apps.campaigns.rules import LEAST
from apps.incidents.selectors import public_incidents
from apps.marketplaces.enums import PLATFORMS
from apps.moderation.campaign_forms import EntryForm
from apps.web.forms.steps import Choice, Day, Line, plain


def _text(label: Any, *, required: bool = True, help_text: Any = "") -> forms.CharField:
    errors = {"required": _("Write this in both languages.")}
    area = forms.Textarea(attrs={"rows": 4})
    return forms.CharField(label=label, required=required, help_text=help_text, widget=area, error_messages=errors)


class CampaignForm(forms.Form):
    """Both languages are asked for: sellers who cannot read what they join do not join."""

    use_required_attribute = False

    platform = Choice(label=_("Platform"))
    incident = Choice(label=_("Incident"), required=False, help_text=_("What it is about, if it stands here."))
    forum = Choice(label=_("To whom"), choices=Forum.choices, widget=forms.RadioSelect)
    title_zh = Line(label=_("Title, Chinese"), max_length=160)
    title_en = Line(label=_("Title, English"), max_length=160)
    goal_zh = _text(_("What is to be reached, Chinese"))
    goal_en = _text(_("What is to be reached, English"))
    demands_zh = _text(_("Demands, Chinese"), help_text=_("One a line."))
    demands_en = _text(_("Demands, English"), help_text=_("One a line."))
    threshold = forms.IntegerField(
        label=_("How many have to join"), min_value=LEAST, help_text=_("Ten at least: among fewer nobody is hidden.")
    )
    until = Day(label=_("Last day to join (UTC)"))
    takes_escrow = forms.BooleanField(label=_("People may join sealed until enough have"), required=False, initial=True)
    conduct_zh = _text(_("Code of conduct, Chinese"), required=False, help_text=_("A gathering needs one."))
    conduct_en = _text(_("Code of conduct, English"), required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.incidents = {str(incident.pk): incident for incident in public_incidents()}
        offered = [(key, str(incident.title)) for key, incident in self.incidents.items()]
        self.fields["platform"].choices = PLATFORMS.choices()  # type: ignore[attr-defined]
        self.fields["incident"].choices = [("", _("None")), *offered]  # type: ignore[attr-defined]

    @classmethod
    def of(cls, campaign: Campaign) -> dict[str, Any]:
        """A draft as the form shows it."""
        return {name: getattr(campaign, name) for name in cls.base_fields} | {"incident": campaign.incident_id or ""}

    def clean(self) -> None:
        said = self.cleaned_data
        for name, value in said.items():
            if isinstance(value, str):
                said[name] = plain(value).strip()
        if said.get("until") and said["until"] < self.today:
            self.add_error("until", _("This day is over."))
        if said.get("forum") == Forum.GATHERING:
            for name in ("conduct_zh", "conduct_en"):
                if not said.get(name):
                    self.add_error(name, _("A gathering needs a code of conduct in both languages."))

    def told(self) -> Told:
        """As the actions take it; only of a valid form."""
        incident = self.incidents.get(self.cleaned_data["incident"])
        return Told(**{**self.cleaned_data, "incident": incident})


class NoteForm(EntryForm):
    """An answer of the platform, or news, as at the moderators' desk."""

    use_required_attribute = False

    def noted(self) -> Noted:
        """As the actions take it; only of a valid form."""
        return Noted(**{**self.cleaned_data, "kind": EntryKind(self.cleaned_data["kind"])})


class DayForm(forms.Form):
    """A day on the campaign's docket."""

    use_required_attribute = False

    label = Line(label=_("What is that day"), max_length=200, help_text=_("For example: Amazon promised to answer."))
    day = Day(label=_("Day"))


class AskForm(forms.Form):
    """Which association is asked to take part."""

    use_required_attribute = False

    body = Choice(label=_("Association"))

    def __init__(self, *args: Any, bodies: list[Association], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bodies = {str(body.pk): body for body in bodies}
        offered = [(key, body.name) for key, body in self.bodies.items()]
        self.fields["body"].choices = [("", _("Please choose")), *offered]  # type: ignore[attr-defined]

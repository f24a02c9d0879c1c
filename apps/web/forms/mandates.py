"""What a seller chooses and types to give a mandate, and what somebody types to check one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.campaigns.enums import Claim, Forum
from apps.campaigns.models import SignOn
from apps.campaigns.selectors.mandates import MandateScope, agents_of
from apps.web.forms.steps import Choice, Day, Line


class MandateForm(forms.Form):
    """To whom, for what, where, how long, and the name that signs."""

    use_required_attribute = False

    agent = Choice(
        label=_("Who may act for you"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an association.")},
    )
    claims = forms.MultipleChoiceField(
        label=_("About what"),
        choices=Claim.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one.")},
    )
    forums = forms.MultipleChoiceField(
        label=_("Before whom"),
        choices=Forum.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one.")},
    )
    until = Day(
        label=_("Until"),
        help_text=_("The last day. You can revoke it at any moment before."),
        error_messages={"required": _("Choose a last day.")},
    )
    name = Line(
        label=_("Your full name, as your signature"),
        widget=forms.TextInput(attrs={"autocomplete": "name", "maxlength": 120}),
        error_messages={"required": _("Type your name.")},
        max_length=120,
    )

    def __init__(self, *args: Any, sign_on: SignOn, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agents = {str(agent.pk): agent for agent in agents_of(sign_on.campaign)}
        self.fields["agent"].choices = [(key, agent.name) for key, agent in self.agents.items()]  # type: ignore[attr-defined]
        if not self.is_bound:
            self.initial.setdefault("forums", [sign_on.campaign.forum])

    def scope(self) -> MandateScope:
        """As the action takes it; only of a valid form."""
        said = self.cleaned_data
        return MandateScope(self.agents[said["agent"]], said["claims"], said["forums"], said["until"])


class VerifyForm(forms.Form):
    code = forms.CharField(
        label=_("Code on the paper"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Type the code that stands on the paper.")},
    )
    sha256 = forms.CharField(
        label=_("SHA-256 of the text, or of the PDF"),
        required=False,
        max_length=80,
        help_text=_("If you want to know whether the paper you hold is the one that was signed."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

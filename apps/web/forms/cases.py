"""What a seller types on the page of a filed case."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.cases.enums import WITH_OUTCOME, EventKind, Visibility
from apps.cases.rules import PROGRESS, TRANSITIONS, Actor, moves_from
from apps.marketplaces.enums import OUTCOMES
from apps.web.forms.choices import CHOOSE
from apps.web.forms.steps import VISIBILITY_MEANS, Choice, Text, plain

# What happened, as the seller would say it. Appeals and their answers have pages of their own.
MOVES = {
    EventKind.MORE_INFO: _("The platform asked for more"),
    EventKind.SUPPLEMENT: _("I sent what it asked for"),
    EventKind.ESCALATE: _("I took it higher inside the platform"),
    EventKind.MEDIATE: _("Mediation began"),
    EventKind.ARBITRATE: _("Arbitration began"),
    EventKind.LITIGATE: _("It went to court"),
    EventKind.PARTLY_RESOLVE: _("Part of it is settled"),
    EventKind.RESOLVE: _("It is settled"),
    EventKind.LOSE: _("It ended without success"),
}


class ProgressForm(forms.Form):
    """What happened next with the platform; only moves that the case can make from where it stands."""

    move = Choice(
        label=_("What happened"), widget=forms.RadioSelect, error_messages={"required": _("Choose what happened.")}
    )
    outcome = Choice(
        label=_("What came of it"), required=False, help_text=_("Only when something is settled or ended.")
    )
    words = Text(label=_("In your words"), rows=3, required=False, help_text=_("When, by which way, what was said."))

    use_required_attribute = False

    def __init__(self, *args: Any, state: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        possible = [move.name for move in moves_from(state, Actor.SELLER) if move.name in PROGRESS]
        self.fields["move"].choices = [(name.value, MOVES[name]) for name in possible]  # type: ignore[attr-defined]
        self.fields["outcome"].choices = [CHOOSE, *OUTCOMES.choices()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """An outcome belongs to an ending and to nothing else (cases.actions.record_progress)."""
        said = self.cleaned_data
        if "move" in said:
            ends = TRANSITIONS[EventKind(said["move"])].target in WITH_OUTCOME
            if ends and not said.get("outcome"):
                self.add_error("outcome", _("Choose what came of it."))
            elif not ends:
                said["outcome"] = ""
        return said

    def clean_words(self) -> str:
        return plain(self.cleaned_data["words"])


class ReopenForm(forms.Form):
    """Why a closed case goes on."""

    words = Text(label=_("What happened"), rows=3, required=False)

    def clean_words(self) -> str:
        return plain(self.cleaned_data["words"])


class CaseVisibilityForm(forms.Form):
    """Who may see a filed case from now on."""

    visibility = Choice(label=_("Who may see this case"), choices=Visibility.choices, widget=forms.RadioSelect)

    descriptions = VISIBILITY_MEANS
    use_required_attribute = False

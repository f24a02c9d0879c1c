"""What somebody chooses on a campaign's page, and what they are asked once more before it is done."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.campaigns.enums import TAKES_ESCROW, TAKES_PEOPLE, Forum, Wish
from apps.campaigns.models import Campaign
from apps.campaigns.selectors import cases_to_join_with
from apps.cases.models import Case
from apps.web.forms.steps import Choice

WISH_MEANS = {
    Wish.OPENLY.value: _("You count from now on, and moderators can see which seller you are."),
    Wish.ESCROWED.value: _(
        "Until enough have joined you are sealed: no page shows you to anybody, and no mail is sent. If too few "
        "join by the last day, it is deleted unread."
    ),
    Wish.LEAVE.value: _("Works at any time, for both ways. Nobody is told."),
}


class SignForm(forms.Form):
    """The first step. It looks the same for everybody, whether they are on the campaign or not."""

    use_required_attribute = False

    wish = Choice(
        label=_("What would you like?"), widget=forms.RadioSelect, error_messages={"required": _("Choose one.")}
    )
    case = Choice(
        label=_("For which of your cases"),
        required=False,
        help_text=_("It says which seller joins. Each seller counts once, however many cases there are."),
    )
    descriptions = WISH_MEANS

    def __init__(self, *args: Any, campaign: Campaign, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.campaign = campaign
        self.cases = {str(case.pk): case for case in cases_to_join_with(campaign, person)}
        self.fields["case"].choices = [(key, case.reference) for key, case in self.cases.items()]  # type: ignore[attr-defined]
        self.fields["wish"].choices = self._wishes()  # type: ignore[attr-defined]

    def _wishes(self) -> list[tuple[str, Any]]:
        wishes = [Wish.LEAVE]
        if self.cases and self.campaign.stage in TAKES_PEOPLE:
            wishes.insert(0, Wish.OPENLY)
            if self.campaign.takes_escrow and self.campaign.stage in TAKES_ESCROW:
                wishes.insert(0, Wish.ESCROWED)
        return [(wish.value, wish.label) for wish in wishes]

    @property
    def joins(self) -> bool:
        """Whether somebody with these cases could join at all."""
        return len(self.fields["wish"].choices) > 1  # type: ignore[attr-defined]

    def clean(self) -> None:
        said = self.cleaned_data
        if said.get("wish") in (Wish.OPENLY, Wish.ESCROWED) and not said.get("case") and "case" not in self.errors:
            self.add_error("case", _("Choose one of your cases."))

    @property
    def chosen_case(self) -> Case | None:
        return self.cases.get(self.cleaned_data.get("case", ""))


class SureForm(SignForm):
    """The second step: the same answers, carried along hidden, and the code of conduct where there is one."""

    wish = Choice(widget=forms.HiddenInput)
    case = Choice(required=False, widget=forms.HiddenInput)
    conduct = forms.BooleanField(
        label=_("I have read the code of conduct and keep to it"),
        error_messages={"required": _("Joining a gathering means keeping to its code of conduct.")},
    )

    def __init__(self, *args: Any, campaign: Campaign, person: User, wish: str, **kwargs: Any) -> None:
        super().__init__(*args, campaign=campaign, person=person, **kwargs)
        if campaign.forum != Forum.GATHERING or wish == Wish.LEAVE:
            del self.fields["conduct"]

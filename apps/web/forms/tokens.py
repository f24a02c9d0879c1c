"""What somebody chooses for a token of their programs."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.accounts.enums import Scope
from apps.accounts.rules import DEFAULT_DAYS
from apps.web.forms.steps import Choice, Line

LIFETIMES = ((30, _("30 days")), (DEFAULT_DAYS, _("90 days")), (180, _("180 days")), (365, _("a year")))


class TokenForm(forms.Form):
    """A name, rights, an end."""

    name = Line(
        label=_("Its name"),
        max_length=60,
        help_text=_("Such as the program that will use it."),
        error_messages={"required": _("Give the token a name, so that you know it again.")},
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("As little as the program needs. What is not ticked is refused."),
        error_messages={"required": _("Choose what the token may do.")},
    )
    days = Choice(label=_("How long it lasts"), choices=LIFETIMES, initial=DEFAULT_DAYS)

    descriptions = {scope.value: scope.value for scope in Scope}
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"scopes": [Scope.READ_CASES.value], "days": DEFAULT_DAYS})
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["autocomplete"] = "off"

    def clean_days(self) -> int:
        return int(self.cleaned_data["days"])

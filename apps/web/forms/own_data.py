"""What somebody types before they are erased."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.web.forms.steps import Line


class EraseForm(forms.Form):
    """Their own address, typed: no click by mistake erases anybody."""

    address = Line(
        label=_("Type your e-mail address"),
        max_length=254,
        help_text=_("So that nobody is erased by a click."),
        error_messages={"required": _("Type your e-mail address.")},
    )

    use_required_attribute = False

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        self.fields["address"].widget.attrs["autocomplete"] = "off"

    def clean_address(self) -> str:
        typed = str(self.cleaned_data["address"]).strip().lower()
        if typed != self.person.email:
            raise forms.ValidationError(_("This is not the address you are signed in with."), code="other")
        return typed

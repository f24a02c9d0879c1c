"""What an owner types to let somebody read a case."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.cases.enums import Scope
from apps.cases.rules import LONGEST_SHARER_NAME
from apps.web.forms.steps import Choice, Day, Line

SCOPE_MEANS = {
    Scope.SUMMARY.value: _(
        "Platform and marketplace, what was done and for what reason, when, and where it stands. No amounts, no texts, "
        "no files."
    ),
    Scope.FULL.value: _(
        "Also the notice, your own words, the amounts, the dates, and each appeal once you have sent it: its text, "
        "when it went out, what came back. No files."
    ),
    Scope.EVIDENCE.value: _("Also copies of your files. The originals stay sealed."),
}


INVITED_MEANS = {
    Scope.SUMMARY.value: _("Which platform, what it did and why, and where it stands. No amounts, no texts, no files."),
    Scope.FULL.value: _("The summary, the notice, the seller's words, the amounts and the dates. No files."),
    Scope.EVIDENCE.value: _("All of that, and copies of the files."),
}
INVITED_TO_APPEALS = _("Also each appeal that was sent: its text, when it went out, what came back.")


class ScopeForm(forms.Form):
    """How much, and until when."""

    scope = Choice(
        label=_("What they will see"),
        choices=Scope.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what they will see.")},
    )
    until = Day(
        label=_("Until"),
        required=False,
        help_text=_("The last day on which they can read it, in your time zone. Without one: until you end it."),
    )

    descriptions = SCOPE_MEANS
    use_required_attribute = False

    def ends_at(self) -> datetime | None:
        """The end of the day that was typed, where the owner is."""
        day = self.cleaned_data["until"]
        midnight = time(tzinfo=timezone.get_current_timezone())
        return datetime.combine(day + timedelta(days=1), midnight) if day else None


class ShareForm(ScopeForm):
    """To whom, besides."""

    address = forms.EmailField(
        label=_("Their e-mail address"),
        max_length=254,
        help_text=_("They get a mail that names neither you, the platform nor your store."),
        error_messages={
            "required": _("Type the address of the person."),
            "invalid": _("This is not an e-mail address. Please check it."),
        },
    )
    sharer_name = Line(
        label=_("Your name for the mail"),
        required=False,
        help_text=_("So that they know who writes. Leave it empty to stay unnamed."),
        widget=forms.TextInput(attrs={"maxlength": LONGEST_SHARER_NAME, "autocomplete": "off"}),
    )

    field_order = ("address", "scope", "until", "sharer_name")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["address"].widget.attrs.update({"autocomplete": "off", "inputmode": "email"})

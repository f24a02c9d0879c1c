"""Bringing a list of members, and saying which of its columns is what."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from apps.associations.enums import Known
from apps.marketplaces.enums import PLATFORMS
from apps.web.forms.reports import BETWEEN, ENCODINGS

NOT_THERE = ("", _("not in this list"))


class ListForm(forms.Form):
    """One file of members."""

    file = forms.FileField(
        label=_("List of members"),
        help_text=_(
            "CSV, text or XLSX in any encoding, up to 250,000 rows and 20 MB. Columns with names are not read."
        ),
        max_length=255,
        error_messages={"empty": _("This file is empty."), "required": _("Choose a file first.")},
    )


class ColumnsForm(forms.Form):
    """Which column is what, with what we guessed; every field is one way of knowing a member."""

    platform = forms.ChoiceField(label=_("Platform of the tokens and links"), choices=PLATFORMS.choices)
    invite = forms.BooleanField(
        label=_("Keep the addresses for two weeks to invite these people"),
        help_text=_("Encrypted, and deleted one by one as the mails go out. You see the mail before you begin."),
        required=False,
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in Known:
            self.fields[kind.value] = forms.ChoiceField(label=kind.label, choices=[NOT_THERE, *choices], required=False)
        self.order_fields([*Known.values, "platform", "invite"])

    def clean(self) -> dict[str, Any]:
        asked = super().clean() or {}
        chosen = [asked[kind.value] for kind in Known if asked.get(kind.value)]
        if not chosen:
            raise forms.ValidationError(_("Say in at least one field which column it stands in."))
        if asked.get("invite") and not asked.get(Known.EMAIL.value):
            raise forms.ValidationError(_("To invite people, say in which column their e-mail address stands."))
        if len(set(chosen)) < len(chosen):
            raise forms.ValidationError(_("Two fields name the same column."))
        return asked

    def columns(self) -> dict[Known, int]:
        return {kind: int(self.cleaned_data[kind.value]) for kind in Known if self.cleaned_data.get(kind.value)}


class InvitingForm(forms.Form):
    """How many people of a list are invited a day, and in which language."""

    language = forms.ChoiceField(label=_("Language of the mail"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limit = settings.LIST_INVITATIONS_PER_DAY
        self.fields["per_day"] = forms.IntegerField(
            label=_("Mails a day at most"), min_value=1, max_value=limit, initial=min(100, limit)
        )
        self.order_fields(["per_day", "language"])


class WritingForm(forms.Form):
    """How the file is written, where we found out wrong."""

    encoding = forms.ChoiceField(label=_("Encoding"), required=False, choices=ENCODINGS)
    delimiter = forms.ChoiceField(label=_("Between columns"), required=False, choices=BETWEEN)

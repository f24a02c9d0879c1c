"""Which dossier somebody wants."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from apps.dossiers.enums import Variant
from apps.web.forms.steps import Choice

MEANS = {
    Variant.FULL: _("For your lawyer, a mediator or a court: with your company, your account and every file."),
    Variant.REDACTED: _("For a journalist, an association or other sellers: names, tokens and numbers covered."),
}
# Each in its own words: whoever looks for one reads it.
LANGUAGES = {"en": "English", "zh-hans": "简体中文"}


class DossierForm(forms.Form):
    """Kind and language."""

    variant = Choice(
        label=_("For whom"),
        choices=Variant.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose for whom it is.")},
    )
    language = Choice(
        label=_("Language of the dossier"),
        choices=[(code, LANGUAGES[code]) for code, _name in settings.LANGUAGES],
        widget=forms.RadioSelect,
        help_text=_("Headings, words and dates. What you and the platform wrote stays as it was written."),
        error_messages={"required": _("Choose a language.")},
    )

    use_required_attribute = False
    descriptions: dict[str, Any] = {str(variant): sentence for variant, sentence in MEANS.items()}

"""A report of abuse, and an objection against being kept from taking part."""

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.conduct.enums import AbuseKind
from apps.conduct.rules import LONGEST_WORDS
from apps.web.forms.steps import Choice, Text, plain


class AbuseForm(forms.Form):
    """What is wrong, and where."""

    use_required_attribute = False

    kind = Choice(
        label=_("What is wrong?"),
        choices=AbuseKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what fits best.")},
    )
    words = Text(
        rows=5,
        max_length=LONGEST_WORDS,
        label=_("What did you see, and how do you know?"),
        help_text=_("Moderators alone read this. Leave out what could tell who you are, if you fear for yourself."),
        error_messages={"required": _("Write in a sentence or two what you saw.")},
    )
    descriptions = {
        AbuseKind.FALSE_CASE.value: _("A case, claim or document that is not true."),
        AbuseKind.IMPERSONATION.value: _("For example a store, company or association that is not theirs."),
        AbuseKind.DATA.value: _(
            "A name, number or picture of a person that should not be seen. We look at these first."
        ),
        AbuseKind.HARASSMENT.value: _("Also from outside, because somebody filed or joined here."),
        AbuseKind.SPAM.value: _("What is not meant to help sellers."),
    }

    def clean_words(self) -> str:
        said = plain(self.cleaned_data["words"]).strip()
        if not said:
            raise forms.ValidationError(_("Write in a sentence or two what you saw."))
        return said


class ObjectionForm(forms.Form):
    """Why an exclusion is wrong, in the words of whom it concerns."""

    use_required_attribute = False

    words = Text(
        rows=6,
        max_length=LONGEST_WORDS,
        label=_("Why is this wrong?"),
        help_text=_("Another moderator than the one who decided reads it and answers."),
        error_messages={"required": _("Write why you object.")},
    )

    def clean_words(self) -> str:
        said = plain(self.cleaned_data["words"]).strip()
        if not said:
            raise forms.ValidationError(_("Write why you object."))
        return said

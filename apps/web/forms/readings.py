"""What a second reader types, and whom a seller asks to be one."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.cases.actions.moves import LONGEST_REMARK
from apps.cases.enums import Verdict
from apps.web.forms.steps import Choice, Text, plain

MODERATORS = "moderators"


class ReadingForm(forms.Form):
    """The verdict, with words where something should be mended."""

    use_required_attribute = False

    verdict = Choice(
        label=_("What do you say?"),
        choices=Verdict.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two.")},
    )
    words = Text(
        rows=6,
        required=False,
        max_length=LONGEST_REMARK,
        label=_("Your words to the seller"),
        help_text=_("Needed where something should be mended: say where, and what you would write instead."),
    )
    descriptions = {
        Verdict.APPROVED.value: _("You would send it like this yourself."),
        Verdict.COMMENTS.value: _("The seller mends it, and can ask you again."),
    }

    def clean_words(self) -> str:
        return plain(self.cleaned_data["words"])

    def clean(self) -> None:
        """To ask for changes takes words."""
        said = self.cleaned_data
        if said.get("verdict") == Verdict.COMMENTS and not said.get("words", "").strip() and "words" not in self.errors:
            self.add_error("words", _("Say what should be mended."))


class AskForm(forms.Form):
    """Whom a seller asks to read: the moderators, or one of those who can read the whole case."""

    use_required_attribute = False

    reader = Choice(label=_("Who should read it?"), widget=forms.RadioSelect, initial=MODERATORS)

    def __init__(self, *args: Any, readers: Sequence[tuple[str, str, str]], **kwargs: Any) -> None:
        """`readers`: key, name, and how much of the case they see."""
        super().__init__(*args, **kwargs)
        named = [(key, name) for key, name, _scope in readers]
        self.fields["reader"].choices = [(MODERATORS, _("A moderator of Recourse")), *named]  # type: ignore[attr-defined]
        told = _("They see the case without your name; whatever names you in the text, they read.")
        self.descriptions = {MODERATORS: told} | {key: scope for key, _name, scope in readers}

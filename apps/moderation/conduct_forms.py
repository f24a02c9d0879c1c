"""What moderators say of reports of abuse, and of people they keep from taking part."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.conduct.enums import Measure, Part
from apps.conduct.rules import LONGEST_WORDS
from apps.moderation.forms import remark
from apps.moderation.rules import Reason

NOTHING = "nothing"
ANSWERS = {
    reason.name: reason
    for reason in (
        Reason(
            "looked",
            _("Looked at, stays"),
            _(
                "Thank you for telling us. We looked at it and at what it is based on, and found nothing that has to be"
                " changed. If you have a document that shows otherwise, please report it again and say what it is."
            ),
        ),
        Reason(
            "mended",
            _("Mended"),
            _("Thank you for telling us. You were right: we have mended it, and whoever it concerns has been told."),
        ),
        Reason(
            "data",
            _("Data taken off"),
            _("Thank you for telling us. What named a person is no longer to be seen on our pages."),
        ),
        Reason(
            "elsewhere",
            _("Not here"),
            _(
                "Thank you for telling us. This happened outside these pages, where we can do nothing. Please turn to"
                " the platform, or, if you are threatened, to the police."
            ),
        ),
    )
}
WHY = {
    reason.name: reason
    for reason in (
        Reason(
            "made_up",
            _("Made-up cases"),
            _(
                "Cases were filed from your account that did not happen as they are told. Others are counted beside"
                " them, so what is counted has to be true."
            ),
        ),
        Reason(
            "impersonation",
            _("Somebody else's store"),
            _(
                "Cases were filed from your account for a store that is not yours. Please send us what shows that you"
                " may act for it."
            ),
        ),
        Reason(
            "harassment",
            _("Pressing others"),
            _("People were pressed or insulted from your account. Everybody here has to be able to act without fear."),
        ),
        Reason(
            "spam",
            _("Advertising"),
            _("Your account was used to advertise, or to send the same again and again."),
        ),
    )
}


def ready_choices(reasons: dict[str, Reason]) -> list[tuple[str, Any]]:
    return [("", _("my own words")), *((reason.name, reason.title) for reason in reasons.values())]


class Ready(forms.Form):
    """Words with ready ones to begin from; where none were written, the chosen ready ones are taken as they are."""

    use_required_attribute = False  # without a script nothing is written into the field
    reasons: dict[str, Reason] = {}
    ready = forms.ChoiceField(required=False, label=_("Start from a ready reason"))
    reason = forms.CharField()

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.language = language
        self.fields["ready"].choices = ready_choices(self.reasons)  # type: ignore[attr-defined]
        ready = self.reasons.get(self.data.get("ready", ""))
        if ready and not str(self.data.get("reason", "")).strip():
            said: Any = self.data.copy()  # type: ignore[attr-defined]
            said["reason"] = ready.words(language)
            self.data = said

    def ready_reasons(self) -> list[tuple[str, str | Promise, str]]:
        """Name, title and the words in the reader's language, for the script that puts them into the text."""
        return [(reason.name, reason.title, reason.words(self.language)) for reason in self.reasons.values()]


class DecideReportForm(Ready):
    """What was done about a report, and the words to whoever sent it."""

    reasons = ANSWERS
    field_order = ("measure", "ready", "reason")
    measure = forms.ChoiceField(
        label=_("What came of it"),
        choices=lambda: [(NOTHING, _("there is nothing to do")), *Measure.choices],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what came of it.")},
    )
    reason = remark(
        _("Words to whoever reported it"),
        rows=5,
        error_messages={"required": _("Write what you found, so that the one who reported knows it was read.")},
    )

    def done(self) -> Measure | None:
        said = self.cleaned_data["measure"]
        return None if said == NOTHING else Measure(said)


class BarForm(Ready):
    """From what somebody is kept, why, and until when."""

    reasons = WHY
    field_order = ("parts", "with_sellers", "until", "ready", "reason")
    parts = forms.MultipleChoiceField(
        label=_("Keep from"),
        choices=Part.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one.")},
    )
    with_sellers = forms.BooleanField(
        required=False,
        label=_("Also keep others from filing for the same sellers"),
        help_text=_("Not where somebody pretended to be another: it would shut out those whose store it is."),
    )
    until = forms.DateField(
        required=False,
        label=_("Until and including"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Empty: until a moderator ends it. 90 days are usual the first time."),
    )
    reason = remark(
        _("Why, as they read it"),
        rows=5,
        help_text=_("Do not say who reported it, nor anything from which that follows."),
        error_messages={"required": _("Write why; they have a right to know.")},
    )

    def ends_at(self) -> datetime | None:
        """The end of the day that was named, where the moderator is."""
        day = self.cleaned_data["until"]
        return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min)) if day else None


class AnswerForm(forms.Form):
    """Words when an exclusion ends, or an objection is answered."""

    use_required_attribute = False
    words = forms.CharField(
        label=_("Your words to them"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write why.")},
    )

"""What moderators type: the filter of the list, and the words that go with a decision."""

import re
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from apps.associations.enums import Standing
from apps.associations.rules import may_decide
from apps.cases.actions.moves import LONGEST_REMARK
from apps.cases.enums import WITH_OUTCOME, EventKind
from apps.cases.enums import Verdict as ReaderVerdict
from apps.cases.models import Case
from apps.cases.rules import PROGRESS, TRANSITIONS, Actor, moves_from
from apps.deadlines.enums import CONFIDENCES, JURISDICTIONS, WHO
from apps.deadlines.rules.applying import ANY
from apps.deadlines.rules.describing import Asked
from apps.incidents.enums import PromiseEnd
from apps.incidents.models import Incident
from apps.incidents.selectors import incident_choices, incidents_for, placement_of
from apps.losses.enums import Verdict
from apps.marketplaces.enums import CASE_TYPES, OUTCOMES, PLATFORMS
from apps.moderation.rules import REASONS, Choice, Shown
from apps.notifications.enums import RetryReason
from apps.privacy.enums import Ground

MOST_AGAIN = 200  # messages sent once more with one button


def or_any(choices: Iterable[tuple[str, Any]]) -> list[tuple[str, Any]]:
    return [("", _("any")), *choices]


class ChoiceForm(forms.Form):
    """The filter above the list. What cannot be read is left out rather than refused: an address is not a form."""

    q = forms.CharField(required=False, max_length=200, label=_("Search"))
    platform = forms.ChoiceField(required=False, label=_("Platform"), choices=lambda: or_any(PLATFORMS.choices()))
    case_type = forms.ChoiceField(
        required=False, label=_("What happened"), choices=lambda: or_any(CASE_TYPES.choices())
    )
    incident = forms.ChoiceField(required=False, label=_("Incident"), choices=lambda: or_any(incident_choices()))
    language = forms.ChoiceField(required=False, label=_("Seller's language"), choices=or_any(settings.LANGUAGES))

    def choice(self) -> Choice:
        self.full_clean()
        asked = self.cleaned_data
        shown = self.data.get("show", "")
        return Choice(
            show=Shown(shown) if shown in list(Shown) else Shown.TO_VERIFY,
            text=asked.get("q", ""),
            platform=asked.get("platform", ""),
            case_type=asked.get("case_type", ""),
            language=asked.get("language", ""),
            incident=asked.get("incident", ""),
        )


def confidences() -> list[tuple[str, Any]]:
    """High, medium, low; what each means stands beside the rule."""
    return or_any((code, re.split("[:：]", label)[0]) for code, label in CONFIDENCES.choices())


class RuleChoiceForm(forms.Form):
    """The filter above the deadline rules, here and on their public list. What cannot be read is left out."""

    q = forms.CharField(required=False, max_length=200, label=_("Search"))
    platform = forms.ChoiceField(
        required=False,
        label=_("Platform"),
        choices=lambda: or_any([(ANY, _("law, any platform")), *PLATFORMS.choices()]),
    )
    place = forms.ChoiceField(required=False, label=_("Where"), choices=lambda: or_any(JURISDICTIONS.choices()))
    who = forms.ChoiceField(required=False, label=_("Whose turn"), choices=lambda: or_any(WHO.choices()))
    confidence = forms.ChoiceField(required=False, label=_("Confidence"), choices=confidences)

    def asked(self) -> Asked:
        self.full_clean()
        said = self.cleaned_data
        return Asked(
            text=said.get("q", ""),
            platform=said.get("platform", ""),
            jurisdiction=said.get("place", ""),
            confidence=said.get("confidence", ""),
            who=said.get("who", ""),
        )

    @property
    def is_narrowed(self) -> bool:
        return self.asked() != Asked()


class DecisionForm(forms.Form):
    """The words that go with something done to a case."""

    words_in = ""  # the field they are in

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"{type(self).__name__.lower()}_%s")  # several stand on one page
        super().__init__(*args, **kwargs)
        self.case = case

    @property
    def typed(self) -> str:
        """The words as they were sent, so that they can be kept when the decision came too late."""
        return str(self.data.get(self.words_in, ""))


def remark(label: Any, *, rows: int, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=LONGEST_REMARK, widget=forms.Textarea(attrs={"rows": rows}), **options
    )


class VerifyForm(DecisionForm):
    pass


class ReturnForm(DecisionForm):
    """A reason in the moderator's words. Where they wrote none, the ready one they chose is taken as it is."""

    words_in = "reason"
    use_required_attribute = False  # without a script nothing is written into the field
    ready = forms.ChoiceField(
        required=False,
        label=_("Start from a ready reason"),
        choices=[("", _("my own words")), *((reason.name, reason.title) for reason in REASONS.values())],
    )
    reason = remark(
        _("What the seller has to mend"),
        rows=6,
        error_messages={"required": _("Say what is missing, so that the seller can mend it.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ready = REASONS.get(self.data.get("ready", ""))
        if ready and not self.typed.strip():
            self.data = {**self.data.dict(), "reason": ready.words(self.language)}  # type: ignore[attr-defined]

    @property
    def language(self) -> str:
        """The seller's."""
        return self.case.owner.language if self.case.owner else ""

    def ready_reasons(self) -> list[tuple[str, Any, str]]:
        """Name, title and the words in the seller's language, for the script that puts them into the text."""
        return [(reason.name, reason.title, reason.words(self.language)) for reason in REASONS.values()]


class NoteForm(DecisionForm):
    words_in = "text"
    text = remark(_("Note"), rows=3, help_text=_("Only moderators see it."))


class ProgressForm(DecisionForm):
    words_in = "details"
    field_order = ("name", "outcome", "details")
    outcome = forms.ChoiceField(
        required=False,
        label=_("What came of it"),
        help_text=_("Only for an ending."),
        choices=lambda: [("", "–"), *OUTCOMES.choices()],
    )
    details = remark(_("Details"), rows=3, required=False, help_text=_("The seller reads them."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        moves = [move for move in moves_from(self.case.state, Actor.MODERATOR) if move.name in PROGRESS]
        names = [("", "–"), *((move.name.value, capfirst(move.name.label)) for move in moves)]
        self.fields["name"] = forms.ChoiceField(label=_("What happened next"), choices=names)
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        asked = super().clean() or {}
        if not (name := asked.get("name")):
            return asked
        ends = TRANSITIONS[EventKind(name)].target in WITH_OUTCOME
        if ends and not asked.get("outcome"):
            self.add_error("outcome", _("Choose what came of it."))
        if not ends and asked.get("outcome"):
            self.add_error("outcome", _("This step is not an ending. Leave what came of it empty."))
        return asked


class PlaceForm(DecisionForm):
    incident = forms.ModelChoiceField(Incident.objects.none(), label=_("Incident"), empty_label="–")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        incident = self.fields["incident"]
        incident.queryset = incidents_for(self.case)  # type: ignore[attr-defined]
        placement = placement_of(self.case)
        self.initial.setdefault("incident", placement.incident_id if placement else None)


class ReopenForm(DecisionForm):
    words_in = "details"
    details = remark(_("Why"), rows=3, required=False, help_text=_("The seller reads it."))


class ReadingForm(forms.Form):
    """What a second reader says of an appeal."""

    use_required_attribute = False
    verdict = forms.ChoiceField(
        label=_("What you say"),
        choices=ReaderVerdict.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two.")},
    )
    words = remark(_("Your words to the seller"), rows=6, required=False, help_text=_("Needed with the second."))


class VerdictForm(forms.Form):
    """What a moderator says of lines of a ledger."""

    use_required_attribute = False
    verdict = forms.ChoiceField(label=_("What you say"), choices=Verdict.choices)
    reason = remark(
        _("Your words to the seller"),
        rows=2,
        required=False,
        help_text=_("Needed unless you accept: what is missing, and what to do about it."),
    )
    lines = forms.TypedMultipleChoiceField(coerce=int, error_messages={"required": _("Choose a line first.")})

    def __init__(self, *args: Any, ids: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lines"].choices = [(line, line) for line in ids]  # type: ignore[attr-defined]


class RevealForm(DecisionForm):
    words_in = "reason"
    reason = remark(
        _("Why you need to know"),
        rows=2,
        help_text=_("Another moderator reads it before you see anything. The seller reads it too, without your name."),
    )


class OutcomeForm(forms.Form):
    """What became of one promise. Everybody reads reason and source."""

    end = forms.ChoiceField(label=_("What became of it"), choices=PromiseEnd.choices, widget=forms.RadioSelect)
    kept_on = forms.DateField(
        label=_("Kept on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("The day, if one is known; of a broken promise the day it was kept late."),
    )
    reason_en = remark(_("How we know, English"), rows=3, required=False)
    reason_zh = remark(_("How we know, Chinese"), rows=3, required=False)
    source = forms.CharField(
        label=_("Source"), max_length=500, help_text=_("An address, or a page and where in it. Nothing about a seller.")
    )

    def __init__(self, *args: Any, key: str, **kwargs: Any) -> None:
        kwargs["auto_id"] = f"{key}_%s"  # several stand on one page
        super().__init__(*args, **kwargs)
        self.key = key

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("reason_en") and not cleaned.get("reason_zh"):
            self.add_error("reason_en", _("Say in one of the languages how we know."))
        return cleaned


class RetryForm(forms.Form):
    """Why what was given up should fare better now."""

    reason = forms.ChoiceField(
        label=_("What has changed"),
        choices=[("", _("choose")), *RetryReason.choices],
        error_messages={"required": _("Say what has changed, so that it is not tried in vain.")},
    )

    def clean_reason(self) -> RetryReason:
        return RetryReason(self.cleaned_data["reason"])


class MessagesForm(RetryForm):
    """Which messages to send once more, and why."""

    def clean(self) -> dict[str, Any]:
        asked = self.data.getlist("message") if hasattr(self.data, "getlist") else []
        try:
            return {**self.cleaned_data, "message": [UUID(value) for value in asked[:MOST_AGAIN]] or self._nothing()}
        except ValueError:
            return {**self.cleaned_data, "message": self._nothing()}

    def _nothing(self) -> list[UUID]:
        self.add_error(None, _("Choose at least one message."))
        return []

    @property
    def trouble(self) -> str:
        """The first thing that is missing, in words."""
        return str(next(iter(self.errors.values()))[0])


class StandingForm(forms.Form):
    """What becomes of a body, and why; only what fits where it stands."""

    decision = forms.ChoiceField(label=_("Decision"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REMARK,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Its owners read it. Say what you looked at: the register, the website, who answers."),
    )

    use_required_attribute = False

    def __init__(self, *args: Any, standing: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fitting = [(wanted.value, wanted.label) for wanted in Standing if may_decide(Standing(standing), wanted)]
        self.fields["decision"].choices = fitting  # type: ignore[attr-defined]

    def standing(self) -> Standing:
        return Standing(self.cleaned_data["decision"])


class PairForm(forms.Form):
    """A step about two sellers, the state it was seen in, and why."""

    step = forms.ChoiceField(choices=[(name, name) for name in ("propose", "confirm", "apart", "undo", "reveal")])
    seen = forms.CharField(required=False, max_length=20)
    words = remark(_("Why"), rows=2, required=False)


class SurgeForm(forms.Form):
    """What becomes of a surge: a new incident with its name, a place in one that is there, or nothing, and why."""

    step = forms.ChoiceField(choices=[(name, name) for name in ("make", "place", "dismiss")])
    title_en = forms.CharField(label=_("Name in English"), max_length=200, required=False)
    title_zh = forms.CharField(label=_("Name in Chinese"), max_length=200, required=False)
    incident = forms.ChoiceField(label=_("Incident"), required=False, choices=lambda: or_any(incident_choices()))
    reason = remark(_("Why it is no incident"), rows=2, required=False)

    def chosen(self) -> Incident | None:
        return Incident.objects.filter(slug=self.cleaned_data["incident"]).first()


class AskAnswerForm(forms.Form):
    """A second moderator's words; a refusal needs some."""

    words = remark(_("Your words"), rows=3, required=False, help_text=_("Needed when you refuse."))


class EraseForm(forms.Form):
    """Why one case has to go."""

    use_required_attribute = False
    ground = forms.ChoiceField(
        label=_("Ground"),
        choices=Ground.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the ground.")},
    )
    words = remark(_("Why, as the seller reads it"), rows=4, error_messages={"required": _("Write why.")})

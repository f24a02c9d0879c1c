"""What a seller types into an appeal, and when they sent it or heard of it."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.cases.enums import Answer, AppealChannel, Track
from apps.cases.models import CaseFile
from apps.cases.rules import MOST_QUESTIONS, PART_LABELS, AppealText, Question, Sent
from apps.marketplaces.enums import OUTCOMES
from apps.web.forms.choices import CHOOSE, zones
from apps.web.forms.steps import Choice, Clock, Day, Line, Text, plain

TRACKS = {
    Track.ERROR.value: _("The platform is mistaken: you did not do what it says, and you can show it."),
    Track.CURED.value: _(
        "Something did go wrong. You say what, what you did about it, and why it cannot happen again."
    ),
}
ASKS: dict[str, Promise] = {
    "root_cause": _("What exactly happened, and why it could."),
    "corrective": _("What you have done already to end it."),
    "preventive": _("What you changed so that it cannot happen again."),
    "mistake": _("Quote the sentence, then say what is true instead."),
    "proof": _("Each fact with the document that shows it."),
    "request": _("One clear request: what should be undone."),
}
# Beside each part: what makes a reader believe it, and what makes them doubt. Nothing here is a promise.
PROMPTS: dict[str, tuple[Promise, ...]] = {
    "root_cause": (
        _("Name the orders, listings, people and days. A cause without them reads like a guess."),
        _("Say why your own checks did not stop it. “An employee's mistake” alone explains nothing."),
        _("Do not blame the platform or buyers here: if they are at fault, write an appeal of the other kind."),
        _("Leave out what the notice does not ask. Each further matter is one more to be doubted."),
    ),
    "corrective": (
        _("Only what is done, with its day. What is planned belongs to the next part."),
        _("What was refunded, removed, corrected or ended; for which orders; by whom."),
        _("Name the document that shows each step, and choose it below."),
    ),
    "preventive": (
        _("What is different in your daily work from now on: who checks what, how often, where it is written down."),
        _("Since which day. A measure that already runs convinces more than one announced."),
        _("“We will be more careful” is not a measure."),
    ),
    "mistake": (
        _("Take the notice sentence by sentence. Answer what it says, not what you fear it means."),
        _("Stay with facts. Anger is understandable, and does not help whoever has to decide."),
    ),
    "proof": (
        _("Invoices, contracts, registrations, delivery records: say what each shows and where in it to look."),
        _("Names, addresses and dates must be the same everywhere. Explain differences before they are found."),
        _("Never alter a document, not even to make it easier to read. That alone is a reason to refuse."),
    ),
    "request": (
        _("Name the account, the listings or the amount, with their numbers."),
        _("Say how you can be reached, and what else you can send if it is wanted."),
    ),
}


def area(*, rows: int, **options: Any) -> Text:
    return Text(rows=rows, required=False, **options)


class AppealForm(forms.Form):
    """The text of an attempt: the parts of its track, the platform's questions with one empty row more, its files."""

    use_required_attribute = False

    track = Choice(label=_("What you say"), choices=Track.choices, widget=forms.RadioSelect)
    form_limit = forms.IntegerField(
        label=_("Most characters the platform's form takes"),
        required=False,
        min_value=1,
        max_value=1_000_000,
        help_text=_("Only if the form says so."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    def __init__(self, data: Any = None, *, text: AppealText, entries: list[CaseFile], chosen: list[int]) -> None:
        self.text = text
        super().__init__(data, initial=self._initial(text, chosen))
        for name in text.own_parts:
            self.fields[f"part_{name}"] = Text(rows=8, label=PART_LABELS[name], help_text=ASKS[name])
        if text.whole:
            self.fields["whole"] = area(rows=12, label=_("The text as it was sent"))
        for number in range(self._rows(data, text)):
            self.fields[f"question_{number}"] = area(rows=2, label=_("The platform's question"))
            self.fields[f"answer_{number}"] = area(rows=4, label=_("Your answer"))
        self.fields["proof"] = forms.MultipleChoiceField(
            label=_("Files that go with it"),
            required=False,
            widget=forms.CheckboxSelectMultiple,
            choices=[(entry.pk, entry.file.name) for entry in entries],
        )

    def full_clean(self) -> None:
        """What is not written yet is no error while somebody writes; the checklist says so."""
        super().full_clean()
        for name, errors in list(self.errors.as_data().items()):
            if all(error.code == "required" for error in errors):
                del self.errors[name]

    @staticmethod
    def _initial(text: AppealText, chosen: list[int]) -> dict[str, Any]:
        initial: dict[str, Any] = {"track": text.track, "form_limit": text.form_limit, "proof": chosen}
        initial |= {f"part_{name}": said for name, said in text.parts.items()}
        initial["whole"] = text.whole
        for number, one in enumerate(text.questions):
            initial |= {f"question_{number}": one.question, f"answer_{number}": one.answer}
        return initial

    @staticmethod
    def _rows(data: Any, text: AppealText) -> int:
        posted = sum(f"question_{number}" in (data or {}) for number in range(MOST_QUESTIONS))
        return min(max(len(text.questions) + 1, posted), MOST_QUESTIONS)

    @property
    def parts(self) -> list[tuple[forms.BoundField, tuple[Promise, ...]]]:
        """The fields of the track's parts, each with its prompts."""
        return [(self[f"part_{name}"], PROMPTS[name]) for name in self.text.own_parts]

    @property
    def questions(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        numbers = [name.removeprefix("question_") for name in self.fields if name.startswith("question_")]
        return [(self[f"question_{number}"], self[f"answer_{number}"]) for number in numbers]

    def said(self) -> AppealText:
        """What was typed, over what stood before; whatever is no choice or no number stays as it stood."""
        self.is_valid()
        typed = self.cleaned_data
        parts = {name: plain(typed.get(f"part_{name}") or "") for name in self.text.own_parts}
        asked = tuple(Question(plain(self._of(one)), plain(self._of(answer))) for one, answer in self.questions)
        return AppealText(
            track=typed.get("track") or self.text.track,
            parts={**self.text.parts, **parts},
            questions=asked,
            whole=plain(typed.get("whole", self.text.whole)),
            form_limit=typed.get("form_limit"),
        ).tidy()

    def _of(self, field: forms.BoundField) -> str:
        return str(self.cleaned_data.get(field.name) or "")

    def chosen(self) -> list[int]:
        """Ids of the files that were ticked."""
        self.is_valid()
        return [int(pk) for pk in self.cleaned_data.get("proof", [])]


class StartForm(forms.Form):
    """Which kind of appeal the next attempt is, and whether it begins with an earlier text."""

    use_required_attribute = False

    track = Choice(
        label=_("What do you say to the platform?"),
        choices=Track.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two. You can change it while you write.")},
    )
    copies = Choice(label=_("Begin with"), required=False)
    descriptions = TRACKS

    def __init__(self, *args: Any, earlier: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["copies"].choices = [("", _("an empty page")), *earlier]  # type: ignore[attr-defined]
        if not earlier:
            del self.fields["copies"]


class SentForm(forms.Form):
    """When and how it was sent."""

    use_required_attribute = False

    day = Day(label=_("Day on which you sent it"))
    at = Clock(label=_("Time, if you know it"), required=False)
    zone = Choice(label=_("Time zone of it"))
    channel = Choice(label=_("By which way"), choices=[CHOOSE, *AppealChannel.choices])
    reference = Line(
        label=_("The platform's number for it"),
        required=False,
        max_length=200,
        help_text=_("Case ID or receipt, if there is one. It is encrypted."),
    )
    words = area(rows=2, label=_("Anything to remember"), help_text=_("It stands in your timeline."))

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["zone"].choices = zones([zone])  # type: ignore[attr-defined]

    def sent(self) -> Sent:
        """What was said, of a valid form."""
        said = self.cleaned_data
        return Sent(
            day=said["day"], at=said["at"], zone=said["zone"], channel=said["channel"], reference=said["reference"]
        )

    def clean_words(self) -> str:
        return plain(self.cleaned_data["words"])


class AlreadyForm(SentForm):
    """The same for the last appeal there is, sent before everything was done that is asked for here."""

    already = forms.BooleanField(
        label=_("I have sent it already. I know that the checks above are skipped, and that this is noted."),
        error_messages={"required": _("Tick this only if it has really been sent.")},
    )


class SentElsewhereForm(SentForm):
    """An attempt that was not written here."""

    track = Choice(label=_("What it said"), choices=Track.choices, widget=forms.RadioSelect)
    text = area(rows=8, label=_("The text you sent"), help_text=_("As it was sent, if you still have it."))
    field_order = ("track", "day", "at", "zone", "channel", "reference", "text", "words")

    def clean_text(self) -> str:
        return plain(self.cleaned_data["text"])


class AnswerForm(forms.Form):
    """What the platform said."""

    use_required_attribute = False

    answer = Choice(label=_("What the platform said"), choices=Answer.choices, widget=forms.RadioSelect)
    outcome = Choice(label=_("What came of it"), required=False, help_text=_("Only where it was accepted."))
    day = Day(label=_("Day of the answer"), help_text=_("Or the day until which you waited."))
    text = area(rows=6, label=_("Its words"), help_text=_("Paste the answer as it is. It is encrypted."))
    file = Choice(label=_("Or the file with it"), required=False)
    note = area(rows=2, label=_("Anything to remember"), help_text=_("It stands in your timeline."))

    descriptions = {
        Answer.ACCEPTED.value: _("Everything you asked for. The case is closed as settled."),
        Answer.PARTLY.value: _("Something came back, something is still held. The case goes on."),
        Answer.REFUSED.value: _("Also when it is a form letter."),
        Answer.MORE_INFO.value: _("Nothing is decided yet."),
        Answer.NO_ANSWER.value: _("A fact too: note it when you stop waiting."),
    }

    def __init__(self, *args: Any, entries: list[CaseFile], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = [CHOOSE, *OUTCOMES.choices()]  # type: ignore[attr-defined]
        self.fields["file"].choices = [("", "–"), *((str(entry.pk), entry.file.name) for entry in entries)]  # type: ignore[attr-defined]
        if not entries:
            del self.fields["file"]

    def clean(self) -> dict[str, Any]:
        """An outcome belongs to what was accepted and to nothing else."""
        said = self.cleaned_data
        if said.get("answer") in (Answer.ACCEPTED, Answer.PARTLY):
            if not said.get("outcome"):
                self.add_error("outcome", _("Choose what came of it."))
        else:
            said["outcome"] = ""
        said["text"], said["note"] = plain(said.get("text", "")), plain(said.get("note", ""))
        return said


class LimitForm(forms.Form):
    """How often the platform allows an appeal, by its own words."""

    use_required_attribute = False

    allowed = Choice(
        label=_("How many appeals does the notice allow?"),
        choices=[
            ("1", _("One only")),
            ("2", _("Two")),
            ("3", _("Three")),
            ("4", _("Four")),
            ("5", _("Five")),
            ("0", _("It names no number")),
        ],
        widget=forms.RadioSelect,
    )
    words = Text(
        rows=3,
        label=_("The sentence that says so"),
        help_text=_("Copied from the notice or from a later message of the platform. It is encrypted."),
        error_messages={"required": _("Copy the sentence of the notice that says so.")},
    )

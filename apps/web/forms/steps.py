"""The four steps of the filing as forms. What was typed goes in as it is; parts of a Filing come out.

A form judges shape only (is this a date, is this one of the choices). What is missing or cannot be is said by
`cases.rules`, which the API shares, and is put beside its field with `show`.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from apps.cases.enums import Visibility
from apps.cases.rules import AccountFacts, Problem
from apps.marketplaces.enums import country_choices, marketplaces_of
from apps.web.forms import choices

StepAnswers = dict[str, list[str]]
CODE = {"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"}
VISIBILITY_MEANS = {
    Visibility.PRIVATE.value: _("Moderators read it to check it. It is counted nowhere."),
    Visibility.COUNTED.value: _(
        "Moderators read it to check it. It becomes one of many in public figures, from which nobody can tell that you "
        "filed."
    ),
    Visibility.SHARED.value: _(
        "As above. An association that acts for sellers may also ask through us whether you want to join. It learns "
        "who you are only if you say yes."
    ),
}
NOT_A_CHOICE = _("This is not one of the choices. Please choose again.")


def plain(typed: str) -> str:
    """Text as it was typed, without the NUL characters that the database cannot hold, lines ended by \\n."""
    return typed.replace("\0", "").replace("\r\n", "\n")


def line(typed: str) -> str:
    """One line without invisible control characters and outer blanks: names and numbers are compared by it."""
    return "".join(char for char in typed if unicodedata.category(char) != "Cc").strip()


class Choice(forms.ChoiceField):
    """A select; `required` is only what the page says, see StepForm."""

    default_error_messages = {"invalid_choice": NOT_A_CHOICE}


class Line(forms.CharField):
    """One line of text of any length: what is too long is said by the rules, nothing is cut."""

    def to_python(self, value: Any) -> str:
        return line(super().to_python(value) or "")


class Text(forms.CharField):
    """Many lines, exactly as typed."""

    def __init__(self, *, rows: int, **kwargs: Any) -> None:
        super().__init__(strip=False, widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}), **kwargs)


class Day(forms.DateField):
    """A calendar day, year first, as browsers send it and as it is written in China."""

    default_error_messages = {"invalid": _("Write the date as year-month-day, for example 2018-02-14.")}

    def __init__(self, **kwargs: Any) -> None:
        formats = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"]
        widget = forms.DateInput(
            attrs={"type": "date"}, format="%Y-%m-%d"
        )  # browsers show no other, whatever the language
        super().__init__(input_formats=formats, widget=widget, **kwargs)

    def to_python(self, value: Any) -> date | None:
        return super().to_python(unicodedata.normalize("NFKC", value) if isinstance(value, str) else value)


class Clock(forms.TimeField):
    """A time of day."""

    default_error_messages = {"invalid": _("Write the time as hours and minutes, for example 18:30.")}

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
        super().__init__(input_formats=["%H:%M", "%H:%M:%S"], widget=widget, **kwargs)


class StepForm(forms.Form):
    """One step, bound to the answers a draft holds. `required` fields are marked on the page, never refused here."""

    step: ClassVar[str]
    use_required_attribute = False

    def __init__(self, answers: StepAnswers, **kwargs: Any) -> None:
        super().__init__(MultiValueDict(answers), **kwargs)

    @classmethod
    def typed(cls, posted: QueryDict) -> StepAnswers:
        """What was posted for this step, as typed."""
        return {name: [plain(text) for text in posted.getlist(name)] for name in cls.base_fields if name in posted}

    def full_clean(self) -> None:
        super().full_clean()
        for name, errors in list(self.errors.as_data().items()):
            if all(error.code == "required" for error in errors):
                del self.errors[name]

    @property
    def said(self) -> dict[str, Any]:
        """The values that could be read."""
        self.is_valid()
        return self.cleaned_data

    @property
    def wrong(self) -> list[Problem]:
        """What has the wrong shape, in the order of the fields."""
        return [Problem(self.step, name, str(error)) for name in self.fields for error in self.errors.get(name, [])]

    @property
    def echo(self) -> dict[str, str]:
        """What the page shows back while somebody types: name of an `<output>` -> words."""
        return {}

    def show(self, problems: Iterable[Problem]) -> None:
        """Put what the rules say beside its field, unless the field is wrong already."""
        for problem in problems:
            if problem.step == self.step and problem.field not in self.errors:
                self.add_error(problem.field or None, problem.message)

    def parts(self) -> dict[str, Any]:
        """Its part of a Filing."""
        raise NotImplementedError


class EventForm(StepForm):
    """What happened: where, what, when, and why the platform says so."""

    step = "event"

    platform = Choice(label=_("Platform"))
    marketplace = Choice(
        label=_("Marketplace"),
        required=False,
        help_text=_("Where the account was hit. For several accounts file one case each."),
    )
    country = Choice(label=_("Country of the marketplace"), required=False)
    case_type = Choice(
        label=_("What was done to you"), help_text=_("The heaviest of it. The rest you can tell in your own words.")
    )
    allegation = Choice(
        label=_("Reason the platform gave"), help_text=_("As it says. To name it is not to agree with it.")
    )
    notice_date = Day(label=_("Date of the notice"), help_text=_("Or the day you found out."))
    notice_time = Clock(label=_("Time, if it shows one"), required=False)
    notice_zone = Choice(label=_("Time zone of the notice"))
    notice_text = Text(
        label=_("Paste the notice"),
        rows=6,
        required=False,
        help_text=_(
            "The e-mail or performance notification as it is. Do not tidy it up: the exact words matter later."
        ),
    )
    narrative = Text(
        label=_("In your own words"),
        rows=5,
        required=False,
        help_text=_("In any language. Dates and facts help most."),
    )

    def __init__(self, answers: StepAnswers, *, zone: str, **kwargs: Any) -> None:
        super().__init__({"notice_zone": [zone], **answers}, **kwargs)
        self.typed_answers = answers
        self.chosen = (answers.get("platform") or [""])[-1]
        offered: dict[str, Sequence[Any]] = {
            "platform": choices.platforms(),
            "marketplace": choices.marketplaces(self.chosen),
            "country": [choices.CHOOSE, *country_choices()],
            "case_type": choices.case_types(),
            "allegation": choices.allegations(),
            "notice_zone": choices.zones([zone, *answers.get("notice_zone", [])]),
        }
        for name, offer in offered.items():
            self.fields[name].choices = offer  # type: ignore[attr-defined]
        self.fields["platform"].widget.attrs |= {
            "hx-get": reverse("marketplace-choices"),
            "hx-target": "#place",
            "hx-swap": "outerHTML",
            "hx-disabled-elt": "#place select",  # nothing is chosen in what is about to be replaced
        }

    def let_browser_guess_zone(self) -> None:
        """For somebody whose zone we do not know: static/js/filing.js fills in the browser's, until they choose."""
        if "notice_zone" not in self.typed_answers:
            self.fields["notice_zone"].widget.attrs["data-guess-zone"] = ""

    @property
    def asks_for_marketplace(self) -> bool:
        return not self.chosen or bool(marketplaces_of(self.chosen))

    @property
    def asks_for_country(self) -> bool:
        return not marketplaces_of(self.chosen)

    def full_clean(self) -> None:
        """An answer to a question no longer asked (the platform was changed) is neither read nor wrong."""
        super().full_clean()
        for name, asked in (("marketplace", self.asks_for_marketplace), ("country", self.asks_for_country)):
            if not asked:
                self.errors.pop(name, None)
                self.cleaned_data[name] = ""

    def parts(self) -> dict[str, Any]:
        moments = {"notice_date", "notice_time"}
        return {name: self.said.get(name, None if name in moments else "") for name in self.fields}


class AccountForm(StepForm):
    """Which seller account, and whose."""

    step = "account"

    store_name = Line(label=_("Store name"), help_text=_("As buyers see it. Token or link will do instead."))
    merchant_token = Line(
        label=_("Merchant token or seller ID"),
        required=False,
        help_text=_("At Amazon: Settings, Account info, Your merchant token. It begins with A."),
        widget=forms.TextInput(attrs=CODE),
    )
    store_url = Line(
        label=_("Link to the store"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocapitalize": "none", "spellcheck": "false"}),
    )
    company_name = Line(label=_("Company"), required=False, help_text=_("As on the business licence."))
    credit_code = Line(
        label=_("Unified social credit code"),
        required=False,
        help_text=_("Of a Chinese company: 18 characters. The last is computed from the others, so a slip is noticed."),
        widget=forms.TextInput(attrs=CODE),
    )

    def parts(self) -> dict[str, Any]:
        return {"account": AccountFacts(**{name: self.said.get(name, "") for name in self.fields})}


class VisibilityForm(StepForm):
    """Who may see it."""

    step = "visibility"

    visibility = Choice(label=_("Who may see this case"), choices=Visibility.choices, widget=forms.RadioSelect)

    descriptions = VISIBILITY_MEANS

    def __init__(self, answers: StepAnswers, **kwargs: Any) -> None:
        super().__init__({"visibility": [Visibility.COUNTED], **answers}, **kwargs)

    def parts(self) -> dict[str, Any]:
        return {"visibility": self.said.get("visibility", "")}

"""What people type about themselves: an address, a code, their language and time zone."""

import unicodedata
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from babel.core import get_global
from babel.dates import get_timezone_location
from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.core import clock

REGIONS = {"Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"}
BABEL_LOCALES = {"en": "en", "zh-hans": "zh_Hans"}


class SignInForm(RequestLoginCodeForm):
    """One address, known or not: the answer is the same."""

    email = forms.EmailField(  # type: ignore[assignment]
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username email", "inputmode": "email", "autofocus": True}),
        error_messages={
            "required": _("Type your e-mail address."),
            "invalid": _("This is not an e-mail address. It looks like name@example.com."),
        },
    )

    def clean_email(self) -> str:
        # Lower case at once: what is looked up, what is written to and what becomes the account are one address.
        self.cleaned_data["email"] = self.cleaned_data["email"].lower()
        if not self.cleaned_data["email"].isascii():
            raise forms.ValidationError(self.fields["email"].error_messages["invalid"], code="invalid")
        return str(super().clean_email())


class TypedCode(forms.Form):
    """Digits, however they were typed or pasted."""

    code = forms.CharField(
        label=_("Digits from the app"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True, "class": "code-input"}
        ),
        error_messages={"required": _("Type the digits.")},
    )

    def clean_code(self) -> str:
        # An open Chinese keyboard types １２３: the same digits. Spaces and dashes are allauth's to ignore.
        self.cleaned_data["code"] = unicodedata.normalize("NFKC", self.cleaned_data["code"])
        return str(super().clean_code())  # type: ignore[misc]


class CodeForm(TypedCode, ConfirmLoginCodeForm):
    """The six digits from the mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code from the mail")


class SecondFactorForm(TypedCode, AuthenticateForm):
    """From the authenticator app, or a recovery code."""


class SecondFactorAgainForm(TypedCode, ReauthenticateForm):
    """The same, asked again before something delicate."""


class NewAppForm(TypedCode, ActivateTOTPForm):
    """The first code of an authenticator app proves that it was set up."""


class NewPasskeyForm(AddWebAuthnForm):
    """A passkey with a name to know it by."""

    name = forms.CharField(label=_("Its name"), required=False, max_length=60, help_text=_("Such as: my phone."))
    passwordless = forms.BooleanField(
        label=_("Sign in with it alone"),
        required=False,
        initial=True,
        help_text=_("Without a code by mail. It then asks for your fingerprint, face or PIN."),
    )


class PasskeyNameForm(EditWebAuthnForm):
    name = forms.CharField(label=_("Its name"), max_length=60)


class PreferencesForm(forms.Form):
    """Language and time zone."""

    language = forms.ChoiceField(
        label=_("Language"),
        help_text=_("Of the pages and of the mail we send you."),
        widget=forms.RadioSelect,
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("Dates and deadlines are shown in it, beside the platform's own."),
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        language = person.language or get_language() or settings.LANGUAGE_CODE
        kwargs.setdefault("initial", {"language": language, "time_zone": person.zone.key})
        super().__init__(*args, **kwargs)
        own_names = {"en": "English", "zh-hans": "简体中文"}  # each in itself: whoever looks for theirs can read it
        self.fields["language"].choices = [(code, own_names.get(code, code)) for code, _name in settings.LANGUAGES]  # type: ignore[attr-defined]
        zones = zones_in(get_language() or settings.LANGUAGE_CODE, clock.now())
        if person.time_zone and person.time_zone not in dict(zones):
            zones = [(person.time_zone, person.time_zone), *zones]
        self.fields["time_zone"].choices = zones  # type: ignore[attr-defined]
        if not person.time_zone:
            self.fields["time_zone"].widget.attrs["data-guess-zone"] = ""  # static/js/people.js asks the browser


def zones_in(language: str, moment: datetime) -> list[tuple[str, str]]:
    """Every time zone people live in, from west to east, with its distance from UTC today and its city."""
    return _zones(BABEL_LOCALES.get(language, "en"), moment.date().toordinal())


@lru_cache(maxsize=8)
def _zones(locale: str, day: int) -> list[tuple[str, str]]:
    moment = datetime.fromordinal(day)
    aliases = get_global("zone_aliases")
    found = []
    for name in get_global("zone_territories"):
        if name in aliases or name.partition("/")[0] not in REGIONS:
            continue
        offset = moment.replace(tzinfo=ZoneInfo(name)).utcoffset()
        minutes = int(offset.total_seconds() // 60) if offset is not None else 0
        city = get_timezone_location(name, locale=locale, return_city=True)
        found.append((minutes, city, name))
    world = [(0, "UTC", "UTC"), *found]
    return [(name, f"{_distance(minutes)} {city}") for minutes, city, name in sorted(world)]


def _distance(minutes: int) -> str:
    """`UTC+08:00`."""
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours:02}:{rest:02}"

"""What is typed about a body and its members."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.associations.actions import Profile
from apps.associations.enums import LegalForm, Role
from apps.associations.models import Association
from apps.associations.rules import may_appoint
from apps.marketplaces.enums import country_choices
from apps.web.forms import choices
from apps.web.forms.steps import Choice, Line, Text

ROLE_MEANS = {
    Role.OWNER.value: _("Everything: the profile, all members, all cases."),
    Role.COORDINATOR.value: _("All shared cases, who works on them, exports, and all members below coordinators."),
    Role.CASE_WORKER.value: _("Reads shared cases and writes notes about them."),
    Role.OBSERVER.value: _("Sees how many cases there are, and none of them."),
    Role.COUNSEL.value: _("A lawyer: reads shared cases and writes notes about them."),
}
FORM_MEANS = {LegalForm.INFORMAL.value: _("Say below how you can be recognised, for example by a WeChat group.")}
MISSING = _("Please fill this in.")


class ProfileForm(forms.Form):
    """The profile of a body. Everything in it is public once it is approved."""

    name = Line(label=_("Name of the association"), max_length=160, error_messages={"required": MISSING})
    legal_form = Choice(
        label=_("Legal form"),
        choices=LegalForm.choices,
        widget=forms.RadioSelect,
        error_messages={"required": MISSING},
    )
    registration = Line(
        label=_("Register and number"),
        required=False,
        max_length=160,
        help_text=_("Where it is registered and under which number, so that anybody can look it up."),
    )
    country = Choice(
        label=_("Country or region"),
        choices=lambda: [choices.CHOOSE, *country_choices()],
        error_messages={"required": MISSING},
    )
    place = Line(label=_("Seat"), max_length=160, help_text=_("Town or city."), error_messages={"required": MISSING})
    website = forms.URLField(label=_("Website"), required=False, max_length=200, assume_scheme="https")
    about = Text(rows=4, label=_("What it does for sellers"), error_messages={"required": MISSING})
    membership = Text(
        rows=3,
        label=_("Who its members are"),
        help_text=_("Who can join, and how many there are. EU law asks for this before a body may act in court."),
        error_messages={"required": MISSING},
    )
    funding = Text(
        rows=3,
        label=_("Who pays for it"),
        help_text=_("Fees, gifts, public money; say too if a platform or an agency pays."),
        error_messages={"required": MISSING},
    )

    descriptions = FORM_MEANS
    use_required_attribute = False

    def profile(self) -> Profile:
        return Profile(**self.cleaned_data)

    @classmethod
    def of(cls, association: Association, data: Any) -> "ProfileForm":
        told = {field: getattr(association, field) for field in cls.base_fields}
        return cls(data, initial=told)


class InviteForm(forms.Form):
    """An address, and as what; only roles that the person may give."""

    address = forms.EmailField(
        label=_("Their e-mail address"),
        max_length=254,
        help_text=_("They get a mail with the name of the association. Nothing is open before they accept."),
        error_messages={
            "required": _("Type the address of the person."),
            "invalid": _("This is not an e-mail address. Please check it."),
        },
    )
    role = Choice(label=_("As"), widget=forms.RadioSelect, error_messages={"required": _("Choose a role.")})

    descriptions = ROLE_MEANS
    use_required_attribute = False

    def __init__(self, *args: Any, own: Role, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = roles_to_give(own)  # type: ignore[attr-defined]
        self.fields["address"].widget.attrs.update({"autocomplete": "off", "inputmode": "email"})


def roles_to_give(own: Role) -> list[tuple[str, Any]]:
    """The roles that somebody who is `own` may give."""
    return [(role.value, role.label) for role in Role if may_appoint(own, role)]


class RoleForm(forms.Form):
    """Another role for a member."""

    role = forms.ChoiceField(choices=Role.choices)

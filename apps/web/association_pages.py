"""What pages of a body show, beside its cases."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from apps.associations.enums import Role, Verb
from apps.associations.models import Association, Membership
from apps.associations.rules import may_appoint, roles_for
from apps.associations.selectors import members_of, open_member_invitations
from apps.marketplaces.enums import country_choices
from apps.web.components import Link


def profile_of(association: Association) -> list[tuple[str, str]]:
    """Rows of the profile that are one line each."""
    countries = {str(code): str(name) for code, name in country_choices()}
    country = countries.get(association.country, association.country)
    rows = [
        (gettext("Legal form"), association.get_legal_form_display()),
        (gettext("Register and number"), association.registration),
        (gettext("Seat"), gettext("%(place)s, %(country)s") % {"place": association.place, "country": country}),
    ]
    return [(label, value) for label, value in rows if value]


def verbs_of(membership: Membership | None) -> dict[str, bool]:
    """What somebody may do in a body, for templates: `may.manage_members`."""
    return {verb.value: membership is not None and Role(membership.role) in roles_for(verb) for verb in Verb}


@dataclass(frozen=True)
class MemberRow:
    """A member in the list; `roles` are those the reader may give them, none where they may not change them."""

    membership: Membership
    roles: list[tuple[str, Any]]

    @property
    def name(self) -> str:
        return self.membership.person.email


def member_rows(own: Membership) -> list[MemberRow]:
    """Everybody in the body, as `own` may change them."""
    given = [(role.value, role.label) for role in Role if may_appoint(Role(own.role), role)]
    return [
        MemberRow(member, given if may_appoint(Role(own.role), Role(member.role)) and member.pk != own.pk else [])
        for member in members_of(own.association)
    ]


def parts_of_members(own: Membership, now: datetime) -> dict[str, Any]:
    """Everything the page of members shows, without its form."""
    association = own.association
    return {
        "association": association,
        "crumbs": crumbs_to(association),
        "rows": member_rows(own),
        "own": own,
        "may": verbs_of(own),
        "current": "members",
        "invitations": open_member_invitations(association, now=now),
    }


def crumbs_to(association: Association) -> list[Link]:
    return [
        Link(gettext("Associations"), reverse("association-list")),
        Link(association.name, reverse("association-detail", args=[association.slug])),
    ]

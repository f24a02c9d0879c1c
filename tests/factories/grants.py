"""Grants are made by the action that makes them in life."""

from typing import Any

import factory

from apps.cases.actions import grant_access
from apps.cases.enums import OpeningKind, ReaderRole, Scope
from apps.cases.models import CaseGrant, CaseInvitation, CaseOpening
from apps.cases.rules import INVITATION_STANDS, hour_of
from tests.factories.accounts import UserFactory
from tests.factories.cases import STARTED, CaseFactory


class CaseGrantFactory(factory.django.DjangoModelFactory[CaseGrant]):
    """The whole case with its files, for `person`, until it is revoked."""

    class Meta:
        model = CaseGrant

    case = factory.SubFactory(CaseFactory)
    person = factory.SubFactory(UserFactory)
    scope = Scope.EVIDENCE
    ends_at = None
    now = STARTED

    @classmethod
    def _create(cls, model_class: type[CaseGrant], *args: Any, **kwargs: Any) -> CaseGrant:
        case = kwargs["case"]
        return grant_access(
            case=case,
            person=kwargs["person"],
            scope=kwargs["scope"],
            ends_at=kwargs["ends_at"],
            by=case.owner,
            now=kwargs["now"],
        )


class CaseInvitationFactory(factory.django.DjangoModelFactory[CaseInvitation]):
    """An open invitation to `address`; its token is `token-1`, `token-2` …"""

    class Meta:
        model = CaseInvitation
        exclude = ("token",)

    token = factory.Sequence(lambda n: f"token-{n}")
    case = factory.SubFactory(CaseFactory)
    address = "reader@readers.example"
    address_mark = factory.Sequence(lambda n: f"k1:{n}")
    scope = Scope.SUMMARY
    token_hash = factory.LazyAttribute(lambda row: CaseInvitation.hash_of_token(row.token))
    invited_at = STARTED
    invited_by = factory.SelfAttribute("case.owner")
    expires_at = factory.LazyAttribute(lambda row: row.invited_at + INVITATION_STANDS)


class CaseOpeningFactory(factory.django.DjangoModelFactory[CaseOpening]):
    """One reading of a case by somebody else."""

    class Meta:
        model = CaseOpening

    case = factory.SubFactory(CaseFactory)
    by = factory.SubFactory(UserFactory)
    role = ReaderRole.READER
    kind = OpeningKind.PAGE
    at = STARTED
    hour = factory.LazyAttribute(lambda row: hour_of(row.at))

"""Bodies and their members, made by the actions that make them in life where an action does."""

from datetime import UTC, datetime
from typing import Any

import factory

from apps.accounts.rules import hash_of_secret
from apps.associations.actions import Profile, decide_standing, found_association
from apps.associations.actions.appointing import appoint
from apps.associations.enums import LegalForm, ListState, Role, Standing
from apps.associations.models import (
    Association,
    CaseAssignment,
    CaseFeed,
    CaseNote,
    InvitationRun,
    InvitedAddress,
    ListedMember,
    ListPart,
    MemberInvitation,
    MemberList,
    Membership,
    NeverInvite,
    StandingDecision,
)
from apps.associations.rules import INVITATION_STANDS
from apps.core.encryption import seal
from apps.core.fingerprints import fingerprint
from tests.factories.accounts import ModeratorFactory, UserFactory
from tests.factories.cases import CaseFactory

FOUNDED = datetime(2018, 2, 16, 8, tzinfo=UTC)


class ProfileFactory(factory.Factory[Profile]):
    class Meta:
        model = Profile

    name = factory.Sequence(lambda n: f"Cross-border Sellers Union {n}")
    legal_form = LegalForm.TRADE_BODY
    registration = "Shenzhen Civil Affairs 51440300"
    country = "CN"
    place = "Shenzhen"
    website = "https://union.example"
    about = "Helps sellers whose accounts were blocked."
    membership = "Any business that sells across borders; 1,200 members in 2018."
    funding = "Fees of members. No money from platforms or agencies."


class AssociationFactory(factory.django.DjangoModelFactory[Association]):
    """A body of `owner`, approved unless `standing` says otherwise; keys of its profile as `profile__…`."""

    class Meta:
        model = Association

    owner = factory.SubFactory(UserFactory)
    profile = factory.SubFactory(ProfileFactory)
    standing = Standing.APPROVED
    now = FOUNDED

    @classmethod
    def _create(cls, model_class: type[Association], *args: Any, **kwargs: Any) -> Association:
        now, wanted = kwargs["now"], kwargs["standing"]
        association = found_association(profile=kwargs["profile"], by=kwargs["owner"], now=now)
        way = {Standing.PENDING: [], Standing.SUSPENDED: [Standing.APPROVED, Standing.SUSPENDED]}.get(wanted, [wanted])
        moderator = ModeratorFactory.create() if way else None
        for standing in way:
            decide_standing(association=association, standing=standing, reason="Read.", by=moderator, now=now)
        return association


class StandingDecisionFactory(factory.django.DjangoModelFactory[StandingDecision]):
    class Meta:
        model = StandingDecision

    association = factory.SubFactory(AssociationFactory)
    standing = Standing.APPROVED
    reason = "The register names it."
    by = factory.SubFactory(ModeratorFactory)
    at = FOUNDED


class MembershipFactory(factory.django.DjangoModelFactory[Membership]):
    """`person` in `association`, a coordinator unless `role` says otherwise."""

    class Meta:
        model = Membership

    association = factory.SubFactory(AssociationFactory)
    person = factory.SubFactory(UserFactory)
    role = Role.COORDINATOR
    joined_at = FOUNDED

    @classmethod
    def _create(cls, model_class: type[Membership], *args: Any, **kwargs: Any) -> Membership:
        known = {name: kwargs[name] for name in ("association", "person", "role")}
        return appoint(**known, by=kwargs["person"], now=kwargs["joined_at"])


class MemberInvitationFactory(factory.django.DjangoModelFactory[MemberInvitation]):
    """An open invitation to `address`; its token is `member-token-1`, `member-token-2` …"""

    class Meta:
        model = MemberInvitation
        exclude = ("token",)

    token = factory.Sequence(lambda n: f"member-token-{n}")
    association = factory.SubFactory(AssociationFactory)
    role = Role.CASE_WORKER
    address = "worker@bodies.example"
    address_mark = factory.Sequence(lambda n: f"k1:m{n}")
    token_hash = factory.LazyAttribute(lambda row: MemberInvitation.hash_of_token(row.token))
    invited_at = FOUNDED
    invited_by = factory.SelfAttribute("association.founded_by")
    expires_at = factory.LazyAttribute(lambda row: row.invited_at + INVITATION_STANDS)


class CaseAssignmentFactory(factory.django.DjangoModelFactory[CaseAssignment]):
    class Meta:
        model = CaseAssignment

    association = factory.SubFactory(AssociationFactory)
    case = factory.SubFactory(CaseFactory)
    person = factory.SubFactory(UserFactory)
    since = FOUNDED
    by = factory.SelfAttribute("person")


class CaseFeedFactory(factory.django.DjangoModelFactory[CaseFeed]):
    """A living address; the secrets are `feed-secret-1`, `feed-secret-2` …"""

    class Meta:
        model = CaseFeed

    class Params:
        secret = factory.Sequence(lambda n: f"feed-secret-{n}")

    membership = factory.SubFactory(MembershipFactory)
    token_hash = factory.LazyAttribute(lambda row: hash_of_secret(row.secret))
    made_at = FOUNDED


class CaseNoteFactory(factory.django.DjangoModelFactory[CaseNote]):
    class Meta:
        model = CaseNote

    association = factory.SubFactory(AssociationFactory)
    case = factory.SubFactory(CaseFactory)
    text = "Called the seller; waits for the bank."
    by = factory.SubFactory(UserFactory)
    at = FOUNDED


class MemberListFactory(factory.django.DjangoModelFactory[MemberList]):
    """A list that is taken over, unless `state` says otherwise."""

    class Meta:
        model = MemberList

    association = factory.SubFactory(AssociationFactory)
    name = "members.csv"
    state = ListState.DONE
    brought_at = FOUNDED
    brought_by = factory.SelfAttribute("association.founded_by")
    moved_at = factory.SelfAttribute("brought_at")


class ListPartFactory(factory.django.DjangoModelFactory[ListPart]):
    """A part of the file of a list; `content` in the clear."""

    class Meta:
        model = ListPart
        exclude = ("content",)

    content = b"E-mail\nmember@bodies.example\n"
    source = factory.SubFactory(MemberListFactory, state=ListState.WAITING)
    number = factory.Sequence(int)
    sealed = factory.LazyAttribute(lambda part: seal(part.content, ListPart.bound_to(part.source.pk, part.number)))


class ListedMemberFactory(factory.django.DjangoModelFactory[ListedMember]):
    class Meta:
        model = ListedMember

    source = factory.SubFactory(MemberListFactory)
    number = factory.Sequence(lambda n: n + 2)
    email_mark = factory.Sequence(lambda n: f"k1:e{n}")
    key = factory.SelfAttribute("email_mark")


class InvitationRunFactory(factory.django.DjangoModelFactory[InvitationRun]):
    """Held, and not begun."""

    class Meta:
        model = InvitationRun

    source = factory.SubFactory(MemberListFactory)
    kept_until = datetime(2018, 3, 2, 8, tzinfo=UTC)


class InvitedAddressFactory(factory.django.DjangoModelFactory[InvitedAddress]):
    """An address that had no turn yet."""

    class Meta:
        model = InvitedAddress

    run = factory.SubFactory(InvitationRunFactory)
    address = factory.Sequence(lambda n: f"listed{n}@sellers.example")
    mark = factory.LazyAttribute(lambda row: fingerprint("email", "", row.address))


class NeverInviteFactory(factory.django.DjangoModelFactory[NeverInvite]):
    class Meta:
        model = NeverInvite

    mark = factory.Sequence(lambda n: f"k1:n{n}")
    since = FOUNDED.date()

"""Inviting, accepting, changing roles, leaving."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from apps.accounts.models import User
from apps.associations.actions import (
    MemberRefused,
    NoInvitation,
    accept_invitation,
    change_role,
    end_membership,
    invite_member,
    leave,
    refuse_invitation,
)
from apps.associations.enums import Role
from apps.associations.models import MemberInvitation, Membership
from apps.associations.rules import INVITATION_STANDS
from apps.associations.selectors import associations_of, holds_role, membership_in
from apps.privacy.actions import request_erasure
from tests.factories.accounts import UserFactory
from tests.factories.associations import (
    FOUNDED,
    AssociationFactory,
    MemberInvitationFactory,
    MembershipFactory,
    StandingDecisionFactory,
)

pytestmark = pytest.mark.django_db
LATER = FOUNDED + timedelta(days=1)


def open_to(person: User, **known: object) -> tuple[MemberInvitation, str]:
    token = MemberInvitation.new_token()
    token_hash = MemberInvitation.hash_of_token(token)
    return MemberInvitationFactory.create(address=person.email, token_hash=token_hash, **known), token


def test_an_invitation_opens_once_and_to_its_address_alone(seller: User, stranger: User) -> None:
    invitation, token = open_to(seller)
    with pytest.raises(NoInvitation):
        accept_invitation(token=token, by=stranger, now=LATER)
    membership = accept_invitation(token=token, by=seller, now=LATER)
    assert holds_role(seller, invitation.association, [Role.CASE_WORKER])
    with pytest.raises(NoInvitation):
        accept_invitation(token=token, by=seller, now=LATER)
    invitation.refresh_from_db()
    assert (invitation.address, invitation.address_mark) == ("", "")
    assert membership.appointed_by == invitation.invited_by


def test_an_invitation_that_ran_out_or_was_refused_opens_nothing(seller: User) -> None:
    _late, token = open_to(seller)
    with pytest.raises(NoInvitation):
        accept_invitation(token=token, by=seller, now=FOUNDED + INVITATION_STANDS)
    _other, token = open_to(seller)
    assert refuse_invitation(token=token, by=seller, now=LATER)
    with pytest.raises(NoInvitation):
        accept_invitation(token=token, by=seller, now=LATER)


@pytest.mark.parametrize(
    ("by", "role", "allowed"),
    [
        (Role.OWNER, Role.OWNER, True),
        (Role.COORDINATOR, Role.CASE_WORKER, True),
        (Role.COORDINATOR, Role.COORDINATOR, False),
        (Role.CASE_WORKER, Role.OBSERVER, False),
        (Role.OBSERVER, Role.OBSERVER, False),
        (Role.COUNSEL, Role.COUNSEL, False),
    ],
)
def test_nobody_makes_somebody_of_more_weight(by: Role, role: Role, allowed: bool) -> None:
    member = MembershipFactory.create(role=by)
    known = {"association": member.association, "address": "New@bodies.example", "role": role, "language": "en"}
    if allowed:
        assert invite_member(**known, by=member.person, now=LATER).address == "new@bodies.example"
    else:
        with pytest.raises(MemberRefused):
            invite_member(**known, by=member.person, now=LATER)


def test_a_newer_invitation_replaces_the_open_one() -> None:
    association = AssociationFactory.create()
    known = {"association": association, "address": "new@bodies.example", "language": "en"}
    first = invite_member(**known, role=Role.OBSERVER, by=association.founded_by, now=FOUNDED)
    invite_member(**known, role=Role.COUNSEL, by=association.founded_by, now=LATER)
    first.refresh_from_db()
    assert first.withdrawn_at == LATER
    assert association.invitations.filter(withdrawn_at__isnull=True).count() == 1


def test_a_person_belongs_to_several_bodies_and_once_to_each(seller: User) -> None:
    one, other = MembershipFactory.create(person=seller), MembershipFactory.create(person=seller, role=Role.OBSERVER)
    assert set(associations_of(seller)) == {one.association, other.association}
    assert not holds_role(seller, other.association, [Role.COORDINATOR])
    with pytest.raises(IntegrityError, match="member_once_per_body"), transaction.atomic():
        MembershipFactory.create(association=one.association, person=seller, role=Role.OBSERVER)


def test_another_role_is_another_row() -> None:
    association = AssociationFactory.create()
    held = MembershipFactory.create(association=association, role=Role.CASE_WORKER)
    new = change_role(membership=held, role=Role.COORDINATOR, by=association.founded_by, now=LATER)
    held.refresh_from_db()
    assert (held.ended_at, held.ended_by) == (LATER, association.founded_by)
    assert membership_in(association, new.person) == new
    with pytest.raises(MemberRefused):
        change_role(membership=held, role=Role.OBSERVER, by=association.founded_by, now=LATER)


def test_a_coordinator_does_not_touch_owners_or_coordinators() -> None:
    association = AssociationFactory.create()
    own = MembershipFactory.create(association=association)
    other = MembershipFactory.create(association=association)
    for target in (membership_in(association, association.founded_by), other):
        assert target is not None
        with pytest.raises(MemberRefused):
            end_membership(membership=target, by=own.person, now=LATER)
    worker = MembershipFactory.create(association=association, role=Role.CASE_WORKER)
    end_membership(membership=worker, by=own.person, now=LATER)
    assert membership_in(association, worker.person) is None


def test_the_last_owner_stays_until_there_is_another(seller: User) -> None:
    association = AssociationFactory.create(owner=seller)
    own = membership_in(association, seller)
    assert own is not None
    with pytest.raises(MemberRefused, match="needs an owner"):
        leave(membership=own, by=seller, now=LATER)
    MembershipFactory.create(association=association, role=Role.OWNER)
    leave(membership=own, by=seller, now=LATER)
    assert list(associations_of(seller)) == []


def test_nobody_leaves_for_another(stranger: User) -> None:
    with pytest.raises(MemberRefused):
        leave(membership=MembershipFactory.create(), by=stranger, now=LATER)


def test_a_membership_that_ended_is_final() -> None:
    held = MembershipFactory.create()
    leave(membership=held, by=held.person, now=LATER)
    with pytest.raises(DatabaseError), transaction.atomic():
        Membership.objects.filter(pk=held.pk).update(ended_at=None, ended_by=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        Membership.objects.filter(pk=held.pk).delete()


def test_who_asks_to_be_erased_leaves_and_takes_back_what_they_offered(seller: User) -> None:
    association = AssociationFactory.create(owner=seller)
    invitation, _token = open_to(UserFactory.create(), association=association, invited_by=seller)
    request_erasure(by=seller, now=LATER)
    assert list(associations_of(seller)) == []
    invitation.refresh_from_db()
    assert (invitation.withdrawn_at, invitation.address) == (LATER, "")


def test_rows_can_be_named() -> None:
    assert str(StandingDecisionFactory.create()).endswith("approved")
    assert str(AssociationFactory.create(profile__name="Sellers")) == "Sellers"
    assert str(MembershipFactory.create()) and str(MemberInvitationFactory.create())

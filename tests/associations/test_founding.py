"""Entering a body and deciding about it."""

import pytest
from django.db import DatabaseError, transaction

from apps.accounts.models import User
from apps.associations.actions import (
    AssociationRefused,
    approve_association,
    decide_standing,
    edit_profile,
    found_association,
)
from apps.associations.enums import Role, Standing
from apps.associations.models import StandingDecision
from apps.associations.rules import MOST_FOUNDED
from apps.associations.selectors import (
    approved_associations,
    associations_of,
    associations_to_approve,
    holds_role,
    membership_in,
)
from apps.core.audit.tables import AuditNote
from tests.factories.associations import FOUNDED, AssociationFactory, ProfileFactory

pytestmark = pytest.mark.django_db


def test_whoever_enters_a_body_owns_it_and_it_waits(seller: User) -> None:
    association = found_association(profile=ProfileFactory.build(name="Shenzhen Sellers"), by=seller, now=FOUNDED)
    assert (association.slug, association.standing) == ("shenzhen-sellers", Standing.PENDING)
    assert holds_role(seller, association, [Role.OWNER])
    assert list(associations_to_approve()) == [association]
    assert list(approved_associations()) == []
    assert list(associations_of(seller)) == [association]


@pytest.mark.parametrize(("name", "start"), [("深圳跨境卖家协会", "body-"), ("Taken", "taken-")])
def test_its_address_is_free_and_readable(name: str, start: str) -> None:
    AssociationFactory.create(profile__name="Taken")
    association = AssociationFactory.create(profile__name=name)
    assert association.slug.startswith(start)


def test_approval_is_recorded_with_its_reason(moderator: User) -> None:
    association = AssociationFactory.create(standing=Standing.PENDING)
    decision = approve_association(
        association=association, reason=" The register names it. ", by=moderator, now=FOUNDED
    )
    assert (decision.reason, decision.by, decision.standing) == ("The register names it.", moderator, "approved")
    assert list(approved_associations()) == [association]
    assert AuditNote.objects.filter(table="associations_standingdecision", row=str(decision.pk)).count() == 1
    with pytest.raises(DatabaseError, match="are final"), transaction.atomic():
        StandingDecision.objects.filter(pk=decision.pk).update(reason="Another.")


def test_a_second_decision_of_the_same_kind_is_refused(moderator: User) -> None:
    association = AssociationFactory.create(standing=Standing.PENDING)
    stale = type(association).objects.get(pk=association.pk)
    approve_association(association=association, reason="Read.", by=moderator, now=FOUNDED)
    with pytest.raises(AssociationRefused):
        decide_standing(association=stale, standing=Standing.REFUSED, reason="Late.", by=moderator, now=FOUNDED)
    assert association.decisions.count() == 1


def test_nobody_decides_without_a_reason_or_about_their_own(moderator: User) -> None:
    association = AssociationFactory.create(owner=moderator, standing=Standing.PENDING)
    with pytest.raises(AssociationRefused, match="belong"):
        approve_association(association=association, reason="Mine.", by=moderator, now=FOUNDED)
    with pytest.raises(AssociationRefused, match="reason"):
        approve_association(association=association, reason=" ", by=moderator, now=FOUNDED)
    association.refresh_from_db()
    assert association.standing == Standing.PENDING


def test_what_moderators_looked_at_stands_still(seller: User) -> None:
    association = AssociationFactory.create(owner=seller, profile__name="Sellers")
    told = ProfileFactory.build(name="Sellers", funding="Fees, and one gift.")
    assert edit_profile(association=association, profile=told, by=seller, now=FOUNDED).funding == "Fees, and one gift."
    with pytest.raises(AssociationRefused):
        edit_profile(association=association, profile=ProfileFactory.build(name="Others"), by=seller, now=FOUNDED)


def test_a_refused_body_asks_again_by_telling_more(seller: User) -> None:
    association = AssociationFactory.create(owner=seller, standing=Standing.REFUSED)
    edit_profile(association=association, profile=ProfileFactory.build(), by=seller, now=FOUNDED)
    assert list(associations_to_approve()) == [association]


def test_nobody_enters_bodies_without_end(seller: User) -> None:
    for _ in range(MOST_FOUNDED):
        AssociationFactory.create(owner=seller, standing=Standing.PENDING)
    with pytest.raises(AssociationRefused):
        AssociationFactory.create(owner=seller, standing=Standing.PENDING)
    assert membership_in(associations_of(seller)[0], seller) is not None

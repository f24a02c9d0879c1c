"""Associations hear of a surge among the cases shared with them: once, without a number, and nobody else does."""

import json
from datetime import timedelta

import pytest

from apps.associations.actions import decide_standing
from apps.associations.enums import Standing
from apps.cases.actions.circles import revoke_from_circle
from apps.moderation.actions import NEWS, warn_associations
from apps.notifications.models import Message
from tests.factories.accounts import ModeratorFactory, UserFactory
from tests.factories.associations import AssociationFactory, MembershipFactory
from tests.factories.cases import CaseFactory
from tests.factories.circles import CircleGrantFactory
from tests.factories.incidents import SurgeFactory

pytestmark = pytest.mark.django_db
FOUND = SurgeFactory.build().found_at
SOON = FOUND + timedelta(hours=144)


def test_who_is_on_duty_is_told_once_and_reads_no_number() -> None:
    association = AssociationFactory.create()
    coordinator = MembershipFactory.create(association=association).person
    CircleGrantFactory.create(case=CaseFactory.create(owner=UserFactory.create()), circle=association.circle)
    AssociationFactory.create()  # nothing is shared with this one
    SurgeFactory.create(found_at=SOON)
    assert [warn_associations(now=SOON), warn_associations(now=SOON)] == [1, 0]
    message = Message.objects.get(kind="surge_near")
    assert message.recipient == coordinator
    assert json.loads(message.facts) == {"association": association.name, "slug": association.slug}


def test_what_is_revoked_elsewhere_old_or_of_a_suspended_body_warns_nobody() -> None:
    association, suspended = AssociationFactory.create_batch(2)
    revoked = CircleGrantFactory.create(case=CaseFactory.create(), circle=association.circle)
    assert revoked.case.owner is not None
    revoke_from_circle(grant=revoked, by=revoked.case.owner, now=SOON)
    other = CaseFactory.create(filing__case_type="listing_removal")
    CircleGrantFactory.create(case=other, circle=association.circle)
    CircleGrantFactory.create(case=CaseFactory.create(), circle=suspended.circle)
    by = ModeratorFactory.create()
    decide_standing(association=suspended, standing=Standing.SUSPENDED, reason="Read.", by=by, now=FOUND)
    SurgeFactory.create(found_at=SOON)
    assert warn_associations(now=SOON) == 0
    assert warn_associations(now=SOON + NEWS) == 0

"""What programs of an association's members read: mandates that hold, cases that are shared; gone when they end."""

from collections.abc import Callable
from datetime import date

import pytest

from apps.accounts.models import User
from apps.associations.actions import share_with_association
from apps.associations.enums import Role
from apps.associations.models import Association
from apps.campaigns.actions import revoke_mandate
from apps.campaigns.models import Mandate
from apps.cases.actions.circles import revoke_from_circle
from apps.cases.enums import CircleScope
from apps.core import clock
from tests.api.conftest import Program
from tests.associations.people import member
from tests.campaigns.test_mandates import give
from tests.factories.accounts import UserFactory
from tests.factories.associations import AssociationFactory, MembershipFactory
from tests.factories.campaigns import CampaignFactory, SignOnFactory, body_in
from tests.factories.cases import CaseFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vault_folder")]
ProgramOf = Callable[..., Program]


@pytest.fixture
def association() -> Association:
    return AssociationFactory.create()


@pytest.fixture
def mandate(association: Association, seller: User) -> Mandate:
    campaign = CampaignFactory.create(until=date(2090, 1, 1))
    body_in(campaign, association)
    SignOnFactory.create(campaign=campaign, case=CaseFactory.create(owner=seller), now=clock.now())
    return give(campaign, association, seller)


def test_mandates_that_hold_are_read_and_gone_when_revoked(
    program_of: ProgramOf, association: Association, mandate: Mandate, seller: User
) -> None:
    program, address = program_of(member(association).person), f"associations/{association.slug}/mandates/"
    rows = program.get(address).json()["results"]
    assert [(row["id"], row["reference"], row["claims"], row["text_sha256"]) for row in rows] == [
        (str(mandate.pk), mandate.case.reference, ["money", "reasons"], mandate.text_sha256)
    ]
    revoke_mandate(mandate=mandate, by=seller, now=clock.now())
    assert program.get(address).json()["results"] == []


def test_shared_cases_are_read_and_gone_when_the_sharing_ends(
    program_of: ProgramOf, association: Association, seller: User
) -> None:
    case, _other = CaseFactory.create(owner=seller), CaseFactory.create()
    shared = {"case": case, "association": association, "scope": CircleScope.SUMMARY}
    grant = share_with_association(**shared, by=seller, now=clock.now())
    reader = member(association).person
    own = CaseFactory.create(owner=reader)
    program, address = program_of(reader), f"associations/{association.slug}/cases/"
    assert [row["id"] for row in program.get(address).json()["results"]] == [str(case.pk)]
    assert own.reference not in program.get(address).content.decode()
    revoke_from_circle(grant=grant, by=seller, now=clock.now())
    assert program.get(address).json()["results"] == []


@pytest.mark.parametrize("place", ["mandates", "cases"])
def test_nobody_else_learns_that_the_association_is_there(
    program_of: ProgramOf, association: Association, mandate: Mandate, stranger: User, place: str
) -> None:
    unproven = MembershipFactory.create(association=association, person=UserFactory.create()).person
    other = member(AssociationFactory.create(), role=Role.OWNER).person
    observer = member(association, role=Role.OBSERVER).person
    nowhere = program_of(stranger).get(f"associations/nowhere/{place}/")
    for person in (stranger, unproven, other, observer):
        answer = program_of(person).get(f"associations/{association.slug}/{place}/")
        assert (answer.status_code, answer.json()["detail"]) == (404, nowhere.json()["detail"])


def test_a_token_without_the_right_is_told_so(program_of: ProgramOf, association: Association) -> None:
    program = program_of(member(association).person, scopes=["read:dates"])
    for place in ("mandates", "cases"):
        assert program.get(f"associations/{association.slug}/{place}/").status_code == 403

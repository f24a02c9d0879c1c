"""The feed of shared cases: made, exchanged and ended on a page; its address is the right, and forgets at once."""

import logging
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client

from apps.associations.actions import change_role, leave
from apps.associations.actions.feeds import FeedRefused, make_feed
from apps.associations.enums import Role
from apps.associations.models import Association, CaseFeed, Membership
from apps.cases.enums import CircleScope
from apps.core import clock
from tests.associations.people import member, signed_in
from tests.factories.associations import AssociationFactory, CaseFeedFactory
from tests.web.test_body_cases import given, revoke

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vault_folder")]
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def association() -> Association:
    return AssociationFactory.create()


@pytest.fixture
def coordinator(association: Association) -> Membership:
    return member(association, Role.COORDINATOR)


def made_by(coordinator: Membership) -> str:
    return f"/feeds/{make_feed(membership=coordinator, by=coordinator.person, now=clock.now()).secret}.atom"


def titles(address: str) -> list[str]:
    answer = Client().get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/atom+xml; charset=utf-8")
    entries = ElementTree.fromstring(answer.content).iter(f"{ATOM}entry")
    return [entry.findtext(f"{ATOM}title", "") for entry in entries]


def status(address: str) -> int:
    return Client().get(address).status_code


def test_it_holds_what_may_be_read_and_forgets_a_revoked_case_at_once(
    association: Association, coordinator: Membership
) -> None:
    first, second = given(association), given(association, CircleScope.SUMMARY)
    given(association, CircleScope.COUNT), given(AssociationFactory.create())
    address = made_by(coordinator)
    assert titles(address) == [f"{grant.case.reference}: Verified" for grant in (second, first)]
    revoke(first)
    assert titles(address) == [f"{second.case.reference}: Verified"]


def test_it_names_nobody_and_not_its_own_address(association: Association, coordinator: Membership) -> None:
    case = given(association).case
    address = made_by(coordinator)
    text = Client().get(address).content.decode()
    assert case.account is not None and case.owner is not None
    for name in (case.account.store_name, case.account.merchant_token, case.owner.email, coordinator.person.email):
        assert name and name not in text
    assert address not in text and association.name not in text
    assert coordinator.association.slug not in address


def test_it_speaks_its_readers_language(association: Association, coordinator: Membership) -> None:
    coordinator.person.language = "zh-hans"
    coordinator.person.save()
    case = given(association).case
    assert titles(made_by(coordinator)) == [f"{case.reference}: 已通过审核"]


def test_the_page_makes_exchanges_and_ends_it(association: Association, coordinator: Membership) -> None:
    client, page = signed_in(coordinator.person), f"/associations/{association.slug}/feed/"
    assert "You have no address" in client.get(page).content.decode()
    first = address_on(client.post(page, {"do": "make"}))
    assert status(first) == 200
    assert first not in client.get(page).content.decode(), "shown once"
    second = address_on(client.post(page, {"do": "make"}))
    assert (status(first), status(second)) == (404, 200)
    assert client.post(page, {"do": "end"}).status_code == 302
    assert (status(second), CaseFeed.objects.filter(ended_at=None).count()) == (404, 0)


def address_on(page: Any) -> str:
    text: str = page.content.decode()
    return "/feeds/" + text.partition("/feeds/")[2].partition(".atom")[0] + ".atom"


@pytest.mark.parametrize("role", [Role.CASE_WORKER, Role.OBSERVER, Role.COUNSEL])
def test_others_have_none(association: Association, role: Role) -> None:
    other = member(association, role)
    assert signed_in(other.person).get(f"/associations/{association.slug}/feed/").status_code == 404
    with pytest.raises(FeedRefused):
        make_feed(membership=other, by=other.person, now=clock.now())


def test_it_ends_with_the_membership_the_role_and_the_second_factor(association: Association) -> None:
    owner = association.memberships.get()
    leaving, changing, unproven = (member(association, Role.COORDINATOR) for _each in range(3))
    addresses = [made_by(each) for each in (leaving, changing, unproven)]
    assert [status(address) for address in addresses] == [200, 200, 200]
    leave(membership=leaving, by=leaving.person, now=clock.now())
    change_role(membership=changing, role=Role.OBSERVER, by=owner.person, now=clock.now())
    unproven.person.authenticator_set.all().delete()
    assert [status(address) for address in addresses] == [404, 404, 404]


def test_who_is_kept_out_with_the_body_finds_nothing(association: Association, coordinator: Membership) -> None:
    given(association)
    address = made_by(coordinator)
    association.circle.is_open = False  # type: ignore[union-attr]
    association.circle.save()  # type: ignore[union-attr]
    assert titles(address) == []


def test_its_address_stands_in_no_log_line(coordinator: Membership, caplog: pytest.LogCaptureFixture) -> None:
    address = made_by(coordinator)
    with caplog.at_level(logging.DEBUG):
        assert (status(address), status("/feeds/forged.atom")) == (200, 404)
    assert address[7:-5] not in caplog.text and "forged" not in caplog.text
    assert CaseFeed.objects.get().read_on == clock.now().date()


def test_queries_do_not_grow(association: Association, django_assert_num_queries: Any) -> None:
    address = "/feeds/feed-secret.atom"
    CaseFeedFactory.create(membership=member(association, Role.COORDINATOR), secret="feed-secret")
    for _each in range(2):
        given(association)
        titles(address)  # it notes the day once
        with django_assert_num_queries(6):
            titles(address)


def test_a_body_whose_name_is_a_page_of_ours_gets_another_address() -> None:
    assert AssociationFactory.create(profile__name="Invited").slug != "invited"

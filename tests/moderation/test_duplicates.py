"""Sellers that may be one, at the desk: side by side, hidden until a reason is given, merged by two moderators."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.accounts.models import User
from apps.cases.actions.clusters import propose_merge
from apps.cases.enums import EventKind, PairState
from apps.cases.models import CaseEvent, ClusterMember, IdentityAsk, Seller, SellerPair
from apps.cases.selectors import reveals_of
from tests.factories.accounts import ModeratorFactory, UserFactory
from tests.factories.cases import CaseFactory, SellerFactory
from tests.factories.clusters import SellerPairFactory
from tests.moderation.conftest import NOW

pytestmark = pytest.mark.django_db
LIST = "/desk/duplicates/"


def filed(**account: str) -> Seller:
    keys = {f"filing__account__{name}": value for name, value in account.items()}
    case = CaseFactory.create(owner=UserFactory.create(), **keys)
    assert case.account is not None
    return case.account.seller


def two_alike() -> SellerPair:
    one = filed(company_name="Quiet Lantern Co.", store_name="Quiet Lantern")
    return SellerPairFactory.create(one=one, other=filed(company_name="Quiet Lantern Ltd", store_name="Elsewhere"))


def address(pair: SellerPair) -> str:
    return f"{LIST}{pair.pk}/"


def decide(desk: Client, pair: SellerPair, step: str, words: str = "") -> int:
    return desk.post(address(pair), {"step": step, "seen": pair.state, "words": words}).status_code


def test_the_list_says_what_agrees_and_no_name(desk: Client) -> None:
    two_alike()
    page = desk.get(LIST).content.decode()
    assert "company name" in page
    assert "1 + 1" in page
    assert "Lantern" not in page


def test_an_empty_list_says_what_it_is_for(desk: Client) -> None:
    assert "Nobody to decide about" in desk.get(LIST).content.decode()


def test_names_are_hidden_until_a_second_moderator_allows_it_and_both_sellers_read_that(
    desk: Client, moderator: User, client_of: Callable[[User], Client]
) -> None:
    pair = two_alike()
    page = desk.get(address(pair)).content.decode()
    assert [page.count("Lantern"), page.count('tone-success">agrees'), page.count('tone-warning">differs')] == [0, 1, 3]
    assert decide(desk, pair, "reveal") == 409
    assert decide(desk, pair, "reveal", "Two cases of one wave.") == 302
    page = desk.get(address(pair)).text
    assert ["Another moderator has to allow it" in page, "Lantern" in page] == [True, False]
    ask = f"/desk/identities/{IdentityAsk.objects.get().pk}/"
    assert client_of(ModeratorFactory.create()).post(ask, {"step": "allow"}).status_code == 302
    assert desk.post(f"{ask}look/")["Location"] == address(pair)
    assert "Quiet Lantern Co." in desk.get(address(pair)).content.decode()
    reveals = CaseEvent.objects.filter(kind=EventKind.REVEAL, by=moderator)
    assert {event.case.account.seller_id for event in reveals if event.case.account} == {pair.one_id, pair.other_id}
    for event in reveals:
        assert reveals_of(event.case)


def test_a_merge_is_proposed_here_and_confirmed_by_another(desk: Client, client_of: Callable[[User], Client]) -> None:
    pair = two_alike()
    assert decide(desk, pair, "propose", "Same office.") == 302
    pair.refresh_from_db()
    assert [pair.state, ClusterMember.objects.count()] == [PairState.PROPOSED, 0]
    assert "somebody else has to confirm it" in desk.get(address(pair)).content.decode()
    assert decide(desk, pair, "confirm") == 409
    assert decide(client_of(ModeratorFactory.create()), pair, "confirm") == 302
    assert ClusterMember.objects.values("cluster").distinct().count() == 1
    pair.refresh_from_db()
    assert decide(desk, pair, "undo") == 302
    assert ClusterMember.objects.count() == 0
    history = desk.get(address(pair)).content.decode()
    assert [history.count(words) for words in ("merge proposed", "merge confirmed", "decision taken back")] == [1] * 3
    assert "Same office." in history


def test_what_was_decided_meanwhile_is_not_decided_again(desk: Client) -> None:
    pair = two_alike()
    propose_merge(pair=SellerPair.objects.get(), by=ModeratorFactory.create(), now=NOW)
    assert decide(desk, pair, "apart") == 409


def test_nobody_decides_about_their_own(desk: Client, moderator: User) -> None:
    pair = SellerPairFactory.create(one=SellerFactory.create(owner=moderator))
    assert "Somebody else decides about it" in desk.get(address(pair)).content.decode()
    assert decide(desk, pair, "apart") == 409


def test_a_pair_that_is_not_there_is_not_found(desk: Client) -> None:
    assert desk.get(f"{LIST}4711/").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_however_many(
    desk: Client, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    for _ in range(number):
        two_alike()
    with django_assert_num_queries(7):
        desk.get(LIST)


@pytest.mark.parametrize("number", [1, 3])
def test_a_pair_costs_the_same_however_many_cases(
    desk: Client, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    pair = two_alike()
    for _ in range(number):
        CaseFactory.create(owner=pair.one.owner, filing__account__company_name=pair.one.company_name)
    with django_assert_num_queries(13):
        desk.get(address(pair))

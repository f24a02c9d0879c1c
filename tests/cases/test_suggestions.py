"""Sellers that may be one are found: when one files, and by the sweep of the night."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from apps.accounts.models import User
from apps.cases.actions import clusters as cluster_actions
from apps.cases.actions import suggestions as actions
from apps.cases.enums import PairState, PairStep
from apps.cases.models import Case, ClusterMember, PairEvent, Seller, SellerKeys, SellerPair
from apps.cases.rules.likeness import Sight
from apps.cases.selectors import likeness
from apps.cases.selectors.likeness import sights_of
from tests.factories.accounts import ModeratorFactory, UserFactory
from tests.factories.cases import CREDIT_CODE, STARTED, CaseFactory, SellerFactory

pytestmark = pytest.mark.django_db


def filed(company: str = "", owner: User | None = None, **account: str) -> Seller:
    facts = {"store_name": "", "merchant_token": "", "store_url": f"{UserFactory.create().pk}.example", **account}
    keys: dict[str, Any] = {f"filing__account__{name}": value for name, value in facts.items()}
    person = owner or UserFactory.create()
    case: Case = CaseFactory.create(owner=person, filing__account__company_name=company, **keys)
    assert case.account is not None
    return case.account.seller


def found() -> list[tuple[str, str]]:
    return list(SellerPair.objects.values_list("state", "score"))


def of_one(seller: Seller) -> int:
    return actions.suggest_pairs(seller_id=seller.pk, now=STARTED)


def of_all(seller: Seller) -> int:
    return actions.sweep_sellers(now=STARTED)


@pytest.mark.parametrize("look", [of_one, of_all])
def test_a_name_in_other_characters_is_suggested_once(look: Callable[[Seller], int]) -> None:
    filed("義烏市恆達進出口貿易有限公司")
    filed("深圳市创想科技有限公司")
    seller = filed("义乌恒达进出口贸易有限公司")
    assert [look(seller), look(seller)] == [1, 0]
    pair = SellerPair.objects.get()
    assert [pair.state, pair.score, pair.agrees] == [
        PairState.SUGGESTED,
        1.0,
        ["company", "place", "trade", "platform"],
    ]
    assert [event.step for event in pair.events.all()] == [PairStep.FOUND]
    assert ClusterMember.objects.count() == 0


@pytest.mark.parametrize("look", [of_one, of_all])
def test_a_store_of_one_name_is_suggested(look: Callable[[Seller], int]) -> None:
    filed(store_name="Harbour Lamp")
    assert look(filed(store_name="ＨＡＲＢＯＵＲ lamp")) == 1


@pytest.mark.parametrize("look", [of_one, of_all])
def test_who_is_one_already_or_declared_two_is_not_suggested(look: Callable[[Seller], int]) -> None:
    filed("Harbour Lamp", credit_code=CREDIT_CODE)
    seller = filed("Harbour Lamp", credit_code=CREDIT_CODE)
    assert look(seller) == 0
    cluster_actions.keep_apart(pair=SellerPair.objects.get(), by=ModeratorFactory.create(), now=STARTED)
    assert look(seller) == 0
    assert SellerPair.objects.get().state == PairState.DIFFERENT


def test_the_sweep_joins_what_nobody_was_there_to_join() -> None:
    """As after a migration or an import: rows without keys and pairs."""
    one, other = SellerFactory.create_batch(2, credit_code_fingerprint="1:x", company_name="")
    assert SellerKeys.objects.count() == 0
    actions.sweep_sellers(now=STARTED)
    assert SellerKeys.objects.count() == 2
    assert PairEvent.objects.get().step == PairStep.JOINED
    assert set(ClusterMember.objects.values_list("cluster", flat=True)) == {min(one.pk, other.pk)}


def test_the_sweep_decides_by_a_key_what_waited() -> None:
    one, other = sorted(SellerFactory.create_batch(2, company_name="Harbour Lamp"), key=lambda seller: seller.pk)
    actions.sweep_sellers(now=STARTED)
    assert found() == [(PairState.SUGGESTED, 1.0)]
    Seller.objects.update(credit_code_fingerprint="1:x")
    actions.sweep_sellers(now=STARTED)
    assert found() == [(PairState.SAME, 1.0)]
    assert ClusterMember.objects.filter(cluster=one.pk).count() == 2
    assert other.member.cluster == one.pk


def test_a_word_that_many_share_suggests_nothing_but_is_still_found_for_one() -> None:
    SellerFactory.create_batch(45, company_name="Best Goods")
    actions.sweep_sellers(now=STARTED)
    assert found() == []
    assert of_one(filed("Best Goods")) == 45


def test_a_word_that_very_many_share_hides_nobody_who_shares_a_rare_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(likeness, "MOST_CANDIDATES", 5)
    sellers = SellerFactory.create_batch(12, company_name="Harbour Bicycles")
    wanted = SellerFactory.create(company_name="Harbour Lantern")
    actions.keep_keys(sellers=[*sellers, wanted], now=STARTED)
    seller = filed("Harbour Lanterm")
    assert of_one(seller) == 1
    assert {wanted.pk, seller.pk} == set(SellerPair.objects.values_list("one", "other").get())


def test_keys_tell_nothing_without_our_key() -> None:
    seller = filed("Harbour Lamp")
    assert all(isinstance(number, int) for number in seller.keys.numbers)
    assert "harbour" not in str(list(SellerKeys.objects.values_list()))


def test_a_night_opens_only_names_that_were_written_since(monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = SellerFactory.create(company_name="Harbour Lamp"), SellerFactory.create(company_name="Harbour Bicycles")
    opened: list[set[UUID]] = []

    def spy(ids: list[UUID]) -> dict[UUID, Sight]:
        opened.append(set(ids))
        return sights_of(ids)

    monkeypatch.setattr(likeness, "sights_of", spy)
    for night in range(2):
        actions.sweep_sellers(now=STARTED + timedelta(days=night))
    assert [ids for ids in opened if ids] == [{one.pk, two.pk}]
    actions.keep_keys(sellers=[two], now=STARTED + timedelta(days=2))
    actions.sweep_sellers(now=STARTED + timedelta(days=1))  # while that night was at work
    actions.sweep_sellers(now=STARTED + timedelta(days=3))
    actions.sweep_sellers(now=STARTED + timedelta(days=4))
    assert [ids for ids in opened if ids] == [{one.pk, two.pk}] * 3

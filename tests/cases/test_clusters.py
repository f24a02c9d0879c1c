"""Sellers that are one: joined by keys, merged by two moderators, taken back, and always as a recount has it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.db.models import QuerySet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.accounts.models import User
from apps.cases import actions as case_actions
from apps.cases.actions import clusters as actions
from apps.cases.enums import PairState, PairStep, State
from apps.cases.models import Case, ClusterMember, PairEvent, Seller, SellerPair
from apps.cases.rules.clusters import clusters_of
from apps.cases.selectors.clusters import cluster_of, clusters_by_mark
from apps.core.fingerprints import fingerprint
from tests.factories.accounts import ModeratorFactory, UserFactory
from tests.factories.cases import CREDIT_CODE, STARTED, CaseFactory, FilingFactory, SellerFactory
from tests.factories.clusters import SellerPairFactory

pytestmark = pytest.mark.django_db
NOW = STARTED + timedelta(days=3)
OTHER_CODE = "91330100799655058B"


def filed(owner: User | None = None, **account: str) -> Case:
    """A case of an account with these facts."""
    facts = {"store_name": "", "merchant_token": "", **account}
    keys = {f"filing__account__{name}": value for name, value in facts.items()}
    return CaseFactory.create(owner=owner or UserFactory.create(), **keys)


def counted(cases: QuerySet[Case] | None = None) -> int:
    """How many sellers the filed cases are of."""
    rows = cases if cases is not None else Case.objects.exclude(state=State.DRAFT)
    return rows.annotate(who=cluster_of("account__seller")).values("who").distinct().count()


def as_recomputed() -> dict[UUID, UUID]:
    return clusters_of(SellerPair.objects.filter(state=PairState.SAME).values_list("one", "other"))


def stands() -> dict[UUID, UUID]:
    return dict(ClusterMember.objects.values_list("seller", "cluster"))


# -- by keys


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"merchant_token": "A2Q3Y263D00KWC"}, {"merchant_token": " a2q3y263d00kwc "}),
        ({"merchant_token": "A2Q3Y263D00KWC"}, {"store_url": "amazon.de/sp?seller=A2Q3Y263D00KWC"}),
        (
            {"store_url": "https://www.amazon.com/stores/Harbour"},
            {"store_url": "amazon.com/stores/harbour/?ref=x"},
        ),
        ({"store_name": "A", "credit_code": CREDIT_CODE}, {"store_name": "B", "credit_code": CREDIT_CODE.lower()}),
    ],
)
def test_two_people_who_file_with_one_key_are_one_seller(first: dict[str, str], second: dict[str, str]) -> None:
    filed(**first)
    filed(**second)
    assert [Seller.objects.count(), counted()] == [2, 1]
    pair = SellerPair.objects.get()
    assert [pair.state, pair.events.get().step, pair.events.get().by] == [PairState.SAME, PairStep.JOINED, None]


def test_a_name_alone_joins_nobody() -> None:
    filed(store_name="Harbour Lamp", company_name="Lamp Co.")
    filed(store_name="Harbour Lamp", company_name="Lamp Co.")
    assert [counted(), SellerPair.objects.count()] == [2, 0]


def test_one_person_is_one_seller_unless_they_name_two_businesses() -> None:
    person, other = UserFactory.create(), UserFactory.create()
    filed(person, store_name="A", company_name="Lamp Co.")
    filed(person, store_name="B", company_name="Desk Co.")
    assert counted(Case.objects.filter(owner=person)) == 1
    filed(other, store_name="A", credit_code=CREDIT_CODE)
    filed(other, store_name="B", credit_code=OTHER_CODE)
    assert counted(Case.objects.filter(owner=other)) == 2


def test_what_was_declared_two_sellers_is_not_joined_by_a_key_again() -> None:
    filed(merchant_token="A2TOKEN")
    person = filed(merchant_token="A2TOKEN").owner
    actions.keep_apart(pair=SellerPair.objects.get(), words="A typing slip.", by=ModeratorFactory.create(), now=NOW)
    assert counted() == 2
    filed(person, merchant_token="A2TOKEN")
    assert [counted(), SellerPair.objects.get().state] == [2, PairState.DIFFERENT]


def test_lists_are_compared_by_fingerprint_alone() -> None:
    person = UserFactory.create(email="lamp@example.org")
    case = filed(person, merchant_token="A2TOKEN")
    filed(merchant_token="A2TOKEN")
    token, mail = fingerprint("merchant_token", "amazon", "a2token"), fingerprint("email", "", "Lamp@example.org")
    stranger = fingerprint("email", "", "nobody@example.org")
    found = clusters_by_mark([token, mail, stranger, ""])
    assert case.account is not None
    assert found == dict.fromkeys([token, mail], stands()[case.account.seller_id])


# -- by moderators


def test_a_merge_needs_two_moderators() -> None:
    pair = SellerPairFactory.create()
    one, two = ModeratorFactory.create_batch(2)
    actions.propose_merge(pair=pair, words="Same address.", by=one, now=NOW)
    assert stands() == {}
    with pytest.raises(actions.PairRefused, match="Somebody else"):
        actions.confirm_merge(pair=pair, by=one, now=NOW)
    actions.confirm_merge(pair=pair, by=two, now=NOW + timedelta(minutes=1))
    assert stands() == dict.fromkeys([pair.one_id, pair.other_id], pair.one_id)
    steps = list(pair.events.values_list("step", "by"))
    assert steps == [(PairStep.PROPOSED, one.pk), (PairStep.CONFIRMED, two.pk)]


def test_nobody_decides_about_a_seller_of_their_own() -> None:
    moderator = ModeratorFactory.create()
    pair = SellerPairFactory.create(one=SellerFactory.create(owner=moderator))
    with pytest.raises(actions.PairRefused, match="your own"):
        actions.keep_apart(pair=pair, by=moderator, now=NOW)


def test_a_step_that_was_seen_elsewhere_is_refused() -> None:
    pair, moderator = SellerPairFactory.create(), ModeratorFactory.create()
    seen = SellerPair.objects.get()
    actions.propose_merge(pair=pair, by=moderator, now=NOW)
    with pytest.raises(actions.PairRefused, match="a moment ago"):
        actions.keep_apart(pair=seen, by=ModeratorFactory.create(), now=NOW)


def test_undoing_a_merge_in_the_middle_of_a_chain_leaves_two_clusters() -> None:
    sellers = sorted(SellerFactory.create_batch(4), key=lambda seller: seller.pk)
    pairs = [SellerPairFactory.create(one=sellers[n], other=sellers[n + 1], state=PairState.SAME) for n in range(3)]
    actions.settle(sellers=[sellers[0].pk])
    assert set(stands().values()) == {sellers[0].pk}
    actions.undo_pair(pair=pairs[1], by=ModeratorFactory.create(), now=NOW)
    ids = [seller.pk for seller in sellers]
    assert stands() == {ids[0]: ids[0], ids[1]: ids[0], ids[2]: ids[2], ids[3]: ids[2]}


STEPS = (
    lambda pair, by: actions.propose_merge(pair=pair, by=by[0], now=NOW),
    lambda pair, by: actions.confirm_merge(pair=pair, by=by[1], now=NOW),
    lambda pair, by: actions.keep_apart(pair=pair, by=by[0], now=NOW),
    lambda pair, by: actions.undo_pair(pair=pair, by=by[1], now=NOW),
)
PLACES = [(one, other) for one in range(6) for other in range(one)]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(st.tuples(st.sampled_from(PLACES), st.sampled_from(range(4))), min_size=20, max_size=60))
def test_any_order_of_steps_ends_where_a_recount_does(moves: list[tuple[tuple[int, int], int]]) -> None:
    with transaction.atomic():
        sellers, moderators = SellerFactory.create_batch(6), ModeratorFactory.create_batch(2)
        pairs = {(a, b): SellerPairFactory.create(one=sellers[a], other=sellers[b]) for a, b in PLACES}
        for place, step in moves:
            try:
                STEPS[step](pairs[place], moderators)
            except actions.PairRefused:
                continue
            assert stands() == as_recomputed()
        assert actions.recount_clusters() == 0
        transaction.set_rollback(True)


# -- at once


def at_once(deeds: list[Callable[[], Any]]) -> list[Any]:
    start = Barrier(len(deeds))

    def run(deed: Callable[[], Any]) -> Any:
        start.wait(timeout=30)
        try:
            return deed()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


@pytest.mark.django_db(transaction=True)
def test_concurrent_merges_end_in_one_state() -> None:
    """Three sellers in a ring: two merges are confirmed and one taken back at the same moment, each also twice."""
    sellers, (one, two) = SellerFactory.create_batch(3), ModeratorFactory.create_batch(2)
    ring = [SellerPairFactory.create(one=sellers[n - 1], other=sellers[n]) for n in range(3)]
    for pair in ring:
        actions.propose_merge(pair=pair, by=one, now=NOW)
    actions.confirm_merge(pair=ring[2], by=two, now=NOW)

    def fresh(place: int) -> SellerPair:
        return SellerPair.objects.select_related("one", "other").get(pk=ring[place].pk)

    deeds = [(actions.confirm_merge, 0), (actions.confirm_merge, 1), (actions.undo_pair, 2)] * 2
    answers = at_once([lambda do=do, at=at: do(pair=fresh(at), by=two, now=NOW) for do, at in deeds])  # type: ignore[misc]
    assert sorted(type(answer).__name__ for answer in answers) == ["PairEvent"] * 3 + ["PairRefused"] * 3
    assert stands() == as_recomputed()
    assert len(set(stands().values())) == 1
    assert PairEvent.objects.count() == 3 + 1 + 3


@pytest.mark.django_db(transaction=True)
def test_of_many_who_file_with_one_token_at_once_all_are_one() -> None:
    people = UserFactory.create_batch(4)
    cases = [case_actions.start_case(by=person, now=STARTED) for person in people]
    filing = FilingFactory.build(account__merchant_token="A2TOKEN")
    answers = at_once(
        [
            lambda case=case, by=by: case_actions.submit_case(case=case, filing=filing, by=by, now=NOW)  # type: ignore[misc]
            for case, by in zip(cases, people, strict=True)
        ]
    )
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert [Seller.objects.count(), counted()] == [4, 1]

"""All queues on one page: counts, ages, the next of each, and nobody sent to what another is at."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.accounts.models import User
from apps.cases.enums import EventKind, State
from apps.cases.models import Claim
from apps.evidence.enums import Custody
from apps.moderation.actions import LASTS, release_claims, take_next
from apps.moderation.selectors.queues import QUEUES, stands_of_queues
from tests.factories.accounts import ModeratorFactory, UserFactory
from tests.factories.appeals import AppealReadingFactory
from tests.factories.cases import STARTED, CaseFactory, CaseFileFactory, FilingFactory, make_move
from tests.factories.clusters import SellerPairFactory
from tests.factories.evidence import CustodyEntryFactory
from tests.factories.incidents import SurgeFactory
from tests.factories.statistics import BatchFactory
from tests.moderation.conftest import NOW

pytestmark = pytest.mark.django_db
PAGE = "/desk/queues/"


def counts(by: User) -> dict[str, int]:
    return {stand.queue.name: stand.count for stand in stands_of_queues(by, NOW)}


def test_every_queue_counts_what_waits_in_it(moderator: User) -> None:
    CaseFactory.create_batch(2)
    CaseFactory.create(state=State.VERIFIED)
    back = CaseFactory.create(state=State.RETURNED)
    assert back.owner is not None
    make_move(back, EventKind.RESUBMIT, owner=back.owner, moderator=moderator, filing=FilingFactory.build(), now=NOW)
    CaseFactory.create(owner=moderator)  # nobody verifies their own
    SurgeFactory.create()
    SellerPairFactory.create()
    found = counts(moderator)
    assert [found[name] for name in ("verify", "answered", "amounts", "place", "surges", "duplicates")] == [
        2, 1, 1, 5, 1, 1,
    ]  # fmt: skip
    assert [found[name] for name in ("appeals", "associations", "messages", "steps", "evidence", "figures")] == [0] * 6


def test_the_oldest_is_told(moderator: User) -> None:
    CaseFactory.create(now=STARTED)
    CaseFactory.create(now=STARTED + timedelta(days=1))
    stand = next(stand for stand in stands_of_queues(moderator, NOW) if stand.queue.name == "verify")
    assert stand.oldest == STARTED + timedelta(hours=1)


def test_two_moderators_get_two_cases_and_the_same_one_goes_on(moderator: User) -> None:
    first, second = CaseFactory.create(now=STARTED), CaseFactory.create(now=STARTED + timedelta(hours=2))
    other, queue = ModeratorFactory.create(), QUEUES["verify"]
    assert take_next(queue=queue, by=moderator, now=NOW) == (first.pk,)
    assert take_next(queue=queue, by=other, now=NOW) == (second.pk,)
    assert take_next(queue=queue, by=other, now=NOW) == (second.pk,)
    assert take_next(queue=queue, by=ModeratorFactory.create(), now=NOW) is None
    assert release_claims(queue=queue, by=moderator) == 1
    assert take_next(queue=queue, by=ModeratorFactory.create(), now=NOW) == (first.pk,)


def test_a_claim_ends_by_itself(moderator: User) -> None:
    case = CaseFactory.create()
    take_next(queue=QUEUES["verify"], by=moderator, now=NOW)
    assert take_next(queue=QUEUES["verify"], by=ModeratorFactory.create(), now=NOW + LASTS) == (case.pk,)
    assert Claim.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_four_at_once_get_four_cases() -> None:
    CaseFactory.create_batch(4)
    start, people = Barrier(4), ModeratorFactory.create_batch(4)

    def take(person: User) -> Any:
        start.wait(timeout=30)
        try:
            return take_next(queue=QUEUES["verify"], by=person, now=NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(take, people))
    assert len({subject for subject in taken if subject}) == 4


def test_the_next_is_one_button_away(desk: Client, client_of: Callable[[User], Client]) -> None:
    case = CaseFactory.create()
    assert "Take the next" in desk.get(PAGE).content.decode()
    assert desk.post(f"{PAGE}verify/next/").headers["Location"] == f"/desk/case/{case.pk}/"
    assert "1 by you" in desk.get(PAGE).content.decode()
    other = client_of(ModeratorFactory.create())
    assert other.post(f"{PAGE}verify/next/").headers["Location"] == PAGE
    assert "1 by others" in other.get(PAGE).content.decode()
    assert desk.post(f"{PAGE}verify/release/").status_code == 302
    assert Claim.objects.count() == 0


def test_an_appeal_is_named_by_case_and_number(desk: Client) -> None:
    reading = AppealReadingFactory.create()
    place = desk.post(f"{PAGE}appeals/next/").headers["Location"]
    assert place == f"/desk/case/{reading.appeal.case_id}/appeal/{reading.appeal.number}/"


def test_an_unknown_queue_is_not_found(desk: Client) -> None:
    assert [desk.post(f"{PAGE}nothing/{what}/").status_code for what in ("next", "release")] == [404, 404]


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_however_much_waits(
    desk: Client, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    for _ in range(number):
        CaseFactory.create(owner=UserFactory.create())
        SellerPairFactory.create()
    with django_assert_num_queries(7):  # one for all queues, one for the claims
        desk.get(PAGE)


def test_evidence_that_came_after_verifying_waits_until_a_moderator_opens_it(moderator: User) -> None:
    case = CaseFactory.create(state=State.VERIFIED)
    CaseFileFactory.create(case=case, added_at=STARTED)  # before it was verified: it was looked at then
    late = CaseFileFactory.create(case=case, added_at=NOW)
    assert QUEUES["evidence"].waiting(moderator, NOW, 9) == [(case.pk,)]
    CustodyEntryFactory.create(file=late.file, kind=Custody.OPENED, by=case.owner)
    assert counts(moderator)["evidence"] == 1
    CustodyEntryFactory.create(file=late.file, kind=Custody.OPENED, by=moderator)
    assert counts(moderator)["evidence"] == 0


def test_a_prepared_batch_waits_for_somebody_else(moderator: User) -> None:
    BatchFactory.create(prepared_by=moderator)
    assert [counts(moderator)["figures"], counts(ModeratorFactory.create())["figures"]] == [0, 1]

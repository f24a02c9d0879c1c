"""Finding sellers that may be one. What is found here waits for moderators; only exact keys join by themselves."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q
from django.db.models.functions import Coalesce

from apps.cases.actions.clusters import one_at_a_time, recount_clusters
from apps.cases.enums import PairState, PairStep
from apps.cases.models import PairEvent, Seller, SellerKeys, SellerPair
from apps.cases.rules.likeness import compare
from apps.cases.rules.names import ALIKE
from apps.cases.selectors.likeness import (
    Ids,
    candidates_for,
    keys_made_with,
    looks_for,
    numbers_of,
    pairs_known,
    pairs_sharing_exact_keys,
    pairs_to_compare,
    without_keys,
)

BATCH = 2000
COMPARED = 20_000  # pairs in one transaction
NIL = UUID(int=0)


# as bulk_create writes them, which takes three times as long to make its text
KEEP = """
    INSERT INTO cases_sellerkeys (seller_id, numbers, made_with, written_at)
    SELECT seller, numbers::bigint[], %s, %s FROM unnest(%s::uuid[], %s::text[]) AS found(seller, numbers)
    ON CONFLICT (seller_id) DO UPDATE
    SET numbers = excluded.numbers, made_with = excluded.made_with, written_at = excluded.written_at"""


def keep_keys(*, sellers: Iterable[Seller], now: datetime) -> None:
    """Write by what these sellers are found, inside the caller's transaction; the next night compares them anew."""
    found = numbers_of(sellers)
    arrays = ["{" + ",".join(map(str, numbers)) + "}" for numbers in found.values()]
    with connection.cursor() as cursor:
        cursor.execute(KEEP, [keys_made_with(), now, list(found), arrays])


@transaction.atomic
def suggest_pairs(*, seller_id: UUID, now: datetime) -> int:
    """Suggest who may be the same as this seller; how many. Twice is as once."""
    seller = Seller.objects.filter(pk=seller_id).first()
    if seller is None:
        return 0
    others = candidates_for(seller.pk, numbers_of([seller])[seller.pk])
    return _suggest({_in_order(seller.pk, other) for other in others}, now)


def sweep_sellers(*, now: datetime) -> int:
    """Everything at once, as once a night: missing keys, exact keys nobody was there to join, sellers that look alike,
    all clusters counted anew. Returns how many pairs were new. Two sellers whose keys are as they were when they were
    compared are not compared again. Each part stands for itself: killed in between, the rest is done the next night."""
    last: UUID | None = NIL
    while last:
        last = _fill_keys(last, now)
    new = _join(now)
    fresh, found = pairs_to_compare()
    for place in range(0, len(found), COMPARED):
        with transaction.atomic():
            new += _suggest(found[place : place + COMPARED], now)
    _note_compared(fresh, now)
    recount_clusters()
    return new


@transaction.atomic
def _fill_keys(after: UUID, now: datetime) -> UUID | None:
    """Make the keys of some sellers that have none; the last of them, None when there were none left."""
    missing = list(without_keys().filter(pk__gt=after)[:BATCH])
    keep_keys(sellers=missing, now=now)
    return missing[-1].pk if missing else None


def _note_compared(sellers: Iterable[UUID], now: datetime) -> None:
    """Whose keys were written while the night was at work is compared the next night."""
    compared = sorted(sellers)
    for place in range(0, len(compared), COMPARED):
        some = SellerKeys.objects.filter(pk__in=compared[place : place + COMPARED])
        some.filter(Q(written_at=None) | Q(written_at__lte=now)).update(
            compared_at=now, written_at=Coalesce("written_at", now)
        )


@transaction.atomic
def _join(now: datetime) -> int:
    """Join who shares an exact key and is in no pair yet; a pair that waits for a decision is decided by the key."""
    one_at_a_time()
    shared = pairs_sharing_exact_keys()
    waiting = SellerPair.objects.filter(state__in=[PairState.SUGGESTED, PairState.PROPOSED])
    decided = [pair for pair in waiting if (pair.one_id, pair.other_id) in shared]
    moved = [
        pair
        for pair in decided
        if SellerPair.objects.filter(pk=pair.pk, state=pair.state).update(state=PairState.SAME, moved_at=now)
    ]
    made = _make(_compared(shared - pairs_known()), PairState.SAME, now)
    _note([*moved, *made], PairStep.JOINED, now)
    return len(made)


def _suggest(pairs: Iterable[Ids], now: datetime) -> int:
    one_at_a_time()
    alike = [found for found in _compared(pairs) if found.score >= ALIKE]
    made = _make(alike, PairState.SUGGESTED, now)
    _note(made, PairStep.FOUND, now)
    return len(made)


def _compared(pairs: Iterable[Ids]) -> Iterator[SellerPair]:
    """Each pair with its likeness, not saved."""
    wanted = sorted(pairs)
    looks = looks_for({pk for pair in wanted for pk in pair})
    for one, other in wanted:
        if one not in looks or other not in looks:
            continue
        found = compare(looks[one], looks[other])
        yield SellerPair(
            one_id=one,
            other_id=other,
            score=found.score,
            agrees=[fact.value for fact in found.agrees],
            differs=[fact.value for fact in found.differs],
        )


def _make(pairs: Iterable[SellerPair], state: PairState, now: datetime) -> list[SellerPair]:
    """Save pairs that nobody else saved meanwhile; those that were new."""
    wanted = list(pairs)
    for pair in wanted:
        pair.state, pair.found_at, pair.moved_at = state, now, now
    before = pairs_known() if len(wanted) > BATCH else _known_among(wanted)
    fresh = [pair for pair in wanted if (pair.one_id, pair.other_id) not in before]
    return SellerPair.objects.bulk_create(fresh, batch_size=BATCH)


def _known_among(pairs: list[SellerPair]) -> set[Ids]:
    ones = {pair.one_id for pair in pairs}
    return set(SellerPair.objects.filter(one__in=ones).values_list("one", "other"))


def _note(pairs: Iterable[SellerPair], step: PairStep, now: datetime) -> None:
    PairEvent.objects.bulk_create([PairEvent(pair=pair, step=step, at=now) for pair in pairs], batch_size=BATCH)


def _in_order(one: UUID, other: UUID) -> Ids:
    return (one, other) if one < other else (other, one)

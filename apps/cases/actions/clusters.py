"""Joining sellers that are one, and taking it back. Every step: the pair's state, its history, the clusters.

Sellers that share an exact key are joined when they file. Everything else a moderator proposes and a second one
confirms. Clusters follow from the pairs alone, so any order of steps ends where a recount does.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.cases.actions.identities import ask_identity
from apps.cases.enums import PairState, PairStep
from apps.cases.models import ClusterMember, IdentityAsk, PairEvent, Seller, SellerPair
from apps.cases.rules.clusters import clusters_of
from apps.cases.rules.pairs import STEPS
from apps.cases.selectors.clusters import joined_by_key, pairs_that_are_same, reached_from
from apps.cases.selectors.pairs import cases_of_seller

LOCK = 0x5245434F_434C5553  # one at a time decides who is whom
BATCH = 2000


class PairRefused(Exception):
    """The pair is not where this step starts, or the step is not this person's; `args[0]` says it to the user."""


@transaction.atomic
def join_by_keys(*, seller: Seller, now: datetime) -> list[SellerPair]:
    """Join a seller with all that share an exact key with them. What somebody declared two sellers stays two.

    Call it when the keys are written, late in the transaction: nobody else joins anybody until it ends. So of two who
    file with one key at the same time, the second sees the first.
    """
    one_at_a_time()
    joined = []
    for other, keys in joined_by_key(seller).items():
        one, two = sorted((seller.pk, other))
        found = {"state": PairState.SAME, "agrees": sorted(keys), "found_at": now, "moved_at": now}
        pair, is_new = SellerPair.objects.get_or_create(one_id=one, other_id=two, defaults=found)
        if not is_new and not _moves(pair, PairStep.JOINED, now, agrees=sorted({*pair.agrees, *keys}), score=1.0):
            continue
        PairEvent.objects.create(pair=pair, step=PairStep.JOINED, by=None, at=now)
        joined.append(pair)
    if joined:
        settle(sellers=[seller.pk])
    return joined


@transaction.atomic
def propose_merge(*, pair: SellerPair, words: str = "", by: User, now: datetime) -> PairEvent:
    """A moderator holds two sellers to be one; it counts when a second moderator says so too. Raises PairRefused."""
    return _step(pair, PairStep.PROPOSED, words, by, now, proposed_by=by)


@transaction.atomic
def confirm_merge(*, pair: SellerPair, words: str = "", by: User, now: datetime) -> PairEvent:
    """The second pair of eyes: from here on they count as one. Raises PairRefused, to who proposed it above all."""
    if pair.proposed_by_id == by.pk:
        raise PairRefused(_("Somebody else has to confirm what you proposed."))
    return _step(pair, PairStep.CONFIRMED, words, by, now)


@transaction.atomic
def keep_apart(*, pair: SellerPair, words: str = "", by: User, now: datetime) -> PairEvent:
    """They are two sellers, whatever agrees; no key joins them again. Raises PairRefused."""
    return _step(pair, PairStep.APART, words, by, now, proposed_by=None)


@transaction.atomic
def undo_pair(*, pair: SellerPair, words: str = "", by: User, now: datetime) -> PairEvent:
    """Take back what was decided: the pair is to be decided again. Raises PairRefused."""
    return _step(pair, PairStep.UNDONE, words, by, now, proposed_by=None)


@transaction.atomic
def ask_for_both(*, pair: SellerPair, reason: str, by: User, now: datetime) -> IdentityAsk:
    """Ask to see who two sellers are, by the latest filed case of each.

    Their owners read it in the log of who saw their case. Raises AskRefused without a reason, PairRefused where one of
    them has not filed anything.
    """
    one, other = (next(iter(cases_of_seller(seller)), None) for seller in (pair.one, pair.other))
    if one is None or other is None:
        raise PairRefused(_("One of the two has no filed case yet."))
    return ask_identity(case=one, beside=other, reason=reason, by=by, now=now)


def _step(pair: SellerPair, step: PairStep, words: str, by: User, now: datetime, **changes: object) -> PairEvent:
    if by.pk in (pair.one.owner_id, pair.other.owner_id):
        raise PairRefused(_("One of these sellers is your own. Somebody else decides about it."))
    one_at_a_time()
    was_same = pair.state == PairState.SAME
    if not _moves(pair, step, now, **changes):
        raise PairRefused(_("Somebody decided about these two a moment ago. Please look at where it stands now."))
    event = PairEvent.objects.create(pair=pair, step=step, words=words.strip(), by=by, at=now)
    if was_same or pair.state == PairState.SAME:
        settle(sellers=[pair.one_id, pair.other_id])
    return event


def _moves(pair: SellerPair, step: PairStep, now: datetime, **changes: object) -> bool:
    """Take the step from the state that was seen; False when it does not start there, or no longer."""
    starts, end = STEPS[step]
    if pair.state not in starts:
        return False
    values = {"state": end, "moved_at": now, **changes}
    seen = SellerPair.objects.filter(pk=pair.pk, state=pair.state, proposed_by=pair.proposed_by_id)
    if not seen.update(**values):
        return False
    for name, value in values.items():
        setattr(pair, name, value)
    return True


def settle(*, sellers: Iterable[UUID]) -> None:
    """Write the clusters of these sellers, and of everybody they are tied to, as the pairs have it."""
    reached, pairs = reached_from(sellers)
    _write(clusters_of(pairs), reached)


@transaction.atomic
def recount_clusters() -> int:
    """Write all clusters anew from the pairs; how many rows were not as they should be (0, unless something failed)."""
    one_at_a_time()
    stands = dict(ClusterMember.objects.values_list("seller", "cluster"))
    wanted = clusters_of(pairs_that_are_same().values_list("one", "other").iterator(BATCH))
    wrong = {pk for pk in {*stands, *wanted} if stands.get(pk) != wanted.get(pk)}
    _write({pk: cluster for pk, cluster in wanted.items() if pk in wrong}, wrong)
    return len(wrong)


def _write(clusters: dict[UUID, UUID], among: set[UUID]) -> None:
    """Rows that are right already are not touched: whoever follows this table sees only what changed."""
    stands = dict(ClusterMember.objects.filter(seller__in=among).values_list("seller", "cluster"))
    ClusterMember.objects.filter(seller__in=[pk for pk in stands if pk not in clusters]).delete()
    changed = [ClusterMember(seller_id=pk, cluster=to) for pk, to in clusters.items() if stands.get(pk) != to]
    ClusterMember.objects.bulk_create(
        changed, batch_size=BATCH, update_conflicts=True, unique_fields=["seller"], update_fields=["cluster"]
    )


def one_at_a_time() -> None:
    """Wait until nobody else decides who is whom; held until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])

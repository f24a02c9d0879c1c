"""Sellers that look like one another: finding candidates by their keys, and what is compared of them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from operator import attrgetter
from uuid import UUID

import numpy as np
from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection
from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from apps.cases.models import ClusterMember, Seller, SellerAccount, SellerKeys, SellerPair
from apps.cases.rules.likeness import Looks, Sight
from apps.cases.rules.names import keys_of_name, parts_of
from apps.cases.rules.pairing import pairs_sharing
from apps.core.blind_index import key_in_use
from apps.core.fingerprints import normalise, short_marks

VERSION = 1  # raise it when the same names give other keys; the sweep then makes them anew
MOST_CANDIDATES = 200  # of one seller
MOST_SHARING = 40  # sellers that share a number; a word that more of them share says nothing
AT_ONCE = 5000  # sellers in one query
EXACT = {
    Seller: ("credit_code_fingerprint",),
    SellerAccount: ("token_fingerprint", "url_fingerprint"),
}

Ids = tuple[UUID, UUID]


def keys_made_with() -> str:
    return f"{VERSION}:{key_in_use()}"


def numbers_of(sellers: Iterable[Seller]) -> dict[UUID, list[int]]:
    """By what names each of these sellers is found, in order, none twice; reads their accounts, in one query."""
    names = {seller.pk: seller.company_name for seller in sellers}
    stores: dict[UUID, set[str]] = defaultdict(set)
    accounts = SellerAccount.objects.filter(seller__in=names).order_by().only("seller", "platform", "store_name")
    for account in accounts:
        if name := normalise(account.store_name):
            stores[account.seller_id].add(f"store\x1f{account.platform}\x1f{name}")
    return {
        seller: short_marks(
            "seller key", {f"company\x1f{key}" for key in keys_of_name(parts_of(name))} | stores[seller]
        )
        for seller, name in names.items()
    }


MARKS = ("platform", "store_fingerprint", "token_fingerprint", "url_fingerprint")  # of an account, as they are compared


def looks_of(seller: Seller) -> Looks:
    """What is compared of a seller; reads its accounts."""
    return _looks(seller, list(map(attrgetter(*MARKS), seller.accounts.all())))


def looks_for(ids: Iterable[UUID]) -> dict[UUID, Looks]:
    """What is compared of these sellers, in two queries. Of their texts the company's name alone is opened."""
    wanted = list(ids)
    accounts: dict[UUID, list[tuple[str, str, str, str]]] = defaultdict(list)
    for seller, *row in SellerAccount.objects.filter(seller__in=wanted).order_by().values_list("seller", *MARKS):
        accounts[seller].append(tuple(row))
    sellers = Seller.objects.filter(pk__in=wanted).only("company_name", "credit_code_fingerprint", "email_fingerprint")
    return {seller.pk: _looks(seller, accounts[seller.pk]) for seller in sellers}


def _looks(seller: Seller, accounts: list[tuple[str, str, str, str]]) -> Looks:
    columns = [frozenset(filter(None, column)) for column in zip(*accounts, strict=True)] or [frozenset()] * 4
    return Looks(
        company=seller.company_name,
        credit_code=seller.credit_code_fingerprint,
        email=seller.email_fingerprint,
        platforms=columns[0],
        stores=columns[1],
        tokens=columns[2],
        urls=columns[3],
    )


def without_keys() -> QuerySet[Seller]:
    """Sellers whose keys are missing or were made by other rules."""
    made = SellerKeys.objects.filter(seller=OuterRef("pk"), made_with=keys_made_with())
    return Seller.objects.filter(~Exists(made)).only("company_name").order_by("pk")


# each number by itself, so that a word that very many share hides nobody who shares a rare one
SHARING = """
    SELECT kept.seller_id FROM unnest(%s::bigint[]) AS number
    CROSS JOIN LATERAL (
        SELECT seller_id FROM cases_sellerkeys WHERE numbers @> ARRAY[number] AND seller_id <> %s LIMIT %s
    ) kept GROUP BY kept.seller_id ORDER BY count(*) DESC, kept.seller_id"""


def candidates_for(seller: UUID, numbers: list[int]) -> list[UUID]:
    """Who shares a key with this seller, whoever shares most first, without those decided about or already found."""
    with connection.cursor() as cursor:
        cursor.execute(SHARING, [numbers, seller, MOST_CANDIDATES])
        sharing = [pk for (pk,) in cursor.fetchall()]
    known = known_beside(seller)
    return [pk for pk in sharing if pk not in known][:MOST_CANDIDATES]


def known_beside(seller: UUID) -> set[UUID]:
    """With whom this seller is in a pair, or in one cluster."""
    pairs = SellerPair.objects.filter(one=seller).values_list("other", flat=True)
    others = SellerPair.objects.filter(other=seller).values_list("one", flat=True)
    own = ClusterMember.objects.filter(seller=seller).values("cluster")
    return {*pairs, *others, *ClusterMember.objects.filter(cluster__in=own).values_list("seller", flat=True)}


def pairs_to_compare() -> tuple[list[UUID], list[Ids]]:
    """For a night: the sellers whose keys were written since they were compared with all others; and in order every two
    that share a key few have, one of them among these, and may look alike. Left out is who is in a pair already, or
    held to be one."""
    ids, numbers, fresh = _keys_held()
    if not any(fresh):
        return [], []
    shared = pairs_sharing(numbers, MOST_SHARING)
    shared = shared[np.array(fresh)[shared].any(axis=1)]
    sights = sights_of([ids[place] for place in np.unique(shared)])
    pairs = ((ids[one], ids[other]) for one, other in shared.tolist())
    alike = [(one, other) for one, other in pairs if sights[one].may_be_like(sights[other])]
    known, held = pairs_known(), clusters_held()
    found = [pair for pair in alike if pair not in known and held.get(pair[0], pair[0]) != held.get(pair[1], pair[1])]
    return [seller for seller, is_fresh in zip(ids, fresh, strict=True) if is_fresh], found


def _keys_held() -> tuple[list[UUID], list[list[int]], list[bool]]:
    """Sellers in order, what keys they have, and whether these were written since they were compared."""
    written_since = Q(compared_at=None) | Q(written_at=None) | Q(compared_at__lt=F("written_at"))
    is_fresh = ExpressionWrapper(written_since, output_field=BooleanField())
    rows = SellerKeys.objects.order_by("pk").values_list("seller", "numbers", is_fresh)
    ids: list[UUID] = []
    numbers: list[list[int]] = []
    fresh: list[bool] = []
    for seller, theirs, written in rows.iterator(AT_ONCE):
        ids.append(seller)
        numbers.append(theirs)
        fresh.append(written)
    return ids, numbers, fresh


def sights_of(ids: list[UUID]) -> dict[UUID, Sight]:
    """What a first look at very many sellers sees."""
    found: dict[UUID, Sight] = {}
    for place in range(0, len(ids), AT_ONCE):
        wanted = ids[place : place + AT_ONCE]
        stores: dict[UUID, set[str]] = defaultdict(set)
        accounts = SellerAccount.objects.filter(seller__in=wanted).exclude(store_fingerprint="").order_by()
        for seller_id, store in accounts.values_list("seller", "store_fingerprint"):
            stores[seller_id].add(store)
        for seller in Seller.objects.filter(pk__in=wanted).only("company_name"):
            found[seller.pk] = Sight(parts_of(seller.company_name), frozenset(stores[seller.pk]))
    return found


def pairs_sharing_exact_keys() -> set[Ids]:
    """Every two sellers that share a key which joins, by the columns themselves."""
    return {pair for sellers in _sharing_exact_keys() for pair in _two_by_two(sellers)}


def _sharing_exact_keys() -> Iterator[list[UUID]]:
    for model, columns in EXACT.items():
        for column in columns:
            seller = "pk" if model is Seller else "seller"
            beside = [column] if model is Seller else ["platform", column]
            rows = model._base_manager.exclude(**{column: ""}).values(*beside)
            groups = rows.annotate(count=Count(seller, distinct=True), who=ArrayAgg(seller, distinct=True))
            for group in groups.filter(count__gt=1):
                yield group["who"]
    yield from _sharing_addresses()


def _sharing_addresses() -> Iterator[list[UUID]]:
    """One person's sellers, two by two, unless both name different businesses."""
    people: dict[str, list[tuple[UUID, str]]] = defaultdict(list)
    several = Seller.objects.exclude(email_fingerprint="").values("email_fingerprint").annotate(count=Count("pk"))
    rows = Seller.objects.filter(email_fingerprint__in=several.filter(count__gt=1).values("email_fingerprint"))
    for pk, mail, code in rows.values_list("pk", "email_fingerprint", "credit_code_fingerprint"):
        people[mail].append((pk, code))
    for sellers in people.values():
        for place, (one, code) in enumerate(sellers):
            for other, other_code in sellers[:place]:
                if not code or not other_code or code == other_code:
                    yield [one, other]


def _two_by_two(sellers: list[UUID]) -> Iterator[Ids]:
    """All pairs; of very many each with the first, which joins them as well."""
    ordered = sorted(set(sellers))
    firsts = ordered if len(ordered) <= MOST_SHARING else ordered[:1]
    for place, one in enumerate(firsts):
        for other in ordered[place + 1 :]:
            yield one, other


def pairs_known() -> set[Ids]:
    return set(SellerPair.objects.values_list("one", "other"))


def clusters_held() -> dict[UUID, UUID]:
    return dict(ClusterMember.objects.values_list("seller", Coalesce("cluster", "seller")))

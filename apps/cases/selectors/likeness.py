"""Sellers that look like one another: finding candidates by their keys, and what is compared of them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from operator import attrgetter
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce

from apps.cases.models import ClusterMember, Seller, SellerAccount, SellerKeys, SellerPair
from apps.cases.rules.likeness import Looks
from apps.cases.rules.names import keys_of_name, parts_of
from apps.core.blind_index import key_in_use
from apps.core.fingerprints import normalise, short_marks

VERSION = 1  # raise it when the same names give other keys; the sweep then makes them anew
MOST_CANDIDATES = 200  # of one seller
MOST_SHARING = 40  # sellers that share a number; a word that more of them share says nothing
EXACT = {
    Seller: ("credit_code_fingerprint",),
    SellerAccount: ("token_fingerprint", "url_fingerprint"),
}

Ids = tuple[UUID, UUID]


def keys_made_with() -> str:
    return f"{VERSION}:{key_in_use()}"


def numbers_of(seller: Seller) -> list[int]:
    """By what names of this seller are found; its accounts are read, and should be prefetched for many."""
    keys = {f"company\x1f{key}" for key in keys_of_name(parts_of(seller.company_name))}
    keys |= {f"store\x1f{name}" for name in _stores(seller)}
    return short_marks("seller key", keys)


MARKS = ("platform", "store_fingerprint", "token_fingerprint", "url_fingerprint")  # of an account, as they are compared


def _stores(seller: Seller) -> frozenset[str]:
    return frozenset(
        f"{account.platform}\x1f{name}" for account in seller.accounts.all() if (name := normalise(account.store_name))
    )


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
    return Seller.objects.exclude(keys__made_with=keys_made_with()).prefetch_related("accounts").order_by("pk")


def candidates_for(seller: Seller, numbers: list[int]) -> list[UUID]:
    """Who shares a key with this seller, whoever shares most first, without those decided about or already found."""
    if not numbers:
        return []
    shared = SellerKeys.objects.filter(numbers__overlap=numbers).exclude(seller=seller.pk)
    rows = shared.values_list("seller", "numbers")[: MOST_CANDIDATES * 2]
    wanted = set(numbers)
    ranked = sorted(((len(wanted & set(theirs)), pk) for pk, theirs in rows), key=lambda row: (-row[0], row[1]))
    known = known_beside(seller.pk)
    return [pk for _shared, pk in ranked if pk not in known][:MOST_CANDIDATES]


def known_beside(seller: UUID) -> set[UUID]:
    """With whom this seller is in a pair, or in one cluster."""
    pairs = SellerPair.objects.filter(one=seller).values_list("other", flat=True)
    others = SellerPair.objects.filter(other=seller).values_list("one", flat=True)
    own = ClusterMember.objects.filter(seller=seller).values("cluster")
    return {*pairs, *others, *ClusterMember.objects.filter(cluster__in=own).values_list("seller", flat=True)}


def sellers_to_compare() -> set[UUID]:
    """Those whose keys were written since they were compared with all others."""
    stale = Q(compared_at=None) | Q(written_at=None) | Q(compared_at__lt=F("written_at"))
    return set(SellerKeys.objects.filter(stale).values_list("seller", flat=True))


def pairs_sharing_keys(fresh: set[UUID]) -> set[Ids]:
    """Every two sellers that share a key few have, one of them among `fresh`; ids in order."""
    holders: dict[int, list[UUID]] = defaultdict(list)
    for seller, numbers in SellerKeys.objects.values_list("seller", "numbers").iterator(5000):
        for number in numbers:
            holders[number].append(seller)
    few = (sellers for sellers in holders.values() if 1 < len(sellers) <= MOST_SHARING)
    return {pair for sellers in few for pair in _two_by_two(sellers) if not fresh.isdisjoint(pair)}


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

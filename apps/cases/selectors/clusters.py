"""Which sellers count as one, and what is held of pairs of them."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import F, Q, QuerySet, UUIDField
from django.db.models.functions import Coalesce

from apps.accounts.models import User
from apps.cases.enums import Key, PairState
from apps.cases.models import ClusterMember, Seller, SellerAccount, SellerPair

MOST_JOINED = 50  # sellers found by one key; whoever shares a key with more is joined to these, and so to all


def cluster_of(seller: str) -> Coalesce:
    """Who a row is counted as, given its way to a seller (`account__seller` of a case): a UUID for every seller.

    Two sellers that are held to be the same give the same. In SQL:
    COALESCE(cases_clustermember.cluster, cases_seller.id), by a left join.
    """
    return Coalesce(F(f"{seller}__member__cluster"), F(f"{seller}_id"), output_field=UUIDField())


def clusters_by_mark(marks: Iterable[str]) -> dict[str, UUID]:
    """Who is known under each of these fingerprints (`core.fingerprints`: credit code, token, link, e-mail).

    Lists of associations are compared by this: it tells that two marks are one seller, and nothing about them. A mark
    says itself of which kind and platform it is, so kinds need not be told apart.
    """
    wanted = {mark for mark in marks if mark}
    found: dict[str, UUID] = {}
    if not wanted:
        return found
    for column in ("credit_code_fingerprint", "email_fingerprint"):
        rows = Seller.objects.filter(**{f"{column}__in": wanted})
        found |= dict(rows.values_list(column, Coalesce("member__cluster", "pk", output_field=UUIDField())))
    for column in ("token_fingerprint", "url_fingerprint"):
        accounts = SellerAccount.objects.filter(**{f"{column}__in": wanted})
        found |= dict(accounts.values_list(column, cluster_of("seller")))
    return found


def joined_by_key(seller: Seller) -> dict[UUID, list[Key]]:
    """Other sellers that share an exact key with this one, and which; the same person's, unless both name different
    businesses by credit code."""
    found: dict[UUID, list[Key]] = {}

    def add(key: Key, sellers: Iterable[UUID]) -> None:
        for pk in sellers:
            if pk != seller.pk and key not in found.setdefault(pk, []):
                found[pk].append(key)

    if code := seller.credit_code_fingerprint:
        add(Key.CREDIT_CODE, _ids(Q(credit_code_fingerprint=code)))
    if mail := seller.email_fingerprint:
        one_business = Q(credit_code_fingerprint__in=["", code]) if code else Q()
        add(Key.EMAIL, _ids(Q(email_fingerprint=mail) & one_business))
    for account in seller.accounts.all():
        for key, column in ((Key.TOKEN, "token_fingerprint"), (Key.URL, "url_fingerprint")):
            if mark := getattr(account, column):
                same = SellerAccount.objects.filter(platform=account.platform, **{column: mark})
                add(key, same.order_by("created_at", "pk").values_list("seller", flat=True)[:MOST_JOINED])
    return found


def _ids(which: Q) -> QuerySet[Seller, UUID]:
    return Seller.objects.filter(which).order_by("created_at", "pk").values_list("pk", flat=True)[:MOST_JOINED]


def owners_beside(seller: Seller) -> QuerySet[User]:
    """Other people who filed for what counts as the same seller."""
    cluster = ClusterMember.objects.filter(seller=seller).values("cluster")
    others = Seller.objects.filter(member__cluster__in=cluster).exclude(owner=seller.owner)
    return User.objects.filter(pk__in=others.values("owner"))


def pairs_that_are_same() -> QuerySet[SellerPair]:
    return SellerPair.objects.filter(state=PairState.SAME)


def reached_from(sellers: Iterable[UUID]) -> tuple[set[UUID], list[tuple[UUID, UUID]]]:
    """Everybody whose cluster may change with these sellers, and the pairs among them that are the same."""
    todo, reached = set(sellers), set()
    pairs: set[tuple[UUID, UUID]] = set()
    while todo:
        reached |= todo
        held = ClusterMember.objects.filter(cluster__in=_clusters_held(todo)).values_list("seller", flat=True)
        touching = Q(one__in=todo) | Q(other__in=todo)
        edges = set(pairs_that_are_same().filter(touching).values_list("one", "other"))
        pairs |= edges
        todo = ({pk for pair in edges for pk in pair} | set(held)) - reached
    return reached, sorted(pairs)


def _clusters_held(sellers: set[UUID]) -> QuerySet[ClusterMember, UUID]:
    return ClusterMember.objects.filter(seller__in=sellers).values_list("cluster", flat=True)

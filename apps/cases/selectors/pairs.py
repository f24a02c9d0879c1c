"""Pairs of sellers as moderators see them: what agrees and differs, and what hangs on each."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case as Choose
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Value, When

from apps.accounts.models import User
from apps.cases.enums import FACTS, EventKind, PairState, State
from apps.cases.models import Case, CaseEvent, Seller, SellerPair
from apps.cases.rules.likeness import Fact, Likeness, compare
from apps.cases.selectors.likeness import looks_of

TO_DECIDE = (PairState.PROPOSED, PairState.SUGGESTED)
MOST_CASES = 20  # of each seller on the page of a pair


def pairs_to_decide() -> QuerySet[SellerPair]:
    """Proposals that wait for a second moderator first, then suggestions, the likeliest first."""
    waiting = Choose(When(state=PairState.PROPOSED, then=Value(0)), default=Value(1))
    found = SellerPair.objects.filter(state__in=TO_DECIDE).select_related("one", "other", "proposed_by")
    return found.order_by(waiting, "-score", "id")


def pairs_in(state: PairState) -> QuerySet[SellerPair]:
    """Pairs that were decided, the latest first."""
    found = SellerPair.objects.filter(state=state).select_related("one", "other", "proposed_by")
    return found.order_by("-moved_at", "-id")


def with_counts(pairs: QuerySet[SellerPair]) -> QuerySet[SellerPair]:
    """Each with how many filed cases hang on either side (`cases_of_one`, `cases_of_other`)."""
    return pairs.annotate(cases_of_one=_filed("one"), cases_of_other=_filed("other"))


def _filed(side: str) -> Subquery:
    cases = Case.objects.filter(account__seller=OuterRef(side)).exclude(state=State.DRAFT).order_by()
    return Subquery(cases.values("account__seller").annotate(count=Count("pk")).values("count"))


def pair_at_desk(pair_id: int) -> SellerPair:
    """One pair with both sellers and their accounts. Raises SellerPair.DoesNotExist."""
    found = SellerPair.objects.select_related("one__owner", "other__owner", "proposed_by")
    return found.prefetch_related("one__accounts", "other__accounts", "events__by").get(pk=pair_id)


@dataclass(frozen=True)
class Compared:
    """One fact of both sides. `agrees` is None where one of them does not say it."""

    label: object
    one: list[str]
    other: list[str]
    agrees: bool | None


def compared_facts(pair: SellerPair) -> list[Compared]:
    """What two sellers say of themselves, side by side, in a fixed order. It names them: see who may see that."""
    found: Likeness = compare(looks_of(pair.one), looks_of(pair.other))
    here, there = _said_by(pair.one), _said_by(pair.other)
    return [
        Compared(
            label=FACTS[fact],
            one=here[fact],
            other=there[fact],
            agrees=True if fact in found.agrees else False if fact in found.differs else None,
        )
        for fact in (Fact.COMPANY, Fact.CREDIT_CODE, Fact.EMAIL, Fact.STORE, Fact.TOKEN, Fact.URL)
    ]


def _said_by(seller: Seller) -> dict[Fact, list[str]]:
    accounts = list(seller.accounts.all())
    said = {
        Fact.COMPANY: [seller.company_name],
        Fact.CREDIT_CODE: [seller.credit_code],
        Fact.EMAIL: [seller.owner.email],
        Fact.STORE: [account.store_name for account in accounts],
        Fact.TOKEN: [account.merchant_token for account in accounts],
        Fact.URL: [account.store_url for account in accounts],
    }
    return {fact: list(dict.fromkeys(value for value in values if value)) for fact, values in said.items()}


def cases_of_seller(seller: Seller) -> list[Case]:
    """The filed cases of one seller, the latest first."""
    filed = Case.objects.filter(account__seller=seller).exclude(state=State.DRAFT)
    return list(filed.defer("notice_text", "narrative").order_by("-submitted_at", "id")[:MOST_CASES])


def cases_of_pair(pair: SellerPair) -> tuple[list[Case], list[Case]]:
    """The filed cases of both sellers, the latest first, in one query."""
    filed = Case.objects.exclude(state=State.DRAFT).defer("notice_text", "narrative")
    filed = filed.annotate(of=F("account__seller")).order_by("-submitted_at", "id")
    one, other = (filed.filter(account__seller=pk)[:MOST_CASES] for pk in (pair.one_id, pair.other_id))
    both = sorted(one.union(other, all=True), key=lambda case: (case.submitted_at, case.pk), reverse=True)
    return [case for case in both if case.of == pair.one_id], [case for case in both if case.of == pair.other_id]


def both_revealed_since(pair: SellerPair, reader: User, since: datetime) -> bool:
    """Whether this moderator gave a reason to see who both sellers are, on a case of each, after `since`."""
    given = CaseEvent.objects.filter(kind=EventKind.REVEAL, by=reader, at__gt=since)
    sides = Q(case__account__seller__in=[pair.one_id, pair.other_id])
    return given.filter(sides).values("case__account__seller").distinct().count() == 2

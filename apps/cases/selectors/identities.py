"""Moderators' wishes to see who a seller is: those to answer, those allowed, and the page of one."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from apps.accounts.models import User
from apps.cases.models import Case, IdentityAsk, SellerPair
from apps.core.four_eyes import ANSWERED, AskState

ALLOWED_FOR = timedelta(days=1)


def usable_asks(by: User, *, now: datetime) -> QuerySet[IdentityAsk]:
    """What was allowed to a moderator within a day and is not used yet."""
    return IdentityAsk.objects.filter(asked_by=by, state=AskState.ALLOWED, answered_at__gt=now - ALLOWED_FOR)


def identity_asks_open_to(by: User, *, now: datetime) -> QuerySet[IdentityAsk]:
    """What others ask and this moderator may answer; and what was allowed to them and waits to be looked at."""
    others = Q(state=AskState.ASKED) & ~Q(asked_by=by) & ~Q(case__owner=by)
    others &= Q(beside=None) | ~Q(beside__owner=by)
    allowed = Q(pk__in=usable_asks(by, now=now).values("pk"))
    return IdentityAsk.objects.filter(others | allowed).order_by("asked_at", "id")


def identity_asks(*, answered: bool) -> QuerySet[IdentityAsk]:
    """All that wait, the oldest first; or all that were answered, the latest first."""
    asks = IdentityAsk.objects.select_related("case", "beside", "asked_by", "answered_by")
    if answered:
        return asks.filter(state__in=ANSWERED).order_by("-answered_at", "id")
    return asks.filter(state=AskState.ASKED).order_by("asked_at", "id")


def identity_ask_at_desk(ask_id: UUID) -> IdentityAsk:
    """One with its cases. Raises IdentityAsk.DoesNotExist."""
    return IdentityAsk.objects.select_related("case", "beside", "asked_by", "answered_by").get(pk=ask_id)


def identity_ask_of(case: Case, reader: User, *, now: datetime) -> IdentityAsk | None:
    """Where a moderator's own wish about a case stands: it waits, or was allowed and is not used; None: none such."""
    return _live(reader, now).filter(Q(case=case) | Q(beside=case)).first()


def pair_ask_of(pair: SellerPair, reader: User, *, now: datetime) -> IdentityAsk | None:
    """The same about two sellers."""
    sides = {"case__account__seller": pair.one_id, "beside__account__seller": pair.other_id}
    return _live(reader, now).filter(**sides).first()


def _live(by: User, now: datetime) -> QuerySet[IdentityAsk]:
    live = Q(state=AskState.ASKED) | Q(state=AskState.ALLOWED, answered_at__gt=now - ALLOWED_FOR)
    return IdentityAsk.objects.filter(live, asked_by=by).order_by("-asked_at")


def cases_of_ask(ask: IdentityAsk) -> list[Case]:
    return [case for case in (ask.case, ask.beside) if case]


def pair_of_ask(ask: IdentityAsk) -> SellerPair | None:
    """The two sellers it is about, where it is about two."""
    sellers = [case.account.seller_id for case in cases_of_ask(ask) if case.account]
    if len(sellers) < 2:
        return None
    one, other = sorted(sellers)
    return SellerPair.objects.filter(one=one, other=other).first()

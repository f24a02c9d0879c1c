"""Reads of the inviting of a list. An association learns how far it is, and never what became of one address."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from apps.associations.enums import InvitingState, Standing
from apps.associations.models import Association, InvitationRun, InvitedAddress, MemberList, NeverInvite

ASKED_ANEW = timedelta(days=180)


def hash_of_key(key: str) -> str:
    """How the key of a mail is kept."""
    return sha256(key.encode()).hexdigest()


def run_of(brought: MemberList) -> InvitationRun | None:
    """The inviting of the people of a list, where their addresses were kept."""
    return InvitationRun.objects.filter(source=brought).first()


@dataclass(frozen=True)
class Turns:
    """How many addresses there are, and how many of them had their turn."""

    all: int
    had: int


def turns_of(run: InvitationRun) -> Turns:
    """Those who were passed over had a turn like the others: nobody can tell them from the ones who got a mail."""
    counts = run.addresses.aggregate(all=Count("pk"), had=Count("pk", filter=Q(turn_on__isnull=False)))
    return Turns(**counts)


def left_today(run: InvitationRun, now: datetime) -> int:
    """How many more turns there may be today (UTC), by the list's limit and by that of the association."""
    today = InvitedAddress.objects.filter(turn_on=now.astimezone(UTC).date())
    body = today.filter(run__source__association=run.source.association_id)
    counts = body.aggregate(all=Count("pk"), own=Count("pk", filter=Q(run=run)))
    left: int = min(settings.LIST_INVITATIONS_PER_DAY - counts["all"], run.per_day - counts["own"])
    return max(left, 0)


def passed_over(run: InvitationRun, now: datetime) -> QuerySet[InvitedAddress]:
    """Who wants no invitation, or was invited by this association within half a year."""
    never = NeverInvite.objects.filter(mark=OuterRef("mark"))
    since = now.astimezone(UTC).date() - ASKED_ANEW
    earlier = InvitedAddress.objects.filter(mark=OuterRef("mark"), turn_on__gte=since).exclude(key_hash="")
    of_body = earlier.filter(run__source__association=run.source.association_id).exclude(pk=OuterRef("pk"))
    return run.addresses.filter(Exists(never) | Exists(of_body))


def inviting_association(key: str) -> Association | None:
    """Who invites by the mail that carries this key, while it may."""
    found = InvitedAddress.objects.filter(key_hash=hash_of_key(key)).select_related("run__source__association").first()
    association = found.run.source.association if found else None
    return association if association and association.standing == Standing.APPROVED else None


def runs_to_do(now: datetime) -> QuerySet[InvitationRun]:
    """Where mails go out, where addresses were kept too long, and where mails that went are still to be forgotten."""
    forget = Q(state=InvitingState.HELD, kept_until__lte=now)
    outbox = Q(Exists(InvitedAddress.objects.filter(run=OuterRef("pk"), in_outbox=True)))
    return InvitationRun.objects.filter(Q(state=InvitingState.RUNNING) | forget | outbox).order_by("pk")

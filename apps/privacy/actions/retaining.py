"""Keeping to the rules of retention."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction

from apps.cases.actions import expire_drafts
from apps.cases.models import Case, CaseInvitation
from apps.dossiers.actions import sweep_dossiers
from apps.notifications.actions import forget_old, queue_message
from apps.notifications.enums import MessageKind
from apps.privacy.actions.blanks import emptied
from apps.privacy.actions.emptying import empty_case
from apps.privacy.actions.exporting import sweep_exports
from apps.privacy.models import Announcement
from apps.privacy.rules.periods import TOLD_BEFORE
from apps.privacy.selectors.retention import RULES, announced_and_due, closed_long_ago

BATCH = 500


def keep_to_rules(*, now: datetime) -> Counter[str]:
    """Let go what is due by each rule; returns how many by its key. Doing it again changes nothing."""
    done: Counter[str] = Counter({"announced": announce_emptying(now=now)})
    for key, carry_out in WAYS.items():
        done[key] = carry_out(now)
    return done


@transaction.atomic
def announce_emptying(*, now: datetime) -> int:
    """Tell the owners of long closed cases, 60 days before their cases are emptied. Each closing is told of once."""
    cases = list(closed_long_ago(now).select_related("owner")[:BATCH])
    for case in cases:
        Announcement.objects.create(case=case, closed_at=case.moved_at, announced_at=now, empties_at=now + TOLD_BEFORE)
        if case.owner and case.owner.is_active:
            queue_message(
                kind=MessageKind.KEPT_TOO_LONG,
                to=case.owner,
                dedupe_key=f"kept_too_long:{case.pk}:{case.moved_at:%Y%m%d%H%M}",
                facts={"reference": case.reference, "case_id": str(case.pk), "days": str(TOLD_BEFORE.days)},
                now=now,
            )
    return len(cases)


def _empty_announced(now: datetime) -> int:
    return sum(_empty_case(announcement, now) for announcement in announced_and_due(now)[:BATCH])


@transaction.atomic
def _empty_case(announcement: Announcement, now: datetime) -> int:
    """Of one closed case, take out what names its seller; facts and numbers stay. Twice is as once."""
    case = Case.objects.select_for_update(of=("self",)).get(pk=announcement.case_id)
    if case.moved_at != announcement.closed_at:
        return 0
    empty_case(case=case, by=None, now=now)
    return Announcement.objects.filter(pk=announcement.pk, emptied_at__isnull=True).update(emptied_at=now)


def _delete_due(key: str) -> Callable[[datetime], int]:
    rule = next(rule for rule in RULES if rule.key == key)

    @transaction.atomic
    def delete(now: datetime) -> int:
        return int(rule.due(now).delete()[0])

    return delete


@transaction.atomic
def _drop_sessions(now: datetime) -> int:
    gone = Session.objects.filter(expire_date__lte=now).delete()[0]
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    return gone


@transaction.atomic
def _forget_invited(now: datetime) -> int:
    rule = next(rule for rule in RULES if rule.key == "invitations")
    nothing = {"address": "", "sharer_name": "", "address_mark": ""}
    return rule.due(now).update(withdrawn_at=now, **emptied(CaseInvitation, nothing))


def _expire_drafts(now: datetime) -> int:
    return expire_drafts(now=now, at_most=BATCH)


WAYS: dict[str, Callable[[datetime], int]] = {
    "drafts": _expire_drafts,  # of both kinds
    "codes": lambda now: forget_old(now=now),
    "sessions": _drop_sessions,
    "copies": lambda now: sweep_exports(now=now),
    "dossiers": lambda now: sweep_dossiers(now=now),
    "invitations": _forget_invited,
    "tokens": _delete_due("tokens"),
    "messages": _delete_due("messages"),
    "closed_cases": _empty_announced,
}

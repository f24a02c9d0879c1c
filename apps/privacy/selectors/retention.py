"""How long anything is kept, in one place: beat keeps to it, the pages say it, `manage.py retention` counts by it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.sessions.models import Session
from django.db.models import F, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import ApiToken
from apps.cases.actions.drafts import KEEP_CLAIMED, KEEP_UNCLAIMED
from apps.cases.enums import CLOSED
from apps.cases.models import Case, CaseInvitation, Draft
from apps.core.encryption import Sealed
from apps.dossiers.actions import KEPT as DOSSIERS
from apps.dossiers.enums import DossierState
from apps.dossiers.models import Dossier
from apps.notifications.enums import SHORT_LIVED, UNSENT
from apps.notifications.models import Message
from apps.privacy.enums import ExportState
from apps.privacy.models import Announcement, Export, LegalHold
from apps.privacy.rules.periods import CLOSED_CASES, CODES, COPIES, INVITATIONS, MESSAGES, TOKENS, TOLD_BEFORE

NO_SESSIONS = timedelta()


@dataclass(frozen=True)
class Rule:
    """What is kept, how long and from when, why; `due` finds what goes now."""

    key: str
    what: str | Promise
    period: timedelta
    since: str | Promise
    why: str | Promise
    due: Callable[[datetime], "QuerySet[Any]"]


def closed_long_ago(now: datetime) -> "QuerySet[Case]":
    """Closed cases to be announced: old enough, and not told of since they were closed."""
    old = Case.objects.filter(state__in=CLOSED, moved_at__lte=now - CLOSED_CASES + TOLD_BEFORE)
    told = Announcement.objects.filter(closed_at__gte=now - timedelta(days=100 * 365)).values("case_id", "closed_at")
    known = {(row["case_id"], row["closed_at"]) for row in told}
    fresh = [pk for pk, moved_at in old.values_list("pk", "moved_at") if (pk, moved_at) not in known]
    return Case.objects.filter(pk__in=fresh)


def announced_and_due(now: datetime) -> "QuerySet[Announcement]":
    """Announcements whose time is over; of a case reopened meanwhile, or held, nothing goes."""
    waiting = Announcement.objects.filter(emptied_at__isnull=True, empties_at__lte=now, case__state__in=CLOSED)
    held = LegalHold.objects.filter(lifted_at__isnull=True).values("person")
    return waiting.filter(case__moved_at=F("closed_at")).exclude(case__owner__in=held)


RULES: tuple[Rule, ...] = (
    Rule(
        "drafts_unclaimed", _("Drafts begun without signing in"), KEEP_UNCLAIMED, _("the last change"),
        _("nobody else can find them again"),
        lambda now: Draft.objects.filter(expires_at__lte=now).exclude(key_hash=""),
    ),
    Rule(
        "drafts", _("Your drafts"), KEEP_CLAIMED, _("the last change"), _("so that a long break loses nothing"),
        lambda now: Draft.objects.filter(expires_at__lte=now, key_hash=""),
    ),
    Rule(
        "codes", _("Sign-in codes and the last mail after erasure"), CODES, _("sending"),
        _("of no use after a quarter of an hour"),
        lambda now: Message.objects.filter(kind__in=SHORT_LIVED, queued_at__lte=now - CODES),
    ),
    Rule(
        "sessions", _("Where you are signed in"), NO_SESSIONS, _("its end, 30 days after signing in"),
        _("only open sessions are of use"),
        lambda now: Session.objects.filter(expire_date__lte=now),
    ),
    Rule(
        "copies", _("Copies of your data"), COPIES, _("they were made"), _("long enough to download them"),
        lambda now: Export.objects.filter(state=ExportState.READY, expires_at__lte=now),
    ),
    Rule(
        "dossiers", _("Dossiers of your cases"), DOSSIERS, _("they were made"),
        _("long enough to hand them on; a new one is made at any time"),
        lambda now: Dossier.objects.filter(state=DossierState.READY, expires_at__lte=now),
    ),
    Rule(
        "invitations", _("Addresses of invitations that nobody took"), INVITATIONS, _("they expired"),
        _("to tell who asks where it went"),
        lambda now: CaseInvitation.objects.filter(expires_at__lte=now - INVITATIONS, accepted_at__isnull=True).exclude(
            address=Sealed(b"")
        ),
    ),
    Rule(
        "tokens", _("Names of tokens that are revoked or expired"), TOKENS, _("their end"),
        _("to recognise what a program did"),
        lambda now: ApiToken.objects.filter(
            Q(revoked_at__lte=now - TOKENS) | Q(expires_at__lte=now - TOKENS)
        ),
    ),
    Rule(
        "messages", _("Messages we sent you"), MESSAGES, _("sending"),
        _("such matters take long, and dates are asked for"),
        lambda now: Message.objects.filter(queued_at__lte=now - MESSAGES).exclude(state__in=UNSENT),
    ),
    Rule(
        "closed_cases", _("Texts, files and account of a closed case"), CLOSED_CASES, _("it was closed"),
        _("most claims are over by then; you are told 60 days before, and can reopen it"),
        announced_and_due,
    ),
)  # fmt: skip

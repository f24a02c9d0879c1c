"""Reads of cases. `cases_visible_to` answers for every page, list, API, download and export."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from apps.accounts.models import User
from apps.cases.enums import INTERNAL, OWNERS_ONLY, EventKind, State
from apps.cases.models import Case, CaseEvent, CaseFile, Draft, SellerAccount
from apps.cases.selectors.access_log import LogEntry, LogKind, access_log, log_entries, people_invited
from apps.cases.selectors.answers import account_answers, answers_of
from apps.cases.selectors.grants import (
    cases_visible_to,
    evidence_visible_to,
    grants_held_by,
    grants_of,
    has_originals,
    invitation_for,
    live_grants,
    open_invitations,
    readers_of,
    reveals_of,
    scope_for,
    sees_all,
    sharer_names,
    widest_grant,
)
from apps.cases.selectors.shared_files import (
    SharedFile,
    copy_of,
    prepared_for_copies,
    shared_files,
    while_allowed,
    with_copies,
)

__all__ = [
    "REVEAL_LASTS",
    "LogEntry",
    "LogKind",
    "SharedFile",
    "access_log",
    "account_answers",
    "accounts_of",
    "answers_of",
    "cases_owned_by",
    "cases_to_verify",
    "cases_visible_to",
    "copy_of",
    "count_to_verify",
    "draft_held_by",
    "evidence_visible_to",
    "filed_cases_visible_to",
    "files_of",
    "grants_held_by",
    "grants_of",
    "has_originals",
    "identity_shown_until",
    "invitation_for",
    "last_return",
    "live_grants",
    "log_entries",
    "open_drafts",
    "open_invitations",
    "people_invited",
    "prepared_for_copies",
    "readers_of",
    "related_cases",
    "reveals_of",
    "scope_for",
    "sees_all",
    "shared_files",
    "sharer_names",
    "timeline_of",
    "unclaimed_drafts",
    "while_allowed",
    "widest_grant",
    "with_copies",
]

REVEAL_LASTS = timedelta(minutes=15)
ACCOUNT_MARKS = ("token_fingerprint", "url_fingerprint", "store_fingerprint")
SELLER_MARKS = ("credit_code_fingerprint", "company_fingerprint")


def cases_owned_by(person: User) -> QuerySet[Case]:
    """A person's own cases, the newest first, without their long texts."""
    own = Case.objects.filter(owner=person).defer("notice_text", "narrative")
    return own.select_related("account").order_by("-created_at", "id")


def draft_held_by(case_id: UUID, *, person: User | None, key: str = "") -> Draft:
    """The draft of a case for whoever may type in it: its owner, or the browser that started it before signing in.

    Raises Draft.DoesNotExist for everybody else, moderators included.
    """
    drafts = Draft.objects.select_related("case").filter(case_id=case_id)
    if person:
        return drafts.get(case__owner=person)
    if not key:
        raise Draft.DoesNotExist
    return drafts.get(case__owner__isnull=True, key_hash=Draft.hash_of_key(key))


def unclaimed_drafts(key: str) -> QuerySet[Draft]:
    """Drafts a browser started before anybody signed in."""
    return Draft.objects.select_related("case").filter(case__owner__isnull=True, key_hash=Draft.hash_of_key(key))


def open_drafts(*, person: User | None, key: str = "") -> QuerySet[Draft]:
    """Drafts not yet submitted that a person, or a browser that holds `key`, can go on with; the last saved first."""
    if person is None:
        return unclaimed_drafts(key).order_by("-saved_at")
    own = Draft.objects.select_related("case").filter(case__owner=person, case__state=State.DRAFT)
    return own.order_by("-saved_at")


def accounts_of(person: User) -> QuerySet[SellerAccount]:
    """The seller accounts a person named in their cases, the newest first."""
    return SellerAccount.objects.filter(seller__owner=person).select_related("seller").order_by("-created_at", "id")


def files_of(case: Case) -> QuerySet[CaseFile]:
    """What was put into the vault for a case, the oldest first. For readers ask `evidence_visible_to`."""
    return case.files.select_related("file").order_by("added_at", "id")


def timeline_of(case: Case, reader: User) -> QuerySet[CaseEvent]:
    """The entries of a case's timeline that the reader may see, oldest first.

    Notes are for moderators; whom the owner lets in is for the owner and them.
    """
    events = case.events.select_related("remark", "by").order_by("at", "id")
    if reader.is_moderator:
        return events
    return events.exclude(kind__in=INTERNAL if case.owner_id == reader.pk else (*INTERNAL, *OWNERS_ONLY))


def last_return(case: Case) -> CaseEvent | None:
    """The latest entry that gave the case back, with the moderator's reason."""
    return case.events.filter(to_state=State.RETURNED).select_related("remark").order_by("-at", "-id").first()


def cases_to_verify() -> QuerySet[Case]:
    """The moderators' queue: submitted and waiting, the oldest first."""
    return (
        Case.objects.filter(state=State.SUBMITTED)
        .select_related("account__seller", "owner")
        .order_by("submitted_at", "id")
    )


def count_to_verify() -> int:
    """How many cases wait for a moderator."""
    return Case.objects.filter(state=State.SUBMITTED).count()


def filed_cases_visible_to(person: User, *, now: datetime) -> QuerySet[Case]:
    """What `cases_visible_to` allows without drafts, long texts left in the database until they are read."""
    # For a moderator the right and "filed" are one condition; said once, the indexes of filed cases answer it.
    readable = Case.objects.all() if person.is_moderator else cases_visible_to(person, now=now)
    return readable.exclude(state=State.DRAFT).defer("notice_text", "narrative")


def identity_shown_until(events: Iterable[CaseEvent], reader: User, now: datetime) -> datetime | None:
    """Until when a moderator whom another allowed it (`actions.identities`) sees who the seller is, by the case's
    history; None: not now."""
    looked = [event.at for event in events if event.kind == EventKind.REVEAL and event.by_id == reader.pk]
    return max(looked) + REVEAL_LASTS if looked and max(looked) > now - REVEAL_LASTS else None


def related_cases(case: Case) -> QuerySet[Case]:
    """Other filed cases of the same person, business or account, the newest first. Compared by fingerprint."""
    if case.account is None:
        return Case.objects.none()
    same = Q(pk=case.account_id)
    for column in ACCOUNT_MARKS:
        if mark := getattr(case.account, column):
            same |= Q(platform=case.account.platform, **{column: mark})
    for column in SELLER_MARKS:
        if mark := getattr(case.account.seller, column):
            same |= Q(**{f"seller__{column}": mark})
    accounts = list(SellerAccount.objects.filter(same).values_list("pk", flat=True))
    return (
        Case.objects.filter(Q(owner=case.owner_id) | Q(account__in=accounts))
        .exclude(Q(pk=case.pk) | Q(state=State.DRAFT))
        .select_related("account__seller")
        .defer("notice_text", "narrative")
        .order_by("-submitted_at", "id")
    )

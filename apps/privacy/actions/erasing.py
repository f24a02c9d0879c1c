"""Erasing a person: asked for, seven days to take it back, then done step by step.

No row of an append-only table is touched: such rows hold facts and no words. What identifies is emptied or deleted
around them, and the person's own row becomes nobody's, so that the facts name nobody any more and the record of writes
holds. Each step is one transaction that leaves an `ErasureStep`; a worker that dies leaves whole steps, and the next
goes on there.
"""

import hmac
import secrets
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import ApiToken, User
from apps.associations.actions import leave_everywhere
from apps.associations.actions.lists import forget_listed
from apps.cases.actions import discard_draft, revoke_access, withdraw_case
from apps.cases.actions.circles import revoke_from_circle
from apps.cases.enums import CLOSED, State, Visibility
from apps.cases.models import Case, CaseGrant, CaseInvitation, CircleGrant, Seller, SellerAccount
from apps.core.dispatch import enqueue
from apps.core.failpoints import reach
from apps.deadlines.actions import close_docket
from apps.deadlines.models import CalendarLink
from apps.dossiers.actions import discard_dossiers
from apps.evidence.actions import discard_file
from apps.evidence.models import StoredFile
from apps.notifications.actions import queue_message
from apps.notifications.enums import MessageKind
from apps.privacy.actions.blanks import emptied
from apps.privacy.enums import ErasureState, ExportState, WhenErased
from apps.privacy.models import Erasure, ErasureStep, Export, LegalHold
from apps.privacy.selectors.holdings import HOLDINGS, files_of
from apps.privacy.selectors.requests import is_held

COOLING = timedelta(days=7)
ERASED_MARK = "erased:"
NEVER_VERIFIED = (State.SUBMITTED, State.RETURNED)


class ErasureRefused(Exception):
    """This cannot be done for this person; `args[0]` says why to them."""


@transaction.atomic
def request_erasure(*, by: User, now: datetime) -> Erasure:
    """Ask to be erased in seven days. Whom they gave access loses it now. Twice is as once. Raises ErasureRefused."""
    if by.is_moderator:
        raise ErasureRefused(_("You are a moderator. Ask the operator to end that first."))
    Erasure.objects.bulk_create([Erasure(person=by, asked_at=now, due_at=now + COOLING)], ignore_conflicts=True)
    erasure = Erasure.objects.get(person=by, state__in=(ErasureState.ASKED, ErasureState.RUNNING))
    end_access(by, now)
    facts = {"days": str(COOLING.days)}
    queue_message(kind=MessageKind.ERASURE_ASKED, to=by, dedupe_key=f"erasure_asked:{erasure.pk}", facts=facts, now=now)
    return erasure


def end_access(person: User, now: datetime) -> None:
    """Nobody and no program sees anything of theirs from now on but themselves; inside the caller's transaction."""
    ApiToken.objects.filter(person=person, revoked_at__isnull=True).update(revoked_at=now)
    CalendarLink.objects.filter(person=person, revoked_at__isnull=True).update(revoked_at=now)
    for grant in CaseGrant.objects.filter(Q(case__owner=person) | Q(person=person), revoked_at__isnull=True):
        revoke_access(grant=grant, by=person, now=now)
    for shared in CircleGrant.objects.filter(case__owner=person, revoked_at__isnull=True):
        revoke_from_circle(grant=shared, by=person, now=now)
    leave_everywhere(person=person, now=now)
    invitations = CaseInvitation.objects.filter(invited_by=person, accepted_at__isnull=True, withdrawn_at__isnull=True)
    nothing = {"address": "", "sharer_name": "", "address_mark": ""}
    invitations.update(withdrawn_at=now, **emptied(CaseInvitation, nothing))


@transaction.atomic
def cancel_erasure(*, by: User, now: datetime) -> bool:
    """They stay; False when there was nothing to take back (any more)."""
    asked = Erasure.objects.filter(person=by, state=ErasureState.ASKED)
    return bool(asked.update(state=ErasureState.CANCELLED, cancelled_at=now))


@transaction.atomic
def place_hold(*, person: User, reason: str, by: User, now: datetime) -> LegalHold:
    """Nothing of theirs is erased until it is lifted. Twice is as once. Raises ErasureRefused without a reason."""
    if not by.is_moderator or not reason.strip():
        raise ErasureRefused(_("A moderator has to say why."))
    held = LegalHold.objects.filter(person=person, lifted_at__isnull=True).first()
    return held or LegalHold.objects.create(person=person, reason=reason.strip(), placed_at=now, placed_by=by)


@transaction.atomic
def lift_hold(*, person: User, by: User, now: datetime) -> bool:
    """What waited goes on; False when nothing was held."""
    held = LegalHold.objects.filter(person=person, lifted_at__isnull=True)
    enqueue("privacy.erase_due")
    return bool(held.update(lifted_at=now, lifted_by=by))


def erase_due(*, now: datetime) -> int:
    """Erase whom it is time for and no hold keeps, and go on with whom somebody began; returns how many are done."""
    begun = Erasure.objects.filter(state=ErasureState.RUNNING).select_related("person")
    due = Erasure.objects.filter(state=ErasureState.ASKED, due_at__lte=now).select_related("person")
    done = 0
    for erasure in [*begun, *due]:
        if not is_held(erasure.person) and _begin(erasure):
            done += _erase(erasure, now)
    return done


@transaction.atomic
def _begin(erasure: Erasure) -> bool:
    """From here on it cannot be taken back."""
    Erasure.objects.filter(pk=erasure.pk, state=ErasureState.ASKED).update(state=ErasureState.RUNNING)
    return Erasure.objects.filter(pk=erasure.pk, state=ErasureState.RUNNING).exists()


def _erase(erasure: Erasure, now: datetime) -> bool:
    for name, step in STEPS.items():
        _take(erasure, name, step, now)
        reach(f"erasure_after_{name}")
    finished = Erasure.objects.filter(pk=erasure.pk, state=ErasureState.RUNNING)
    return bool(finished.update(state=ErasureState.DONE, finished_at=now))


@transaction.atomic
def _take(erasure: Erasure, name: str, step: Callable[[User, datetime], int], now: datetime) -> None:
    """One step, once: the row's lock lets a second worker find it done."""
    Erasure.objects.select_for_update(of=("self",)).get(pk=erasure.pk)
    if not ErasureStep.objects.filter(erasure=erasure, step=name).exists():
        rows = step(User.objects.get(pk=erasure.person_id), now)
        ErasureStep.objects.create(erasure=erasure, step=name, rows=rows, at=now)


def _drop_drafts(person: User, now: datetime) -> int:
    drafts = list(Case.objects.filter(owner=person, draft__isnull=False).select_related("docket"))
    for case in drafts:
        discard_draft(case=case, by=person, now=now)
    return len(drafts)


def _end_cases(person: User, now: datetime) -> int:
    """What nobody verified, and what was never to be counted, is withdrawn; of the rest no date runs any more."""
    end_access(person, now)
    cases = list(Case.objects.filter(owner=person).select_related("docket", "ledger"))
    for case in cases:
        unseen = case.state in NEVER_VERIFIED or case.visibility == Visibility.PRIVATE
        if unseen and case.state not in CLOSED:
            withdraw_case(case=case, by=person, now=now)
        if case.docket:
            close_docket(docket=case.docket, by=person, now=now)
    return len(cases)


def _discard_files(person: User, now: datetime) -> int:
    Export.objects.filter(owner=person).exclude(state=ExportState.OVER).update(
        state=ExportState.OVER, lease_until=None, lease_token=None
    )
    discard_dossiers(cases=Case.objects.filter(owner=person), by=person, now=now)
    files = list(StoredFile.objects.filter(files_of(person), discarded_at__isnull=True))
    for file in files:
        discard_file(file=file, by=person, now=now)
    return len(files)


MARKS: dict[type[Model], tuple[str, ...]] = {
    Seller: ("company_fingerprint", "credit_code_fingerprint", "email_fingerprint"),
    SellerAccount: ("store_fingerprint", "token_fingerprint", "url_fingerprint"),
}


def _unlink_marks(person: User, now: datetime) -> int:
    key = secrets.token_bytes(32)
    sellers = unlink_rows(Seller, Seller.objects.filter(owner=person), key)
    return sellers + unlink_rows(SellerAccount, SellerAccount.objects.filter(seller__owner=person), key)


def unlink_rows(model: type[Model], rows: QuerySet[Any], key: bytes = b"") -> int:
    """Fingerprints under a key that is thrown away: as many different ones as before, and nobody can look one up."""
    key = key or secrets.token_bytes(32)
    changed = 0
    for row in rows:
        marks = {name: getattr(row, name) for name in MARKS[model]}
        forget_listed(marks=list(marks.values()))
        new = {name: _unlinked(key, mark) for name, mark in marks.items()}
        changed += model._base_manager.filter(pk=row.pk).update(**new)
    return changed


def _unlinked(key: bytes, mark: str) -> str:
    if not mark or mark.startswith(ERASED_MARK):
        return mark
    return ERASED_MARK + hmac.digest(key, mark.encode(), "sha256").hex()


def _empty_holdings(person: User, now: datetime) -> int:
    """Every table by its line in `HOLDINGS`, what hangs on others first."""
    rows = 0
    for holding in reversed(HOLDINGS):
        if holding.model is User:
            continue
        if holding.erased == WhenErased.DELETED:
            rows += _delete(holding.model, holding.rows_of(person))
        elif holding.blank:
            rows += holding.rows_of(person).update(**emptied(holding.model, holding.blank))
    return rows


def _delete(model: type[Model], rows: QuerySet[Any]) -> int:
    if model is UserSession:
        Session.objects.filter(session_key__in=list(rows.values_list("session_key", flat=True))).delete()
    return rows.delete()[0]


def _empty_person(person: User, now: datetime) -> int:
    """The row stays, because facts name it; nobody can sign in with it, and it says nothing."""
    if person.email.startswith(ERASED_MARK.rstrip(":")) and not person.is_active:
        return 0
    queue_message(
        kind=MessageKind.ERASURE_DONE,
        address=person.email,
        language=person.language,
        dedupe_key=f"erasure_done:{person.pk}",
        facts={},
        now=now,
    )
    return User.objects.filter(pk=person.pk).update(
        email=f"erased-{uuid.uuid4()}@erased.invalid",
        language="",
        time_zone="",
        last_login=None,
        is_active=False,
        is_staff=False,
    )


STEPS: dict[str, Callable[[User, datetime], int]] = {
    "drafts": _drop_drafts,
    "cases": _end_cases,
    "files": _discard_files,
    "marks": _unlink_marks,
    "holdings": _empty_holdings,
    "person": _empty_person,
}

"""Inviting somebody by e-mail to read a case. It becomes a grant only when they accept, signed in with that address.

Whether the address has an account here makes no difference that the owner could see: there is an invitation, there is a
mail, and nothing is open before it is accepted.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.cases.actions.grants import SharingRefused, grant_access, locked_for_sharing
from apps.cases.enums import Scope
from apps.cases.models import Case, CaseGrant, CaseInvitation
from apps.cases.rules import (
    INVITATION_STANDS,
    LONGEST_SHARER_NAME,
    MOST_INVITATIONS_A_DAY,
    MOST_OPEN_INVITATIONS,
    is_plain_name,
)
from apps.cases.selectors import invitation_for, open_invitations, readers_of
from apps.core.fingerprints import fingerprint
from apps.notifications.actions import queue_message
from apps.notifications.enums import MessageKind


class InvitationGone(Exception):
    """There is nothing to accept: used, taken back, too old, sent to another address, or never there."""


@transaction.atomic
def invite_reader(
    *,
    case: Case,
    address: str,
    scope: Scope,
    ends_at: datetime | None = None,
    sharer_name: str = "",
    language: str,
    by: User,
    now: datetime,
) -> CaseInvitation:
    """Send an invitation to `address`. Raises SharingRefused.

    An open one to the same address is replaced, so that only the newest mail works. `language` is that of the mail to
    somebody who has no account; others get it in theirs.
    """
    address, sharer_name = address.strip().lower(), sharer_name.strip()
    locked = locked_for_sharing(case)
    _refuse_too_many(locked, by, now)
    _refuse_invitation(locked, address=address, ends_at=ends_at, sharer_name=sharer_name, by=by, now=now)
    mark = fingerprint("email", "", address)
    for earlier in locked.invitations.filter(address_mark=mark, accepted_at__isnull=True, withdrawn_at__isnull=True):
        withdraw_invitation(invitation=earlier, by=by, now=now)
    token = CaseInvitation.new_token()
    invitation = CaseInvitation.objects.create(
        case=locked,
        address=address,
        address_mark=mark,
        sharer_name=sharer_name,
        scope=scope,
        ends_at=ends_at,
        shows_appeals=True,
        token_hash=CaseInvitation.hash_of_token(token),
        invited_at=now,
        invited_by=by,
        expires_at=now + INVITATION_STANDS,
    )
    _write_to(invitation, token, language, now)
    return invitation


def _write_to(invitation: CaseInvitation, token: str, language: str, now: datetime) -> None:
    """Queue the mail: to the person in their language where the address has an account, else in the one given."""
    queue_message(
        kind=MessageKind.CASE_INVITATION,
        dedupe_key=f"{MessageKind.CASE_INVITATION}:{invitation.pk}",
        facts={"token": token, "sharer": invitation.sharer_name},
        to=User.objects.filter(email=invitation.address, is_active=True).first(),
        address=invitation.address,
        language=language,
        keep_for=INVITATION_STANDS,
        now=now,
    )


def _refuse_invitation(
    case: Case, *, address: str, ends_at: datetime | None, sharer_name: str, by: User, now: datetime
) -> None:
    """Raise SharingRefused where this invitation must not go out."""
    if address == by.email:
        raise SharingRefused(_("This is your own address. You see all of the case already."))
    if ends_at is not None and ends_at <= now:
        raise SharingRefused(_("The sharing would have ended before it begins. Choose a later day."))
    if len(sharer_name) > LONGEST_SHARER_NAME or not is_plain_name(sharer_name):
        raise SharingRefused(_("Write a plain name, without links or addresses."))
    readers = readers_of(case, now=now).filter(person__email=address)
    if any(grant.was_invited for grant in readers):  # type: ignore[attr-defined]
        raise SharingRefused(_("This person can read the case already. Change in the list what they see."))


def _refuse_too_many(case: Case, by: User, now: datetime) -> None:
    """Raise SharingRefused where mail would go to more people than anybody shares a case with."""
    if open_invitations(case, now=now).count() >= MOST_OPEN_INVITATIONS:
        raise SharingRefused(_("Too many invitations are waiting. Take some back first."))
    sent = CaseInvitation.objects.filter(invited_by=by, invited_at__gt=now - timedelta(days=1))
    if sent.count() >= MOST_INVITATIONS_A_DAY:
        raise SharingRefused(_("You sent many invitations today. Please go on tomorrow."))


@transaction.atomic
def accept_invitation(*, token: str, by: User, now: datetime) -> CaseGrant:
    """Take an invitation that was sent to one's address, once; its owner is told. Raises InvitationGone."""
    seen = invitation_for(token, by, now=now)
    if seen is None:
        raise InvitationGone
    case = Case.objects.select_for_update(of=("self",)).get(pk=seen.case_id)
    invitation = invitation_for(token, by, now=now)
    if invitation is None or (invitation.ends_at and invitation.ends_at <= now) or case.owner is None:
        raise InvitationGone
    invitation.accepted_at, invitation.accepted_by = now, by
    _forget_address(invitation, "accepted_at", "accepted_by")
    grant = grant_access(
        case=case,
        person=by,
        scope=Scope(invitation.scope),
        ends_at=invitation.ends_at,
        shows_appeals=invitation.shows_appeals,
        by=invitation.invited_by,
        now=now,
    )
    queue_message(
        kind=MessageKind.INVITATION_ACCEPTED,
        to=case.owner,
        dedupe_key=f"{MessageKind.INVITATION_ACCEPTED}:{invitation.pk}",
        facts={"reference": case.reference, "case_id": str(case.pk)},
        now=now,
    )
    return grant


@transaction.atomic
def refuse_invitation(*, token: str, by: User, now: datetime) -> bool:
    """The person invited does not want it; False when it was not (any more) theirs to take."""
    invitation = invitation_for(token, by, now=now)
    return invitation is not None and withdraw_invitation(invitation=invitation, by=by, now=now)


@transaction.atomic
def withdraw_invitation(*, invitation: CaseInvitation, by: User, now: datetime) -> bool:
    """Take back what was not accepted yet; its link opens nothing from now on. False when it was settled already."""
    Case.objects.select_for_update(of=("self",)).get(pk=invitation.case_id)
    current = CaseInvitation.objects.get(pk=invitation.pk)
    if current.accepted_at or current.withdrawn_at:
        return False
    current.withdrawn_at = now
    _forget_address(current, "withdrawn_at")
    return True


def _forget_address(invitation: CaseInvitation, *settled: str) -> None:
    """Save how an invitation ended. Its address is not needed any more; the case's row is locked by the caller."""
    invitation.address, invitation.address_mark = "", ""
    invitation.save(update_fields=["address", "address_mark", *settled])

"""Who belongs to a body: inviting, accepting, another role, leaving."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.associations.actions.appointing import appoint, dismiss
from apps.associations.enums import Role
from apps.associations.models import Association, MemberInvitation, Membership
from apps.associations.rules import INVITATION_STANDS, MOST_OPEN_INVITATIONS, may_appoint
from apps.associations.selectors import (
    live_memberships,
    member_invitation_for,
    members_of,
    membership_in,
    open_member_invitations,
)
from apps.associations.selectors.work import views_place
from apps.cases.actions.views import forget_views
from apps.core.fingerprints import fingerprint
from apps.notifications.actions import queue_message
from apps.notifications.enums import MessageKind


class MemberRefused(Exception):
    """This cannot be done with the membership; `args[0]` says why to the person who asked."""


class NoInvitation(Exception):
    """There is nothing to accept: used, taken back, too old, sent to another address, or never there."""


@transaction.atomic
def invite_member(
    *, association: Association, address: str, role: Role, language: str, by: User, now: datetime
) -> MemberInvitation:
    """Ask whoever has `address` to join as `role`. Raises MemberRefused.

    An open one to the same address is replaced. The answer is the same whether the address has an account or not.
    `language` is that of the mail to somebody without an account.
    """
    _lock(association)
    own = membership_in(association, by)
    if own is None or not may_appoint(Role(own.role), role):
        raise MemberRefused(_("Your role does not let you invite somebody for this."))
    if not own.association.is_approved:
        raise MemberRefused(_("Once a moderator has approved the association, you can invite people."))
    address = address.strip().lower()
    if members_of(association).filter(person__email=address).exists():
        raise MemberRefused(_("This person is a member already. Change their role in the list."))
    if open_member_invitations(association, now=now).count() >= MOST_OPEN_INVITATIONS:
        raise MemberRefused(_("Too many invitations are waiting. Take some back first."))
    mark = fingerprint("email", "", address)
    for earlier in association.invitations.filter(
        address_mark=mark, accepted_at__isnull=True, withdrawn_at__isnull=True
    ):
        withdraw_invitation(invitation=earlier, by=by, now=now)
    token = MemberInvitation.new_token()
    invitation = MemberInvitation.objects.create(
        association=association,
        role=role,
        address=address,
        address_mark=mark,
        token_hash=MemberInvitation.hash_of_token(token),
        invited_at=now,
        invited_by=by,
        expires_at=now + INVITATION_STANDS,
    )
    _write_to(invitation, token, language, now)
    return invitation


def _write_to(invitation: MemberInvitation, token: str, language: str, now: datetime) -> None:
    """Queue the mail: to the person in their language where the address has an account, else in the one given."""
    queue_message(
        kind=MessageKind.MEMBER_INVITATION,
        dedupe_key=f"{MessageKind.MEMBER_INVITATION}:{invitation.pk}",
        facts={"token": token, "association": invitation.association.name},
        to=User.objects.filter(email=invitation.address, is_active=True).first(),
        address=invitation.address,
        language=language,
        keep_for=INVITATION_STANDS,
        now=now,
    )


@transaction.atomic
def accept_invitation(*, token: str, by: User, now: datetime) -> Membership:
    """Take an invitation that was sent to one's address, once. Raises NoInvitation.

    Who is a member already stays what they are, and the invitation is used up.
    """
    seen = member_invitation_for(token, by, now=now)
    if seen is None:
        raise NoInvitation
    _lock(seen.association)
    invitation = member_invitation_for(token, by, now=now)
    if invitation is None:
        raise NoInvitation
    invitation.accepted_at, invitation.accepted_by = now, by
    _forget_address(invitation, "accepted_at", "accepted_by")
    held = membership_in(invitation.association, by)
    if held:
        return held
    role = Role(invitation.role)
    return appoint(association=invitation.association, person=by, role=role, by=invitation.invited_by, now=now)


@transaction.atomic
def refuse_invitation(*, token: str, by: User, now: datetime) -> bool:
    """The person invited does not want it; False when it was not (any more) theirs to take."""
    invitation = member_invitation_for(token, by, now=now)
    return invitation is not None and withdraw_invitation(invitation=invitation, by=by, now=now)


@transaction.atomic
def withdraw_invitation(*, invitation: MemberInvitation, by: User, now: datetime) -> bool:
    """Take back what was not accepted yet; its link opens nothing from now on. False when it was settled already."""
    _lock(invitation.association)
    current = MemberInvitation.objects.get(pk=invitation.pk)
    if current.accepted_at or current.withdrawn_at:
        return False
    current.withdrawn_at = now
    _forget_address(current, "withdrawn_at")
    return True


@transaction.atomic
def change_role(*, membership: Membership, role: Role, by: User, now: datetime) -> Membership:
    """Another role, as a new row in the place of the one before. Raises MemberRefused."""
    _lock(membership.association)
    held = _held(membership)
    if held.role == role:
        return held
    _refuse_outranked(held, by)
    own = membership_in(held.association, by)
    if own is None or not may_appoint(Role(own.role), role):
        raise MemberRefused(_("Your role does not let you give this one."))
    _refuse_last_owner(held)
    dismiss(held=held, by=by, now=now)
    return appoint(association=held.association, person=held.person, role=role, by=by, now=now)


@transaction.atomic
def end_membership(*, membership: Membership, by: User, now: datetime) -> None:
    """Somebody else's membership ends, and with it what they could read through the body. Raises MemberRefused."""
    _lock(membership.association)
    held = _held(membership)
    _refuse_outranked(held, by)
    _refuse_last_owner(held)
    _part_with(held, by, now)


@transaction.atomic
def leave(*, membership: Membership, by: User, now: datetime) -> None:
    """One's own membership ends at this moment. Raises MemberRefused for the last owner of a body."""
    _lock(membership.association)
    held = _held(membership)
    if held.person_id != by.pk:
        raise MemberRefused(_("This is not your membership."))
    _refuse_last_owner(held)
    _part_with(held, by, now)


def _part_with(held: Membership, by: User, now: datetime) -> None:
    """Somebody belongs to the body no more; the views they kept of its cases go too."""
    dismiss(held=held, by=by, now=now)
    forget_views(person=held.person, place=views_place(held.association), now=now)


def _lock(association: Association) -> None:
    """Changes of members come one after another: the body's row is the lock."""
    Association.objects.select_for_update().get(pk=association.pk)


def _held(membership: Membership) -> Membership:
    held = live_memberships().select_related("association", "person").filter(pk=membership.pk).first()
    if held is None:
        raise MemberRefused(_("This membership was changed or ended in the meantime."))
    return held


def _refuse_outranked(held: Membership, by: User) -> None:
    own = membership_in(held.association, by)
    if own is None or not may_appoint(Role(own.role), Role(held.role)):
        raise MemberRefused(_("Your role does not let you change this member."))


def _refuse_last_owner(held: Membership) -> None:
    if held.role == Role.OWNER:
        others = members_of(held.association).filter(role=Role.OWNER).exclude(pk=held.pk)
        if not others.exists():
            raise MemberRefused(_("A body needs an owner. Make somebody else an owner first."))


def _forget_address(invitation: MemberInvitation, *settled: str) -> None:
    """Save how an invitation ended; its address is not needed any more."""
    invitation.address, invitation.address_mark = "", ""
    invitation.save(update_fields=["address", "address_mark", *settled])


@transaction.atomic
def leave_everywhere(*, person: User, now: datetime) -> None:
    """Somebody who is erased belongs to nothing any more, be they a last owner; what they offered is taken back."""
    own = live_memberships().filter(person=person).select_related("association__circle", "person")
    for membership in own.order_by("association_id"):
        _lock(membership.association)
        _part_with(membership, person, now)
    for invitation in MemberInvitation.objects.filter(
        invited_by=person, accepted_at__isnull=True, withdrawn_at__isnull=True
    ).select_related("association"):
        withdraw_invitation(invitation=invitation, by=person, now=now)

"""Writes of bodies and their members."""

from apps.associations.actions.founding import (
    AssociationRefused,
    Profile,
    approve_association,
    decide_standing,
    edit_profile,
    found_association,
)
from apps.associations.actions.members import (
    MemberRefused,
    NoInvitation,
    accept_invitation,
    change_role,
    end_membership,
    invite_member,
    leave,
    leave_everywhere,
    refuse_invitation,
    withdraw_invitation,
)
from apps.associations.actions.sharing import share_with_association

__all__ = [
    "AssociationRefused",
    "MemberRefused",
    "NoInvitation",
    "Profile",
    "accept_invitation",
    "approve_association",
    "change_role",
    "decide_standing",
    "edit_profile",
    "end_membership",
    "found_association",
    "invite_member",
    "leave",
    "leave_everywhere",
    "refuse_invitation",
    "share_with_association",
    "withdraw_invitation",
]

"""Tables of bodies: profile and standing, members, invitations, their work on cases and its feeds, lists of members."""

from apps.associations.models.associations import Association, StandingDecision
from apps.associations.models.feeds import CaseFeed
from apps.associations.models.inviting import InvitationRun, InvitedAddress, NeverInvite
from apps.associations.models.lists import ListedMember, ListPart, MemberList
from apps.associations.models.members import MemberInvitation, Membership
from apps.associations.models.work import CaseAssignment, CaseNote

__all__ = [
    "Association",
    "CaseAssignment",
    "CaseFeed",
    "CaseNote",
    "InvitationRun",
    "InvitedAddress",
    "ListPart",
    "ListedMember",
    "MemberInvitation",
    "MemberList",
    "Membership",
    "NeverInvite",
    "StandingDecision",
]

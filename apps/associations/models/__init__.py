"""Tables of bodies: profile and standing, members, invitations."""

from apps.associations.models.associations import Association, StandingDecision
from apps.associations.models.members import MemberInvitation, Membership

__all__ = ["Association", "MemberInvitation", "Membership", "StandingDecision"]

"""Tables of bodies: profile and standing, members, invitations, their work on cases."""

from apps.associations.models.associations import Association, StandingDecision
from apps.associations.models.members import MemberInvitation, Membership
from apps.associations.models.work import CaseAssignment, CaseNote

__all__ = ["Association", "CaseAssignment", "CaseNote", "MemberInvitation", "Membership", "StandingDecision"]

"""Rows of membership with what they open: who may read a body's cases enters its circle, who ends leaves it.

Whoever calls has locked the body and made sure of the right.
"""

from datetime import datetime

from apps.accounts.models import User
from apps.associations.enums import Role, Verb
from apps.associations.models import Association, CaseAssignment, Membership
from apps.associations.rules import roles_for
from apps.associations.selectors import on_duty
from apps.cases.actions.circles import enter_circle, hand_over_telling, leave_circle


def appoint(*, association: Association, person: User, role: Role, by: User, now: datetime) -> Membership:
    """Somebody belongs to the body from now on, and reads its cases where the role does."""
    if association.circle and role in roles_for(Verb.READ_CASES):
        enter_circle(circle=association.circle, person=person, now=now)
    return Membership.objects.create(association=association, person=person, role=role, joined_at=now, appointed_by=by)


def dismiss(*, held: Membership, by: User, now: datetime) -> None:
    """They belong to the body no more; where they were told of unanswered dates, another coordinator is."""
    Membership.objects.filter(pk=held.pk, ended_at__isnull=True).update(ended_at=now, ended_by=by)
    work = CaseAssignment.objects.filter(association=held.association, person=held.person, ended_at__isnull=True)
    work.update(ended_at=now)
    circle = held.association.circle
    if circle:
        leave_circle(circle=circle, person=held.person, now=now)
        hand_over_telling(circle=circle, before=held.person, after=on_duty(held.association), now=now)

"""Reads of bodies and their members; every right that somebody has in one is asked here, anew each time."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from apps.accounts.models import User
from apps.associations.enums import Role, Standing, Verb
from apps.associations.models import Association, MemberInvitation, Membership, StandingDecision
from apps.associations.rules import roles_for


def approved_associations() -> QuerySet[Association]:
    """The bodies whose profile is public and who can be given cases, by name."""
    return Association.objects.filter(standing=Standing.APPROVED)


def live_memberships() -> QuerySet[Membership]:
    return Membership.objects.filter(ended_at__isnull=True)


def memberships_of(person: User) -> QuerySet[Membership]:
    """What a person is in which bodies now, by the bodies' names."""
    held = live_memberships().filter(person=person).select_related("association")
    return held.order_by("association__name", "association_id")


def associations_of(person: User) -> QuerySet[Association]:
    """The bodies a person belongs to now, whatever their standing, by name."""
    return Association.objects.filter(pk__in=live_memberships().filter(person=person).values("association"))


def membership_in(association: Association, person: User) -> Membership | None:
    """What a person is in a body now."""
    return (
        live_memberships().filter(association=association, person=person).select_related("association__circle").first()
    )


def membership_at(slug: str, person: User) -> Membership | None:
    """What a person is now in the body of this address."""
    held = live_memberships().filter(association__slug=slug, person=person)
    return held.select_related("association__circle", "person").first()


def public_association(slug: str) -> Association | None:
    """The approved body of this address."""
    return approved_associations().filter(slug=slug).first()


def last_decision(association: Association) -> StandingDecision | None:
    return association.decisions.order_by("id").last()


def holds_role(person: User, association: Association, roles: Collection[Role]) -> bool:
    """Whether a person is one of `roles` in this body now."""
    return live_memberships().filter(association=association, person=person, role__in=list(roles)).exists()


def may(person: User, association: Association, verb: Verb) -> bool:
    """Whether a person may do this in this body now."""
    return holds_role(person, association, roles_for(verb))


def members_of(association: Association) -> QuerySet[Membership]:
    """Who belongs to a body now, with their person, those who joined first before the others."""
    return live_memberships().filter(association=association).select_related("person")


def on_duty(association: Association) -> User | None:
    """Who is told of dates that sellers leave unanswered: the coordinator who has been longest, else an owner."""
    told = members_of(association).filter(role__in=[Role.COORDINATOR, Role.OWNER], person__is_active=True)
    first = sorted(told, key=lambda member: (member.role != Role.COORDINATOR, member.joined_at))
    return first[0].person if first else None


def associations_of_circles(circle_ids: Iterable[UUID]) -> dict[UUID, Association]:
    """The bodies behind circles, by the circle's id."""
    found = Association.objects.filter(circle__in=list(circle_ids))
    return {body.circle_id: body for body in found if body.circle_id}


def open_member_invitations(association: Association, *, now: datetime) -> QuerySet[MemberInvitation]:
    """Invitations of a body that can still be accepted, the newest first."""
    waiting = association.invitations.filter(accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=now)
    return waiting.order_by("-invited_at", "id")


def member_invitation_for(token: str, person: User, *, now: datetime) -> MemberInvitation | None:
    """The open invitation a token of a mail belongs to, if it was sent to this person's address."""
    waiting = MemberInvitation.objects.filter(
        accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=now
    ).select_related("association")
    found = waiting.filter(token_hash=MemberInvitation.hash_of_token(token)).first()
    return found if found and found.address == person.email else None


def associations_to_approve() -> QuerySet[Association]:
    """The moderators' queue of bodies, the oldest first."""
    return Association.objects.filter(standing=Standing.PENDING).order_by("founded_at", "id")


def associations_at_desk() -> QuerySet[Association]:
    """Every body, those that wait first, each with `members`, the number of its live members."""
    live = Count("memberships", filter=Q(memberships__ended_at__isnull=True))
    return Association.objects.annotate(members=live).order_by("-founded_at", "id")

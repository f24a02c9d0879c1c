"""Which role may do what, and which way the standing of a body goes. No database, no clock."""

from collections.abc import Mapping
from datetime import timedelta

from django.utils.text import slugify

from apps.associations.enums import Role, Standing, Verb

INVITATION_STANDS = timedelta(days=14)
MOST_OPEN_INVITATIONS = 200  # of one body, typed one by one; a member list has its own way
MOST_FOUNDED = 3  # by one person and waiting for a moderator
LONGEST_SLUG = 60
RESERVED = frozenset({"body", "new", "join", "invited"})  # addresses of pages; `body` stands for names without letters

ROLES_FOR: Mapping[Verb, frozenset[Role]] = {
    Verb.SEE_MEMBERS: frozenset({Role.OWNER, Role.COORDINATOR}),
    Verb.MANAGE_MEMBERS: frozenset({Role.OWNER, Role.COORDINATOR}),
    Verb.EDIT_PROFILE: frozenset({Role.OWNER}),
    Verb.SEE_NUMBERS: frozenset(Role),
    Verb.READ_CASES: frozenset({Role.OWNER, Role.COORDINATOR, Role.CASE_WORKER, Role.COUNSEL}),
    Verb.WORK_ON_CASES: frozenset({Role.OWNER, Role.COORDINATOR, Role.CASE_WORKER, Role.COUNSEL}),
    Verb.ASSIGN_CASES: frozenset({Role.OWNER, Role.COORDINATOR}),
    Verb.EXPORT_CASES: frozenset({Role.OWNER, Role.COORDINATOR}),
    Verb.UPLOAD_LISTS: frozenset({Role.OWNER, Role.COORDINATOR}),
    Verb.RUN_CAMPAIGNS: frozenset({Role.OWNER, Role.COORDINATOR}),
}
# Whom a role may let in, and whose membership it may change or end: nobody makes somebody of more weight than oneself.
MAY_APPOINT: Mapping[Role, frozenset[Role]] = {
    Role.OWNER: frozenset(Role),
    Role.COORDINATOR: frozenset({Role.CASE_WORKER, Role.OBSERVER, Role.COUNSEL}),
}
DECISIONS: Mapping[Standing, frozenset[Standing]] = {
    Standing.PENDING: frozenset({Standing.APPROVED, Standing.REFUSED}),
    Standing.REFUSED: frozenset({Standing.APPROVED}),
    Standing.APPROVED: frozenset({Standing.SUSPENDED}),
    Standing.SUSPENDED: frozenset({Standing.APPROVED}),
}


def roles_for(verb: Verb) -> frozenset[Role]:
    return ROLES_FOR[verb]


def may_appoint(role: Role, other: Role) -> bool:
    """Whether somebody with `role` may make somebody an `other`, or end it."""
    return other in MAY_APPOINT.get(role, frozenset())


def may_decide(standing: Standing, wanted: Standing) -> bool:
    return wanted in DECISIONS[standing]


def slug_base(name: str) -> str:
    """The readable part of a body's address; `body` where its name has no letters that fit in one."""
    return slugify(name)[:LONGEST_SLUG].strip("-") or "body"

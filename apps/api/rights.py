"""What of cases a program may touch, and how much of it. A stranger gets the 404 of what does not exist.

The person is a seller here (authentication.py), so a moderator reads their own cases and what is shared with them.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from apps.accounts.models import User
from apps.cases.actions.openings import circle_of, record_opening
from apps.cases.enums import OpeningKind, Scope
from apps.cases.models import Case, CaseGrant, CircleGrant
from apps.cases.rules import covers
from apps.cases.selectors import cases_owned_by, cases_visible_to, sees_all, widest_grant
from apps.cases.selectors.lists import cases_listed_for


@dataclass(frozen=True)
class Reading:
    """A case in the hands of one reader."""

    case: Case
    reader: User
    scope: Scope
    grant: CaseGrant | CircleGrant | None = None  # None: it is theirs

    @property
    def is_owner(self) -> bool:
        return self.case.owner_id == self.reader.pk

    def covers(self, needed: Scope) -> bool:
        return covers(self.scope, needed)


def readable_cases(person: User, now: datetime) -> QuerySet[Case]:
    """Those a person may read, without long texts."""
    return cases_listed_for(person, now=now).select_related(None)


def readable_case(person: User, case_id: UUID, now: datetime) -> Reading:
    """One of them with its account; that somebody else than its owner read it is written down. Raises Http404."""
    case = cases_visible_to(person, now=now).select_related("account__seller", "ledger").filter(pk=case_id).first()
    if case is None:
        raise Http404
    if sees_all(case, person):
        grant, scope = None, Scope.EVIDENCE
    elif grant := widest_grant(case_id, person, now=now):
        scope = Scope(grant.scope)
    else:
        raise Http404
    record_opening(case=case, kind=OpeningKind.PROGRAM, circle_id=circle_of(grant), by=person, now=now)
    return Reading(case, person, scope, grant)


def own_case(person: User, case_id: UUID) -> Case:
    """A filed case that its seller may change. Raises Http404; a draft is changed at /drafts/."""
    case = cases_owned_by(person).select_related("account__seller", "ledger").filter(pk=case_id).first()
    if case is None or case.is_draft:
        raise Http404
    return case

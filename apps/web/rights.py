"""Who is asking, and what of cases they may touch. One place, so that every page answers a stranger alike.

Somebody not signed in gets the sign-in page whatever the address names; somebody signed in gets the same 404 for the
case of another as for one that does not exist.
"""

from uuid import UUID

from django.http import Http404, HttpRequest

from apps.accounts.models import User
from apps.cases.actions import claim_draft
from apps.cases.models import Case, Draft
from apps.cases.selectors import cases_owned_by, draft_held_by
from apps.core import clock
from apps.web.draft_key import drop_key, key_of
from apps.web.sign_in import person_of


def person_or_none(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


def find_own_case(request: HttpRequest, case_id: UUID) -> Case | None:
    """A person's own case with its account; None for everybody else, moderators included: they have their desk."""
    own = cases_owned_by(person_of(request)).select_related("account__seller", "ledger", "docket")
    return own.filter(pk=case_id).first()


def own_case(request: HttpRequest, case_id: UUID) -> Case:
    """A person's own case. Raises Http404 where `find_own_case` finds none."""
    case = find_own_case(request, case_id)
    if case is None:
        raise Http404
    return case


def claim_held(request: HttpRequest) -> None:
    """Drafts this browser began before anybody signed in become the person's, at their first page after signing in."""
    person = person_or_none(request)
    if person and (key := key_of(request)):
        claim_draft(key=key, by=person, now=clock.now())
        drop_key(request)


def held_draft(request: HttpRequest, case_id: UUID) -> Draft:
    """The draft this person or browser may type in. Raises Draft.DoesNotExist."""
    claim_held(request)
    return draft_held_by(case_id, person=person_or_none(request), key=key_of(request))

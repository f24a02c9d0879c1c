"""Who is asking, and what of an association they may touch. A stranger gets the same 404 as for what does not exist."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate
from uuid import UUID

from allauth.core.exceptions import ReauthenticationRequired
from django.contrib.auth.decorators import login_required
from django.contrib.messages import warning
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache

from apps.accounts.selectors import has_second_factor
from apps.associations.enums import Role, Verb
from apps.associations.models import Association, Membership
from apps.associations.rules import roles_for
from apps.associations.selectors import associations_of_circles, membership_at
from apps.cases.models import CaseGrant, CircleGrant
from apps.cases.selectors import widest_grant
from apps.core import clock
from apps.moderation.site import has_used_second_factor
from apps.web.sign_in import person_of

View = Callable[..., HttpResponseBase]
MemberView = Callable[Concatenate[HttpRequest, Membership, ...], HttpResponseBase]


def membership_for(request: HttpRequest, slug: str, verb: Verb | None = None) -> Membership:
    """What the person is in this body, if that lets them do `verb`. Raises Http404."""
    membership = membership_at(slug, person_of(request))
    if membership is None or (verb is not None and Role(membership.role) not in roles_for(verb)):
        raise Http404
    return membership


def ask_second_factor(request: HttpRequest) -> HttpResponse | None:
    """None for whoever used a second factor within a working day; otherwise where they are sent.

    As at the moderators' desk: whoever sees what others entrusted shows more than a code from a mailbox.
    """
    if not has_second_factor(person_of(request)):
        warning(
            request,
            gettext("Whoever sees cases or members of an association signs in with a second factor. Set one up first."),
        )
        return redirect("mfa_index")
    if not has_used_second_factor(request):
        raise ReauthenticationRequired
    return None


def ask_where_through_circle(request: HttpRequest, case_id: UUID) -> HttpResponse | None:
    """`ask_second_factor` of whoever reads this case as a member of an association; None for everybody else."""
    grant = widest_grant(case_id, person_of(request), now=clock.now())
    return ask_second_factor(request) if isinstance(grant, CircleGrant) else None


def body_of(grant: CaseGrant | CircleGrant) -> Association | None:
    """The association through which a grant opens a case, if through one."""
    if isinstance(grant, CaseGrant):
        return None
    return associations_of_circles([grant.circle_id]).get(grant.circle_id)


def for_members(verb: Verb | None = None, *, proven: bool = True) -> Callable[[MemberView], View]:
    """A page of a body for members who may do `verb`; `proven` asks them for their second factor."""

    def decorate(view: MemberView) -> View:
        @wraps(view)
        def page(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
            membership = membership_for(request, slug, verb)
            refused = ask_second_factor(request) if proven else None
            return refused or view(request, membership, *args, **kwargs)

        return never_cache(login_required(page))

    return decorate

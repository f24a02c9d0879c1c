"""Associations: the public list and profiles, entering one, telling who it is."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from apps.associations.actions import AssociationRefused, edit_profile, found_association
from apps.associations.enums import Verb
from apps.associations.models import Membership
from apps.associations.selectors import (
    approved_associations,
    last_decision,
    membership_at,
    memberships_of,
    public_association,
)
from apps.campaigns.selectors.bodies import public_campaigns_of
from apps.conduct.actions import Barred
from apps.core import clock
from apps.web.association_pages import profile_of, verbs_of
from apps.web.body_rights import for_members
from apps.web.campaign_pages import badge_of_stage
from apps.web.forms.associations import ProfileForm
from apps.web.rights import person_or_none
from apps.web.sign_in import person_of
from apps.web.toasts import toast

PER_PAGE = 20


@require_safe
def association_list(request: HttpRequest) -> HttpResponse:
    """Approved bodies, and before them those the person belongs to."""
    person = person_or_none(request)
    page = Paginator(approved_associations(), PER_PAGE).get_page(request.GET.get("page"))
    own = list(memberships_of(person)) if person else []
    return render(request, "associations/list.html", {"page": page, "own": own})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def association_found(request: HttpRequest) -> HttpResponse:
    """Enter a body; whoever does owns it, and a moderator looks at it."""
    form = ProfileForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            association = found_association(profile=form.profile(), by=person_of(request), now=clock.now())
        except (AssociationRefused, Barred) as refusal:
            form.add_error(None, str(refusal))
        else:
            toast(request, gettext("Entered. A moderator looks at it; you get a mail."))
            return redirect("association-detail", slug=association.slug)
    return render(request, "associations/form.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def association_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """The profile, public once approved; its members see it before, with what they may do."""
    person = person_or_none(request)
    membership = membership_at(slug, person) if person else None
    association = membership.association if membership else public_association(slug)
    if association is None:
        raise Http404
    parts = {
        "association": association,
        "facts": profile_of(association),
        "campaigns": [(campaign, badge_of_stage(campaign)) for campaign in public_campaigns_of(association)],
        "membership": membership,
        "may": verbs_of(membership),
        "decision": last_decision(association) if membership else None,
    }
    return render(request, "associations/detail.html", parts)


@require_http_methods(["GET", "HEAD", "POST"])
@for_members(Verb.EDIT_PROFILE, proven=False)
def association_edit(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Say anew who the body is."""
    association = membership.association
    form = ProfileForm.of(association, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            edit_profile(association=association, profile=form.profile(), by=person_of(request), now=clock.now())
        except AssociationRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            toast(request, gettext("Changed."))
            return redirect("association-detail", slug=association.slug)
    parts = {"form": form, "association": association}
    return render(request, "associations/form.html", parts, status=422 if form.errors else 200)

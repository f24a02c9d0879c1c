"""Who belongs to an association: inviting, changing, ending, leaving, and the invitation as it is read."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from apps.associations import actions
from apps.associations.actions import MemberRefused, NoInvitation
from apps.associations.enums import Role, Verb
from apps.associations.models import Membership
from apps.associations.selectors import member_invitation_for, members_of, open_member_invitations
from apps.core import clock
from apps.web import association_pages as pages
from apps.web.body_rights import for_members
from apps.web.forms.associations import ROLE_MEANS, InviteForm, RoleForm
from apps.web.sign_in import person_of
from apps.web.toasts import toast


@require_http_methods(["GET", "HEAD", "POST"])
@for_members(Verb.MANAGE_MEMBERS)
def member_list(request: HttpRequest, own: Membership) -> HttpResponse:
    """Who belongs to the body, who is invited, and the form that invites."""
    form = InviteForm(request.POST or None, own=Role(own.role), initial={"role": Role.CASE_WORKER})
    if request.method == "POST" and form.is_valid():
        role, address = Role(form.cleaned_data["role"]), form.cleaned_data["address"]
        known = {"association": own.association, "address": address, "role": role, "language": get_language() or "en"}
        try:
            actions.invite_member(**known, by=own.person, now=clock.now())
        except MemberRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            toast(request, gettext("The invitation is on its way. Nothing is open before they accept it."))
            return redirect("member-list", slug=own.association.slug)
    parts = pages.parts_of_members(own, clock.now())
    return render(request, "associations/members.html", {**parts, "form": form}, status=422 if form.errors else 200)


@require_POST
@for_members(Verb.MANAGE_MEMBERS)
def member_role(request: HttpRequest, own: Membership, membership_id: UUID) -> HttpResponse:
    """Another role for somebody."""
    member, form = _member(own, membership_id), RoleForm(request.POST)
    try:
        if form.is_valid():
            role = Role(form.cleaned_data["role"])
            actions.change_role(membership=member, role=role, by=own.person, now=clock.now())
            toast(request, gettext("Changed. It holds from this moment."))
    except MemberRefused as refusal:
        toast(request, str(refusal))
    return redirect("member-list", slug=own.association.slug)


@require_POST
@for_members(Verb.MANAGE_MEMBERS)
def member_end(request: HttpRequest, own: Membership, membership_id: UUID) -> HttpResponse:
    """Somebody belongs to the body no more."""
    try:
        actions.end_membership(membership=_member(own, membership_id), by=own.person, now=clock.now())
        toast(request, gettext("Ended. They see nothing of the association's cases any more."))
    except MemberRefused as refusal:
        toast(request, str(refusal))
    return redirect("member-list", slug=own.association.slug)


@require_POST
@for_members(Verb.MANAGE_MEMBERS)
def member_invitation_withdraw(request: HttpRequest, own: Membership, invitation_id: UUID) -> HttpResponse:
    """Take back an invitation that nobody accepted yet."""
    invitation = open_member_invitations(own.association, now=clock.now()).filter(pk=invitation_id).first()
    if invitation and actions.withdraw_invitation(invitation=invitation, by=own.person, now=clock.now()):
        toast(request, gettext("Taken back. The link in the mail opens nothing any more."))
    return redirect("member-list", slug=own.association.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@for_members(proven=False)
def association_leave(request: HttpRequest, own: Membership) -> HttpResponse:
    """Say what leaving means, and leave."""
    parts = {"association": own.association, "crumbs": pages.crumbs_to(own.association), "refusal": ""}
    if request.method == "POST":
        try:
            actions.leave(membership=own, by=own.person, now=clock.now())
        except MemberRefused as refusal:
            return render(request, "associations/leave.html", {**parts, "refusal": str(refusal)}, status=409)
        toast(request, gettext("You have left. You see nothing of the association's cases any more."))
        return redirect("association-list")
    return render(request, "associations/leave.html", parts)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def member_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Looking shows what it is about; only the button accepts. One answer for whatever cannot be accepted."""
    person, now = person_of(request), clock.now()
    found = member_invitation_for(token, person, now=now)
    if found is None:
        return render(request, "associations/invitation_gone.html", status=404)
    if request.method != "POST":
        parts = {"invitation": found, "means": ROLE_MEANS[found.role]}
        return render(request, "associations/invitation.html", parts)
    if request.POST.get("answer") == "no":
        actions.refuse_invitation(token=token, by=person, now=now)
        toast(request, gettext("Refused. The invitation is gone."))
        return redirect("association-list")
    try:
        membership = actions.accept_invitation(token=token, by=person, now=now)
    except NoInvitation:
        return render(request, "associations/invitation_gone.html", status=404)
    return redirect("association-detail", slug=membership.association.slug)


def _member(own: Membership, membership_id: UUID) -> Membership:
    """Somebody of the same body. Raises Http404."""
    member = members_of(own.association).select_related("association").filter(pk=membership_id).first()
    if member is None:
        raise Http404
    return member

"""Views that somebody keeps of an association's cases. Theirs alone; they go when they leave the body."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from apps.associations.enums import Verb
from apps.associations.models import Membership
from apps.associations.selectors.work import views_place
from apps.cases.actions import views as actions
from apps.cases.actions.views import TooManyViews
from apps.cases.models import SavedView
from apps.cases.selectors.lists import saved_views_of
from apps.core import clock
from apps.web import body_case_pages as pages
from apps.web.body_rights import for_members
from apps.web.forms.views import ViewForm
from apps.web.toasts import toast


@require_POST
@for_members(Verb.READ_CASES)
def body_view_save(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Keep what the list shows under a name."""
    form, query = ViewForm(request.POST), _understood(membership, request)
    kept = pages.kept_in(membership.association)
    if not form.is_valid():
        return _refused(request, form, kept.address(query))
    place = views_place(membership.association)
    known = {"name": form.cleaned_data["name"], "query": query, "place": place}
    try:
        view = actions.save_view(**known, by=membership.person, now=clock.now())
    except TooManyViews as refusal:
        messages.warning(request, str(refusal))
        return redirect(kept.address(query))
    toast(request, gettext("Kept. It is a tab above the list now."))
    return redirect(kept.address(view.query, str(view.pk)))


@require_POST
@for_members(Verb.READ_CASES)
def body_view_change(request: HttpRequest, membership: Membership, view_id: UUID) -> HttpResponse:
    """Give a view another name, and what the list shows now."""
    view, form, query = _own(membership, view_id), ViewForm(request.POST), _understood(membership, request)
    address = pages.kept_in(membership.association).address(query, str(view.pk))
    if not form.is_valid():
        return _refused(request, form, address)
    name = form.cleaned_data["name"]
    actions.change_view(view=view, name=name, query=query, by=membership.person, now=clock.now())
    toast(request, gettext("Changed."))
    return redirect(address)


@require_POST
@for_members(Verb.READ_CASES)
def body_view_remove(request: HttpRequest, membership: Membership, view_id: UUID) -> HttpResponse:
    """Remove a view; the cases stay."""
    actions.remove_view(view=_own(membership, view_id), by=membership.person, now=clock.now())
    toast(request, gettext("The view is gone. The cases are all still here."))
    return redirect(pages.kept_in(membership.association).all_url)


@require_POST
@for_members(Verb.READ_CASES)
def body_view_default(request: HttpRequest, membership: Membership, view_id: UUID) -> HttpResponse:
    """The list opens with this view, or with all cases again."""
    view, is_default = _own(membership, view_id), request.POST.get("default") == "yes"
    actions.choose_default_view(view=view, is_default=is_default, by=membership.person, now=clock.now())
    toast(request, gettext("The list opens with this view now.") if is_default else gettext("Changed."))
    return redirect(pages.kept_in(membership.association).address(view.query, str(view.pk)))


def _own(membership: Membership, view_id: UUID) -> SavedView:
    """A view of theirs of this body's list. Raises Http404."""
    own = saved_views_of(membership.person, views_place(membership.association))
    view = own.filter(pk=view_id).first()
    if view is None:
        raise Http404
    return view


def _understood(membership: Membership, request: HttpRequest) -> str:
    """The part of a query that the list knows, written in its own way."""
    asked = QueryDict(request.POST.get("query", ""))
    return str(pages.chosen_in(membership, asked, clock.now()).query)


def _refused(request: HttpRequest, form: ViewForm, address: str) -> HttpResponse:
    messages.warning(request, form.said_wrong())
    return redirect(address)

"""Lists of members: brought, looked at, columns named, taken over, taken back, and the rows that were refused."""

from collections.abc import Iterator
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.associations.actions import lists as actions
from apps.associations.actions.inviting import InvitingRefused, begin_inviting, never_invite, stop_inviting
from apps.associations.actions.lists import ListRefused
from apps.associations.enums import ListState, RowProblem, Verb
from apps.associations.models import MemberList, Membership
from apps.associations.selectors.inviting import inviting_association
from apps.associations.selectors.lists import list_of
from apps.core import clock
from apps.core.spreadsheets import Value, csv_pieces
from apps.web import member_list_pages as pages
from apps.web.body_rights import for_members
from apps.web.forms.member_lists import ColumnsForm, InvitingForm, ListForm, WritingForm
from apps.web.toasts import toast

MOVES = {"cancel": actions.cancel_list, "undo": actions.undo_list}


@require_http_methods(["GET", "HEAD", "POST"])
@for_members(Verb.UPLOAD_LISTS)
def body_lists(request: HttpRequest, own: Membership) -> HttpResponse:
    """The lists a body brought, and the form that brings one; on to the page where it is looked at."""
    form = ListForm(request.POST, request.FILES) if request.method == "POST" else ListForm()
    if request.method == "POST" and form.is_valid():
        given, now = form.cleaned_data["file"], clock.now()
        try:
            known = {"association": own.association, "source": given, "name": given.name}
            brought = actions.bring_list(**known, by=own.person, now=now)
        except ListRefused as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("body-list", slug=own.association.slug, list_id=brought.pk)
    parts = {**pages.lists_parts(own), "form": form}
    return render(request, "associations/member_lists.html", parts, status=422 if form.errors else 200)


@require_safe
@for_members(Verb.UPLOAD_LISTS)
def body_list(request: HttpRequest, own: Membership, list_id: UUID) -> HttpResponse:
    """One list: what it shows, how far it is, what came of it."""
    brought = _list(own, list_id)
    shown = pages.shown_of(brought)
    form = ColumnsForm(choices=pages.column_choices(shown), initial=pages.initial_columns(shown))
    return _show(request, own, brought, form)


def _show(
    request: HttpRequest, own: Membership, brought: MemberList, form: ColumnsForm, status: int = 200
) -> HttpResponse:
    writing = WritingForm(initial=brought.options)
    parts = {**pages.list_parts(own, brought), "form": form, "writing": writing}
    return render(request, "associations/member_list.html", parts, status=status)


@require_POST
@for_members(Verb.UPLOAD_LISTS)
def body_list_look(request: HttpRequest, own: Membership, list_id: UUID) -> HttpResponse:
    """Read the file anew as somebody says it is written."""
    brought, form = _list(own, list_id), WritingForm(request.POST)
    try:
        if form.is_valid():
            actions.look_again(brought=brought, **form.cleaned_data, by=own.person, now=clock.now())
    except ListRefused as refusal:
        messages.warning(request, str(refusal))
    return redirect("body-list", slug=own.association.slug, list_id=brought.pk)


@require_POST
@for_members(Verb.UPLOAD_LISTS)
def body_list_take(request: HttpRequest, own: Membership, list_id: UUID) -> HttpResponse:
    """Take the members over, by the columns that were named."""
    brought = _list(own, list_id)
    form = ColumnsForm(request.POST, choices=pages.column_choices(pages.shown_of(brought)))
    if brought.state == ListState.READY and not form.is_valid():
        return _show(request, own, brought, form, status=422)
    try:
        columns = form.columns() if form.is_valid() else {}
        platform = form.cleaned_data.get("platform", "")
        known = {"columns": columns, "platform": platform, "invite": form.cleaned_data.get("invite", False)}
        actions.take_over(brought=brought, **known, by=own.person, now=clock.now())
    except ListRefused as refusal:
        messages.warning(request, str(refusal))
    return redirect("body-list", slug=own.association.slug, list_id=brought.pk)


@require_POST
@for_members(Verb.UPLOAD_LISTS)
def body_list_move(request: HttpRequest, own: Membership, list_id: UUID) -> HttpResponse:
    """Cancel it, or take it back."""
    brought, move = _list(own, list_id), MOVES.get(request.POST.get("move", ""))
    try:
        if move is None:
            raise ListRefused(gettext("Choose what to do with the list."))
        move(brought=brought, by=own.person, now=clock.now())
    except ListRefused as refusal:
        messages.warning(request, str(refusal))
    else:
        toast(request, brought.get_state_display())
    return redirect("body-list", slug=own.association.slug, list_id=brought.pk)


@require_POST
@for_members(Verb.UPLOAD_LISTS)
def body_list_invite(request: HttpRequest, own: Membership, list_id: UUID) -> HttpResponse:
    """Begin to invite the people of the list, or stop it; what is sent stands on the page of the list."""
    brought, form, now = _list(own, list_id), InvitingForm(request.POST), clock.now()
    try:
        if request.POST.get("deed") == "stop":
            stop_inviting(brought=brought, by=own.person, now=now)
        elif form.is_valid():
            begin_inviting(brought=brought, **form.cleaned_data, by=own.person, now=now)
        else:
            raise InvitingRefused(gettext("Say how many mails a day, within the limit, and in which language."))
    except InvitingRefused as refusal:
        messages.warning(request, str(refusal))
    return redirect("body-list", slug=own.association.slug, list_id=brought.pk)


@require_safe
@never_cache
def list_invitation(request: HttpRequest, key: str) -> HttpResponse:
    """Where the mail of an invitation leads: who asks, and what would happen. Nothing is written down."""
    association = inviting_association(key)
    if association is None:
        raise Http404
    return render(request, "associations/list_invitation.html", {"association": association, "key": key})


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def list_invitation_stop(request: HttpRequest, key: str) -> HttpResponse:
    """No more invitations to this address, as `update_stop`: a GET only asks, an unknown key is answered alike."""
    if request.method == "POST":
        never_invite(key=key, now=clock.now())
    return render(request, "associations/list_invitation_stop.html", {"is_done": request.method == "POST"})


@require_safe
@for_members(Verb.UPLOAD_LISTS)
def body_list_refused(request: HttpRequest, own: Membership, list_id: UUID) -> HttpResponse:
    """CSV: the rows that were not taken by their number in the file, and why. Not a word of the rows."""
    pieces = csv_pieces(_refused(_list(own, list_id)))
    response = HttpResponse("".join(pieces), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, f"{gettext('rows refused')}.csv")
    return response


def _refused(brought: MemberList) -> Iterator[list[Value]]:
    yield [gettext("Row"), gettext("Why")]
    for number, code in brought.refused:
        yield [number, str(RowProblem(code).label)]


def _list(own: Membership, list_id: UUID) -> MemberList:
    """A list of the same body. Raises Http404."""
    brought = list_of(own.association, list_id)
    if brought is None:
        raise Http404
    return brought

"""Work of an association on cases: who works on one, notes, and the same for many after a preview."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.models import User
from apps.associations.actions.work import MOST_AT_ONCE, WorkRefused, assign_cases, write_notes
from apps.associations.enums import Verb
from apps.associations.models import Membership
from apps.associations.selectors import work
from apps.cases.models import Case
from apps.core import clock
from apps.web import body_case_pages as pages
from apps.web.body_rights import for_members
from apps.web.toasts import toast

SHOWN = 10  # cases of a preview


@require_safe
@for_members(Verb.READ_CASES)
def body_case(request: HttpRequest, membership: Membership, case_id: UUID) -> HttpResponse:
    """A case with the body's notes and who works on it. What the seller wrote is read on the case's own page."""
    return render(request, "associations/case.html", pages.case_parts(membership, _case(membership, case_id)))


@require_POST
@for_members(Verb.WORK_ON_CASES)
def body_note(request: HttpRequest, membership: Membership, case_id: UUID) -> HttpResponse:
    """One more note."""
    case, text = _case(membership, case_id), request.POST.get("text", "").replace("\0", "")
    body, by = membership.association, membership.person
    try:
        write_notes(association=body, cases=[case], text=text, by=by, now=clock.now())
    except WorkRefused as refusal:
        parts = {**pages.case_parts(membership, case), "refusal": str(refusal), "typed": text}
        return render(request, "associations/case.html", parts, status=422)
    toast(request, gettext("Noted."))
    return redirect("body-case", slug=membership.association.slug, case_id=case.pk)


@require_POST
@for_members(Verb.WORK_ON_CASES)
def body_assign(request: HttpRequest, membership: Membership, case_id: UUID) -> HttpResponse:
    """Somebody works on it from now on, or nobody."""
    case, body = _case(membership, case_id), membership.association
    try:
        person = _person(membership, request.POST.get("person", ""))
        assign_cases(association=body, cases=[case], person=person, by=membership.person, now=clock.now())
        toast(request, gettext("Changed."))
    except WorkRefused as refusal:
        toast(request, str(refusal))
    return redirect("body-case", slug=membership.association.slug, case_id=case.pk)


@require_POST
@for_members(Verb.ASSIGN_CASES)
def body_bulk(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The same for many cases: first what would happen, then, with `run`, it happens.

    What was revoked between the two is left out, and the answer says on how many it was done.
    """
    said = request.POST
    cases = _chosen(membership, said)
    if not cases or said.get("do") not in ("assign", "note"):
        toast(request, gettext("Choose cases first."))
        return redirect("body-cases", slug=membership.association.slug)
    if said.get("run") != "yes":
        return _preview(request, membership, cases, "")
    try:
        done = _run(membership, cases, said)
    except WorkRefused as refusal:
        return _preview(request, membership, cases, str(refusal))
    toast(request, ngettext("Done for %(count)s case.", "Done for %(count)s cases.", done) % {"count": done})
    return redirect("body-cases", slug=membership.association.slug)


def _run(membership: Membership, cases: list[Case], said: QueryDict) -> int:
    """Do it; on how many cases. Raises WorkRefused."""
    body, by, now = membership.association, membership.person, clock.now()
    if said["do"] == "assign":
        person = _person(membership, said.get("person", ""))
        return assign_cases(association=body, cases=cases, person=person, by=by, now=now)
    return write_notes(association=body, cases=cases, text=said.get("text", "").replace("\0", ""), by=by, now=now)


def _preview(request: HttpRequest, membership: Membership, cases: list[Case], refusal: str) -> HttpResponse:
    said = request.POST
    parts = {
        **pages.frame_of(membership, "cases"),
        "cases": cases[:SHOWN],
        "ids": [case.pk for case in cases],
        "count": len(cases),
        "more": max(0, len(cases) - SHOWN),
        "do": said.get("do"),
        "person": _person_or_none(membership, said.get("person", "")),
        "text": said.get("text", ""),
        "refusal": refusal,
    }
    return render(request, "associations/bulk.html", parts, status=422 if refusal else 200)


def _chosen(membership: Membership, said: QueryDict) -> list[Case]:
    """The cases a form names, or all that its query shows; only those the body has at this moment."""
    now = clock.now()
    if said.get("all") == "yes":
        return list(pages.chosen_in(membership, QueryDict(said.get("query", "")), now).qs[: MOST_AT_ONCE + 1])
    wanted = pages.ids_in(said.getlist("case"))
    return list(work.shared_cases(membership.association, now=now).filter(pk__in=wanted))


def _case(membership: Membership, case_id: UUID) -> Case:
    """A case the body may read now. Raises Http404."""
    case = work.shared_cases(membership.association, now=clock.now()).filter(pk=case_id).first()
    if case is None:
        raise Http404
    return case


def _person_or_none(membership: Membership, key: str) -> User | None:
    people = work.people_for_cases(membership.association)
    return next((person for person in people if str(person.pk) == key), None)


def _person(membership: Membership, key: str) -> User | None:
    """Who was chosen; None: nobody. Raises WorkRefused for somebody who is not of the body."""
    person = _person_or_none(membership, key)
    if key and person is None:
        raise WorkRefused(gettext("This person cannot read the association's cases."))
    return person

"""One case with everything around it on one page."""

from typing import Any
from uuid import UUID

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from apps.cases.actions import record_opening
from apps.cases.enums import CLOSED, State
from apps.cases.models import Case
from apps.cases.rules import PROGRESS, Actor, moves_from
from apps.cases.selectors import filed_cases_visible_to, files_of, identity_shown_until, timeline_of
from apps.cases.selectors.identities import identity_ask_of
from apps.core import clock
from apps.incidents.selectors import incident_choices, placement_of
from apps.losses.selectors import totals_of
from apps.moderation.forms import (
    ChoiceForm,
    DecisionForm,
    NoteForm,
    PlaceForm,
    ProgressForm,
    ReopenForm,
    ReturnForm,
    RevealForm,
    VerifyForm,
)
from apps.moderation.requests import DeskRequest
from apps.moderation.selectors import has_come_again, lines_of, place_in_queue, related_to
from apps.moderation.views.queue import narrowing

FORMS: dict[str, type[DecisionForm]] = {
    "verify": VerifyForm,
    "return": ReturnForm,
    "progress": ProgressForm,
    "reopen": ReopenForm,
    "note": NoteForm,
    "reveal": RevealForm,
    "place": PlaceForm,
}
BESIDE = ("reveal", "place")  # forms that stand beside the facts they are about


def case_desk(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """That a moderator looked is written down before they see it; the seller reads when."""
    case = case_at_desk(request, case_id)
    record_opening(case=case, by=request.user, now=clock.now())
    return show(request, case)


def case_at_desk(request: DeskRequest, case_id: UUID) -> Case:
    """The filed case, or 404."""
    cases: QuerySet[Case] = filed_cases_visible_to(request.user, now=clock.now())
    cases = cases.select_related("account__seller", "owner", "ledger")
    case = cases.defer(None).filter(pk=case_id).first()
    if case is None:
        raise Http404
    return case


def stamp_of(case: Case) -> str:
    """What a decision says it has seen: the moment of the case's last move."""
    return case.moved_at.isoformat()


def offered(case: Case) -> list[str]:
    """Names of the decisions that can be taken from where the case stands."""
    names = []
    if case.state == State.SUBMITTED:
        names += ["verify", "return"]
    if any(move.name in PROGRESS for move in moves_from(case.state, Actor.MODERATOR)):
        names.append("progress")
    if case.state in CLOSED:
        names.append("reopen")
    return [*names, "note"]


def show(
    request: DeskRequest, case: Case, sent: DecisionForm | None = None, name: str = "", status: int = 200
) -> HttpResponse:
    """The page of a case. `sent` is the form of the decision called `name` that did not go through, as it was typed."""
    names = offered(case)
    forms = {each: FORMS[each](case=case) for each in (*names, *BESIDE)}
    if sent is not None and name in forms:
        forms[name] = sent
    elif sent is not None and sent.typed:  # the decision is no longer to be taken: what was written becomes a note
        forms["note"] = NoteForm(initial={"text": sent.typed}, case=case)
    context = {
        **admin.site.each_context(request),
        **facts_of(request, case),
        "title": case.reference,
        "section": "cases",
        "case": case,
        "stamp": stamp_of(case),
        "names": names,
        "forms": forms,
        "opened": (name if name in forms else "note") if sent is not None else "",
        "sent": sent,
        "narrowing": narrowing(request),
    }
    return TemplateResponse(request, "admin/desk/case.html", context, status=status)


def identity_of(case: Case) -> list[tuple[Any, bool, str]]:
    """What identifies the seller: label, whether it was given, and the value, which the page shows or hides."""
    account = case.account
    seller = account.seller if account else None
    values = [
        (_("Store name"), account.store_name if account else ""),
        (_("Merchant token"), account.merchant_token if account else ""),
        (_("Store link"), account.store_url if account else ""),
        (_("Company"), seller.company_name if seller else ""),
        (_("Unified social credit code"), seller.credit_code if seller else ""),
        (_("E-mail address"), case.owner.email if case.owner else ""),
    ]
    return [(label, bool(value), value) for label, value in values]


def facts_of(request: DeskRequest, case: Case) -> dict[str, Any]:
    now = clock.now()
    lines = lines_of(case)
    totals = totals_of(lines)
    events = list(timeline_of(case, request.user))
    return {
        "place": place_in_queue(case, ChoiceForm(request.GET).choice(), request.user, now),
        "lines": lines,
        "sums": list(zip(totals.low, totals.likely, totals.high, strict=True)),
        "is_again": has_come_again(case),
        "identity": identity_of(case),
        "files": files_of(case),
        "events": events,
        "related": related_to(case),
        "placement": placement_of(case),
        "incident_titles": dict(incident_choices()),
        "shown_until": identity_shown_until(events, request.user, now),
        "ask": identity_ask_of(case, request.user, now=now),
        "is_own": case.owner_id == request.user.pk,
    }

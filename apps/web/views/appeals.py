"""Appeals of a case: the list where one begins, the page of one, what is decided about it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.cases import actions
from apps.cases.actions import AppealRefused
from apps.cases.enums import Track
from apps.cases.models import Appeal, Case
from apps.cases.rules import plain_of
from apps.cases.selectors.appeals import appeal_of, appeals_of
from apps.core import clock
from apps.web import appeal_pages as pages
from apps.web.asking_pages import reader_chosen
from apps.web.forms.appeals import LimitForm, StartForm
from apps.web.sign_in import person_of
from apps.web.toasts import toast
from apps.web.views.cases import with_case

View = Callable[..., HttpResponseBase]


def with_appeal(view: View) -> View:
    """Give the view an attempt of the person's own case."""

    @with_case
    @wraps(view)
    def wrapped(request: HttpRequest, case: Case, number: int, **parts: Any) -> HttpResponseBase:
        try:
            appeal = appeal_of(case, number)
        except Appeal.DoesNotExist as error:
            raise Http404 from error
        return view(request, appeal, **parts)

    return wrapped


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: the posted words, also when there are none; nothing when the page is opened."""
    return request.POST if request.method == "POST" else None


def to_appeal(appeal: Appeal) -> HttpResponse:
    return redirect("appeal-detail", case_id=appeal.case_id, number=appeal.number)


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def appeal_list(request: HttpRequest, case: Case) -> HttpResponse:
    """Every attempt of a case; posted, the next one begins."""
    earlier = [(str(one.number), pages.AppealRow(one).title) for one in appeals_of(case)]
    form = StartForm(posted(request), earlier=earlier)
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "appeals/list.html", {**pages.list_parts(case), "form": form}, status=status)
    copied = form.cleaned_data.get("copies")
    copies = appeal_of(case, int(copied)) if copied else None
    track, person = Track(form.cleaned_data["track"]), person_of(request)
    try:
        appeal = actions.start_appeal(case=case, track=track, copies=copies, by=person, now=clock.now())
    except AppealRefused as refusal:
        messages.warning(request, str(refusal))
        return redirect("appeal-list", case_id=case.pk)
    return redirect("appeal-write", case_id=case.pk, number=appeal.number)


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def appeal_limit(request: HttpRequest, case: Case) -> HttpResponse:
    """How often the platform allows an appeal, with the words of its notice."""
    form = LimitForm(posted(request))
    if request.method != "POST" or not form.is_valid():
        context = {**pages.list_parts(case), "form": form}
        return render(request, "appeals/limit.html", context, status=422 if form.errors else 200)
    allowed, words = int(form.cleaned_data["allowed"]) or None, form.cleaned_data["words"]
    try:
        actions.state_limit(case=case, allowed=allowed, words=words, by=person_of(request), now=clock.now())
    except AppealRefused as refusal:
        messages.warning(request, str(refusal))
    else:
        toast(request, gettext("Noted. It stands in the timeline."))
    return redirect("appeal-list", case_id=case.pk)


@require_safe
@with_appeal
def appeal_detail(request: HttpRequest, appeal: Appeal) -> HttpResponse:
    """Where an attempt stands, what to do now, and its text as it goes out."""
    return render(request, "appeals/detail.html", pages.parts_of(appeal))


@require_safe
@with_appeal
def appeal_text(request: HttpRequest, appeal: Appeal) -> HttpResponse:
    """The text of an attempt as a file: as it was sent, or as it stands."""
    text = plain_of(pages.text_of(appeal))
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    name = f"{appeal.case.reference}-appeal-{appeal.number}.txt"
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response


Deed = Callable[[HttpRequest, Appeal], str]


def _ask(request: HttpRequest, appeal: Appeal) -> str:
    person = reader_chosen(appeal, request.POST.get("reader", ""))
    actions.ask_reader(appeal=appeal, person=person, by=person_of(request), now=clock.now())
    return gettext("A second reader is asked. The text stands still until they have answered; you get an e-mail.")


def _change(request: HttpRequest, appeal: Appeal) -> str:
    actions.change_again(appeal=appeal, by=person_of(request), now=clock.now())
    return ""


def _alone(request: HttpRequest, appeal: Appeal) -> str:
    typed = request.POST.get("typed", "")
    actions.go_alone(appeal=appeal, typed=typed, by=person_of(request), now=clock.now())
    return gettext("Noted: you do without a second reader.")


def _finish(request: HttpRequest, appeal: Appeal) -> str:
    confirmed = request.POST.getlist("confirmed")
    actions.finish_appeal(appeal=appeal, confirmed=confirmed, by=person_of(request), now=clock.now())
    return gettext("Finished. Let it rest now; the page says from when it may go out.")


def _withdraw(request: HttpRequest, appeal: Appeal) -> str:
    actions.withdraw_appeal(appeal=appeal, by=person_of(request), now=clock.now())
    return gettext("This attempt is given up. Its text stays here, and the next one can begin with it.")


DEEDS: dict[str, Deed] = {
    "ask": _ask,
    "change": _change,
    "alone": _alone,
    "finish": _finish,
    "withdraw": _withdraw,
}


@require_POST
@with_appeal
def appeal_decide(request: HttpRequest, appeal: Appeal) -> HttpResponse:
    """Ask a reader, do without, call it finished, change it again, give it up."""
    name = request.POST.get("deed", "")
    if name not in DEEDS:
        return to_appeal(appeal)
    try:
        said = DEEDS[name](request, appeal)
    except AppealRefused as refusal:
        messages.warning(request, str(refusal))
        return to_appeal(appeal)
    if said:
        messages.success(request, said)
    return (
        redirect("appeal-write", case_id=appeal.case_id, number=appeal.number)
        if name == "change"
        else to_appeal(appeal)
    )

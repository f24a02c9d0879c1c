"""Mandates: giving one, its paper, revoking it, checking it, and for whom an association may act today."""

from typing import Any
from uuid import UUID

from allauth.account.authentication import get_authentication_records
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from apps.associations.enums import Verb
from apps.associations.models import Membership
from apps.campaigns.actions.mandates import (
    MandateRefused,
    Signature,
    draft_mandate,
    revoke_mandate,
    sign_mandate,
)
from apps.campaigns.models import Mandate, SignOn
from apps.campaigns.rules.mandates import hash_of
from apps.campaigns.selectors.mandates import mandate_by_code, mandate_of, mandates_held_by, open_sign_on
from apps.core import clock
from apps.evidence.actions import FileDamaged, open_file
from apps.web.body_case_pages import frame_of
from apps.web.body_rights import for_members
from apps.web.forms.mandates import MandateForm, VerifyForm
from apps.web.mandate_pages import csv_of, row_of, verdict_on
from apps.web.responses import sealed
from apps.web.sign_in import person_of
from apps.web.toasts import toast
from apps.web.views.campaigns import campaign_or_404


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def mandate_give(request: HttpRequest, campaign: str) -> HttpResponse:
    """First the scope, then the whole text in both languages with a place to sign, then the signature."""
    sign_on = open_sign_on(campaign_or_404(campaign), person_of(request))
    if sign_on is None:
        raise Http404
    form = MandateForm(request.POST or None, sign_on=sign_on)
    if request.method != "POST" or not form.is_valid():
        return show(request, sign_on, form, {}, status=422 if form.errors else 200)
    language = get_language() or "en"
    try:
        texts = draft_mandate(sign_on=sign_on, scope=form.scope(), name=form.cleaned_data["name"], language=language)
        if request.POST.get("step") != "sign":
            return show(request, sign_on, form, texts, status=200)
        sign(request, sign_on, form, language)
    except MandateRefused as refusal:
        form.add_error(None, str(refusal))
        return show(request, sign_on, form, {}, status=422)
    toast(request, gettext("Signed. The paper is being made; you find it here in a moment."))
    return redirect("own-campaigns")


def sign(request: HttpRequest, sign_on: SignOn, form: MandateForm, language: str) -> Mandate:
    methods = [str(record["method"]) for record in get_authentication_records(request)]
    signature = Signature(
        name=form.cleaned_data["name"],
        shown_sha256=request.POST.get("sha256", ""),
        language=language,
        signed_in_by=", ".join(dict.fromkeys(methods))[:40] or "code",
    )
    return sign_mandate(
        campaign=sign_on.campaign, scope=form.scope(), signature=signature, by=person_of(request), now=clock.now()
    )


def show(
    request: HttpRequest, sign_on: SignOn, form: MandateForm, texts: dict[str, str], *, status: int
) -> HttpResponse:
    parts = {
        "campaign": sign_on.campaign,
        "form": form,
        "texts": texts,
        "sha256": hash_of(texts) if texts else "",
    }
    return render(request, "campaigns/mandate.html", parts, status=status)


def own_mandate(request: HttpRequest, mandate_id: UUID) -> Mandate:
    try:
        return mandate_of(person_of(request), mandate_id)
    except Mandate.DoesNotExist as error:
        raise Http404 from error


@require_safe
@login_required
def mandate_paper(request: HttpRequest, mandate_id: UUID) -> HttpResponseBase:
    """The PDF, for whoever signed it."""
    mandate = own_mandate(request, mandate_id)
    if mandate.file is None:
        raise Http404
    try:
        chunks = open_file(file=mandate.file, by=person_of(request), now=clock.now())
    except FileDamaged as damage:
        messages.error(request, str(damage))
        return redirect("own-campaigns")
    return sealed(StreamingHttpResponse(chunks, content_type="application/pdf"), name=mandate.file.name)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def mandate_revoke(request: HttpRequest, mandate_id: UUID) -> HttpResponse:
    """Asked once, then it ends everywhere."""
    mandate = own_mandate(request, mandate_id)
    if request.method == "POST":
        revoke_mandate(mandate=mandate, by=person_of(request), now=clock.now())
        toast(request, gettext("Revoked. From now on nobody acts for you by it."))
        return redirect("own-campaigns")
    parts = {
        "title": gettext("Revoke this mandate?"),
        "text": gettext(
            "%(agent)s may not act for you any more, from this moment on. What it has done until now stands."
        )
        % {"agent": mandate.agent.name},
        "label": gettext("Revoke it"),
        "back": "/me/campaigns/",
        "danger": True,
    }
    return render(request, "pages/confirm.html", parts)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def mandate_verify(request: HttpRequest) -> HttpResponse:
    """Whether a mandate holds now, for whoever has its code; it says what the paper says and no name."""
    form = VerifyForm(request.POST or None)
    parts: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        found = mandate_by_code(form.cleaned_data["code"])
        parts["verdict"] = verdict_on(found, form.cleaned_data["sha256"], clock.now())
    return render(request, "campaigns/verify.html", parts)


@require_safe
@for_members(Verb.READ_CASES)
def association_mandates(request: HttpRequest, membership: Membership) -> HttpResponse:
    """For whom the body may act today."""
    held = mandates_held_by(membership.association, now=clock.now())
    columns = [gettext("Seller"), gettext("Campaign"), gettext("About what"), gettext("Before whom"), gettext("Until")]
    parts = {
        **frame_of(membership, "mandates"),
        "rows": [row_of(mandate) for mandate in held],
        "columns": columns,
    }
    return render(request, "associations/mandates.html", parts)


@require_safe
@for_members(Verb.EXPORT_CASES)
def association_mandates_csv(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The same as a table to save, as it stands when it is finished."""
    held = mandates_held_by(membership.association, now=clock.now())
    return sealed(HttpResponse(csv_of(held), content_type="text/csv; charset=utf-8"), name="mandates.csv")

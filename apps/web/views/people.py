"""Signing in, and what people say about themselves."""

from typing import Any

from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.views import ConfirmLoginCodeView, RequestLoginCodeView
from allauth.decorators import rate_limit
from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache

from apps.accounts.actions import join
from apps.accounts.selectors import sign_in_ways
from apps.core import clock
from apps.deadlines.actions import set_preferences
from apps.notifications.selectors import refused_mail
from apps.web.forms.people import CodeForm, PreferencesForm, SignInForm
from apps.web.sign_in import CODE_MAIL, AccountAdapter, person_of
from apps.web.toasts import toast
from apps.web.views.errors import too_many

TOO_MANY = "too_many_login_attempts"


@method_decorator(rate_limit(action="login"), name="dispatch")
class SignIn(RequestLoginCodeView):
    """Ask for an address and send it a code, whether we know it or not: same page, same mail, same work."""

    form_class = SignInForm
    template_name = "account/sign_in.html"

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: Any) -> None:
        """Coming back here means: another address. What was begun is simply replaced."""

    def form_valid(self, form: SignInForm) -> HttpResponse:
        email = form.cleaned_data["email"]
        process = LoginCodeVerificationProcess.initiate(request=self.request, user=form._user, email=email)
        if form._user is None:
            AccountAdapter().send_mail(CODE_MAIL, email, {"code": process.generate_code()})
            process.persist()
        return HttpResponseRedirect(self.get_success_url())  # type: ignore[no-untyped-call]

    def form_invalid(self, form: SignInForm) -> HttpResponse:
        if form.has_error("email", TOO_MANY):
            return too_many(self.request)
        return super().form_invalid(form)


class ConfirmCode(ConfirmLoginCodeView):
    """The right code proves the address: somebody new becomes a person of ours now and not before."""

    form_class = CodeForm
    template_name = "account/confirm_code.html"

    def form_valid(self, form: forms.Form) -> HttpResponse:
        process = self._process
        if process.user is None:
            person = join(email=process.state["email"], language=get_language() or "", now=clock.now())
            process.state["user_id"] = str(person.pk)
        return super().form_valid(form)


@never_cache
@login_required
def preferences_first(request: HttpRequest) -> HttpResponse:
    """After the first sign-in: language and time zone, once, filled in already."""
    person = person_of(request)
    form = PreferencesForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        set_preferences(person=person, **form.cleaned_data, by=person, now=clock.now())
        return redirect(_next_of(request))
    return render(request, "people/welcome.html", {"form": form, "next": _next_of(request)})


@never_cache
@login_required
def preferences(request: HttpRequest) -> HttpResponse:
    """Everything about one's account on one page."""
    person = person_of(request)
    form = PreferencesForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        set_preferences(person=person, **form.cleaned_data, by=person, now=clock.now())
        toast(request, gettext("Saved."))
        return redirect("preferences")
    context = {"form": form, "ways": sign_in_ways(person), "refused": refused_mail(person), "section": "me"}
    return render(request, "people/preferences.html", context)


def _next_of(request: HttpRequest) -> str:
    """Where they were going; only addresses of our own site."""
    asked = request.POST.get("next") or request.GET.get("next") or "/"
    safe = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if safe else "/"

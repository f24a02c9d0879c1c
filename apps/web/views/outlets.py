"""Where else a person's reminders go: chat robots and webhooks, each with a test button."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from apps.core import clock
from apps.notifications import actions
from apps.notifications.models import Outlet
from apps.notifications.outlets import AddressRefused
from apps.notifications.selectors import outlets_of
from apps.web.forms.outlets import OutletForm
from apps.web.sign_in import person_of
from apps.web.toasts import toast


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def outlet_list(request: HttpRequest) -> HttpResponse:
    """What is there, whether it works, and the form for one more. A webhook's secret is shown when it is made."""
    person = person_of(request)
    taken = {outlet.kind for outlet in outlets_of(person)}
    form = OutletForm(request.POST or None, taken=taken)
    made = None
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.open_outlet(**form.cleaned_data, by=person, now=clock.now())
        except AddressRefused as refusal:
            form.add_error("address", str(refusal))
        else:
            toast(request, gettext("Kept. A test message is on its way."))
            form = OutletForm(taken=taken | {made.kind})
    parts = {"form": form, "outlets": outlets_of(person), "secret": made.secret if made else "", "now": clock.now()}
    return render(request, "people/outlets.html", parts, status=422 if form.errors else 200)


@require_POST
@never_cache
@login_required
def outlet_try(request: HttpRequest, outlet_id: UUID) -> HttpResponse:
    """Send one more test."""
    actions.try_outlet(outlet=_own(request, outlet_id), by=person_of(request), now=clock.now())
    toast(request, gettext("A test message is on its way. Look there, then here again."))
    return redirect("outlet-list")


@require_POST
@never_cache
@login_required
def outlet_close(request: HttpRequest, outlet_id: UUID) -> HttpResponse:
    """Nothing goes there any more."""
    actions.close_outlet(outlet=_own(request, outlet_id), by=person_of(request), now=clock.now())
    toast(request, gettext("Removed. Its address is forgotten."))
    return redirect("outlet-list")


def _own(request: HttpRequest, outlet_id: UUID) -> Outlet:
    outlet = outlets_of(person_of(request)).filter(pk=outlet_id).first()
    if outlet is None:
        raise Http404
    return outlet

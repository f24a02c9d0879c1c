"""The mailbox of a developer's machine, so that signing in works out of the box. In production it is not there."""

from itertools import islice

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from apps.accounts.selectors import demonstration_codes
from apps.core import clock
from apps.notifications.mailbox import Mail, Mailbox
from apps.web.mail_frames import framed_mail, with_frame

SHOWN = 50


@never_cache
@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """What arrived, newest first; with HTMX only the list."""
    wanted = request.GET.get("to", "").strip()
    context = {
        "wanted": wanted,
        "mails": list(islice(_mailbox().newest(containing=wanted), SHOWN)),
        "codes": demonstration_codes(now=clock.now()),
    }
    is_partial = bool(request.headers.get("HX-Request"))
    return render(request, "mailbox/list.html#arrived" if is_partial else "mailbox/list.html", context)


@never_cache
@require_safe
def mail(request: HttpRequest, name: str) -> HttpResponse:
    return with_frame(render(request, "mailbox/mail.html", {"mail": _mail(name)}))


@never_cache
@require_safe
def mail_html(request: HttpRequest, name: str) -> HttpResponse:
    """The HTML part as it came, under a policy of its own."""
    return framed_mail(_mail(name).html)


def _mailbox() -> Mailbox:
    """404 wherever mail goes to real people."""
    if settings.LOCAL_MAILBOX is None:
        raise Http404
    return Mailbox(settings.LOCAL_MAILBOX)


def _mail(name: str) -> Mail:
    found = _mailbox().get(name)
    if found is None:
        raise Http404
    return found

"""Pages for when something went wrong: in the reader's language, calm, with an id to quote, without the database.

Where the request itself or our side failed, the page is made without the request: nothing can fail a second time.
"""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.core import clock
from apps.core.refusals import note_refused
from apps.web.context import house, theme_of


@dataclass(frozen=True)
class Trouble:
    """One kind of error page; `plain` ones know neither session nor database."""

    status: int
    title: Promise
    text: Promise
    todo: Promise
    plain: bool = False


TROUBLES = {
    400: Trouble(
        400,
        _("This request could not be read"),
        _("Your browser sent something we do not understand. Nothing was changed."),
        _("Go back, reload the page and try again."),
        plain=True,
    ),
    403: Trouble(
        403,
        _("This is not open to you"),
        _("You are signed in as somebody who may not do this, or not signed in at all. Nothing was changed."),
        _("Sign in with the address you filed the case with, or go back to the start."),
    ),
    404: Trouble(
        404,
        _("There is nothing here"),
        _("The address may be mistyped, or what was here is gone, or it belongs to somebody else."),
        _("Look at your own cases, or begin at the start page."),
    ),
    405: Trouble(
        405,
        _("That does not work this way"),
        _("This address answers to a form, not to a link. Nothing was changed."),
        _("Go back to the page you came from and use its button."),
    ),
    413: Trouble(
        413,
        _("That is too large to take"),
        _("What you sent is larger than we can take at once. Nothing was saved from this step; your draft is kept."),
        _("Send fewer or smaller files; a single file may have up to 50 MB."),
    ),
    429: Trouble(
        429,
        _("Too many tries in a short time"),
        _("To keep others from guessing their way into accounts, we ask for a pause. Nothing is lost."),
        _("Wait a few minutes and try again."),
    ),
    500: Trouble(
        500,
        _("Something failed on our side"),
        _("It is not your fault. What you saved before is safe; the last step may not have been saved."),
        _("Go back and try again in a minute. If it fails again, write to us with the number below."),
        plain=True,
    ),
    503: Trouble(
        503,
        _("We cannot answer right now"),
        _("Recourse is being looked after. What you saved before is safe."),
        _("Try again in a few minutes."),
        plain=True,
    ),
}
CSRF = Trouble(
    403,
    _("This page was open too long"),
    _("For your safety a form is valid for a while and in one browser only. Nothing was changed."),
    _("Go back, reload the page and send it again. Cookies must be allowed for this site."),
)


def show(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    """The page for `trouble`."""
    context: dict[str, Any] = {"trouble": trouble, "error_id": getattr(request, "error_id", "")}
    if trouble.plain:
        context |= {**house(), "theme": theme_of(request)}
    text = render_to_string("errors/error.html", context, None if trouble.plain else request)
    return HttpResponse(text, status=trouble.status)


def page_for(request: HttpRequest, status: int) -> HttpResponse:
    """The page for `status`; the one for 500 where there is none of its own."""
    return show(request, TROUBLES.get(status, TROUBLES[500]))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400; a body that is too large is said to be that (Django calls it a suspicious operation)."""
    too_large = type(exception).__name__ == "RequestDataTooBig"
    return show(request, TROUBLES[413 if too_large else 400])


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return show(request, TROUBLES[403])


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return show(request, TROUBLES[404])


def too_many(request: HttpRequest) -> HttpResponse:
    """For allauth's rate limits."""
    note_refused("pages", on=clock.now().date())
    return show(request, TROUBLES[429])


def server_error(request: HttpRequest) -> HttpResponse:
    return show(request, TROUBLES[500])


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's reason is for the log, not for the reader."""
    return show(request, CSRF)

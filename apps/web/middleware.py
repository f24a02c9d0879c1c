"""Every page in the language and time zone of the person who is signed in; no bare error page."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from apps.accounts.models import zone_of
from apps.web.views.errors import TROUBLES, page_for


class PersonMiddleware:
    """After sign-in their own language and zone win over the browser's. Stands behind AuthenticationMiddleware.

    Somebody without a session cookie is nobody yet, and costs no query.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
            with timezone.override(zone_of(language=translation.get_language() or "")):
                return self.get_response(request)
        if request.user.language:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        with timezone.override(request.user.zone):
            return self.get_response(request)


DJANGOS_OWN = b"<code>DEBUG = True</code>"


class ErrorPageMiddleware:
    """An error answered without a word (405 of `require_POST`, 413, 429) gets its page, if a page was asked for.

    So does a 404 of Django's own for developers, which lists every address: `make run` shows what users would see.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        known = response.status_code in TROUBLES and not response.streaming
        bare = known and (not response.content or (response.status_code == 404 and DJANGOS_OWN in response.content))
        if not bare or not request.accepts("text/html"):
            return response
        page = page_for(request, response.status_code)
        for name, value in response.headers.items():
            if name in ("Allow", "Retry-After"):
                page.headers[name] = value
        return page

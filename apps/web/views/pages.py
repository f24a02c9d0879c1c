"""Pages that need no account: landing, help, privacy, language and theme, the gallery of components."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.http import require_POST, require_safe
from django.views.i18n import set_language

from apps.accounts.actions import choose_language
from apps.core import clock
from apps.web.context import THEME_COOKIE, THEMES
from apps.web.gallery import exhibits
from apps.web.help_pages import read_topic, topics

A_YEAR = 365 * 24 * 3600


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/home.html")


@require_safe
def help_index(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/help.html", {"topics": topics()})


@require_safe
def help_topic(request: HttpRequest, topic: str) -> HttpResponse:
    page = read_topic(topic)
    if page is None:
        raise Http404
    return render(request, "pages/help_topic.html", {"topic": page, "topics": topics()})


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/privacy.html", {"topic": read_topic("privacy")})


@require_POST
def language_set(request: HttpRequest) -> HttpResponse:
    """The page one came from, in the other language; for somebody signed in it becomes their preference."""
    language = request.POST.get("language", "")
    if request.user.is_authenticated and language in dict(settings.LANGUAGES) and check_for_language(language):
        choose_language(request.user, language=language, by=request.user, now=clock.now())
    return set_language(request)


@require_POST
def theme_set(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the device has it, kept in a cookie."""
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    response = redirect(back if safe else "home")
    if (theme := request.POST.get("theme", "")) in THEMES:
        secure = bool(settings.SESSION_COOKIE_SECURE)
        response.set_cookie(THEME_COOKIE, theme, max_age=A_YEAR, secure=secure, httponly=True, samesite="Lax")
    return response


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component with its attributes; for those who build and moderate."""
    if not (settings.DEBUG or (request.user.is_authenticated and request.user.is_moderator)):
        raise Http404
    return render(request, "pages/gallery.html", {"exhibits": exhibits(), "heads": ["Name", "Type", "Default"]})

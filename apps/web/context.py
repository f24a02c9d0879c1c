"""What every page knows: its way back, theme, whether demonstration data is about, whom to write to."""

from functools import partial
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from apps.accounts.selectors import has_demonstration_data
from apps.notifications.selectors import unread_count

THEME_COOKIE = "theme"
THEMES = {"system": _("As my device"), "light": _("Light"), "dark": _("Dark")}


def page(request: HttpRequest) -> dict[str, Any]:
    """Context processor of every page; nothing here reads the session or, unless the banner asks, the database."""
    return {
        **house(),
        "here": request.get_full_path(),
        "section": request.path.split("/")[1],
        "theme": theme_of(request),
        "themes": list(THEMES.items()),
        "other_languages": [pair for pair in settings.LANGUAGES if pair[0] != get_language()],
        "is_demonstration": SimpleLazyObject(_demonstration),
        "unread_messages": SimpleLazyObject(partial(_unread, request)),
    }


def house() -> dict[str, Any]:
    """The part that needs no request: error pages have it too."""
    return {
        "site_url": settings.SITE_URL,
        "operator_email": settings.OPERATOR_EMAIL,
        "has_mailbox": settings.LOCAL_MAILBOX is not None,
    }


def theme_of(request: HttpRequest) -> str:
    chosen = request.COOKIES.get(THEME_COOKIE, "system")
    return chosen if chosen in THEMES else "system"


def _unread(request: HttpRequest) -> int:
    """Asked by the header of somebody who is signed in; one count on a small index."""
    try:
        return unread_count(request.user) if request.user.is_authenticated else 0
    except DatabaseError:
        return 0


def _demonstration() -> bool:
    try:
        return has_demonstration_data()
    except DatabaseError:
        return False  # a page that needs no database is shown without one

"""The key by which a browser finds the drafts it started before anybody signed in (cases.actions.start_case)."""

from django.http import HttpRequest

from apps.cases.actions import new_key

SESSION = "draft_key"


def key_of(request: HttpRequest) -> str:
    """This browser's key; empty when it has started nothing yet."""
    return str(request.session.get(SESSION, ""))


def make_key(request: HttpRequest) -> str:
    """This browser's key, made now when it has none."""
    if not key_of(request):
        request.session[SESSION] = new_key()
    return key_of(request)


def drop_key(request: HttpRequest) -> None:
    """Forget the key: what it held has an owner now."""
    request.session.pop(SESSION, None)

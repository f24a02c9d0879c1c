"""Every request has a number that can be quoted: on the error page, in the answer's header, in each log line."""

import secrets
import time
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse

from apps.core.references import ALPHABET

QUIET_ROUTES = {"healthz", "livez", "metrics"}
log = structlog.get_logger()


def new_error_id() -> str:
    """`7KFM-39XQ`: easy to say and to type, without meaning."""
    characters = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"{characters[:4]}-{characters[4:]}"


class RequestIdMiddleware:
    """Sets `request.error_id` and the header X-Request-Id, and writes one line per request: the route, not the path.

    The number is always ours: one sent by the other side could carry anything into the logs.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        error_id = new_error_id()
        request.error_id = error_id  # type: ignore[attr-defined]
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=error_id)
        started = time.monotonic()
        response = self.get_response(request)
        response["X-Request-Id"] = error_id
        route = request.resolver_match.view_name if request.resolver_match else None
        is_static = route is None and response.status_code < 400
        if route not in QUIET_ROUTES and not is_static:
            milliseconds = round((time.monotonic() - started) * 1000)
            log.info("request", method=request.method, route=route, status=response.status_code, ms=milliseconds)
        return response

"""For those who watch the house from outside: `/healthz`, `/livez`, `/metrics`."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Gauge, generate_latest

from apps.core import clock
from apps.core.selectors import is_database_up
from apps.web.health import house_health


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Everything, for a monitor that wakes somebody: 503 as soon as a part is down or late."""
    health = house_health(now=clock.now())
    response = JsonResponse(health, status=200 if health["ok"] else 503)
    response._has_been_logged = True  # type: ignore[attr-defined]  # a monitor asks often; the answer is the news
    return response


@never_cache
@require_safe
def livez(request: HttpRequest) -> HttpResponse:
    """This process and its database, for a load balancer: a dead beat must not take the pages away."""
    up = is_database_up()
    response = HttpResponse("ok\n" if up else "no database\n", content_type="text/plain", status=200 if up else 503)
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus text. Behind a proxy everybody seems to come from this machine, so only a token opens it."""
    given = request.headers.get("Authorization", "")
    wanted = f"Bearer {settings.METRICS_TOKEN}"
    if not settings.DEBUG and not (settings.METRICS_TOKEN and constant_time_compare(given, wanted)):
        raise Http404
    registry = CollectorRegistry()
    for name, value in house_health(now=clock.now()).items():
        gauge = Gauge(f"recourse_{name}", f"{name} as in /healthz; NaN when unknown", registry=registry)
        gauge.set(float("nan") if value is None else value)
    return HttpResponse(generate_latest(REGISTRY) + generate_latest(registry), content_type=CONTENT_TYPE_LATEST)

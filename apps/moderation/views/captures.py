"""How many members stand on lists of several associations: counts for an estimate, and nobody among them."""

import json
from typing import Any

from django.contrib import admin
from django.http import HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from apps.associations.models import Association
from apps.associations.selectors.captures import FEWEST, MOST, Captures, bodies_with_lists, count_captures
from apps.core import clock
from apps.moderation.requests import DeskRequest


@require_safe
def captures(request: DeskRequest) -> HttpResponse:
    """Choose associations and see the counts; `as=json` gives them as `estimate_population` reads them."""
    known = list(bodies_with_lists())
    chosen = _chosen(known, request.GET)
    can_count = FEWEST <= len(chosen) <= MOST
    found = count_captures(chosen) if can_count else None
    if found and request.GET.get("as") == "json":
        return _download(found)
    context = {
        **admin.site.each_context(request),
        "title": gettext("Members on several lists"),
        "section": "associations",
        "bodies": [(body, body in chosen) for body in known],
        "asked": bool(request.GET.getlist("body")),
        "names": found.names if found else (),
        "rows": _rows(found) if found else [],
        "query": request.GET.urlencode(),
    }
    return TemplateResponse(request, "admin/desk/captures.html", context)


def _chosen(known: list[Association], asked: QueryDict) -> list[Association]:
    wanted = set(asked.getlist("body"))
    return [body for body in known if str(body.pk) in wanted]


def _rows(found: Captures) -> list[dict[str, Any]]:
    """A row for each set of lists, the largest set last: on which they stand, linked and strictly."""
    histories = sorted({*found.linked, *found.strict}, key=lambda history: (history.count("1"), history[::-1]))
    return [
        {
            "on": [digit == "1" for digit in history],
            "linked": found.linked.get(history, 0),
            "strict": found.strict.get(history, 0),
        }
        for history in histories
    ]


def _download(found: Captures) -> HttpResponse:
    task = found.as_task(clock.now().date().isoformat())
    response = HttpResponse(json.dumps(task, ensure_ascii=False, indent=1), content_type="application/json")
    response["Content-Disposition"] = content_disposition_header(True, "captures.json")
    return response

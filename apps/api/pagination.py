"""Lists come in pages that hold together while rows are added: each page says where the next one begins."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.errors import no_such

MOST, USUAL = 100, 25
LONGEST_CURSOR = 300


class Pages(BasePagination):
    """`?limit=` rows in one of the view's `orderings`, after `?cursor=`.

    A cursor holds the sorting value and the id of the last row shown, both the caller's own: it is compared with and
    never looked up. A view's `orderings` are names of moments; `-` in front means the latest first.
    """

    names = ("limit", "cursor", "ordering")

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        asked = request.query_params
        limit = _limit(asked.get("limit"))
        ordering = asked.get("ordering") or view.orderings[0]
        if ordering not in view.orderings:
            raise ValidationError({"ordering": [_("Choose one of: %(names)s.") % {"names": ", ".join(view.orderings)}]})
        sign, field = ("-", ordering[1:]) if ordering.startswith("-") else ("", ordering)
        rows = queryset.order_by(ordering, f"{sign}pk")
        if cursor := asked.get("cursor"):
            rows = rows.filter(_after(field, sign, *_read(cursor, ordering, view.pk_is)))
        found = list(rows[: limit + 1])
        self.next = _write(ordering, field, found[limit - 1]) if len(found) > limit else None
        return found[:limit]

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"results": data, "next": self.next})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        cursor = {"type": "string", "nullable": True, "description": "`cursor` of the next page; null on the last."}
        properties = {"results": schema, "next": cursor}
        return {"type": "object", "required": ["results", "next"], "properties": properties}

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        limit = {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL}
        ordering = {"type": "string", "enum": list(view.orderings), "default": view.orderings[0]}
        about = {
            "limit": ("How many rows a page has.", limit),
            "cursor": ("`next` of the page before.", {"type": "string", "minLength": 1, "maxLength": LONGEST_CURSOR}),
            "ordering": ("By which moment; `-` is the latest first.", ordering),
        }
        return [
            {"name": name, "in": "query", "required": False, "description": words, "schema": schema}
            for name, (words, schema) in about.items()
        ]


def _limit(asked: str | None) -> int:
    if asked is None:
        return USUAL
    if not (asked.isascii() and asked.isdigit() and len(asked) <= 3 and 1 <= int(asked) <= MOST):
        raise ValidationError({"limit": [_("Give a number from 1 to %(most)d.") % {"most": MOST}]})
    return int(asked)


def _after(field: str, sign: str, value: datetime, pk: Any) -> Q:
    """Rows behind (value, pk). The first condition is for the index, the second for rows of the same moment."""
    beyond = "lt" if sign else "gt"
    return Q(**{f"{field}__{beyond}e": value}) & (Q(**{f"{field}__{beyond}": value}) | Q(**{f"pk__{beyond}": pk}))


def _write(ordering: str, field: str, row: Any) -> str:
    text = json.dumps([ordering, getattr(row, field).isoformat(), str(row.pk)], separators=(",", ":"))
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read(cursor: str, ordering: str, pk_is: type[UUID] | type[int]) -> tuple[datetime, Any]:
    try:
        if len(cursor) > LONGEST_CURSOR:
            raise ValueError("too long")
        made_for, moment, pk = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        at = datetime.fromisoformat(moment)
        if made_for != ordering or at.tzinfo is None:
            raise ValueError("of another list")
        number = pk_is(str(pk))
        if isinstance(number, int) and not 0 <= number < 2**63:
            raise ValueError("out of range")
        return at, number
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        words = _("Take the cursor from `next` of the page before.")
        raise no_such("cursor", words) from error

"""Versions of what was read: `ETag`, `If-None-Match`, `If-Match`."""

from hashlib import sha256
from typing import Any

from django.utils.http import parse_etags
from django.utils.translation import gettext as _
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.errors import Trouble


def tag_of(data: Any) -> str:
    """The same content, the same tag; nothing can be read from it."""
    return f'"{sha256(JSONRenderer().render(data)).hexdigest()[:32]}"'


def refuse_changed(request: Request, data: Any) -> None:
    """Let a change through only if the caller has read `data`, the thing as it is now. Raises Trouble: 428 or 412."""
    named = request.headers.get("If-Match", "")
    if not named:
        raise Trouble("no-version-named")
    if named.strip() != "*" and tag_of(data) not in parse_etags(named):
        raise Trouble("changed-since", _("It was changed since you read it. Read it again before you change it."))


def say_version(request: Request, response: Response) -> None:
    """Give a found thing its tag, if it has none of its own; whoever has this version gets 304 without a body."""
    tag = response.get("ETag") or tag_of(response.data)
    response["ETag"] = tag
    known = [mark.removeprefix("W/") for mark in parse_etags(request.headers.get("If-None-Match", ""))]
    if request.method in ("GET", "HEAD") and (tag in known or "*" in known):
        response.status_code = 304
        response.data = None

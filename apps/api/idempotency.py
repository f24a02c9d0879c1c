"""`Idempotency-Key`: a request that is sent again because its answer got lost is done once."""

import json
from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.actions import answer_once
from apps.core import clock

HEADER = "Idempotency-Key"
LONGEST_KEY = 200
CHUNK = 1024 * 1024
Handler = Callable[..., Response]


def once(handler: Handler) -> Handler:
    """Let a view's method answer a key once: the second time the caller gets the first answer, and nothing happens."""

    @wraps(handler)
    def wrapped(view: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        if HEADER not in request.headers:
            return handler(view, request, *args, **kwargs)

        def do() -> tuple[int, Any]:
            response = handler(view, request, *args, **kwargs)
            return response.status_code, json.loads(JSONRenderer().render(response.data) or b"null")

        answered = answer_once(
            person=view.person,
            address=f"{request.method} {request.path}",
            key=key_in(request),
            request_hash=hash_of(request),
            do=do,
            now=clock.now(),
        )
        headers = {"Idempotent-Replayed": "true"} if answered.again else {}
        return Response(answered.body, status=answered.status, headers=headers)

    return wrapped


def key_in(request: Request) -> str:
    """The key, one to 200 visible ASCII characters. Raises ValidationError."""
    key = str(request.headers[HEADER])
    if not (0 < len(key) <= LONGEST_KEY and key.isascii() and key.isprintable() and " " not in key):
        raise ValidationError({HEADER: [_("A key has 1 to 200 visible ASCII characters, such as a UUID.")]})
    return key


def hash_of(request: Request) -> str:
    """The same for the same request: fields by name, files by content, whatever the boundaries between them."""
    digest = sha256()
    files: Any = request.FILES
    sent: Any = request.data
    fields = {name: value for name, value in sent.items() if name not in files}
    digest.update(json.dumps(fields, sort_keys=True, ensure_ascii=True).encode())
    for name in sorted(files):
        for upload in files.getlist(name):
            digest.update(f"\x1f{name}\x1f{upload.name}\x1f".encode(errors="surrogatepass"))
            for chunk in upload.chunks(CHUNK):
                digest.update(chunk)
            upload.seek(0)
    return digest.hexdigest()

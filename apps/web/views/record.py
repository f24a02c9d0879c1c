"""The record of writes, as far as everybody may check it: its signed heads and the key they are signed with."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from apps.core.audit import signing
from apps.core.audit.checking import newest_heads
from apps.core.audit.heads import facts_of


@require_GET
def record(request: HttpRequest) -> HttpResponse:
    """The newest thirty heads. They hold hashes and numbers, nothing of anybody."""
    heads = newest_heads()
    columns = [gettext("Day"), gettext("Entries"), gettext("Hash")]
    context = {"heads": [facts_of(head) for head in heads], "key": signing.public_key().hex(), "columns": columns}
    return render(request, "pages/record.html", context)


@require_GET
def record_json(request: HttpRequest) -> JsonResponse:
    """The same for programs, each head as `manage.py verify_audit --kept` takes it."""
    return JsonResponse(
        {"public_key": signing.public_key().hex(), "heads": [facts_of(head) for head in newest_heads()]}
    )

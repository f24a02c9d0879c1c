"""Answers that carry what sellers keep here."""

from typing import TypeVar

from django.http import HttpResponseBase
from django.utils.http import content_disposition_header

Answer = TypeVar("Answer", bound=HttpResponseBase)


def sealed(response: Answer, *, name: str) -> Answer:
    """To be saved, never shown as a page: whatever is in it, no browser runs it on our address or keeps it."""
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response

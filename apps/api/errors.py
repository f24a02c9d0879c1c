"""Every error as RFC 9457 `application/problem+json`, in the caller's language, with an id to quote."""

from typing import Any

import structlog
from django.conf import settings
from django.core.exceptions import PermissionDenied as DjangoPermissionDenied
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, UnreadablePostError
from rest_framework import exceptions
from rest_framework.response import Response

from apps.accounts.actions import KeyBusy, KeyUsed
from apps.cases.actions import (
    AppealConflict,
    AppealMoved,
    AppealRefused,
    DraftConflict,
    DraftGone,
    DraftTooLarge,
    EvidenceRefused,
    FilingIncomplete,
    MoveRefused,
    SharingMoved,
    SharingRefused,
)
from apps.conduct.actions import Barred
from apps.core.problems import PROBLEMS
from apps.evidence.actions import FileDamaged, FileInfected, FileRefused

MEDIA_TYPE = "application/problem+json"
Errors = dict[str, list[str]]
log = structlog.get_logger()


class Trouble(Exception):
    """One of core.problems with its sentence; `errors` names fields."""

    def __init__(self, name: str, detail: Any = "", errors: Errors | None = None, headers: Any = None) -> None:
        super().__init__(detail)
        self.name = name
        self.detail = str(detail)
        self.errors = errors or {}
        self.headers = dict(headers or {})


def no_such(field: str, words: Any) -> Trouble:
    """A request of the right shape that names what is not there."""
    return Trouble("refused", words, errors={field: [str(words)]})


# What refuses below, and which problem it is; the sentence is the refusal's own.
REFUSALS: dict[type[Exception], str] = {
    MoveRefused: "moved-on",
    Barred: "not-allowed",
    AppealMoved: "moved-on",
    AppealConflict: "changed-since",
    AppealRefused: "refused",
    KeyBusy: "in-progress",
    KeyUsed: "key-used",
    DraftGone: "moved-on",
    DraftConflict: "changed-since",
    DraftTooLarge: "too-large",
    FileRefused: "refused",
    EvidenceRefused: "refused",
    FileInfected: "refused",
    SharingMoved: "moved-on",
    SharingRefused: "refused",
    FileDamaged: "failed",
    RequestDataTooBig: "too-large",
    SuspiciousOperation: "unreadable",
    UnreadablePostError: "unreadable",
    Http404: "not-found",
    exceptions.NotFound: "not-found",
    DjangoPermissionDenied: "not-allowed",
}
OF_THE_LIBRARY: dict[type[exceptions.APIException], str] = {
    exceptions.ParseError: "unreadable",
    exceptions.NotAuthenticated: "not-signed-in",
    exceptions.AuthenticationFailed: "not-signed-in",
    exceptions.PermissionDenied: "not-allowed",
    exceptions.MethodNotAllowed: "no-such-method",
    exceptions.NotAcceptable: "not-acceptable",
    exceptions.UnsupportedMediaType: "wrong-media-type",
    exceptions.Throttled: "too-many",
}
WITHOUT_DETAIL = ("unreadable", "not-found")  # what the library or the table says here could quote what was sent


def answer(error: Exception, context: dict[str, Any]) -> Response:
    """DRF's exception handler. What nobody foresaw is logged and answered with 500."""
    trouble = trouble_of(error)
    if trouble is None:
        log.error("api_failed", exc_info=error)
        trouble = Trouble("failed")
    return response_for(trouble, getattr(context["request"], "error_id", ""))


def trouble_of(error: Exception) -> Trouble | None:
    if isinstance(error, Trouble):
        return error
    if isinstance(error, exceptions.ValidationError):
        return Trouble("invalid", errors=flat(error.detail))
    if isinstance(error, FilingIncomplete):
        return Trouble("incomplete", errors=by_field(error))
    for kind, name in REFUSALS.items():
        if isinstance(error, kind):
            headers = {"Retry-After": "1"} if name == "in-progress" else {}
            return Trouble(name, "" if name in WITHOUT_DETAIL else _said(error), headers=headers)
    for library, name in OF_THE_LIBRARY.items():
        if isinstance(error, library):
            return Trouble(name, "" if name in WITHOUT_DETAIL else error.detail, headers=headers_of(error))
    return None


def _said(error: Exception) -> str:
    """The sentence of one of our own refusals; libraries' words are not for users."""
    return str(error) if type(error).__module__.startswith("apps.") else ""


def headers_of(error: exceptions.APIException) -> dict[str, str]:
    headers = {}
    if auth := getattr(error, "auth_header", ""):
        headers["WWW-Authenticate"] = auth
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait) + 1)
    return headers


def by_field(error: FilingIncomplete) -> Errors:
    found: Errors = {}
    for problem in error.problems:
        where = f"{problem.step}.{problem.field}" if problem.field else problem.step
        found.setdefault(where, []).append(problem.message)
    return found


def flat(detail: Any, path: str = "") -> Errors:
    """DRF's nested details as `amounts.0.likely` -> sentences."""
    if isinstance(detail, dict):
        pairs = [(str(key), value) for key, value in detail.items()]
    elif isinstance(detail, list) and any(isinstance(one, dict | list) for one in detail):
        pairs = [(str(number), value) for number, value in enumerate(detail)]
    else:
        return {path: [str(one) for one in detail]} if isinstance(detail, list) and detail else {}
    found: Errors = {}
    for key, value in pairs:
        name = "" if key == "non_field_errors" else key
        for where, sentences in flat(value, ".".join(filter(None, (path, name)))).items():
            found.setdefault(where, []).extend(sentences)
    return found


def response_for(trouble: Trouble, error_id: str) -> Response:
    problem = PROBLEMS[trouble.name]
    body: dict[str, Any] = {
        "type": f"{settings.SITE_URL}/problems/{problem.name}/",
        "title": str(problem.title),
        "status": problem.status,
        "detail": trouble.detail or str(problem.meaning),
        "error_id": error_id,
    }
    if trouble.errors:
        body["errors"] = trouble.errors
    headers = {"Cache-Control": "no-store", **trouble.headers}
    return Response(body, status=problem.status, headers=headers, content_type=MEDIA_TYPE)

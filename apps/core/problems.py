"""Every kind of error a program can meet: its name for ever, its status, and what it means in both languages.

The name makes the `type` of an RFC 9457 answer, `<site>/problems/<name>/`, and at that address a page explains it.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Problem:
    """One kind of error: never renamed, its status never changed."""

    name: str
    status: int
    title: Promise
    meaning: Promise


def _problem(name: str, status: int, title: Promise, meaning: Promise) -> tuple[str, Problem]:
    return name, Problem(name, status, title, meaning)


PROBLEMS: dict[str, Problem] = dict(
    (
        _problem(
            "unreadable",
            400,
            _("The request cannot be read"),
            _("The body is not JSON, or not the form it says it is. Nothing was changed."),
        ),
        _problem(
            "invalid",
            400,
            _("Something in the request does not fit"),
            _("`errors` names each field with what is wrong with it. Nothing was changed."),
        ),
        _problem(
            "not-signed-in",
            401,
            _("No valid token"),
            _("Send `Authorization: Bearer` with a token that has neither expired nor been revoked."),
        ),
        _problem(
            "not-allowed",
            403,
            _("The token may not do this"),
            _("The token lacks the right named in `detail`: make one that has it. Of a session, the CSRF token lacks."),
        ),
        _problem(
            "not-found",
            404,
            _("There is nothing here"),
            _("It is mistyped, or what was there is gone, or it belongs to somebody else: we do not say which."),
        ),
        _problem("no-such-method", 405, _("Not this way"), _("`Allow` names the methods this address knows.")),
        _problem(
            "not-acceptable",
            406,
            _("Not in this format"),
            _("We answer in JSON; the description of the API also in YAML. Files come as they are."),
        ),
        _problem(
            "moved-on",
            409,
            _("Things stand otherwise by now"),
            _("What you ask for does not start from where the case stands. Read it again and decide anew."),
        ),
        _problem(
            "in-progress",
            409,
            _("The same request is being worked on"),
            _("Another request with this `Idempotency-Key` has not been answered yet. Repeat it in a second."),
        ),
        _problem(
            "changed-since",
            412,
            _("It was changed in the meantime"),
            _("`If-Match` names a version that is no longer the current one. Read it again, then change that version."),
        ),
        _problem(
            "too-large",
            413,
            _("That is too large"),
            _("A file may have 50 MB, any other body 12 MB. Nothing was kept."),
        ),
        _problem(
            "wrong-media-type",
            415,
            _("Not in this media type"),
            _("Bodies are `application/json`, uploads `multipart/form-data`."),
        ),
        _problem(
            "incomplete",
            422,
            _("The filing lacks something"),
            _("`errors` names, as `step.field`, what has to be filled in or mended. The draft stays as it is."),
        ),
        _problem(
            "refused",
            422,
            _("This cannot be taken"),
            _("The request can be read, but a rule speaks against it; `detail` says which. Nothing was changed."),
        ),
        _problem(
            "key-used",
            422,
            _("This key was used for something else"),
            _("An `Idempotency-Key` belongs to one request. Send a new key with a new request."),
        ),
        _problem(
            "no-version-named",
            428,
            _("Say which version you change"),
            _("Send `If-Match` with the `ETag` you read, so that nobody's changes are overwritten unseen."),
        ),
        _problem(
            "too-many",
            429,
            _("Too many requests"),
            _("The header `Retry-After` says after how many seconds to go on. The limits stand on the help page."),
        ),
        _problem(
            "failed",
            500,
            _("Something failed on our side"),
            _("Try again; with an `Idempotency-Key` nothing happens twice. If it stays, write to us with `error_id`."),
        ),
    )
)

"""One line per event: JSON in production, readable in development. Nothing in it tells who somebody is.

No local variables, no request bodies, no query strings, no e-mail addresses. What an error says may quote what a seller
typed, so in JSON only errors worded by code keep their words; of the others the kind and the places remain, and of a
database error its code and the name of the constraint.
"""

import logging
import re
import sys
import traceback
from collections.abc import Iterator
from typing import Any

import psycopg
import structlog
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from structlog.stdlib import ProcessorFormatter
from structlog.types import EventDict, Processor

ADDRESS = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
QUERY = re.compile(r"(?<=\S)\?[^\s\"'<>]*=[^\s\"'<>]*")
WORDED_BY_CODE = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    ImportError,
    ImproperlyConfigured,
    NameError,
    OSError,
    TemplateDoesNotExist,
    TemplateSyntaxError,
    TypeError,
)
QUIET = {
    "fido2": logging.WARNING,  # writes ids of passkeys
    "celery.app.trace": logging.WARNING,  # one line per tick is noise; failures are warnings and errors
    "celery.beat": logging.WARNING,
    "celery.worker.strategy": logging.WARNING,
    "kombu": logging.WARNING,
    "mail.log": logging.WARNING,
    "pikepdf": logging.WARNING,  # says at every start that it can write logs
}
SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
]


def configure() -> None:
    """Send every log line of this process, ours and the libraries', through the same formatter to stderr."""
    structlog.configure(
        processors=[*SHARED, ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter(as_json=settings.LOG_JSON, in_colour=sys.stderr.isatty()))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for name, level in QUIET.items():
        logging.getLogger(name).setLevel(level)


def formatter(*, as_json: bool, in_colour: bool = False) -> ProcessorFormatter:
    last: list[Processor]
    if as_json:
        stamp = structlog.processors.TimeStamper(fmt="iso", utc=True)
        last = [stamp, describe_error, redact, structlog.processors.JSONRenderer(ensure_ascii=False)]
    else:
        plain = structlog.dev.plain_traceback
        stamp = structlog.processors.TimeStamper(fmt="%H:%M:%S", utc=False)
        last = [stamp, redact, structlog.dev.ConsoleRenderer(colors=in_colour, exception_formatter=plain)]
    return ProcessorFormatter(
        foreign_pre_chain=[*SHARED, name_failed_task], processors=[ProcessorFormatter.remove_processors_meta, *last]
    )


def name_failed_task(logger: Any, method: str, event: EventDict) -> EventDict:
    """Celery's own sentence quotes the error and the arguments; the task's name and id are enough."""
    data = getattr(event.get("_record"), "data", None)
    if event.get("logger") == "celery.app.trace" and isinstance(data, dict):
        event.update(event="task_failed", task=data.get("name"), task_id=data.get("id"))
    return event


def describe_error(logger: Any, method: str, event: EventDict) -> EventDict:
    """Replace `exc_info` by kinds, places and harmless words, the first cause last."""
    given = event.pop("exc_info", None)
    if given is True:
        given = sys.exc_info()
    error = given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        event["errors"] = [
            {"kind": type(link).__qualname__, "words": harmless_words(link), "places": places(link)}
            for link in _chain(error)
        ]
    return event


def harmless_words(error: BaseException) -> str:
    """What may be written down of what an error says."""
    if isinstance(error, psycopg.Error):
        return " ".join(filter(None, (error.sqlstate, error.diag.constraint_name)))
    if isinstance(error, WORDED_BY_CODE) and not isinstance(error, UnicodeError):
        return str(error)
    return ""


def places(error: BaseException) -> list[str]:
    """`file:line function` of each step, outermost first."""
    steps = traceback.extract_tb(error.__traceback__)
    return [f"{_short(step.filename)}:{step.lineno} {step.name}" for step in steps]


def redact(logger: Any, method: str, event: EventDict) -> EventDict:
    """Without e-mail addresses and query strings, wherever they stand."""
    return {key: _redacted(value) for key, value in event.items()}


def _redacted(value: Any) -> Any:
    if isinstance(value, str):
        return QUERY.sub("?…", ADDRESS.sub("<address>", value))
    if isinstance(value, dict):
        return {key: _redacted(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_redacted(inner) for inner in value]
    return value


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        yield link
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)


def _short(filename: str) -> str:
    return filename.rsplit("site-packages/", 1)[-1].removeprefix(f"{settings.BASE_DIR}/")

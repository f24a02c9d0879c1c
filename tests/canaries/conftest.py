"""What the house says to the outside while a flow runs: log lines, addresses, mails, task hints, cache keys, rows."""

import json
import logging
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from celery import current_app
from django.core.cache import caches
from django.db import connection
from django.http import HttpResponseBase
from django.test import Client, override_settings

from apps.accounts.models import User
from apps.core import logs
from apps.notifications.letters import write_letter
from apps.notifications.models import Message
from tests.canaries.words import CANARIES
from tests.factories.accounts import UserFactory

# Meant, and said: the menu of a page names whoever is signed in to themselves, and a list's address says how it was
# narrowed, so that it can be kept and sent.
OWN_MENU = re.compile(r'<p class="eyebrow[^"]*">[^<]*@[^<]*</p>')
SEARCH = re.compile(r"^/(?:cases|desk)/\?")
SAME_PAGE = (409, 422)  # the form again, with what its owner typed; a program gets its own words back in a 400
PRINTED = ("subject", "text", "html")
OWN_ADDRESS = {"accounts_user", "account_emailaddress"}  # what somebody signs in with is not encrypted, and said so
SESSIONS = {"django_session"}  # signed by the framework; sealed drafts are not in it


class Kept(logging.Handler):
    """Log lines as production writes them."""

    def __init__(self) -> None:
        super().__init__(level=logging.DEBUG)
        self.setFormatter(logs.formatter(as_json=True))
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


class Outside:
    """Everything that leaves, by the way it leaves. `found` says which canary went which way."""

    def __init__(self) -> None:
        self.said: dict[str, list[str]] = {"log": [], "address": [], "error page": [], "task": []}

    def note_answer(self, answer: HttpResponseBase) -> None:
        led = [answer.headers.get("Location", ""), *_pushed(answer)]
        self.said["address"] += [address for address in led if not SEARCH.match(address)]
        echo = answer.headers.get("Content-Type", "").startswith("application/problem") and answer.status_code == 400
        if answer.status_code >= 400 and answer.status_code not in SAME_PAGE and not echo and not answer.streaming:
            page = answer.content.decode(errors="replace")
            self.said["error page"].append(OWN_MENU.sub("", page))  # type: ignore[attr-defined]

    def found(self) -> list[str]:
        kept = [f"{key} {value!r}" for key, value in caches["default"]._cache.items()]  # type: ignore[attr-defined]
        rows = [f"{name}: {text}" for name, text in _tables()]
        ways = {**self.said, "cache": kept, "mail": _mails(), "database": rows}
        return [
            f"{canary!r} in {way}: {_around(text, form)}"
            for way, texts in ways.items()
            for text in texts
            for canary in CANARIES
            for form in _forms(canary)
            if form in text.casefold()
        ]


def _pushed(answer: HttpResponseBase) -> list[str]:
    return [value for name, value in answer.headers.items() if name.lower().startswith("hx-")]


def _forms(canary: str) -> set[str]:
    """As it stands, and as JSON writes it."""
    return {canary.casefold(), json.dumps(canary)[1:-1].casefold()}


def _around(text: str, form: str) -> str:
    place = text.casefold().index(form)
    return text[max(0, place - 60) : place + 80].replace("\n", " ")


def _mails() -> list[str]:
    """Every message of the outbox as it would be sent. Codes apart, mails hold references and nothing of a case."""
    letters = [
        write_letter(kind=row.kind, language=row.language, facts=json.loads(row.facts)) for row in Message.objects.all()
    ]
    return [getattr(letter, part) for letter in letters for part in PRINTED]


def _tables() -> Iterator[tuple[str, str]]:
    """Every table as text; what is encrypted stands there as hexadecimal."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for name in sorted({row[0] for row in cursor.fetchall()} - OWN_ADDRESS - SESSIONS):
            cursor.execute(f"SELECT coalesce(json_agg(t)::text, '') FROM \"{name}\" t")
            yield name, cursor.fetchone()[0]


class Watched(Client):
    """A browser whose answers are noted."""

    def __init__(self, outside: Outside) -> None:
        super().__init__(raise_request_exception=False)
        self.outside = outside

    def request(self, **request: Any) -> Any:
        answer = super().request(**request)
        self.outside.note_answer(answer)
        return answer


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, db: None) -> Iterator[Outside]:
    """Watches until the test ends; nothing is sent to a broker meanwhile."""
    watched, handler = Outside(), Kept()
    structlog.contextvars.clear_contextvars()
    watched.said["log"] = handler.lines
    caches["default"].clear()
    monkeypatch.setattr(
        current_app, "send_task", lambda name, **more: watched.said["task"].append(json.dumps([name, more]))
    )
    logging.getLogger().addHandler(handler)
    with override_settings(EVIDENCE_ROOT=tmp_path):
        yield watched
    logging.getLogger().removeHandler(handler)


@pytest.fixture
def person(db: None) -> User:
    """Somebody whose address is a canary too."""
    return UserFactory.create(email="canary.address@canary-mail.example")


@pytest.fixture
def browser_of(outside: Outside) -> Callable[[User | None], Watched]:
    def sign_in(user: User | None) -> Watched:
        client = Watched(outside)
        if user:
            client.force_login(user)
        return client

    return sign_in

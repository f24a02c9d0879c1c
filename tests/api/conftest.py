"""Programs that ask the API."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from apps.accounts.models import User
from apps.core import clock
from tests.factories.accounts import ApiTokenFactory


class Program:
    """Something that sends a token, JSON, and headers by their names."""

    def __init__(self, secret: str = "") -> None:
        self.client = Client(raise_request_exception=False)
        self.headers = {"Authorization": f"Bearer {secret}"} if secret else {}

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> HttpResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        answer: HttpResponse = self.client.generic(
            method.upper(), f"/api/v1/{path}", headers={**self.headers, **named}, **sent
        )
        return answer

    def get(self, path: str, **headers: str) -> HttpResponse:
        return self.ask("get", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> HttpResponse:
        return self.ask("post", path, body, **headers)

    def patch(self, path: str, body: Any = None, **headers: str) -> HttpResponse:
        return self.ask("patch", path, body, **headers)


@pytest.fixture(autouse=True)
def no_counts() -> Iterator[None]:
    """Each test begins with no requests counted."""
    cache.clear()
    yield


@pytest.fixture
def program_of() -> Callable[..., Program]:
    """`program_of(person)` holds a token of theirs with every right, or with the `scopes` given."""

    def make(person: User, **more: Any) -> Program:
        return Program(ApiTokenFactory.create(person=person, **{"now": clock.now(), **more}).secret)

    return make


@pytest.fixture
def anybody() -> Program:
    return Program()

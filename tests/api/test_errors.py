"""Every error is application/problem+json, in the caller's language, and tells nothing."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from apps.accounts.actions import revoke_token
from apps.accounts.models import User
from apps.core import clock
from apps.core.problems import PROBLEMS
from tests.api.conftest import Program
from tests.factories.accounts import ApiTokenFactory

pytestmark = pytest.mark.django_db
ProgramOf = Callable[..., Program]


def problem(answer: Any) -> tuple[int, str]:
    """Status and name of a problem, after its form was checked."""
    body = answer.json()
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Cache-Control"] == "no-store"
    assert body["status"] == answer.status_code
    assert body["error_id"] == answer["X-Request-Id"]
    assert body["title"]
    assert body["detail"]
    name = body["type"].removeprefix("https://recourse.test/problems/").removesuffix("/")
    assert PROBLEMS[name].status == answer.status_code
    return answer.status_code, name


def test_without_a_token(anybody: Program) -> None:
    answer = anybody.get("cases/")
    assert problem(answer) == (401, "not-signed-in")
    assert answer["WWW-Authenticate"] == 'Bearer realm="Recourse"'


def test_with_a_token_that_is_none(seller: User) -> None:
    expired = ApiTokenFactory.create(person=seller, days=1, now=clock.now() - timedelta(days=2))
    revoked = ApiTokenFactory.create(person=seller, now=clock.now())
    revoke_token(token=revoked, by=seller, now=clock.now())
    for secret in (expired.secret, revoked.secret, "recourse_x", "x" * 9000, "é"):
        assert problem(Program(secret).get("cases/")) == (401, "not-signed-in")


def test_without_the_right_nothing_is_looked_up(program_of: ProgramOf, seller: User) -> None:
    program = program_of(seller, scopes=["read:dates"])
    assert problem(program.get("cases/")) == (403, "not-allowed")
    assert "read:cases" in program.get("cases/").json()["detail"]


def test_what_does_not_exist(anybody: Program) -> None:
    assert problem(anybody.get("nowhere/")) == (404, "not-found")
    assert problem(anybody.client.get("/api/")) == (404, "not-found")


@pytest.mark.parametrize("method", ["put", "delete", "options", "trace", "post"])
def test_a_method_that_is_not_known(program_of: ProgramOf, seller: User, anybody: Program, method: str) -> None:
    for program in (anybody, program_of(seller)):
        answer = program.ask(method, "cases/")
        assert problem(answer) == (405, "no-such-method")
        assert answer["Allow"] == "GET, HEAD"


def test_another_format_than_ours(anybody: Program) -> None:
    assert problem(anybody.get("vocabulary/", Accept="text/csv")) == (406, "not-acceptable")


def test_errors_speak_the_callers_language(anybody: Program, program_of: ProgramOf, seller: User) -> None:
    assert anybody.get("nowhere/", Accept_Language="zh-CN").json()["title"] == "这里什么都没有"
    User.objects.filter(pk=seller.pk).update(language="zh-hans")
    program = program_of(seller)
    assert program.get("cases/?limit=0").json()["errors"]["limit"] == ["请给出 1 到 100 之间的数字。"]
    assert program.get("cases/?limit=0", Accept_Language="en").json()["errors"]["limit"] == [
        "Give a number from 1 to 100."
    ]


def test_too_many_requests_say_when_to_go_on(anybody: Program, monkeypatch: Any) -> None:
    monkeypatch.setattr("apps.api.throttles.ByAddress.get_rate", lambda self: "2/min")
    assert [anybody.get("vocabulary/").status_code for _ in range(2)] == [200, 200]
    answer = anybody.get("vocabulary/")
    assert problem(answer) == (429, "too-many")
    assert 0 < int(answer["Retry-After"]) <= 61


def test_each_token_is_counted_by_itself(program_of: ProgramOf, seller: User, monkeypatch: Any) -> None:
    monkeypatch.setattr("apps.api.throttles.ByToken.get_rate", lambda self: "1/min")
    first, second = program_of(seller), program_of(seller)
    assert [first.get("cases/").status_code, first.get("cases/").status_code] == [200, 429]
    assert second.get("cases/").status_code == 200


def test_what_nobody_foresaw_is_a_500_with_its_number(
    program_of: ProgramOf, seller: User, monkeypatch: Any, capsys: Any
) -> None:
    def fail(*args: Any) -> None:
        raise RuntimeError("CANARY")

    monkeypatch.setattr("apps.api.views.cases.readable_cases", fail)
    answer = program_of(seller).get("cases/")
    assert problem(answer) == (500, "failed")
    assert "CANARY" not in answer.content.decode()


def test_a_session_reads_and_writes_only_with_the_csrf_token(seller: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(seller)
    assert browser.get("/api/v1/cases/").status_code == 200

"""Log lines tell what happened and never to whom."""

import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import path

from apps.accounts.models import User
from apps.core import logs
from apps.core.middleware import RequestIdMiddleware, new_error_id
from config import urls as house
from tests.factories.accounts import UserFactory

Lines = Callable[[], list[dict[str, Any]]]


class Kept(logging.Handler):
    """What production would have written."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(logs.formatter(as_json=True))
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def kept() -> Iterator[Kept]:
    structlog.contextvars.clear_contextvars()
    handler = Kept()
    logging.getLogger().addHandler(handler)
    yield handler
    logging.getLogger().removeHandler(handler)


def only(kept: Kept) -> dict[str, Any]:
    (line,) = kept.lines
    found: dict[str, Any] = json.loads(line)
    return found


def broken(request: HttpRequest) -> HttpResponse:
    secret = request.POST.get("narrative", "")
    raise ValueError(f"cannot read {secret}")


def fine(request: HttpRequest) -> HttpResponse:
    return HttpResponse("fine")


urlpatterns = [path("broken/", broken, name="broken"), path("fine/", fine, name="fine"), *house.urlpatterns]
handler500 = "apps.web.views.errors.server_error"


def test_a_line_is_one_json_object_with_its_moment(kept: Kept) -> None:
    structlog.get_logger("apps.cases").info("case_moved", to="verified")
    line = only(kept)
    assert line.pop("timestamp").endswith("Z")
    assert line == {"event": "case_moved", "to": "verified", "level": "info", "logger": "apps.cases"}


def test_addresses_and_query_strings_are_cut_out_wherever_they_stand(kept: Kept) -> None:
    logging.getLogger("library").warning("no answer for %s at /search/?q=亚马逊&page=2", "li.wei+shop@sellers.example")
    structlog.get_logger().info("x", to=["a@b.example"], deep={"url": "https://h.example/a?token=1"})
    assert [word for word in ("li.wei", "亚马逊", "a@b", "token=1") if word in "".join(kept.lines)] == []
    assert "no answer for <address> at /search/?…" in kept.lines[0]


def test_an_error_tells_kind_and_places_but_not_what_it_quotes(kept: Kept) -> None:
    narrative = "we sold lamps in Shenzhen"
    try:
        try:
            int(narrative)
        except ValueError as error:
            raise TypeError("a case needs a number") from error
    except TypeError:
        structlog.get_logger().exception("failed")
    outer, inner = only(kept)["errors"]
    assert (outer["kind"], outer["words"], inner["kind"], inner["words"]) == (
        "TypeError", "a case needs a number", "ValueError", "",
    )  # fmt: skip
    assert inner["places"][0].endswith("test_an_error_tells_kind_and_places_but_not_what_it_quotes")
    assert "Shenzhen" not in kept.lines[0]


def test_a_database_error_names_the_constraint_and_not_the_row(kept: Kept, seller: User) -> None:
    with pytest.raises(IntegrityError) as caught:
        UserFactory.create(email=seller.email)
    logging.getLogger("django").error("failed", exc_info=caught.value)
    assert seller.email not in kept.lines[0]
    words = [error["words"] for error in only(kept)["errors"]]
    assert words == ["", "23505 accounts_user_email_key"]


def test_a_failed_task_is_named_and_its_arguments_are_not(kept: Kept) -> None:
    context = {"id": "7", "name": "cases.expire_drafts", "exc": "ValueError('Shenzhen')", "kwargs": "{'a': 'Shenzhen'}"}
    logging.getLogger("celery.app.trace").error("Task %(name)s: %(exc)s", context, extra={"data": context})
    line = only(kept)
    assert (line["event"], line["task"], line["task_id"]) == ("task_failed", "cases.expire_drafts", "7")
    assert "Shenzhen" not in kept.lines[0]


@override_settings(ROOT_URLCONF=__name__)
def test_an_unhandled_error_can_be_found_by_the_number_on_its_page(kept: Kept) -> None:
    client = Client(raise_request_exception=False)
    answer = client.post("/broken/?q=lamp", {"narrative": "Shenzhen"}, headers={"Accept-Language": "en"})
    number = answer.headers["X-Request-Id"]
    lines = [json.loads(line) for line in kept.lines]
    assert answer.status_code == 500
    assert number in answer.content.decode()
    assert {line["request_id"] for line in lines} == {number}
    (failure,) = [line for line in lines if line["level"] == "error"]
    assert failure["errors"][0]["kind"] == "ValueError"
    assert [word for word in ("Shenzhen", "q=lamp") if word in "".join(kept.lines)] == []


@override_settings(ROOT_URLCONF=__name__)
def test_a_request_leaves_one_line_with_its_route(kept: Kept) -> None:
    answer = Client().get("/fine/?q=lamp", headers={"X-Request-Id": "mine"})
    line = only(kept)
    assert (line["event"], line["method"], line["route"], line["status"]) == ("request", "GET", "fine", 200)
    assert line["request_id"] == answer.headers["X-Request-Id"] != "mine"


def test_the_number_belongs_to_one_request_only() -> None:
    def answer(request: HttpRequest) -> HttpResponse:
        return HttpResponse(structlog.contextvars.get_contextvars()["request_id"])

    middleware = RequestIdMiddleware(answer)
    first, second = (middleware(RequestFactory().get("/")) for _ in range(2))
    assert first.content.decode() == first.headers["X-Request-Id"] != second.headers["X-Request-Id"]


def test_numbers_are_easy_to_say() -> None:
    assert all(len(new_error_id()) == 9 and set("01OIL").isdisjoint(new_error_id()) for _ in range(100))


def test_development_shows_what_went_wrong() -> None:
    record = logging.LogRecord("django", logging.ERROR, __file__, 1, "failed for a@b.example", (), None)
    assert "failed for <address>" in logs.formatter(as_json=False).format(record)

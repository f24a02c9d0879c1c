"""A request sent again because its answer got lost is done once."""

import json
from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from apps.accounts.models import Reply, User
from apps.accounts.tasks import forget_replies
from apps.cases.models import Case
from apps.core import clock
from tests.api.conftest import Program
from tests.factories.accounts import ApiTokenFactory, UserFactory

pytestmark = pytest.mark.django_db
ProgramOf = Callable[..., Program]
BODY = {"event": {"narrative": "CANARY"}}


def test_the_same_key_gives_the_same_answer_and_nothing_more(program_of: ProgramOf, seller: User) -> None:
    program = program_of(seller)
    first = program.post("drafts/", BODY, Idempotency_Key="k1")
    again = program.post("drafts/", BODY, Idempotency_Key="k1")
    assert (again.status_code, again.json(), again["ETag"]) == (201, first.json(), first["ETag"])
    assert ("Idempotent-Replayed" in first, again["Idempotent-Replayed"]) == (False, "true")
    assert Case.objects.count() == 1
    program.post("drafts/", BODY, Idempotency_Key="k2")
    program.post("drafts/", BODY)
    assert Case.objects.count() == 3


def test_the_order_of_keys_does_not_make_another_request(program_of: ProgramOf, seller: User) -> None:
    program = program_of(seller)
    program.post("drafts/", {"visibility": "counted", **BODY}, Idempotency_Key="k")
    assert program.post("drafts/", {**BODY, "visibility": "counted"}, Idempotency_Key="k").status_code == 201
    assert Case.objects.count() == 1


def test_a_key_used_for_something_else_is_refused(program_of: ProgramOf, seller: User) -> None:
    program = program_of(seller)
    program.post("drafts/", BODY, Idempotency_Key="k")
    answer = program.post("drafts/", {"visibility": "private"}, Idempotency_Key="k")
    assert (answer.status_code, answer.json()["type"].split("/")[-2]) == (422, "key-used")
    assert Case.objects.count() == 1


def test_keys_of_two_people_have_nothing_to_do_with_each_other(
    program_of: ProgramOf, seller: User, stranger: User
) -> None:
    for person in (seller, stranger):
        assert "Idempotent-Replayed" not in program_of(person).post("drafts/", BODY, Idempotency_Key="k")
    assert Case.objects.count() == 2


def test_what_failed_is_done_anew(program_of: ProgramOf, seller: User) -> None:
    program = program_of(seller)
    case_id = program.post("drafts/").json()["id"]
    for _ in range(2):
        assert program.post(f"drafts/{case_id}/submit/", Idempotency_Key="k").status_code == 422
    assert not Reply.objects.exists()


@pytest.mark.parametrize("key", ["", "x" * 201, "two words", "钥匙"])
def test_a_key_that_is_none_is_refused(program_of: ProgramOf, seller: User, key: str) -> None:
    answer = program_of(seller).post("drafts/", BODY, Idempotency_Key=key.encode().decode("latin-1"))
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["Idempotency-Key"])


def test_what_was_answered_is_not_readable_in_the_database(program_of: ProgramOf, seller: User) -> None:
    program_of(seller).post("drafts/", BODY, Idempotency_Key="k")
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(r)::text FROM accounts_reply r")
        assert "CANARY" not in cursor.fetchone()[0]


def test_answers_are_forgotten_after_a_day(program_of: ProgramOf, seller: User, at: Any) -> None:
    program = program_of(seller)
    program.post("drafts/", BODY, Idempotency_Key="old")
    at(clock.now() + timedelta(hours=23))
    program.post("drafts/", BODY, Idempotency_Key="new")
    at(clock.now() + timedelta(hours=2))
    program.post("drafts/", BODY, Idempotency_Key="old")
    assert Case.objects.count() == 3
    at(clock.now() + timedelta(hours=23))
    forget_replies()
    assert Reply.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_are_one() -> None:
    person = UserFactory.create()
    secret = ApiTokenFactory.create(person=person, now=clock.now()).secret
    barrier, statuses = Barrier(20), []

    def send() -> None:
        try:
            program = Program(secret)
            barrier.wait()
            answer = program.post("drafts/", BODY, Idempotency_Key="k")
            statuses.append((answer.status_code, json.loads(answer.content).get("id")))
        finally:
            connection.close()

    threads = [Thread(target=send) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Case.objects.count() == 1
    assert len(statuses) == 20
    assert {status for status, _id in statuses} <= {201, 409}
    assert {found for status, found in statuses if status == 201} == {str(Case.objects.get().pk)}

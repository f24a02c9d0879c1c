"""Dates of one's cases through the API."""

from collections.abc import Callable
from typing import Any

import pytest

from apps.accounts.models import User
from apps.core import clock
from apps.deadlines.enums import DeadlineState
from apps.deadlines.models import Deadline
from apps.deadlines.selectors import deadlines_of
from tests.api.conftest import Program
from tests.factories.cases import CaseFactory
from tests.factories.grants import CaseGrantFactory

pytestmark = pytest.mark.django_db
ProgramOf = Callable[..., Program]


def test_the_dates_are_those_of_the_page_the_earliest_first(
    program_of: ProgramOf, seller: User, stranger: User
) -> None:
    case = CaseFactory.create(owner=seller)
    CaseFactory.create(owner=stranger)
    rows = program_of(seller).get("dates/").json()["results"]
    assert rows
    assert [row["id"] for row in rows] == [str(deadline.pk) for deadline in deadlines_of(seller)]
    assert {(row["case"], row["reference"]) for row in rows} == {(str(case.pk), case.reference)}
    assert all(row["title"] and row["at"] in (row["act_by"], row["late_after"], row["open_from"]) for row in rows)


def test_dates_are_narrowed_and_ordered(program_of: ProgramOf, seller: User) -> None:
    CaseFactory.create(owner=seller)
    program = program_of(seller)
    every = program.get("dates/").json()["results"]
    assert program.get("dates/?ordering=-at").json()["results"] == every[::-1]
    last = every[-1]["due_day"]
    found = program.get(f"dates/?due_from={last}&state=open").json()["results"]
    assert found == [row for row in every if row["due_day"] >= last and row["state"] == "open"]
    assert program.get("dates/?due_to=1999-01-01").json()["results"] == []
    assert program.get("dates/?state=unheard-of").status_code == 400


def test_the_dates_of_one_case_are_its_owners_and_whole_readers(
    program_of: ProgramOf, seller: User, stranger: User
) -> None:
    case = CaseFactory.create(owner=seller)
    CaseFactory.create(owner=seller)
    owner, reader, address = program_of(seller), program_of(stranger), f"cases/{case.pk}/dates/"
    rows = owner.get(address).json()["results"]
    assert rows == [row for row in owner.get("dates/").json()["results"] if row["case"] == str(case.pk)]
    assert rows
    assert owner.get(f"{address}?state=met").json()["results"] == []
    for scope, status in (("summary", 404), ("full", 200)):
        assert reader.get(address).status_code == 404
        CaseGrantFactory.create(case=case, person=stranger, scope=scope, now=clock.now())
        answer = reader.get(address)
        assert answer.status_code == status
    assert answer.json()["results"] == rows
    assert [(row.by, row.kind) for row in case.openings.all()] == [(stranger, "program")]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_dates_of_a_case_cost_the_same_for_many(
    program_of: ProgramOf, seller: User, rows: int, django_assert_num_queries: Any
) -> None:
    case = CaseFactory.create(owner=seller)
    Deadline.objects.exclude(pk__in=list(Deadline.objects.values_list("pk", flat=True)[:rows])).update(
        state=DeadlineState.SUPERSEDED
    )
    program = program_of(seller)
    program.get(f"cases/{case.pk}/dates/")  # the token's use is noted once in ten minutes
    with django_assert_num_queries(4):
        assert len(program.get(f"cases/{case.pk}/dates/").json()["results"]) == rows

"""Dates of one's cases through the API."""

from collections.abc import Callable

import pytest

from apps.accounts.models import User
from apps.deadlines.selectors import deadlines_of
from tests.api.conftest import Program
from tests.factories.cases import CaseFactory

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

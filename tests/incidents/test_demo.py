import json
from datetime import UTC, datetime, timedelta
from io import BytesIO, StringIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client, override_settings

from apps.accounts.models import User
from apps.accounts.selectors import forget_demonstration_data, has_demonstration_data
from apps.cases.actions import start_case, store_notice_file, verify_case
from apps.cases.enums import State
from apps.cases.models import Case
from apps.cases.selectors import cases_to_verify
from apps.core.guards import lifted_for_demonstration
from apps.incidents.actions.demo import (
    clear_demonstration,
    load_demonstration,
    second_factor_code,
    sign_ins,
)
from apps.incidents.actions.demo.crowd import read_crowd
from apps.incidents.actions.surges import Named, make_incident
from apps.incidents.selectors.surges import cases_of_surge, surges_to_judge
from apps.notifications.models import Message
from apps.statistics.actions import clear_with_figures, load_with_figures
from apps.statistics.models import Batch
from tests.factories.accounts import UserFactory
from tests.factories.cases import CaseFactory
from tests.tables import row_counts

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
MADE = (17 + read_crowd().people, 41 + read_crowd().cases)  # people, cases


@pytest.fixture(autouse=True)
def fresh_answer() -> Any:
    """The answer remembered for a minute must not leak from test to test."""
    forget_demonstration_data()
    yield
    forget_demonstration_data()


def test_load_twice_is_as_once_and_the_moderator_can_sign_in(incidents: None) -> None:
    load_demonstration(now=NOW)
    authenticator = Authenticator.objects.get(
        type=Authenticator.Type.TOTP, user__email="moderator@demo.recourse.example"
    )
    assert TOTP(authenticator).validate_code(second_factor_code(datetime.now(UTC)))
    before = row_counts()
    assert load_demonstration(now=NOW + timedelta(days=1)).was_there
    assert row_counts() == before


def test_load_needs_the_incidents(db: None) -> None:
    before = row_counts()
    with pytest.raises(LookupError, match="load_incidents"), transaction.atomic():
        load_demonstration(now=NOW)
    assert row_counts() == before


def test_clear_leaves_no_row(incidents: None) -> None:
    before = row_counts()
    load_with_figures(now=NOW)
    assert Batch.objects.get().demonstration
    cleared = clear_with_figures(now=NOW)
    assert (cleared.people, cleared.cases, cleared.kept) == (*MADE, [])
    assert row_counts() == before
    again = clear_with_figures(now=NOW)
    assert (again.people, again.cases, again.kept) == (0, 0, [])


def test_clear_takes_what_was_done_in_the_demonstration_and_leaves_real_cases(incidents: None, moderator: User) -> None:
    real = CaseFactory.create(state=State.VERIFIED)
    before = row_counts()
    load_demonstration(now=NOW)
    visitor = User.objects.get(email="seller-zh@demo.recourse.example")
    mine = start_case(by=visitor, now=NOW)
    store_notice_file(
        draft=mine.draft, upload=BytesIO(b"Dear seller, your account ..."), name="n.txt", by=visitor, now=NOW
    )
    verify_case(case=cases_to_verify()[0], by=moderator, now=NOW)
    clear_demonstration(now=NOW)
    assert row_counts() == before
    assert Case.objects.get() == real


def test_clear_takes_an_incident_that_was_made_of_a_surge_of_the_demonstration(incidents: None) -> None:
    before = row_counts()
    load_demonstration(now=NOW)
    surge, person = surges_to_judge()[0], User.objects.get(email="moderator@demo.recourse.example")
    make_incident(surge=surge, named=Named("Wave", "封号潮"), by=person, now=NOW)
    assert clear_demonstration(now=NOW).kept == []
    assert row_counts() == before


def test_surges_of_the_demonstration_reach_no_real_moderator_and_hold_no_real_case(
    incidents: None, moderator: User
) -> None:
    load_demonstration(now=NOW)
    assert not Message.objects.filter(recipient=moderator).exists()
    real = CaseFactory.create(state=State.SUBMITTED, filing__notice_date=surges_to_judge()[0].day)
    assert real not in cases_of_surge(surges_to_judge()[0])


def test_clear_keeps_and_shuts_out_a_person_whom_a_real_case_names(incidents: None) -> None:
    load_demonstration(now=NOW)
    person = User.objects.get(email="moderator@demo.recourse.example")
    real = CaseFactory.create(state=State.SUBMITTED)
    verify_case(case=real, by=person, now=NOW)
    cleared = clear_demonstration(now=NOW)
    assert (cleared.people, cleared.kept) == (MADE[0] - 1, ["moderator@demo.recourse.example"])
    person.refresh_from_db()
    assert (person.is_active, person.is_staff) == (False, False)
    assert Case.objects.get() == real
    assert not has_demonstration_data()


def test_guards_stand_again_after_they_were_lifted(incidents: None) -> None:
    case = CaseFactory.create()
    with lifted_for_demonstration():
        pass
    with pytest.raises(DatabaseError, match="final"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM cases_caseevent WHERE case_id = %s", [case.pk])


def test_has_demonstration_data_asks_once_a_minute(db: None, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        assert [has_demonstration_data() for _ in range(5)] == [False] * 5


def test_banner_stands_on_pages_while_the_demonstration_is_there(incidents: None, client: Client) -> None:
    assert "campaigns here are invented" not in client.get("/incidents/").content.decode()
    forget_demonstration_data()
    UserFactory.create(is_demonstration=True)
    assert "campaigns here are invented" in client.get("/incidents/").content.decode()


@override_settings(DEBUG=True)
def test_command_loads_clears_and_answers_in_json(incidents: None) -> None:
    def run(*words: str) -> Any:
        out = StringIO()
        call_command("demo", *words, "--json", stdout=out)
        return json.loads(out.getvalue())

    assert run("load", "--dry-run")["cases"] == MADE[1]
    assert Case.objects.count() == 0
    answer = run("load")
    assert (answer["people"], answer["cases"], answer["sign_ins"]) == (*MADE, sign_ins())
    assert run("clear", "--dry-run")["cases"] == MADE[1]
    assert Case.objects.count() == MADE[1]
    assert run("clear")["cases"] == MADE[1]
    assert Case.objects.count() == 0
    assert len(run("code")["code"]) == 6


@override_settings(DEBUG=False)
def test_command_refuses_a_server_that_is_not_for_development(incidents: None) -> None:
    with pytest.raises(CommandError, match="--anyway"):
        call_command("demo", "load")
    out = StringIO()
    call_command("demo", "load", "--anyway", "--dry-run", stdout=out)
    assert "sign in as seller-zh@demo.recourse.example (seller)" in out.getvalue()
    assert "manage.py demo code" in out.getvalue()

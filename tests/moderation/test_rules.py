"""The deadline rules at the desk."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.deadlines.models import Deadline
from apps.deadlines.rules.describing import calendar_data
from tests.factories.deadlines import TriggerEntryFactory


@pytest.fixture
def desk(client_of: Callable[[User], Client], moderator: User) -> Client:
    return client_of(moderator)


def test_moderators_see_what_hangs_on_a_rule_and_with_which_data(desk: Client) -> None:
    entry = TriggerEntryFactory.create()
    Deadline.objects.filter(trigger=entry).update(state="open")
    rule_id = Deadline.objects.filter(trigger=entry)[0].rule_id
    page = desk.get("/desk/rules/", {"q": rule_id}).content.decode()
    row = page[page.index(f'id="{rule_id}"') :]
    assert re.search(r'<td class="num" data-label="Open dates">1</td>', row)
    assert all(version in page for version in calendar_data())
    assert "amazon-accounts" in page


def test_dates_of_other_calendars_wait_to_be_counted_again(desk: Client) -> None:
    entry = TriggerEntryFactory.create()
    Deadline.objects.filter(trigger=entry).update(state="open", tzdata_version="tzdata 1999a", due_day=date(2030, 1, 1))
    assert "1 docket" in desk.get("/desk/rules/").content.decode()


def test_a_list_of_rules_asks_as_often_for_few_as_for_many(desk: Client, django_assert_max_num_queries: object) -> None:
    with django_assert_max_num_queries(10):  # type: ignore[operator]
        desk.get("/desk/rules/")


def test_sellers_and_strangers_do_not_enter(client: Client, client_of: Callable[[User], Client], seller: User) -> None:
    assert client_of(seller).get("/desk/rules/").status_code == 404
    assert client.get("/desk/rules/").status_code == 302
    assert client.post("/desk/rules/").status_code == 302

"""Every table of dockets and of ways out has a factory that makes a row which can be named."""

from typing import Any

import pytest
from django.apps import apps

from apps.deadlines.selectors import calendar_link, running_pause
from apps.notifications.selectors import proved_kinds
from tests.factories import deadlines as of_deadlines
from tests.factories import notifications as of_notifications

pytestmark = pytest.mark.django_db
FACTORIES: list[Any] = [
    found
    for module in (of_deadlines, of_notifications)
    for name, found in vars(module).items()
    if name.endswith("Factory") and found.__module__ == module.__name__
]


def test_every_table_has_one() -> None:
    made = {factory._meta.model for factory in FACTORIES}
    wanted = {*apps.get_app_config("deadlines").get_models(), *apps.get_app_config("notifications").get_models()}
    assert wanted - made == set()


@pytest.mark.parametrize("factory", FACTORIES, ids=lambda factory: factory.__name__)
def test_its_row_can_be_named(factory: Any) -> None:
    assert str(factory.create())


def test_rows_are_what_they_say() -> None:
    link = of_deadlines.CalendarLinkFactory.create(secret="open sesame")
    assert calendar_link("open sesame") == link
    pause = of_deadlines.PauseFactory.create()
    assert running_pause(pause.docket) == pause
    outlet = of_notifications.OutletFactory.create()
    assert proved_kinds([outlet.person_id]) == {outlet.person_id: ["feishu"]}

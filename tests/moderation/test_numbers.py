"""A moderator's own numbers: what they decided, what was taken back, and of others only for whoever runs the site."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.cases.actions import verify_case
from apps.cases.actions.clusters import keep_apart, propose_merge, undo_pair
from apps.conduct.actions import answer_objection, decide_report, object_to_bar, reopen_report
from apps.conduct.enums import Measure
from apps.incidents.actions import place_case
from apps.moderation.actions import take_next
from apps.moderation.selectors.numbers import OVER, numbers_of
from apps.moderation.selectors.queues import QUEUES
from tests.factories.accounts import ModeratorFactory
from tests.factories.cases import STARTED, CaseFactory
from tests.factories.clusters import SellerPairFactory
from tests.factories.conduct import AbuseReportFactory, BarFactory
from tests.factories.incidents import IncidentFactory
from tests.moderation.conftest import NOW

pytestmark = pytest.mark.django_db
PAGE = "/desk/numbers/"


def told(person: User) -> dict[str, tuple[int, int | None]]:
    return {str(line.label): (line.decided, line.reverted) for line in numbers_of(person, now=NOW).lines}


def test_what_somebody_decided_and_what_others_took_back(moderator: User) -> None:
    other = ModeratorFactory.create()
    case, one, two = CaseFactory.create(), *IncidentFactory.create_batch(2)
    verify_case(case=case, by=moderator, now=NOW)
    place_case(case=case, incident=one, by=moderator, now=NOW)
    place_case(case=case, incident=two, by=other, now=NOW + timedelta(minutes=1))
    pair, kept = SellerPairFactory.create_batch(2)
    propose_merge(pair=pair, words="One office.", by=moderator, now=NOW)
    undo_pair(pair=pair, words="", by=other, now=NOW + timedelta(minutes=1))
    keep_apart(pair=kept, words="", by=moderator, now=NOW)
    report = AbuseReportFactory.create()
    decide_report(report=report, measure=Measure.TOLD, words="Done.", by=moderator, now=NOW)
    reopen_report(report=report, by=other, now=NOW + timedelta(minutes=1))
    bar = BarFactory.create(by=moderator, now=NOW)
    object_to_bar(bar=bar, words="No.", by=bar.person, now=NOW)
    answer_objection(bar=bar, is_right=True, words="Yes.", by=other, now=NOW)
    assert told(moderator) == {
        "Cases verified": (1, None),
        "Cases returned": (0, None),
        "Cases placed": (1, 1),
        "Pairs of sellers decided": (2, 1),
        "Amounts looked at": (0, None),
        "Appeals read": (0, None),
        "Reports of abuse decided": (1, 1),
        "Exclusions made": (1, 1),
    }
    assert told(other)["Cases placed"] == (1, 0)
    later = numbers_of(moderator, now=NOW + OVER + timedelta(seconds=1))
    assert {line.decided for line in later.lines} == {0}


def test_how_long_cases_had_waited_and_what_is_held(moderator: User) -> None:
    assert numbers_of(moderator, now=NOW).waited is None
    filed = STARTED + timedelta(hours=1)
    for days in (1, 2, 9):
        verify_case(case=CaseFactory.create(), by=moderator, now=filed + timedelta(days=days))
    assert numbers_of(moderator, now=filed + timedelta(days=10)).waited == timedelta(days=2)
    CaseFactory.create()
    take_next(queue=QUEUES["verify"], by=moderator, now=NOW)
    assert [numbers_of(moderator, now=NOW).held, numbers_of(moderator, now=NOW + timedelta(hours=1)).held] == [1, 0]


def test_everybody_reads_their_own_and_only_superusers_those_of_one_other(
    desk: Client, moderator: User, client_of: Callable[[User], Client]
) -> None:
    chief = ModeratorFactory.create(email="chief@recourse.example", is_superuser=True)
    page = desk.get(PAGE).content.decode()
    assert ["My numbers" in page, "chief@" in page] == [True, False]
    assert [desk.get(f"{PAGE}{person.pk}/").status_code for person in (chief, moderator)] == [404, 404]
    others = client_of(chief).get(PAGE).content.decode()
    assert others.index("chief@recourse.example</a>") < others.index("moderator@recourse.example</a>")
    one = client_of(chief).get(f"{PAGE}{moderator.pk}/").content.decode()
    assert "Numbers of one moderator" in one
    assert client_of(chief).get(f"{PAGE}{CaseFactory.create().owner_id}/").status_code == 404

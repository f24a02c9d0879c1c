"""The watch over filed cases: the founding waves as they would have come in, and what a person makes of a surge."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.cases.enums import State
from apps.cases.models import Case
from apps.incidents import actions
from apps.incidents.enums import SurgeState
from apps.incidents.models import Incident, Placement, Surge
from apps.incidents.rules.shingles import ALIKE, alike, largest_wording, shingles_of
from apps.incidents.rules.surge.watching import Event, rising
from apps.incidents.selectors.surges import cases_of_surge, events_since, likely_cause, surges_to_judge
from apps.notifications.models import Message
from tests.factories.accounts import ModeratorFactory, UserFactory
from tests.factories.cases import CaseFactory
from tests.factories.incidents import IncidentFactory, SurgeFactory

WAVES = {  # first day, kind of case, marketplaces with their share, sellers who write in on the days from the first on
    "account wave": (date(2018, 2, 14), "account_suspension", {"us": 5, "uk": 2, "de": 1}, [14, 9, 6, 5, 3, 4, 2]),
    "brand removals": (date(2022, 12, 8), "brand_removal", {"us": 6, "uk": 1}, [17, 22, 15, 8, 4, 2, 1]),
}
DAILY = 0.25  # cases of one kind that come in on a common day, all marketplaces together


def life(name: str, seed: int) -> tuple[date, list[Event]]:
    """A quiet year of a house that few know, then the wave; sellers by the day of their notice."""
    first, kind, marketplaces, wave = WAVES[name]
    chance = random.Random(seed)
    places, weights = [f"amazon.{place}" for place in marketplaces], list(marketplaces.values())
    events, number = [], 0
    for ago in range(120, -len(wave), -1):
        day = first - timedelta(days=ago)
        quiet = sum(chance.random() < DAILY / 4 for _ in range(4))
        for _ in range(quiet + (wave[-ago] if ago <= 0 else 0)):
            number += 1
            place = chance.choices(places, weights)[0]
            events.append(Event("amazon", kind, place, day, f"seller {number}"))
        if chance.random() < 0.1:  # something else happens too
            number += 1
            events.append(Event("ebay", "funds_withheld", "", day, f"seller {number}"))
    return first, events


def known_by(events: list[Event], today: date) -> list[Event]:
    return [event for event in events if event.day <= today]


# -- the rules
@pytest.mark.parametrize("name", WAVES)
@pytest.mark.parametrize("seed", range(10))
def test_a_founding_wave_is_seen_on_its_first_day_and_nothing_in_the_month_before(name: str, seed: int) -> None:
    first, events = life(name, seed)
    risen = rising(known_by(events, first), first)
    assert (first, "amazon.us") in [(one.day, one.series[2]) for one in risen]
    before = first - timedelta(days=1)
    assert [one for one in rising(known_by(events, before), before) if one.day > before - timedelta(days=14)] == []


def test_one_seller_with_many_cases_is_no_wave() -> None:
    first, events = life("account wave", 1)
    quiet = [event for event in known_by(events, first) if event.day < first]
    alone = [Event("amazon", "account_suspension", "amazon.us", first, "one")] * 40
    assert rising(quiet + alone, first) == []


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 100), st.integers(0, 5)), max_size=60))
def test_the_order_of_filing_changes_nothing(days: list[tuple[int, int]]) -> None:
    today = date(2022, 12, 8)
    events = [Event("amazon", "x", "", today - timedelta(days=ago), f"s{who}") for ago, who in days]
    assert rising(events, today) == rising(events[::-1], today)


def test_notices_of_one_wording_are_told_from_others() -> None:
    one = shingles_of("Your brand Harbour Lamp (4711) has been removed from Brand Registry. You may appeal once.")
    same = shingles_of("Your brand Quiet Tent (0815) has been removed from Brand Registry. You may appeal once.")
    chinese = shingles_of("您的品牌“港灯”已从品牌注册中移除。您有一次申诉机会。")
    alike_chinese = shingles_of("您的品牌“静篷”已从品牌注册中移除。您有一次申诉机会。")
    assert alike(one, same) >= ALIKE
    assert alike(chinese, alike_chinese) >= ALIKE
    assert alike(one, chinese) == 0.0
    assert largest_wording([chinese, one, shingles_of("Hello"), same]) == [1, 3]
    assert alike(shingles_of(""), shingles_of("")) == 0.0


# -- cases
FIRST = WAVES["account wave"][0]
EVENING = datetime.combine(FIRST, time(20), UTC)


def filed(day: date = FIRST, number: int = 1, **more: Any) -> list[Case]:
    at = datetime.combine(day, time(9), UTC)
    given = {"filing__notice_date": day, "now": at, **more}
    return [CaseFactory.create(owner=UserFactory.create(), **given) for _ in range(number)]


@pytest.fixture
def wave(db: None) -> Iterator[list[Case]]:
    """Four quiet cases in two months, then six sellers in a day."""
    for ago in (80, 61, 40, 25):
        filed(FIRST - timedelta(days=ago))
    yield filed(number=6)


def test_a_wave_is_suggested_on_its_first_day_once_and_moderators_are_told(wave: list[Case]) -> None:
    moderators = ModeratorFactory.create_batch(2)
    (surge,) = actions.watch_surges(now=EVENING)
    assert (surge.day, surge.window, surge.seen, surge.state) == (FIRST, 1, 6, SurgeState.OPEN)
    told = Message.objects.filter(kind="surge_seen")
    assert {message.recipient_id for message in told} == {person.pk for person in moderators}
    assert [actions.watch_surges(now=EVENING + timedelta(hours=n)) for n in (0, 1, 24 * 9)] == [[], [], []]
    assert [Incident.objects.count(), Placement.objects.count(), told.count()] == [0, 0, 2]


def test_a_day_that_rises_when_sellers_file_late_is_still_seen(wave: list[Case]) -> None:
    late = FIRST + timedelta(days=5)
    (surge,) = actions.watch_surges(now=datetime.combine(late, time(9), UTC))
    assert surge.day == FIRST


def test_sellers_that_are_one_count_once(wave: list[Case]) -> None:
    filed(number=3, filing__account__merchant_token="ONE0TOKEN")
    events = events_since(FIRST, FIRST)
    assert [len(events), len({event.seller for event in events})] == [9, 7]


def test_what_was_withdrawn_or_is_a_draft_does_not_count(wave: list[Case]) -> None:
    filed(state=State.WITHDRAWN)
    filed(state=State.DRAFT)
    assert len(events_since(FIRST, FIRST)) == 6


def test_one_action_makes_an_incident_with_its_cases_placed(wave: list[Case]) -> None:
    (surge,) = actions.watch_surges(now=EVENING)
    elsewhere, moderator = IncidentFactory.create(), ModeratorFactory.create()
    actions.place_case(case=wave[0], incident=elsewhere, by=moderator, now=EVENING)
    later = filed(FIRST + timedelta(days=2), number=1)
    named = actions.Named("Account wave of February 2018", "2018年2月封号潮")
    incident = actions.make_incident(surge=surge, named=named, by=moderator, now=EVENING)
    assert set(incident.placements.values_list("case", flat=True)) == {case.pk for case in [*wave[1:], *later]}
    assert [incident.is_public, incident.started_on, incident.case_types] == [False, FIRST, ["account_suspension"]]
    assert incident.slug == "amazon-account-suspension-2018-02-14"
    assert [surge.state, surge.incident, list(surges_to_judge())] == [SurgeState.PLACED, incident, []]
    with pytest.raises(actions.SurgeRefused):
        actions.dismiss_surge(surge=surge, reason="Changed my mind.", by=moderator, now=EVENING)


def test_a_surge_is_decided_once_and_with_words(db: None) -> None:
    surge, moderator = SurgeFactory.create(), ModeratorFactory.create()
    with pytest.raises(actions.SurgeRefused, match="Write why"):
        actions.dismiss_surge(surge=surge, reason=" ", by=moderator, now=EVENING)
    with pytest.raises(actions.SurgeRefused, match="both languages"):
        actions.make_incident(surge=surge, named=actions.Named("Wave", ""), by=moderator, now=EVENING)
    actions.dismiss_surge(surge=surge, reason="One agency filed for its clients.", by=moderator, now=EVENING)
    with pytest.raises(actions.SurgeRefused, match="a moment ago"):
        actions.place_surge(surge=surge, incident=IncidentFactory.create(), by=moderator, now=EVENING)
    assert Surge.objects.get().reason == "One agency filed for its clients."


def test_what_most_have_in_common_is_said_without_a_word_of_theirs(wave: list[Case]) -> None:
    filed(filing__notice_text="Something else entirely happened to this store today.", filing__notice_time=time(3))
    surge = SurgeFactory.create()
    shared = {one.what: (one.value, one.count, one.of) for one in likely_cause(surge)}
    assert shared == {
        "wording": ("", 6, 7),
        "allegation": ("fake_orders_fraud", 7, 7),
        "hour": ("18:00", 6, 7),
    }
    assert cases_of_surge(surge).count() == 7

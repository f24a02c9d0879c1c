"""When reminders come: four steps, quiet nights, never too late. No database."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.deadlines.rules.ladder import (
    NEEDED,
    QUIET_FROM,
    QUIET_UNTIL,
    Habits,
    Moments,
    Planned,
    Wishes,
    last_working_moment,
    latest_snooze,
    next_time,
    out_of_the_night,
    plan,
    plan_before,
)

BEIJING, LOS_ANGELES = ZoneInfo("Asia/Shanghai"), ZoneInfo("America/Los_Angeles")
END = datetime(2018, 3, 19, 7, tzinfo=UTC)  # 15:00 in Beijing
EARLY = datetime(2018, 3, 2, tzinfo=UTC)


def test_the_ladder_of_the_founding_date() -> None:
    assert [
        (step.step, step.at.astimezone(BEIJING).strftime("%d %H:%M"))
        for step in plan_before(END, Habits(BEIJING), EARLY)
    ] == [
        ("7d", "12 15:00"),
        ("3d", "16 15:00"),
        ("1d", "18 15:00"),
        ("6h", "19 09:00"),
    ]


def test_what_is_over_is_not_planned_and_the_last_chance_comes_at_once() -> None:
    steps = [step.step for step in plan_before(END, Habits(BEIJING), END - timedelta(days=2))]
    assert steps == ["1d", "6h"]
    late = END - timedelta(hours=3)
    assert plan_before(END, Habits(BEIJING), late) == [Planned("now", late)]
    assert plan_before(END, Habits(BEIJING), END) == []


def test_a_night_step_waits_for_the_morning_or_comes_the_evening_before() -> None:
    noon = datetime(2018, 3, 19, 4, tzinfo=UTC)  # 12:00 in Beijing, so 6 h before is 06:00
    assert out_of_the_night(noon - timedelta(hours=6), noon, Habits(BEIJING)) == datetime(2018, 3, 19, 0, tzinfo=UTC)
    seven = datetime(2018, 3, 18, 23, tzinfo=UTC)  # 07:00 in Beijing: the morning were too late
    assert out_of_the_night(seven - timedelta(hours=6), seven, Habits(BEIJING)) == datetime(
        2018, 3, 18, 13, 30, tzinfo=UTC
    )


@given(st.integers(1_500_000_000, 2_000_000_000), st.sampled_from([BEIJING, LOS_ANGELES, UTC]))
def test_no_step_is_at_night_or_too_late(second: int, zone: ZoneInfo) -> None:
    end = datetime.fromtimestamp(second, UTC)
    steps = plan_before(end, Habits(zone), end - timedelta(days=30))
    assert steps == sorted(steps, key=lambda step: step.at)
    for step in steps:
        assert step.at <= end - NEEDED
        assert QUIET_UNTIL <= step.at.astimezone(zone).time() < QUIET_FROM


def test_a_window_tells_when_it_opens_and_a_promise_when_it_is_broken() -> None:
    habits = Habits(BEIJING)
    assert plan(Moments(open_from=END), habits, now=EARLY) == [Planned("opens", END)]
    assert plan(Moments(late_after=END), habits, now=EARLY) == [Planned("over", END)]
    assert plan(Moments(late_after=END), habits, now=END) == []


def steps_of(wishes: Wishes, habits: Habits | None = None, now: datetime = EARLY, kind: str = "") -> list[str]:
    return [step.step for step in plan(Moments(act_by=END, kind=kind), habits or Habits(BEIJING), wishes, now=now)]


def test_who_knows_is_reminded_once_more_at_the_last_step() -> None:
    assert steps_of(Wishes(is_known=True)) == ["6h"]


def test_who_snoozes_hears_nothing_before_and_once_then() -> None:
    until = END - timedelta(days=2)
    assert steps_of(Wishes(not_before=until)) == ["snoozed", "1d", "6h"]
    assert steps_of(Wishes(not_before=until), now=END - timedelta(hours=12)) == ["6h"], "a snooze that is over"
    late = END - timedelta(hours=4)
    assert steps_of(Wishes(not_before=late), now=END - timedelta(hours=5)) == ["snoozed"], "not at once as well"


def test_an_own_reminder_comes_beside_the_others() -> None:
    assert steps_of(Wishes(own=END - timedelta(days=5))) == ["7d", "own", "3d", "1d", "6h"]


def test_a_reader_chooses_steps_and_nights() -> None:
    early = Habits(BEIJING, ("14d", "12h"), time(20), time(6))
    at = [step.at.astimezone(BEIJING).strftime("%d %H:%M") for step in plan_before(END, early, EARLY)]
    assert at == ["05 15:00", "19 06:00"], "12 h before is 03:00; six in the morning is soon enough"
    noon = Habits(BEIJING, ("1d",), time(14), time(16))
    assert plan_before(END, noon, EARLY)[0].at.astimezone(BEIJING).strftime("%d %H:%M") == "18 16:00"
    assert not Habits(BEIJING, quiet_from=time(0), quiet_until=time(0)).is_quiet(time(0))


def test_a_claim_that_lapses_is_told_of_months_before() -> None:
    assert steps_of(Wishes(), now=END - timedelta(days=365), kind="limitation")[:2] == ["90d", "30d"]


def test_nothing_is_put_off_beyond_what_is_safe() -> None:
    moments = Moments(act_by=END)
    safe = END - NEEDED
    assert latest_snooze(moments, BEIJING, EARLY) == safe
    night = Moments(act_by=datetime(2018, 3, 18, 23, tzinfo=UTC))  # 07:00 in Beijing: 18:00 the day before
    assert latest_snooze(night, BEIJING, EARLY) == datetime(2018, 3, 18, 10, tzinfo=UTC)
    assert latest_snooze(moments, BEIJING, safe) is None
    assert latest_snooze(Moments(late_after=END), BEIJING, EARLY) == EARLY + timedelta(days=30)


def test_the_next_eight_oclock_also_when_the_clocks_change() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    before = datetime(2026, 10, 24, 7, tzinfo=UTC)  # 09:00; that night the clocks go back
    assert next_time(time(8), berlin, before) == datetime(2026, 10, 25, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("end", "found"),
    [
        (datetime(2018, 3, 19, 7, tzinfo=UTC), datetime(2018, 3, 19, 7, tzinfo=UTC)),
        (datetime(2018, 3, 19, 15, tzinfo=UTC), datetime(2018, 3, 19, 10, tzinfo=UTC)),
        (datetime(2018, 3, 18, 23, tzinfo=UTC), datetime(2018, 3, 18, 10, tzinfo=UTC)),
    ],
)
def test_the_last_moment_in_ones_own_working_hours(end: datetime, found: datetime) -> None:
    assert last_working_moment(end, BEIJING) == found

"""When reminders come: four steps, quiet nights, never too late. No database."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.deadlines.rules.ladder import (
    NEEDED,
    QUIET_FROM,
    QUIET_UNTIL,
    Planned,
    last_working_moment,
    out_of_the_night,
    plan,
    plan_before,
)

BEIJING, LOS_ANGELES = ZoneInfo("Asia/Shanghai"), ZoneInfo("America/Los_Angeles")
END = datetime(2018, 3, 19, 7, tzinfo=UTC)  # 15:00 in Beijing
EARLY = datetime(2018, 3, 2, tzinfo=UTC)


def test_the_ladder_of_the_founding_date() -> None:
    assert [
        (step.step, step.at.astimezone(BEIJING).strftime("%d %H:%M")) for step in plan_before(END, BEIJING, EARLY)
    ] == [
        ("7d", "12 15:00"),
        ("3d", "16 15:00"),
        ("1d", "18 15:00"),
        ("6h", "19 09:00"),
    ]


def test_what_is_over_is_not_planned_and_the_last_chance_comes_at_once() -> None:
    steps = [step.step for step in plan_before(END, BEIJING, END - timedelta(days=2))]
    assert steps == ["1d", "6h"]
    late = END - timedelta(hours=3)
    assert plan_before(END, BEIJING, late) == [Planned("now", late)]
    assert plan_before(END, BEIJING, END) == []


def test_a_night_step_waits_for_the_morning_or_comes_the_evening_before() -> None:
    noon = datetime(2018, 3, 19, 4, tzinfo=UTC)  # 12:00 in Beijing, so 6 h before is 06:00
    assert out_of_the_night(noon - timedelta(hours=6), noon, BEIJING) == datetime(2018, 3, 19, 0, tzinfo=UTC)
    seven = datetime(2018, 3, 18, 23, tzinfo=UTC)  # 07:00 in Beijing: the morning were too late
    assert out_of_the_night(seven - timedelta(hours=6), seven, BEIJING) == datetime(2018, 3, 18, 13, 30, tzinfo=UTC)


@given(st.integers(1_500_000_000, 2_000_000_000), st.sampled_from([BEIJING, LOS_ANGELES, UTC]))
def test_no_step_is_at_night_or_too_late(second: int, zone: ZoneInfo) -> None:
    end = datetime.fromtimestamp(second, UTC)
    steps = plan_before(end, zone, end - timedelta(days=30))
    assert steps == sorted(steps, key=lambda step: step.at)
    for step in steps:
        assert step.at <= end - NEEDED
        assert QUIET_UNTIL <= step.at.astimezone(zone).time() < QUIET_FROM


def test_a_window_tells_when_it_opens_and_a_promise_when_it_is_broken() -> None:
    opens = plan(act_by=None, late_after=None, open_from=END, zone=BEIJING, now=EARLY)
    owed = plan(act_by=None, late_after=END, open_from=None, zone=BEIJING, now=EARLY)
    assert (opens, owed) == ([Planned("opens", END)], [Planned("over", END)])
    assert plan(act_by=None, late_after=END, open_from=None, zone=BEIJING, now=END) == []


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

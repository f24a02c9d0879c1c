from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.notifications.enums import DeliveryState, Result
from apps.notifications.rules import GIVE_UP_AFTER, MOST_UNSURE, UNSURE_WAIT, Answer, verdict, wait_before_retry

NOW = datetime(2018, 2, 14, 8, tzinfo=UTC)


@pytest.mark.parametrize(("attempts", "minutes"), [(0, 1), (1, 1), (2, 2), (3, 4), (6, 32), (7, 60), (500, 60)])
def test_waits_double_up_to_an_hour(attempts: int, minutes: int) -> None:
    assert wait_before_retry(attempts) == timedelta(minutes=minutes)


def test_a_refusal_is_final() -> None:
    got = verdict(Answer(Result.REFUSED), attempts=1, unsure=0, queued_at=NOW, now=NOW)
    assert (got.state, got.next_attempt_at) == (DeliveryState.FAILED, None)


def test_silence_after_the_body_waits_ten_minutes_and_ends_after_the_third() -> None:
    def after(unsure: int) -> DeliveryState:
        return verdict(Answer(Result.UNSURE), attempts=unsure, unsure=unsure, queued_at=NOW, now=NOW).state

    assert [after(n) for n in range(1, MOST_UNSURE + 1)] == ["queued", "queued", "failed"]
    first = verdict(Answer(Result.UNSURE), attempts=1, unsure=1, queued_at=NOW, now=NOW)
    assert first.next_attempt_at == NOW + UNSURE_WAIT


def test_trying_again_ends_after_three_days() -> None:
    def after(age: timedelta) -> DeliveryState:
        return verdict(Answer(Result.LATER), attempts=80, unsure=0, queued_at=NOW - age, now=NOW).state

    assert after(GIVE_UP_AFTER - timedelta(seconds=1)) == DeliveryState.QUEUED
    assert after(GIVE_UP_AFTER) == DeliveryState.FAILED


@given(
    result=st.sampled_from(Result),
    attempts=st.integers(0, 32_000),
    unsure=st.integers(0, 100),
    age=st.timedeltas(timedelta(0), timedelta(days=400)),
)
def test_what_waits_has_a_later_moment_and_nothing_else_has(
    result: Result, attempts: int, unsure: int, age: timedelta
) -> None:
    got = verdict(Answer(result), attempts=attempts, unsure=unsure, queued_at=NOW - age, now=NOW)
    assert (got.state == DeliveryState.QUEUED) == (got.next_attempt_at is not None)
    assert got.next_attempt_at is None or got.next_attempt_at > NOW
    assert (got.state == DeliveryState.SENT) == (result == Result.DELIVERED)

"""What platforms promised: dates on the incident's docket, both readings, and what became of them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from apps.accounts.models import User
from apps.deadlines.models import Deadline, Reminder
from apps.incidents.actions import (
    OutcomeRefused,
    Recorded,
    keep_docket,
    load_incidents,
    read_data_files,
    record_outcome,
    save_incident,
)
from apps.incidents.enums import PromiseEnd
from apps.incidents.models import Incident, PromiseOutcome
from apps.incidents.rules import PromiseStand, readings_of_promise, stand_of
from apps.incidents.selectors import Promised, promised_in, public_incident
from tests.factories.incidents import IncidentFactory, PlatformPromiseFactory

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
BRANDS, WAVE = "amz-brand-2022-12", "amz-2018-02-14"


@pytest.fixture
def loaded(db: None) -> None:
    load_incidents(records=read_data_files(), now=NOW)


def promised(slug: str, key: str, now: datetime = NOW) -> Promised:
    return next(one for one in promised_in(public_incident(slug), now) if one.promise.key == key)


def recorded(**changes: Any) -> Recorded:
    facts = {"end": PromiseEnd.KEPT, "kept_on": date(2022, 12, 12), "reason_en": "Sellers said so.", "reason_zh": ""}
    return Recorded(**{**facts, "source": "papers.example, page 3", **changes})


# -- the founding texts
def test_before_13_december_us_time_stands_on_the_docket_with_both_readings(loaded: None) -> None:
    one = promised(BRANDS, "all-brands-back")
    assert one.readings
    assert one.readings.strict == datetime(2022, 12, 13, 5, tzinfo=UTC)
    assert one.readings.loose == datetime(2022, 12, 14, 8, tzinfo=UTC)
    assert one.deadline
    assert one.deadline.late_after == one.readings.loose
    assert one.deadline.facts["who"] == "platform"


@pytest.mark.parametrize(
    ("slug", "key", "day"),
    [(WAVE, "funds-held-90-days", date(2018, 5, 15)), (WAVE, "plans-reviewed-in-90-days", date(2018, 6, 17))],
)
def test_counted_promises_of_2018(loaded: None, slug: str, key: str, day: date) -> None:
    one = promised(slug, key)
    assert one.deadline
    assert one.deadline.due_day == day
    assert one.readings
    assert one.readings.strict < one.readings.loose  # the day ends in Beijing first


def test_a_promise_that_runs_from_each_seller_s_day_has_no_date(loaded: None) -> None:
    one = promised(BRANDS, "refused-applications-resume")
    assert (one.readings, one.deadline, one.stand) == (None, None, PromiseStand.NO_DAY)


def test_nobody_is_reminded_of_a_platform_s_promise(loaded: None) -> None:
    assert Reminder.objects.count() == 0


def test_loading_again_moves_nothing(loaded: None) -> None:
    plain = [field.name for field in Deadline._meta.concrete_fields if field.name != "label"]
    before = list(Deadline.objects.order_by("pk").values(*plain))
    for incident in Incident.objects.all():
        keep_docket(incident=incident, by=None, now=NOW + timedelta(days=1))
    assert list(Deadline.objects.order_by("pk").values(*plain)) == before


# -- whether it is late
@pytest.mark.parametrize(
    ("at", "stand"),
    [
        (datetime(2022, 12, 13, 4, 59, tzinfo=UTC), PromiseStand.RUNNING),
        (datetime(2022, 12, 13, 5, tzinfo=UTC), PromiseStand.BETWEEN),
        (datetime(2022, 12, 14, 7, 59, tzinfo=UTC), PromiseStand.BETWEEN),
        (datetime(2022, 12, 14, 8, tzinfo=UTC), PromiseStand.OVER),
    ],
)
def test_it_is_late_only_after_the_later_reading(at: datetime, stand: PromiseStand) -> None:
    assert stand_of("", readings_of_promise(date(2022, 12, 13)), at) == stand
    assert stand_of(PromiseEnd.KEPT, readings_of_promise(date(2022, 12, 13)), at) == PromiseStand.KEPT


# -- what became of it
def test_kept_is_recorded_with_who_when_and_why(loaded: None, moderator: User) -> None:
    incident = public_incident(BRANDS)
    record_outcome(incident=incident, promise_key="all-brands-back", recorded=recorded(), by=moderator, now=NOW)
    one = promised(BRANDS, "all-brands-back")
    assert one.outcome
    assert (one.stand, one.outcome.by, one.outcome.at) == (PromiseStand.KEPT, moderator, NOW)
    assert one.deadline
    assert (one.deadline.state, one.deadline.decided_by) == ("met", moderator)


def test_a_later_record_replaces_and_the_earlier_stays(loaded: None, moderator: User) -> None:
    incident = public_incident(BRANDS)
    for end in (PromiseEnd.KEPT, PromiseEnd.BROKEN, PromiseEnd.NOT_KNOWN):
        day = date(2022, 12, 12) if end == PromiseEnd.KEPT else None
        words = recorded(end=end, kept_on=day)
        record_outcome(incident=incident, promise_key="all-brands-back", recorded=words, by=moderator, now=NOW)
    one = promised(BRANDS, "all-brands-back")
    assert one.deadline
    assert (one.stand, one.deadline.state) == (PromiseStand.OVER, "past")
    assert [outcome.end for outcome in PromiseOutcome.objects.order_by("id")] == ["kept", "broken", "not_known"]


def test_what_was_recorded_outlives_another_loading(loaded: None, moderator: User) -> None:
    incident = public_incident(BRANDS)
    record_outcome(incident=incident, promise_key="all-brands-back", recorded=recorded(), by=moderator, now=NOW)
    Incident.objects.update(data_digest="another")
    load_incidents(records=read_data_files(), now=NOW)
    assert promised(BRANDS, "all-brands-back").stand == PromiseStand.KEPT


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (NOW, {"kept_on": date(2022, 12, 14)}),  # begins when the later reading is over
        (NOW, {"kept_on": None}),
        (NOW, {"kept_on": date(2026, 11, 24)}),
        (NOW, {"source": ""}),
        (NOW, {"reason_en": ""}),
        (NOW, {"end": PromiseEnd.NOT_KNOWN}),
        (datetime(2022, 12, 14, 7, 59, tzinfo=UTC), {"end": PromiseEnd.BROKEN, "kept_on": None}),
    ],
)
def test_what_cannot_be_so_is_refused(loaded: None, moderator: User, now: datetime, words: dict[str, Any]) -> None:
    incident = public_incident(BRANDS)
    with pytest.raises(OutcomeRefused):
        record_outcome(
            incident=incident, promise_key="all-brands-back", recorded=recorded(**words), by=moderator, now=now
        )
    assert PromiseOutcome.objects.count() == 0


def test_kept_on_the_last_day_of_the_later_reading_is_kept(loaded: None, moderator: User) -> None:
    words = recorded(kept_on=date(2022, 12, 13))
    incident = public_incident(BRANDS)
    record_outcome(incident=incident, promise_key="all-brands-back", recorded=words, by=moderator, now=NOW)
    assert promised(BRANDS, "all-brands-back").stand == PromiseStand.KEPT


def test_records_are_final(loaded: None, moderator: User) -> None:
    incident = public_incident(BRANDS)
    record_outcome(incident=incident, promise_key="all-brands-back", recorded=recorded(), by=moderator, now=NOW)
    for statement in ("UPDATE incidents_promiseoutcome SET \"end\" = 'broken'", "DELETE FROM incidents_promiseoutcome"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_promise_taken_out_by_a_moderator_leaves_the_docket(loaded: None, moderator: User) -> None:
    incident = Incident.objects.get(slug=BRANDS)
    incident.promises.all().delete()
    save_incident(incident=incident, by=moderator, now=NOW)
    assert set(Deadline.objects.filter(docket=incident.docket).values_list("state", flat=True)) == {"superseded"}


def test_a_day_named_without_a_rule_has_its_readings_too(db: None) -> None:
    promise = PlatformPromiseFactory.create(incident=IncidentFactory.create())
    one = promised_in(promise.incident, NOW)[0]
    assert one.readings == readings_of_promise(date(2022, 12, 13))
    assert one.deadline is None

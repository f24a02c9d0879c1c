"""Due dates: the founding dates, zones, readings, doubts, and rules that give no date."""

from datetime import UTC, date, datetime, time

import pytest

from apps.deadlines.enums import Basis, Doubt, NoDateReason
from apps.deadlines.rules import (
    PLACES,
    DueDates,
    NoDate,
    Readings,
    Setting,
    Trigger,
    TriggerMissing,
    TriggerOutOfRange,
    ZoneUnknown,
    compute,
    rule_book,
)
from apps.deadlines.rules.sentences import Says

BOOK = rule_book()
SHENZHEN = Setting(seller_zone="Asia/Shanghai")


def found(rule_id: str, trigger: Trigger | None, setting: Setting | None = None) -> DueDates:
    answer = compute(BOOK[rule_id], trigger, setting)
    assert isinstance(answer, DueDates)
    return answer


def due(rule_id: str, trigger: Trigger | None, setting: Setting | None = None) -> Readings:
    readings = found(rule_id, trigger, setting).due
    assert readings is not None
    return readings


def none(rule_id: str, trigger: Trigger | None = None) -> NoDate:
    answer = compute(BOOK[rule_id], trigger)
    assert isinstance(answer, NoDate)
    return answer


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]


def english(answer: DueDates) -> list[str]:
    return [step.words.en for step in answer.working]


# -- what the founding texts say
@pytest.mark.parametrize("setting", [None, SHENZHEN])
@pytest.mark.parametrize(
    ("rule_id", "trigger", "day"),
    [
        ("amz.poa_17d", date(2018, 3, 2), date(2018, 3, 19)),
        ("amz.review_90d", date(2018, 3, 19), date(2018, 6, 17)),
        ("amz.funds_hold_90d", date(2018, 2, 14), date(2018, 5, 15)),
        ("amz.brand_application_90d_resume", date(2022, 12, 12), date(2023, 3, 12)),
    ],
)
def test_founding_dates(rule_id: str, trigger: date, day: date, setting: Setting | None) -> None:
    assert due(rule_id, Trigger(trigger), setting).day == day


def test_before_december_13_us_time_keeps_every_reading() -> None:
    answer = found("amz.brand_restore_2022_12_13", None, SHENZHEN)
    assert answer.due is not None
    assert answer.due.strict.at == utc(2022, 12, 13, 5)
    assert answer.due.loose.at == utc(2022, 12, 14, 8)
    assert answer.late_after == utc(2022, 12, 14, 8)
    assert english(answer) == [
        "The platform wrote: “before December 13 (US time)”.",
        "Read as the beginning of Tuesday 13 December 2022 in New York: 2022-12-13 05:00 UTC.",
        "Read as the beginning of Tuesday 13 December 2022 in Los Angeles: 2022-12-13 08:00 UTC.",
        "Read as the end of Tuesday 13 December 2022 in Los Angeles: 2022-12-14 08:00 UTC.",
        "This is for the platform to do, so it is late only after the latest of these: "
        "24:00 on 13 December 2022 (Los Angeles).",
        "On your clock: 16:00 on 14 December 2022 (Beijing).",
    ]


def test_one_appeal_only_gives_no_date() -> None:
    answer = none("amz.brand_appeal_once")
    assert answer.reason == NoDateReason.ATTEMPTS_ONLY
    assert answer.rule.attempts == 1
    assert answer.sentence.en == (
        "This rule limits how often, not until when: There is one attempt only. It gives no date."
    )
    assert answer.sentence.zh == "该规则限制次数而非期限：只有一次机会。没有可计算的日期。"


# -- zones
def test_working_tells_day_by_day_why() -> None:
    """8 in the morning in Beijing was the day before in Los Angeles, and the platform may count from there."""
    answer = found("amz.poa_17d", Trigger(date(2018, 3, 2), time(8)), SHENZHEN)
    assert english(answer) == [
        "Account deactivation notice received / Access to the account restored: 08:00 on 2 March 2018 (Beijing), "
        "that is 2018-03-02 00:00 UTC.",
        "Day 0 is Friday 2 March 2018; it is not counted.",
        "Day 17 is Monday 19 March 2018.",
        "In Beijing, Monday 19 March 2018 ends at 2018-03-19 16:00 UTC.",
        "In Los Angeles it was Thursday 1 March 2018 at that moment, "
        "so the same count comes to Sunday 18 March 2018 there.",
        "In Los Angeles, Sunday 18 March 2018 ends at 2018-03-19 07:00 UTC.",
        "The seller must act, so the earliest of these counts: 24:00 on 18 March 2018 (Los Angeles).",
        "On your clock: 15:00 on 19 March 2018 (Beijing).",
    ]
    assert answer.working[2].words.zh == "第17天是2018年3月19日（星期一）。"
    assert answer.working[7].words.zh == "换算为您当地时间：2018年3月19日15:00（北京）。"


def test_what_the_seller_must_do_ends_with_the_earlier_day() -> None:
    answer = found("amz.poa_17d", Trigger(date(2018, 3, 2), time(18)), SHENZHEN)  # 2 March on both clocks
    assert answer.act_by == utc(2018, 3, 19, 16)  # the end of 19 March in Beijing
    assert answer.late_after is None


def test_without_a_time_of_day_the_earliest_possible_end_counts() -> None:
    answer = found("amz.poa_17d", Trigger(date(2018, 3, 2)), SHENZHEN)
    assert answer.due is not None
    assert answer.act_by == utc(2018, 3, 19, 7)
    assert (answer.due.strict.zone, answer.due.strict.day, answer.due.strict.clock) == (
        "America/Los_Angeles",
        date(2018, 3, 18),
        "24:00",
    )
    assert answer.due.loose.at == utc(2018, 3, 20, 7)
    assert answer.due.day == date(2018, 3, 19)


def test_what_the_platform_owes_is_late_after_the_later_day() -> None:
    answer = found("amz.funds_hold_90d", Trigger(date(2018, 2, 14)), SHENZHEN)
    assert answer.late_after == utc(2018, 5, 16, 7)  # the end of 15 May in Los Angeles
    assert answer.act_by is None


def test_the_zone_of_a_marketplace_takes_the_place_of_the_assumed_one() -> None:
    setting = Setting(seller_zone="Asia/Shanghai", platform_zone="Asia/Tokyo")
    assert found("amz.poa_17d", Trigger(date(2018, 3, 2), time(8)), setting).act_by == utc(2018, 3, 19, 15)


def test_a_rule_of_two_jurisdictions_compares_both_platform_zones() -> None:
    answer = found("amz.eu_mediation_code_30d", Trigger(date(2025, 6, 2)))
    assert answer.due is not None
    assert (answer.due.strict.zone, answer.due.loose.zone) == ("Europe/Luxembourg", "Europe/London")


def test_hours_run_from_the_instant_through_a_clock_change() -> None:
    """The committee note's example: 72 hours from 10:23 on Friday 2 November 2007 end at 9:23 on Monday."""
    trigger = Trigger(date(2007, 11, 2), time(10, 23), "America/New_York")
    strict = due("amz.ahr_72h", trigger, Setting(seller_zone="America/New_York")).strict
    assert (strict.at, strict.day, strict.clock) == (utc(2007, 11, 5, 14, 23), date(2007, 11, 5), "09:23")


def test_hours_without_a_time_run_from_the_first_and_the_last_moment() -> None:
    readings = due("amz.ahr_72h", Trigger(date(2024, 5, 1)), SHENZHEN)
    assert (readings.strict.at, readings.loose.at) == (utc(2024, 5, 3, 16), utc(2024, 5, 4, 16))


def test_an_ambiguous_time_says_which_was_taken() -> None:
    trigger = Trigger(date(2024, 11, 3), time(1, 30), "America/Los_Angeles")
    answer = found("amz.ahr_72h", trigger)
    assert answer.act_by == utc(2024, 11, 6, 8, 30)
    assert answer.working[1].says == Says.CLOCK_CHANGE


def test_a_forum_counts_by_its_own_day() -> None:
    readings = due("us.answer_21d", Trigger(date(2024, 12, 4)), SHENZHEN)
    assert (readings.day, readings.strict.zone, readings.loose.zone) == (
        date(2024, 12, 26),  # the 25th is Christmas Day
        "America/New_York",
        "America/Los_Angeles",
    )
    chicago = due("us.answer_21d", Trigger(date(2024, 12, 4)), Setting(place=PLACES["US-IL"]))
    assert chicago.strict == chicago.loose
    assert chicago.strict.at == utc(2024, 12, 27, 6)


# -- kinds of measures
def test_a_window_opens_and_closes() -> None:
    answer = found("amz.reimb_return_us", Trigger(date(2025, 1, 1)), SHENZHEN)
    assert answer.opens is not None
    assert answer.due is not None
    assert (answer.opens.day, answer.due.day) == (date(2025, 3, 2), date(2025, 5, 1))
    assert answer.open_from == utc(2025, 3, 2, 8)  # the later of the two midnights: open by every reading
    assert answer.act_by == utc(2025, 5, 1, 7)  # 30 April in Los Angeles: it may have been 31 December there


def test_an_earliest_date_opens() -> None:
    answer = found("amz.funds_request_60d", Trigger(date(2025, 1, 1)))
    assert answer.due is None
    assert answer.opens is not None
    assert answer.opens.day == date(2025, 3, 2)
    assert answer.opens.strict.clock == "00:00"


def test_minimum_notice_counts_backwards() -> None:
    answer = found("eu.p2b_4_2", Trigger(date(2024, 7, 1)))
    assert answer.due is not None
    assert answer.due.day == date(2024, 6, 1)  # a Saturday, and it stays
    assert "Counted back, day 30 is Saturday 1 June 2024." in english(answer)
    assert answer.holidays_version == ""


def test_notice_of_no_length_is_due_at_the_moment_itself() -> None:
    answer = found("eu.dsa_17", Trigger(date(2024, 7, 1), time(9), "Europe/Luxembourg"))
    assert answer.due is not None
    assert answer.due.strict.at == answer.due.loose.at == utc(2024, 7, 1, 7)


def test_a_risk_begins_at_its_earliest_reading() -> None:
    answer = found("amz.fba_unsuitable_us_immediate", Trigger(date(2024, 7, 1)))
    assert answer.open_from == utc(2024, 7, 1, 7)
    assert answer.due is None


def test_evidence_must_not_be_older() -> None:
    answer = found("walmart.invoice_2m", Trigger(date(2024, 4, 30)))
    assert answer.opens is not None
    assert answer.opens.day == date(2024, 2, 29)
    assert "That month has no day 30, so its last day is taken." in english(answer)


def test_three_years_run_from_the_end_of_the_year() -> None:
    assert due("de.limitation_3y_eoy", Trigger(date(2022, 5, 4))).day == date(2025, 12, 31)
    assert due("de.limitation_3y_eoy", Trigger(date(2022, 12, 31))).day == date(2025, 12, 31)


def test_days_off_not_announced_yet_are_not_relied_on() -> None:
    answer = found("cn.limitation_3y", Trigger(date(2055, 10, 1)), SHENZHEN)
    assert answer.is_provisional
    assert answer.due is not None
    assert answer.due.strict.day == date(2058, 10, 1)
    assert answer.due.loose.day > date(2058, 10, 1)


def test_two_attempts_are_said_with_the_date() -> None:
    assert "There are 2 attempts in all." in english(found("tiktok.appeal2_15d", Trigger(date(2025, 1, 1))))


# -- what a date is worth
def test_a_high_dated_rule_stands_as_what_it_is() -> None:
    answer = found("eu.dsa_20", Trigger(date(2024, 7, 1)))
    assert (answer.standing, answer.needs_counsel, answer.doubts) == (Basis.LAW, False, ())


@pytest.mark.parametrize(
    ("rule_id", "day", "doubts"),
    [
        ("amz.poa_17d", date(2018, 3, 2), ()),
        ("amz.poa_17d", date(2023, 3, 2), (Doubt.READ_YOUR_NOTICE,)),
        ("amz.appeal_entry_14d", date(2026, 4, 1), (Doubt.LOW_CONFIDENCE,)),
        ("amz.bsa_cure_7d", date(2024, 4, 1), (Doubt.UNDATED,)),
        ("eu.gdpr_dsar_1m", date(2024, 4, 1), (Doubt.TEXT_NOT_SEEN,)),
        ("eu.dsa_20", date(2023, 4, 1), (Doubt.BEFORE_APPLICATION,)),
        ("us.wa_written_contract_6y", date(2024, 4, 1), (Doubt.LOW_CONFIDENCE, Doubt.UNDATED)),
    ],
)
def test_doubts_are_for_counsel(rule_id: str, day: date, doubts: tuple[Doubt, ...]) -> None:
    answer = found(rule_id, Trigger(day))
    assert answer.doubts == doubts
    assert answer.needs_counsel == bool(doubts)
    assert (answer.standing is None) == bool(doubts)


def test_low_confidence_and_undated_rules_never_stand_as_law() -> None:
    doubtful = [rule for rule in BOOK.values() if rule.confidence == "low" or rule.as_of is None]
    assert {"amz.appeal_entry_14d", "amz.bsa_cure_7d"} < {rule.id for rule in doubtful}
    for rule in doubtful:
        answer = compute(rule, Trigger(rule.valid_from or date(2024, 1, 1)))
        assert answer.needs_counsel
        assert isinstance(answer, NoDate) or answer.standing is None


# -- rules that give no date
@pytest.mark.parametrize(
    ("rule_id", "day", "reason", "sentence"),
    [
        (
            "amz.funds_hold_90d",
            date(2024, 10, 25),
            NoDateReason.NO_LONGER_VALID,
            "This rule applied to events up to Thursday 24 October 2024; yours was on Friday 25 October 2024. "
            "Look at this rule instead: Funds can be asked for after 60 days (amz.funds_request_60d).",
        ),
        (
            "amz.funds_request_60d",
            date(2024, 10, 24),
            NoDateReason.NOT_YET_VALID,
            "This rule applies to events from Friday 25 October 2024 on; yours was on Thursday 24 October 2024. "
            "Look at this rule instead: Funds held for about 90 days (amz.funds_hold_90d).",
        ),
        (
            "amz.reimb_fc_60d",
            date(2024, 10, 22),
            NoDateReason.NOT_YET_VALID,
            "This rule applies to events from Wednesday 23 October 2024 on; yours was on Tuesday 22 October 2024.",
        ),
        (
            "eu.p2b_11",
            date(2024, 1, 1),
            NoDateReason.NO_LENGTH,
            "The text says “within a reasonable time” and names no number of days; no date can be computed.",
        ),
        (
            "cn.ecl_36",
            date(2024, 1, 1),
            NoDateReason.NO_LENGTH,
            "The text says “promptly” and names no number of days; no date can be computed.",
        ),
        (
            "eu.p2b_12",
            date(2024, 1, 1),
            NoDateReason.NO_LENGTH,
            "This is a standing duty without a period; no date can be computed.",
        ),
    ],
)
def test_a_rule_without_a_date_says_why(rule_id: str, day: date, reason: NoDateReason, sentence: str) -> None:
    answer = none(rule_id, Trigger(day))
    assert (answer.reason, answer.sentence.en) == (reason, sentence)


def test_a_rule_is_valid_on_its_first_and_last_day() -> None:
    assert due("amz.funds_hold_90d", Trigger(date(2024, 10, 24))).day == date(2025, 1, 22)
    assert found("amz.funds_request_60d", Trigger(date(2024, 10, 25))).opens is not None


def test_a_newer_rule_is_named_beside_one_that_still_stands() -> None:
    said = english(found("amz.eu_mediation_6m", Trigger(date(2025, 3, 1))))
    assert any("amz.eu_mediation_6m_2025" in sentence for sentence in said)
    assert not any("2025)" in sentence for sentence in english(found("amz.eu_mediation_6m", Trigger(date(2024, 3, 1)))))


# -- input that cannot be used
def test_a_count_without_a_trigger_is_refused() -> None:
    with pytest.raises(TriggerMissing):
        compute(BOOK["amz.poa_17d"], None)


@pytest.mark.parametrize("day", [date(1989, 12, 31), date(2091, 1, 1)])
def test_a_trigger_beyond_the_calendars_is_refused(day: date) -> None:
    with pytest.raises(TriggerOutOfRange):
        compute(BOOK["amz.poa_17d"], Trigger(day))


@pytest.mark.parametrize("setting", [Setting(seller_zone="Mars"), Setting(platform_zone="Mars")])
def test_an_unknown_zone_is_refused_whatever_the_rule(setting: Setting) -> None:
    with pytest.raises(ZoneUnknown):
        compute(BOOK["us.answer_21d"], Trigger(date(2024, 1, 1)), setting)
    with pytest.raises(ZoneUnknown):
        compute(BOOK["amz.poa_17d"], Trigger(date(2024, 1, 1), zone="Mars"))


# -- what is kept
def test_everything_is_kept_in_plain_types() -> None:
    kept = found("us.tro_14d", Trigger(date(2024, 12, 11), time(9, 30), "America/Chicago")).as_json()
    assert kept["trigger"] == {"day": "2024-12-11", "time": "09:30", "zone": "America/Chicago"}
    assert kept["due"] == {
        "day": "2024-12-26",
        "strict": {"at": "2024-12-27T05:00:00Z", "wall": "2024-12-26 24:00", "zone": "America/New_York"},
        "loose": {"at": "2024-12-27T08:00:00Z", "wall": "2024-12-26 24:00", "zone": "America/Los_Angeles"},
    }
    assert kept["late_after"] == "2024-12-27T08:00:00Z"
    assert kept["standing"] == "law"
    assert kept["pack"] == {"id": "us-law", "version": 1, "checksum": BOOK["us.tro_14d"].pack.checksum}
    data = kept["data"]
    assert isinstance(data, dict)
    assert set(data) == {"holidays", "tzdata"}
    assert str(data["holidays"]).startswith("holidays ")
    assert str(data["tzdata"]).startswith("tzdata 20")

"""Appeals as the actions do them: writing, versions, the guard, sending, what came back."""

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from apps.accounts.models import User
from apps.cases import actions
from apps.cases.actions import AppealConflict, AppealRefused
from apps.cases.actions.appeals import MUCH_DELETED, VERSION_EVERY
from apps.cases.enums import (
    UNSENT,
    Answer,
    AppealState,
    EventKind,
    Guard,
    State,
    Track,
    Verdict,
    VersionKind,
    Visibility,
)
from apps.cases.models import Appeal, Case
from apps.cases.rules import CONFIRMATIONS, AppealText, Sent
from apps.cases.selectors.appeals import (
    attempts_for_statistics,
    count_readings,
    due_of,
    guard_of,
    limit_of,
    readings_open_to,
    replies_due,
)
from apps.deadlines.enums import DeadlineState
from apps.notifications.models import Message
from tests.factories.accounts import ModeratorFactory, UserFactory
from tests.factories.appeals import (
    PLAN,
    WRITING,
    AppealFactory,
    AppealFileFactory,
    AppealLimitFactory,
    AppealReadingFactory,
    OnlyChanceFactory,
    sent_on,
)
from tests.factories.cases import CaseFactory, CaseFileFactory, send_appeal

pytestmark = pytest.mark.django_db
LATER = WRITING + timedelta(minutes=1)
NEXT_DAY = WRITING + timedelta(days=1)


def owner_of(appeal: Appeal) -> User:
    assert appeal.case.owner is not None
    return appeal.case.owner


def kinds_of(case: Case) -> list[str]:
    return list(case.events.order_by("id").values_list("kind", flat=True))


def save(appeal: Appeal, text: AppealText, **options: Any) -> Appeal:
    said = {"seen": appeal.mark, "writer": "here", "by": owner_of(appeal), "now": LATER, **options}
    return actions.save_appeal(appeal=appeal, text=text, **said)


# -- beginning
def test_attempts_are_numbered_and_one_is_written_at_a_time() -> None:
    case = CaseFactory.create(state=State.VERIFIED)
    first = actions.start_appeal(case=case, track=Track.ERROR, by=case.owner, now=WRITING)
    assert (first.number, first.state, first.track) == (1, AppealState.DRAFTING, Track.ERROR)
    with pytest.raises(AppealRefused, match="already writing"):
        actions.start_appeal(case=case, track=Track.ERROR, by=case.owner, now=WRITING)
    actions.withdraw_appeal(appeal=first, by=case.owner, now=WRITING)
    assert actions.start_appeal(case=case, track=Track.CURED, by=case.owner, now=WRITING).number == 2


def test_the_next_attempt_can_begin_with_the_text_of_an_earlier_one() -> None:
    earlier = AppealFactory.create(state=AppealState.WITHDRAWN)
    begun = actions.start_appeal(
        case=earlier.case, track=Track.CURED, copies=earlier, by=owner_of(earlier), now=NEXT_DAY
    )
    assert begun.typed.parts == PLAN.parts
    assert begun.versions.count() == 1


def test_nobody_else_and_nobody_in_a_closed_case_writes_one(stranger: User) -> None:
    case = CaseFactory.create(state=State.VERIFIED)
    with pytest.raises(AppealRefused, match="Only the seller"):
        actions.start_appeal(case=case, track=Track.CURED, by=stranger, now=WRITING)
    closed = CaseFactory.create(state=State.WITHDRAWN)
    with pytest.raises(AppealRefused, match="closed"):
        actions.start_appeal(case=closed, track=Track.CURED, by=closed.owner, now=WRITING)


# -- the text and its versions
def test_typing_keeps_a_version_now_and_then_and_saving_always() -> None:
    appeal = AppealFactory.create()
    assert appeal.newest_version == 1
    save(appeal, replace(PLAN, whole="One."), now=WRITING + VERSION_EVERY / 2, writer="page", seen="factory")
    assert appeal.versions.count() == 1
    appeal.refresh_from_db()
    assert appeal.typed.whole == "One."
    save(appeal, replace(PLAN, whole="Two."), now=WRITING + VERSION_EVERY, writer="page")
    save(appeal, replace(PLAN, whole="Three."), now=WRITING + VERSION_EVERY, writer="page", keep=True)
    save(appeal, replace(PLAN, whole="Three."), now=WRITING + VERSION_EVERY * 3, writer="page", keep=True)
    kept = [version.typed.whole for version in appeal.versions.order_by("number")]
    assert kept == ["", "Two.", "Three."]


def test_what_much_is_deleted_from_is_kept_first() -> None:
    appeal = AppealFactory.create()
    long = replace(PLAN, whole="x" * (MUCH_DELETED + 50))
    save(appeal, long, writer="page", seen="factory")
    save(appeal, AppealText(track=Track.CURED), writer="page", seen="page")
    assert [version.typed for version in appeal.versions.order_by("number")] == [PLAN, long]


def test_another_page_is_refused_and_both_texts_are_there() -> None:
    appeal = AppealFactory.create()
    here, there = replace(PLAN, whole="Here."), replace(PLAN, whole="There.")
    save(appeal, there, seen="factory", writer="phone")
    for _ in range(2):
        with pytest.raises(AppealConflict) as raised:
            save(appeal, here, seen="factory", writer="computer")
    assert raised.value.appeal.typed == there
    aside = appeal.versions.filter(kind=VersionKind.ASIDE)
    assert [version.typed for version in aside] == [here]
    appeal.refresh_from_db()
    assert appeal.typed == there


def test_the_same_text_twice_is_no_conflict() -> None:
    appeal = AppealFactory.create()
    changed = replace(PLAN, whole="Same.")
    save(appeal, changed, seen="factory", writer="phone")
    assert save(appeal, changed, seen="factory", writer="computer").mark == "phone"


def test_restoring_keeps_what_stood() -> None:
    appeal = AppealFactory.create()
    save(appeal, replace(PLAN, whole="Newer."), seen="factory", writer="page")
    first = appeal.versions.get(number=1)
    restored = actions.restore_version(appeal=appeal, version=first, writer="p", by=owner_of(appeal), now=NEXT_DAY)
    assert restored.typed == PLAN
    kept = [(version.kind, version.typed.whole) for version in appeal.versions.order_by("number")]
    assert kept == [("saved", ""), ("saved", "Newer."), ("restored", "")]
    other = AppealFactory.create().versions.get(number=1)
    with pytest.raises(AppealRefused, match="another appeal"):
        actions.restore_version(appeal=appeal, version=other, writer="p", by=owner_of(appeal), now=NEXT_DAY)


def test_only_files_of_the_case_go_with_it() -> None:
    appeal = AppealFactory.create()
    mine, others = CaseFileFactory.create(case=appeal.case), CaseFileFactory.create()
    save(appeal, PLAN, files=[mine.pk, others.pk])
    assert [one.entry for one in appeal.files.all()] == [mine]
    save(appeal, PLAN, files=[])
    assert appeal.files.count() == 0


def test_too_much_text_and_text_in_reading_are_refused() -> None:
    appeal = AppealFactory.create()
    with pytest.raises(AppealRefused, match="more text"):
        save(appeal, replace(PLAN, whole="x" * 200_001))
    actions.ask_reader(appeal=appeal, by=owner_of(appeal), now=LATER)
    with pytest.raises(AppealRefused, match="not being written"):
        save(appeal, replace(PLAN, whole="Late."))


# -- how often
def test_one_chance_comes_from_the_cited_rule() -> None:
    limit = limit_of(OnlyChanceFactory.create())
    assert limit.allowed == 1
    assert limit.rule is not None
    assert limit.rule.id == "amz.brand_appeal_once"
    assert limit_of(CaseFactory.create(state=State.VERIFIED)).allowed is None


def test_the_sellers_own_reading_of_the_notice_counts_before_the_rule() -> None:
    case = OnlyChanceFactory.create()
    with pytest.raises(AppealRefused, match="sentence of the notice"):
        actions.state_limit(case=case, allowed=2, words=" ", by=case.owner, now=WRITING)
    actions.state_limit(case=case, allowed=2, words="You may appeal once more.", by=case.owner, now=WRITING)
    assert (limit_of(case).allowed, limit_of(case).words) == (2, "You may appeal once more.")
    event = case.events.get(kind=EventKind.LIMIT)
    assert (event.details, event.remark.text) == ({"allowed": "2"}, "You may appeal once more.")


def test_when_the_only_appeal_is_spent_no_other_begins() -> None:
    case = OnlyChanceFactory.create()
    send_appeal(case, case.owner, WRITING)
    with pytest.raises(AppealRefused, match="allows no further appeal"):
        actions.start_appeal(case=case, track=Track.CURED, by=case.owner, now=NEXT_DAY)
    with pytest.raises(AppealRefused, match="allows no further appeal"):
        send_appeal(case, case.owner, NEXT_DAY)
    actions.state_limit(case=case, allowed=2, words="You may appeal again.", by=case.owner, now=NEXT_DAY)
    assert actions.start_appeal(case=case, track=Track.CURED, by=case.owner, now=NEXT_DAY).number == 2


# -- the guard
def test_the_whole_way_of_the_only_appeal(moderator: User) -> None:
    appeal = AppealFactory.create()
    case, by = appeal.case, owner_of(appeal)
    ways: dict[str, Any] = {"appeal": appeal, "by": by}
    with pytest.raises(AppealRefused, match="Nobody has approved"):
        actions.finish_appeal(**ways, confirmed=list(CONFIRMATIONS), now=LATER)
    reading = actions.ask_reader(**ways, now=LATER)
    with pytest.raises(AppealRefused, match="own appeal"):
        actions.read_appeal(reading=reading, verdict=Verdict.APPROVED, words="", by=by, now=LATER)
    actions.read_appeal(reading=reading, verdict=Verdict.APPROVED, words="Good.", by=moderator, now=LATER)
    with pytest.raises(AppealRefused, match="Tick each"):
        actions.finish_appeal(**ways, confirmed=["true"], now=LATER)
    with pytest.raises(AppealRefused, match="last appeal"):
        actions.submit_appeal(**ways, sent=sent_on(LATER), now=LATER)
    actions.finish_appeal(**ways, confirmed=list(CONFIRMATIONS), now=LATER)
    with pytest.raises(AppealRefused, match="rested long enough"):
        actions.submit_appeal(**ways, sent=sent_on(LATER), now=WRITING + timedelta(hours=11, minutes=59))
    rested = WRITING + timedelta(hours=12)
    sent = actions.submit_appeal(**ways, sent=sent_on(rested), now=rested)
    assert (sent.state, sent.guard, sent.place, sent.allowed) == (AppealState.SUBMITTED, Guard.READ, 1, 1)
    assert (sent.sent_version, sent.platform_reference) == (1, "CASE-77")
    case.refresh_from_db()
    assert case.state == State.APPEALED
    assert kinds_of(case)[-3:] == ["reading", "read", "appeal"]


def test_reading_tells_the_seller_nothing_but_that_it_was_read(moderator: User) -> None:
    reading = AppealReadingFactory.create()
    actions.read_appeal(reading=reading, verdict=Verdict.COMMENTS, words="Name the orders.", by=moderator, now=NEXT_DAY)
    case = reading.appeal.case
    message = Message.objects.get(kind="appeal_read")
    assert (message.recipient, json.loads(message.facts)) == (
        case.owner,
        {"reference": case.reference, "case_id": str(case.pk)},
    )
    assert reading.words == "Name the orders."
    assert not guard_of(Appeal.objects.get(pk=reading.appeal_id)).is_read


def test_comments_need_words_and_a_reading_is_taken_once(moderator: User) -> None:
    reading = AppealReadingFactory.create()
    with pytest.raises(AppealRefused, match="what should be mended"):
        actions.read_appeal(reading=reading, verdict=Verdict.COMMENTS, words=" ", by=moderator, now=NEXT_DAY)
    actions.read_appeal(reading=reading, verdict=Verdict.APPROVED, words="", by=moderator, now=NEXT_DAY)
    with pytest.raises(AppealRefused, match="somebody else"):
        actions.read_appeal(
            reading=reading, verdict=Verdict.COMMENTS, words="No.", by=ModeratorFactory.create(), now=NEXT_DAY
        )
    assert Message.objects.filter(kind="appeal_read").count() == 1


def test_an_approval_is_of_the_text_that_was_read() -> None:
    appeal = AppealFactory.create(state=AppealState.COOLING)
    actions.change_again(appeal=appeal, by=owner_of(appeal), now=NEXT_DAY)
    appeal.refresh_from_db()
    assert guard_of(appeal).is_read, "nothing was changed yet"
    save(appeal, replace(PLAN, whole="One more word."), keep=True)
    appeal.refresh_from_db()
    assert not guard_of(appeal).can_finish


def test_a_reading_taken_back_is_no_longer_waiting(moderator: User) -> None:
    reading = AppealReadingFactory.create()
    assert (list(readings_open_to(moderator, now=NEXT_DAY)), count_readings()) == ([reading], 1)
    assert list(readings_open_to(owner_of(reading.appeal), now=NEXT_DAY)) == []
    assert list(readings_open_to(UserFactory.create(), now=NEXT_DAY)) == []
    actions.change_again(appeal=reading.appeal, by=owner_of(reading.appeal), now=NEXT_DAY)
    assert (list(readings_open_to(moderator, now=NEXT_DAY)), count_readings()) == ([], 0)
    with pytest.raises(AppealRefused, match="taken back"):
        actions.read_appeal(reading=reading, verdict=Verdict.APPROVED, words="", by=moderator, now=NEXT_DAY)


@pytest.mark.parametrize("typed", ["", "yes", "I send it", "我自己"])
def test_going_alone_is_not_done_by_a_slip(typed: str) -> None:
    appeal = AppealFactory.create()
    with pytest.raises(AppealRefused, match="Type the sentence"):
        actions.go_alone(appeal=appeal, typed=typed, by=owner_of(appeal), now=LATER)
    assert EventKind.ALONE not in kinds_of(appeal.case)


@pytest.mark.parametrize("typed", [" i send it ALONE. ", "我自己决定提交。", "Ｉ send it alone"])
@pytest.mark.parametrize("state", [AppealState.DRAFTING, AppealState.IN_READING, AppealState.READ])
def test_going_alone_is_typed_and_recorded(typed: str, state: AppealState) -> None:
    appeal = AppealFactory.create(state=state)
    by = owner_of(appeal)
    for _ in range(2):
        actions.go_alone(appeal=appeal, typed=typed, by=by, now=NEXT_DAY)
    assert kinds_of(appeal.case).count("alone") == 1
    actions.finish_appeal(appeal=appeal, confirmed=list(CONFIRMATIONS), by=by, now=NEXT_DAY)
    sent = actions.submit_appeal(appeal=appeal, sent=sent_on(NEXT_DAY), by=by, now=NEXT_DAY)
    assert sent.guard == (Guard.READ if state == AppealState.READ else Guard.ALONE)
    assert appeal.case.events.get(kind=EventKind.APPEAL).details["guard"] == sent.guard


def test_what_is_missing_stands_in_the_way() -> None:
    appeal = AppealFactory.create(text=AppealText(track=Track.CURED, parts={"root_cause": "Only this."}))
    actions.go_alone(appeal=appeal, typed="I send it alone", by=owner_of(appeal), now=LATER)
    with pytest.raises(AppealRefused, match="still missing"):
        actions.finish_appeal(appeal=appeal, confirmed=list(CONFIRMATIONS), by=owner_of(appeal), now=LATER)


def test_where_more_appeals_are_allowed_nothing_has_to_be_waited_for() -> None:
    case = CaseFactory.create(state=State.VERIFIED)
    appeal = AppealFactory.create(case=case)
    sent = actions.submit_appeal(appeal=appeal, sent=sent_on(LATER), by=case.owner, now=LATER)
    assert (sent.guard, sent.allowed, sent.place) == ("", None, 1)


def test_the_second_of_two_is_guarded_too() -> None:
    limit = AppealLimitFactory.create(allowed=2)
    case = limit.case
    send_appeal(case, case.owner, WRITING)
    appeal = AppealFactory.create(case=case, now=WRITING + timedelta(hours=1))
    with pytest.raises(AppealRefused, match="last appeal"):
        actions.submit_appeal(appeal=appeal, sent=sent_on(NEXT_DAY), by=case.owner, now=NEXT_DAY)


def test_what_was_sent_already_is_recorded_as_that() -> None:
    appeal = AppealFactory.create()
    sent = actions.submit_appeal(appeal=appeal, sent=sent_on(LATER), already=True, by=owner_of(appeal), now=LATER)
    assert sent.guard == Guard.ALREADY
    assert appeal.case.events.get(kind=EventKind.APPEAL).details["guard"] == "already"


# -- sending
@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"day": None}, "Give the day"),
        ({"day": date(2018, 3, 30)}, "lies in the future"),
        ({"day": date(2018, 1, 1)}, "before the notice"),
        ({"zone": "Mars/Olympus"}, "time zone"),
        ({"channel": "pigeon"}, "the way"),
        ({"reference": "x" * 201}, "shorten"),
    ],
)
def test_impossible_sendings_are_refused(change: dict[str, Any], words: str) -> None:
    appeal = AppealFactory.create()
    sent = replace(sent_on(LATER), **change)
    with pytest.raises(AppealRefused, match=words):
        actions.submit_appeal(appeal=appeal, sent=sent, already=True, by=owner_of(appeal), now=LATER)
    appeal.refresh_from_db()
    assert appeal.state == AppealState.DRAFTING


@pytest.mark.parametrize("state", UNSENT)
def test_giving_up_from_every_unsent_state(state: AppealState) -> None:
    appeal = AppealFactory.create(state=state)
    actions.withdraw_appeal(appeal=appeal, by=owner_of(appeal), now=NEXT_DAY)
    assert Appeal.objects.get(pk=appeal.pk).state == AppealState.WITHDRAWN
    with pytest.raises(AppealRefused):
        actions.submit_appeal(appeal=appeal, sent=sent_on(NEXT_DAY), already=True, by=owner_of(appeal), now=NEXT_DAY)


def test_sending_meets_the_plans_date_and_opens_the_review(seller: User) -> None:
    case = CaseFactory.create(owner=seller, state=State.VERIFIED)
    due = due_of(case)
    assert due is not None
    sent = Sent(day=date(2018, 2, 22), zone="Asia/Shanghai", channel="mail")
    actions.record_sent_appeal(case=case, track=Track.ERROR, sent=sent, text="We were wrong.", by=seller, now=WRITING)
    due.refresh_from_db()
    assert due.state == DeadlineState.MET
    assert due_of(case) is None
    assert {one.rule_id for one in replies_due(case)} >= {"amz.review_90d"}
    review = case.docket.deadlines.get(rule_id="amz.review_90d")
    assert (review.trigger.day, review.due_day) == (date(2018, 2, 22), date(2018, 5, 23))


def test_an_appeal_in_a_case_not_verified_yet_is_recorded_without_moving_it() -> None:
    case = CaseFactory.create()
    appeal = send_appeal(case, case.owner, WRITING)
    case.refresh_from_db()
    assert (case.state, kinds_of(case)) == (State.SUBMITTED, ["submit", "appeal"])
    actions.record_answer(appeal=appeal, answer=Answer.REFUSED, day=NEXT_DAY.date(), by=case.owner, now=NEXT_DAY)
    case.refresh_from_db()
    assert (case.state, kinds_of(case)[-1]) == (State.SUBMITTED, "reject")


def test_while_one_is_written_no_other_is_recorded() -> None:
    appeal = AppealFactory.create()
    with pytest.raises(AppealRefused, match="writing an appeal here"):
        send_appeal(appeal.case, owner_of(appeal), NEXT_DAY)


# -- answers
@pytest.mark.parametrize(
    ("answer", "outcome", "state"),
    [
        (Answer.ACCEPTED, "reinstated", State.RESOLVED),
        (Answer.PARTLY, "funds_released_part", State.PARTLY_RESOLVED),
        (Answer.REFUSED, "", State.REJECTED),
        (Answer.MORE_INFO, "", State.MORE_INFO),
        (Answer.NO_ANSWER, "", State.APPEALED),
    ],
)
def test_an_answer_moves_the_case(answer: Answer, outcome: str, state: State) -> None:
    appeal = AppealFactory.create(state=AppealState.SUBMITTED)
    case, by = appeal.case, owner_of(appeal)
    day = NEXT_DAY + timedelta(days=2)
    said: dict[str, Any] = {"appeal": appeal, "answer": answer, "day": day.date(), "by": by, "now": day}
    with pytest.raises(AppealRefused, match="what came of it"):
        actions.record_answer(**said, outcome="" if outcome else "reinstated")
    kept = actions.record_answer(**said, outcome=outcome, words="Dear seller")
    appeal.refresh_from_db()
    case.refresh_from_db()
    assert (appeal.state, appeal.answer, appeal.answered_day) == (AppealState.ANSWERED, answer, day.date())
    assert (kept.words, case.state, case.outcome) == ("Dear seller", state, outcome)
    with pytest.raises(AppealRefused, match="moved on"):
        actions.record_answer(**said, outcome=outcome)
    assert appeal.answers.count() == 1


def test_a_later_answer_follows_an_earlier_one() -> None:
    appeal = AppealFactory.create(state=AppealState.SUBMITTED)
    by, day = owner_of(appeal), NEXT_DAY + timedelta(days=3)
    for answer, seen in ((Answer.MORE_INFO, ""), (Answer.REFUSED, Answer.MORE_INFO)):
        actions.record_answer(appeal=appeal, answer=answer, day=day.date(), seen=seen, by=by, now=day)
    appeal.refresh_from_db()
    assert (appeal.answer, appeal.answers.count()) == (Answer.REFUSED, 2)


def test_an_answer_is_not_older_than_the_appeal_and_its_file_is_of_the_case() -> None:
    appeal = AppealFactory.create(state=AppealState.SUBMITTED)
    said: dict[str, Any] = {"appeal": appeal, "answer": Answer.REFUSED, "by": owner_of(appeal), "now": NEXT_DAY}
    with pytest.raises(AppealRefused, match="before the appeal"):
        actions.record_answer(**said, day=date(2018, 2, 16))
    with pytest.raises(AppealRefused, match="another case"):
        actions.record_answer(**said, day=NEXT_DAY.date(), entry=CaseFileFactory.create())


def test_the_first_refusal_opens_the_time_for_the_second(seller: User) -> None:
    filing = {"filing__platform": "tiktok_shop", "filing__marketplace": ""}
    case = CaseFactory.create(owner=seller, state=State.VERIFIED, **filing)
    assert limit_of(case).allowed == 2
    appeal = send_appeal(case, seller, WRITING)
    actions.record_answer(appeal=appeal, answer=Answer.REFUSED, day=WRITING.date(), by=seller, now=WRITING)
    due = due_of(case)
    assert due is not None
    assert (due.rule_id, due.due_day) == ("tiktok.appeal2_15d", WRITING.date() + timedelta(days=15))


# -- statistics
def test_statistics_get_what_was_sent_and_nothing_that_identifies() -> None:
    answered = AppealFactory.create(state=AppealState.ANSWERED)
    AppealFactory.create(state=AppealState.COOLING)
    unverified = CaseFactory.create()
    send_appeal(unverified, unverified.owner, WRITING)
    private = AppealFactory.create(state=AppealState.SUBMITTED)
    Case.objects.filter(pk=private.case_id).update(visibility=Visibility.PRIVATE)
    invented = AppealFactory.create(state=AppealState.SUBMITTED)
    Case.objects.filter(pk=invented.case_id).update(is_demonstration=True)
    (attempt,) = attempts_for_statistics()
    assert (attempt.platform, attempt.case_type, attempt.place, attempt.allowed) == ("amazon", "brand_removal", 1, 1)
    assert (attempt.answer, attempt.days, attempt.was_read) == (Answer.REFUSED, 3, True)
    assert answered.case.reference not in str(attempt)


def test_a_file_chosen_for_an_appeal_is_named_by_it() -> None:
    chosen = AppealFileFactory.create()
    assert guard_of(chosen.appeal).checks[4].passed

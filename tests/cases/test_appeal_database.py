"""What the database itself refuses of appeals, and fifty who send the only one at once."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import connection

from apps.cases import actions
from apps.cases.actions import AppealRefused
from apps.cases.enums import SENT, AppealState, EventKind, State
from apps.cases.models import Appeal
from apps.cases.rules import appeal_moves
from tests.cases.test_database import refused, sql
from tests.factories.appeals import (
    WRITING,
    AppealAnswerFactory,
    AppealFactory,
    AppealLimitFactory,
    AppealReadingFactory,
    AppealVersionFactory,
    OnlyChanceFactory,
    approve,
    sent_on,
)
from tests.factories.cases import CaseFactory, send_appeal

NEXT_DAY = WRITING + timedelta(days=1)
THREADS = 50


def copy_sent(appeal: Appeal, **changes: object) -> Callable[[], object]:
    """Raw SQL that puts a second sent attempt beside the first, with `changes`."""
    facts: dict[str, object] = {
        **Appeal.objects.filter(pk=appeal.pk).values().get(),
        "id": uuid4(),
        "number": appeal.number + 1,
        "text": b"",
        "platform_reference": b"",
        **changes,
    }
    names = ", ".join(facts)
    return sql(f"INSERT INTO cases_appeal ({names}) VALUES ({', '.join(['%s'] * len(facts))})", *facts.values())


@pytest.mark.django_db
@pytest.mark.parametrize("source", AppealState)
def test_state_moves_by_raw_sql_only_along_the_moves(source: AppealState) -> None:
    appeal = AppealFactory.create(state=source)
    for target in AppealState:
        answer = refused(sql("UPDATE cases_appeal SET state = %s WHERE id = %s", target.value, appeal.pk))
        is_move = (source.value, target.value) in appeal_moves() or source == target
        assert ("Invalid transition" in answer) == (not is_move), f"{source} -> {target}: {answer}"


@pytest.mark.django_db
def test_a_second_sent_appeal_is_impossible_where_one_is_allowed() -> None:
    appeal = send_appeal(case := OnlyChanceFactory.create(), case.owner, WRITING)
    assert "appeal_place_once" in refused(copy_sent(appeal, place=1))
    assert "appeal_within_what_is_allowed" in refused(copy_sent(appeal, place=2))
    assert "appeal_place_once" in refused(copy_sent(appeal, place=1, allowed=None))
    assert "appeal_sent_is_complete" in refused(copy_sent(appeal, place=None))
    assert "appeal_last_came_past_the_guard" in refused(copy_sent(appeal, place=2, allowed=2, guard=""))


@pytest.mark.django_db
@pytest.mark.parametrize("state", SENT)
@pytest.mark.parametrize(
    "change",
    [
        "place = 2",
        "allowed = NULL",
        "guard = 'alone'",
        "sent_version = 7",
        "submitted_at = now()",
        "number = 9",
        "track = 'error'",
    ],
)
def test_what_was_sent_is_locked(state: AppealState, change: str) -> None:
    appeal = AppealFactory.create(state=state)
    answer = refused(sql(f"UPDATE cases_appeal SET {change} WHERE id = %s", appeal.pk))
    assert "Cannot update" in answer


@pytest.mark.django_db
def test_one_attempt_is_written_at_a_time_and_numbers_are_not_given_twice() -> None:
    appeal = AppealFactory.create()
    assert "appeal_one_being_written" in refused(copy_sent(appeal, number=2))
    assert "appeal_number_once" in refused(copy_sent(appeal, number=1, state="withdrawn"))


FINAL = [
    (AppealVersionFactory, "kept_at", "text"),
    (AppealAnswerFactory, "day", "words"),
    (AppealLimitFactory, "allowed", "words"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("factory", "fact", "words"), FINAL)
def test_facts_are_final_and_words_can_be_erased(factory, fact, words) -> None:  # type: ignore[no-untyped-def]
    row = factory.create()
    sql("SET CONSTRAINTS ALL IMMEDIATE")()
    table = type(row)._meta.db_table
    assert "Cannot update" in refused(sql(f"UPDATE {table} SET {fact} = NULL WHERE id = %s", row.pk))
    assert "Cannot delete" in refused(sql(f"DELETE FROM {table} WHERE id = %s", row.pk))
    assert "keeps its rows" in refused(sql(f"TRUNCATE {table} CASCADE"))
    assert refused(sql(f"UPDATE {table} SET {words} = '' WHERE id = %s", row.pk)) == ""


@pytest.mark.django_db
def test_a_verdict_is_final_once_it_is_given() -> None:
    reading = AppealReadingFactory.create()
    approve(reading.appeal, NEXT_DAY)
    change = sql("UPDATE cases_appealreading SET verdict = 'comments' WHERE id = %s", reading.pk)
    assert "Cannot update" in refused(change)
    assert "Cannot delete" in refused(sql("DELETE FROM cases_appealreading WHERE id = %s", reading.pk))
    assert "Cannot delete" in refused(sql("DELETE FROM cases_appeal WHERE id = %s", reading.appeal_id))


# -- fifty at once
def all_at_once(act: Callable[[], object]) -> Counter[str]:
    """What fifty threads that do the same in the same moment get: "done", or the sentence they are told."""
    start = Barrier(THREADS, timeout=60)  # a thread that gets no connection must not keep the others for ever
    told: list[str] = []

    def run() -> None:
        connection.ensure_connection()
        start.wait()
        try:
            act()
            told.append("done")
        except AppealRefused as refusal:
            told.append(str(refusal))
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(told)


@pytest.mark.django_db(transaction=True)
def test_fifty_threads_submit_the_only_appeal_and_one_wins() -> None:
    appeal = AppealFactory.create(state=AppealState.COOLING)
    case, by = appeal.case, appeal.case.owner
    told = all_at_once(
        lambda: actions.submit_appeal(
            appeal=Appeal.objects.get(pk=appeal.pk), sent=sent_on(NEXT_DAY), by=by, now=NEXT_DAY
        )
    )
    assert told == {"done": 1, "This appeal has been recorded as sent already.": THREADS - 1}
    assert Appeal.objects.filter(case=case, state__in=SENT).count() == 1
    assert case.events.filter(kind=EventKind.APPEAL).count() == 1
    assert case.docket.triggers.filter(kind="appeal_submitted").count() == 1


@pytest.mark.django_db(transaction=True)
def test_fifty_threads_record_an_appeal_sent_elsewhere_and_one_wins() -> None:
    case = OnlyChanceFactory.create()
    told = all_at_once(lambda: send_appeal(case, case.owner, WRITING))
    assert (told["done"], len(told)) == (1, 2)
    assert any("allows no further appeal" in words for words in told)
    assert Appeal.objects.filter(case=case).count() == 1


@pytest.mark.django_db(transaction=True)
def test_fifty_threads_begin_an_attempt_and_one_does() -> None:
    case = CaseFactory.create(state=State.VERIFIED)
    told = all_at_once(lambda: actions.start_appeal(case=case, track="cured", by=case.owner, now=WRITING))  # type: ignore[arg-type]
    assert told == {"done": 1, "You are already writing an appeal. Finish it or give it up first.": THREADS - 1}

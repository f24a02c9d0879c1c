"""The record of writes: what anybody changes, removes, inserts or reorders, even as superuser, is found and named."""

import io
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pgtrigger
import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from apps.associations.models import CaseNote
from apps.campaigns.models import Mandate
from apps.cases.models import AppealAnswer, AppealLimit, AppealVersion, CaseEvent, PairEvent
from apps.core.audit import signing
from apps.core.audit.checking import audited_models, check_all
from apps.core.audit.sealing import BATCH, forget_rows, seal_notes, sign_head
from apps.core.audit.tables import AuditEntry, AuditHead, AuditNote, AuditRemoval
from apps.core.guards import FactsAreFinal, lifted_for_demonstration
from apps.losses.models import LineVerdict
from tests.factories.appeals import AppealAnswerFactory, AppealLimitFactory
from tests.factories.cases import CaseEventFactory
from tests.factories.core import SEALED, seal

NEXT_DAY = SEALED + timedelta(days=1)
OTHER_KEY = "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA="


@pytest.fixture
def written(db: None) -> list[CaseEvent]:
    """Some events, sealed, and the head of their day signed."""
    events = CaseEventFactory.create_batch(3)
    seal()
    sign_head(now=NEXT_DAY)
    return events


@contextmanager
def as_superuser() -> Iterator[Any]:
    """Raw SQL with every trigger off, as somebody with the database's own password could."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        try:
            yield cursor
        finally:
            cursor.execute("SET session_replication_role = origin")


def found(**options: Any) -> list[tuple[str, int | None]]:
    return [(finding.what, finding.seq) for finding in check_all(**options)]


def verify(*words: str) -> tuple[int, dict[str, Any]]:
    """Exit code and answer of the command."""
    out = io.StringIO()
    try:
        call_command("verify_audit", "--json", *words, stdout=out)
    except SystemExit as end:
        return int(str(end.code)), json.loads(out.getvalue())
    return 0, json.loads(out.getvalue())


def test_what_nobody_touched_is_as_it_was_written(written: list[CaseEvent]) -> None:
    code, answer = verify()
    assert (code, answer["ok"], answer["findings"], answer["not_yet_sealed"]) == (0, True, [], 0)
    assert answer["entries"] == AuditNote.objects.count() == AuditEntry.objects.count() > 3


def test_every_append_only_table_is_in_the_record() -> None:
    final = {model for model, trigger in pgtrigger.registered() if trigger.name == "rows_are_final"}
    own = {apps.get_model("core", name) for name in ("AuditEntry", "AuditHead")}
    written_once = {
        model
        for model, trigger in pgtrigger.registered()
        if isinstance(trigger, FactsAreFinal) and trigger.once is None
    }
    assert {AppealAnswer, AppealLimit, AppealVersion, CaseNote, LineVerdict, Mandate, PairEvent} == written_once
    assert (final - own) | written_once == set(audited_models())


def test_what_was_written_of_an_appeal_is_in_the_record_and_its_words_may_go(db: None) -> None:
    answer, limit = AppealAnswerFactory.create(), AppealLimitFactory.create()
    version = answer.appeal.versions.get(number=1)
    seal()
    version.text = limit.words = answer.words = ""
    version.save(update_fields=["text"])
    limit.save(update_fields=["words"])
    answer.save(update_fields=["words", "file"])
    assert found() == []
    changes = {
        "cases_appealversion": "number = 9",
        "cases_appeallimit": "allowed = 9",
        "cases_appealanswer": "day = now()",
    }
    with as_superuser() as cursor:
        for table, change in changes.items():
            cursor.execute(f"UPDATE {table} SET {change} WHERE id = ANY (%s)", [[version.pk, limit.pk, answer.pk]])
    assert sorted(finding.table for finding in check_all() if finding.what == "row_changed") == sorted(changes)


def test_a_note_belongs_to_the_write_it_is_of(db: None) -> None:
    before = AuditNote.objects.count()
    with pytest.raises(RuntimeError), transaction.atomic():
        CaseEventFactory.create()
        raise RuntimeError
    assert AuditNote.objects.count() == before


def test_no_word_of_what_was_written_is_in_the_record(written: list[CaseEvent]) -> None:
    assert {field.name for field in AuditEntry._meta.fields} == {
        "seq", "table", "digest", "noted_at", "sealed_at", "previous", "hash",
    }  # fmt: skip
    one, other = AuditNote.objects.filter(table="cases_caseevent")[:2]
    assert bytes(one.salt) != bytes(other.salt)


def test_a_changed_row_is_found(written: list[CaseEvent]) -> None:
    with as_superuser() as cursor:
        cursor.execute("UPDATE cases_caseevent SET at = at - interval '1 day' WHERE id = %s", [written[1].pk])
    seq = AuditNote.objects.get(table="cases_caseevent", row=str(written[1].pk)).seq
    code, answer = verify()
    assert (code, [(one["what"], one["seq"], one["row"]) for one in answer["findings"]]) == (
        1,
        [("row_changed", seq, str(written[1].pk))],
    )


def test_a_removed_row_is_found(written: list[CaseEvent]) -> None:
    with as_superuser() as cursor:
        cursor.execute("DELETE FROM cases_caseevent WHERE id = %s", [written[1].pk])
    assert [what for what, _seq in found()] == ["row_missing"]


def test_a_row_removed_with_its_note_is_found(written: list[CaseEvent]) -> None:
    note = AuditNote.objects.get(table="cases_caseevent", row=str(written[1].pk))
    with as_superuser() as cursor:
        cursor.execute("DELETE FROM cases_caseevent WHERE id = %s", [written[1].pk])
        cursor.execute("DELETE FROM core_auditnote WHERE id = %s", [note.pk])
    assert found() == [("note_missing", note.seq)]


def test_a_row_put_in_past_the_trigger_is_found(written: list[CaseEvent]) -> None:
    with as_superuser() as cursor:
        cursor.execute(
            "INSERT INTO cases_caseevent (case_id, kind, from_state, to_state, details, at)"
            " SELECT case_id, 'note', '', '', '{}', now() FROM cases_caseevent LIMIT 1"
        )
    assert [what for what, _seq in found()] == ["row_unnoted"]


def test_a_changed_entry_is_found(written: list[CaseEvent]) -> None:
    with as_superuser() as cursor:
        cursor.execute("UPDATE core_auditentry SET noted_at = noted_at - interval '1 day' WHERE seq = 2")
    assert found() == [("entry_changed", 2), ("note_changed", 2)]


def test_a_removed_entry_is_found(written: list[CaseEvent]) -> None:
    with as_superuser() as cursor:
        cursor.execute("DELETE FROM core_auditentry WHERE seq = 2")
    assert found() == [("entry_missing", 2)]


def test_exchanged_entries_are_found(written: list[CaseEvent]) -> None:
    with as_superuser() as cursor:
        cursor.execute("UPDATE core_auditentry SET seq = CASE seq WHEN 2 THEN -3 ELSE -2 END WHERE seq IN (2, 3)")
        cursor.execute("UPDATE core_auditentry SET seq = -seq WHERE seq < 0")
    assert {("entry_changed", 2), ("entry_changed", 3)} <= set(found())


def test_a_whole_chain_written_anew_does_not_go_through_its_signed_head(written: list[CaseEvent]) -> None:
    """Whoever recomputes every hash is still held by the head signed before, and cannot sign another."""
    with as_superuser() as cursor:
        cursor.execute("DELETE FROM cases_caseevent WHERE id = %s", [written[0].pk])
        cursor.execute(
            'DELETE FROM core_auditnote WHERE "table" = \'cases_caseevent\' AND "row" = %s', [str(written[0].pk)]
        )
        cursor.execute("DELETE FROM core_auditentry")
        cursor.execute("UPDATE core_auditnote SET seq = NULL")
    seal_notes(now=SEALED)
    assert [what for what, _seq in found()] == ["head_elsewhere"]
    head = AuditHead.objects.get()
    last = AuditEntry.objects.order_by("-seq")[0]
    with as_superuser() as cursor:
        cursor.execute("UPDATE core_audithead SET seq = %s, hash = %s", [last.seq, last.hash])
    assert found() == [("head_forged", last.seq)]
    assert head.day == date(2018, 3, 1)


def test_a_chain_cut_off_at_its_end_is_found_by_a_head_kept_elsewhere(written: list[CaseEvent], tmp_path: Path) -> None:
    printed = io.StringIO()
    call_command("audit_head", "--json", stdout=printed)
    kept = tmp_path / "heads.jsonl"
    kept.write_text(printed.getvalue())
    assert verify("--kept", str(kept))[0] == 0
    with as_superuser() as cursor:
        cursor.execute("DELETE FROM core_audithead")
        cursor.execute("DELETE FROM core_auditentry")
        cursor.execute("DELETE FROM core_auditnote")
        cursor.execute("DELETE FROM cases_caseevent")
    code, answer = verify("--kept", str(kept))
    assert code == 1
    assert "kept_elsewhere" in {one["what"] for one in answer["findings"]}


def test_a_head_signed_by_a_foreign_key_is_found(written: list[CaseEvent], settings: Any) -> None:
    old = signing.public_key().hex()
    settings.AUDIT_SIGNING_KEY = OTHER_KEY
    assert [what for what, _seq in found()] == ["head_forged"]
    settings.AUDIT_OLD_PUBLIC_KEYS = [old]
    assert found() == []


def test_the_check_can_begin_at_a_signed_head(written: list[CaseEvent]) -> None:
    with as_superuser() as cursor:
        cursor.execute("UPDATE core_auditentry SET sealed_at = sealed_at + interval '1 day' WHERE seq = 2")
    assert found() == [("entry_changed", 2)]
    assert found(since=date(2018, 3, 1)) == []


def test_the_record_itself_is_final(written: list[CaseEvent]) -> None:
    for table in ("core_auditentry", "core_audithead"):
        for words in (f"UPDATE {table} SET seq = seq", f"DELETE FROM {table}", f"TRUNCATE {table}"):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(words)


def test_a_day_is_signed_once(written: list[CaseEvent]) -> None:
    assert sign_head(now=NEXT_DAY) is None
    CaseEventFactory.create()
    seal()
    later = sign_head(now=NEXT_DAY + timedelta(days=1))
    assert later is not None
    assert (AuditHead.objects.count(), found()) == (2, [])


def test_sealing_goes_on_where_it_was_and_leaves_no_gap(db: None) -> None:
    CaseEventFactory.create_batch(2)
    waiting = AuditNote.objects.count()
    assert seal_notes(now=SEALED, batch=2) == waiting
    assert seal_notes(now=SEALED) == 0
    assert list(AuditEntry.objects.values_list("seq", flat=True)) == list(range(1, waiting + 1))
    assert BATCH > 2


def test_removed_for_good_leaves_a_chain_that_holds_and_nothing_to_match(written: list[CaseEvent]) -> None:
    event = written[1]
    note = AuditNote.objects.get(table="cases_caseevent", row=str(event.pk))
    with lifted_for_demonstration():
        CaseEvent.objects.filter(pk=event.pk).delete()
        forget_rows(model=CaseEvent, keys=[event.pk], why="demonstration", now=SEALED)
    assert found() == []
    seal(NEXT_DAY)
    assert found() == []
    assert not AuditNote.objects.filter(pk=note.pk).exists()
    assert AuditRemoval.objects.get().seqs == [note.seq]


def test_what_is_written_while_guards_are_lifted_is_noted(db: None) -> None:
    with lifted_for_demonstration():
        CaseEventFactory.create()
    assert found() == []
    assert AuditNote.objects.filter(table="cases_caseevent").exists()


@pytest.mark.django_db(transaction=True)
def test_two_sealers_at_once_make_one_chain() -> None:
    CaseEventFactory.create_batch(5)
    barrier = threading.Barrier(4)

    def work() -> None:
        try:
            barrier.wait()
            for _ in range(5):
                seal_notes(now=datetime(2018, 3, 1, tzinfo=UTC), batch=3)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (found(), AuditEntry.objects.count()) == ([], AuditNote.objects.count())

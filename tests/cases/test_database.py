"""What the database itself refuses, whoever asks."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from apps.cases.enums import State
from apps.cases.models import Case, CaseEvent
from apps.cases.rules import allowed_pairs
from apps.evidence.models import CustodyEntry
from apps.losses.models import LossLine
from tests.factories.cases import CaseEventFactory, CaseFactory, DraftFactory, FilingFactory
from tests.factories.evidence import CustodyEntryFactory
from tests.factories.losses import LossLineFactory

pytestmark = pytest.mark.django_db


def refused(write: Callable[[], object]) -> str:
    """What the database answers to a write it refuses; empty when it lets it through. Undone either way."""
    try:
        with transaction.atomic():
            write()
            transaction.set_rollback(True)
    except DatabaseError as error:
        return str(error)
    return ""


def sql(statement: str, *parameters: object) -> Callable[[], object]:
    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters)

    return run


@pytest.mark.parametrize("source", [state for state in State if state != State.DRAFT])
def test_state_moves_by_raw_sql_only_along_the_transitions(source: State) -> None:
    case = CaseFactory.create(state=source)
    allowed = dict.fromkeys(target for start, target in allowed_pairs() if start == source)
    let_through = [
        target
        for target in State
        if target != source
        and not refused(sql("UPDATE cases_case SET state = %s, outcome = '' WHERE id = %s", target.value, case.pk))
    ]
    assert sorted(let_through) == sorted(allowed)


def test_a_draft_moves_by_raw_sql_only_when_complete() -> None:
    case = DraftFactory.create().case
    for target in State:
        if target not in (State.DRAFT, State.SUBMITTED):
            answer = refused(sql("UPDATE cases_case SET state = %s WHERE id = %s", target.value, case.pk))
            assert "Invalid transition" in answer
    incomplete = refused(sql("UPDATE cases_case SET state = 'submitted' WHERE id = %s", case.pk))
    assert "case_filed_is_complete" in incomplete


def test_a_bulk_update_cannot_jump() -> None:
    CaseFactory.create_batch(2)
    with pytest.raises(DatabaseError, match="Invalid transition"), transaction.atomic():
        Case.objects.update(state=State.RESOLVED)
    assert set(Case.objects.values_list("state", flat=True)) == {"submitted"}


def test_an_unknown_state_is_refused() -> None:
    case = CaseFactory.create()
    assert refused(sql("UPDATE cases_case SET state = 'nowhere' WHERE id = %s", case.pk)) != ""


def test_a_filed_case_cannot_be_deleted() -> None:
    case = CaseFactory.create()
    assert "Cannot delete" in refused(lambda: Case.objects.filter(pk=case.pk)._raw_delete("default"))
    assert "Cannot delete" in refused(sql("DELETE FROM cases_case WHERE id = %s", case.pk))


def test_a_filed_case_keeps_an_owner() -> None:
    case = CaseFactory.create()
    assert "case_filed_has_owner" in refused(sql("UPDATE cases_case SET owner_id = NULL WHERE id = %s", case.pk))


def test_an_outcome_needs_an_ending() -> None:
    case = CaseFactory.create()
    answer = refused(sql("UPDATE cases_case SET outcome = 'reinstated' WHERE id = %s", case.pk))
    assert "case_outcome_only_when_ended" in answer


def test_cases_cannot_be_truncated() -> None:
    assert "keeps its rows" in refused(sql("TRUNCATE cases_case CASCADE"))


@pytest.mark.parametrize(
    ("factory", "model", "column"),
    [
        (CaseEventFactory, CaseEvent, "at"),
        (LossLineFactory, LossLine, "entered_at"),
        (CustodyEntryFactory, CustodyEntry, "at"),
    ],
)
def test_final_rows_are_neither_updated_deleted_nor_truncated(factory, model, column) -> None:  # type: ignore[no-untyped-def]
    row = factory.create()
    sql("SET CONSTRAINTS ALL IMMEDIATE")()  # else TRUNCATE is refused for foreign keys still to be checked
    table = model._meta.db_table
    assert "are final" in refused(lambda: model.objects.filter(pk=row.pk).update(**{column: "2001-01-01T00:00:00Z"}))
    assert "are final" in refused(row.save)
    assert "are final" in refused(sql(f"UPDATE {table} SET {column} = now() WHERE id = %s", row.pk))
    assert "are final" in refused(lambda: model.objects.filter(pk=row.pk)._raw_delete("default"))
    assert "are final" in refused(sql(f"DELETE FROM {table}"))
    assert "keeps its rows" in refused(sql(f"TRUNCATE {table} CASCADE"))
    assert model.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"low": 2, "likely": 1, "high": 3}, "loss_line_amounts_in_order"),
        ({"low": 1, "likely": 3, "high": 2}, "loss_line_amounts_in_order"),
        ({"low": -1}, "loss_line_amounts_in_order"),
        ({"currency": "usd"}, "loss_line_currency_is_iso"),
        ({"kind": "retraction"}, "loss_line_retraction_names_one"),
    ],
)
def test_a_loss_line_that_cannot_be_is_refused(changes: dict[str, object], constraint: str) -> None:
    assert constraint in refused(lambda: LossLineFactory.create(**changes))


def test_a_line_is_superseded_once() -> None:
    line = LossLineFactory.create()
    LossLineFactory.create(ledger=line.ledger, supersedes=line)
    with pytest.raises(IntegrityError), transaction.atomic():
        LossLineFactory.create(ledger=line.ledger, supersedes=line)


NOTICE = "Your Amazon.com selling privileges have been removed."
STORE = "Harbour Lamp 港灯"


def test_what_identifies_a_seller_is_not_readable_in_the_database() -> None:
    filing = FilingFactory.build(notice_text=NOTICE, narrative=NOTICE, account__store_name=STORE)
    case = CaseFactory.create(filing=filing)
    DraftFactory.create(
        owner=case.owner, answers={"account": {"store_name": [STORE]}, "event": {"narrative": [NOTICE]}}
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables"
            " WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        )
        tables = [name for (name,) in cursor.fetchall()]
        found = []
        for table in tables:
            for words in (NOTICE, STORE):
                for pattern in (words, words.encode().hex()):
                    cursor.execute(f'SELECT count(*) FROM "{table}" AS t WHERE t::text LIKE %s', [f"%{pattern}%"])
                    found += [table] * cursor.fetchone()[0]
    assert found == []
    assert Case.objects.get(pk=case.pk).notice_text == NOTICE
    assert case.account.store_name == STORE

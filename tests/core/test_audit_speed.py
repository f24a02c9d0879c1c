"""What the record of writes costs, printed: `pytest -m bench -s tests/core/test_audit_speed.py`."""

from datetime import UTC, datetime
from time import perf_counter

import pgtrigger
import pytest

from apps.cases.enums import EventKind
from apps.cases.models import CaseEvent
from apps.core.audit.checking import check_all
from apps.core.audit.sealing import seal_notes
from tests.factories.cases import CaseFactory

pytestmark = [pytest.mark.bench, pytest.mark.django_db]
ROWS = 20_000
NOW = datetime(2018, 3, 1, tzinfo=UTC)


def test_what_a_note_a_seal_and_a_check_cost() -> None:
    case = CaseFactory.create()

    def insert() -> float:
        rows = [CaseEvent(case=case, kind=EventKind.NOTE, at=NOW) for _ in range(ROWS)]
        started = perf_counter()
        CaseEvent.objects.bulk_create(rows, batch_size=1000)
        return ROWS / (perf_counter() - started)

    with_note = insert()
    with pgtrigger.ignore("cases.CaseEvent:audited"):
        without = insert()
    CaseEvent.objects.order_by("-pk")[:1].get()
    started = perf_counter()
    sealed = seal_notes(now=NOW)
    seals = sealed / (perf_counter() - started)
    started = perf_counter()
    unnoted = sum(finding.what == "row_unnoted" for finding in check_all())
    checks = sealed / (perf_counter() - started)
    print(f"\nrows/s: {with_note:,.0f} with a note, {without:,.0f} without; {seals:,.0f} sealed, {checks:,.0f} checked")
    assert unnoted == ROWS

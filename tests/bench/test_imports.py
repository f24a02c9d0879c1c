"""`make bench-import`: how fast a report becomes rows of a ledger. It prints rows per second, and ratios.

The same settlement in one run: by our job (parse, validate, store, settle the lines), by the bare limit (the csv module
and COPY into the same table, nothing looked at), and by django-import-export in bulk mode on a fraction of the rows,
for it takes minutes on all: once as it is declared, finding again what is there by its key, and once with look-ups and
differences turned off, so that it only appends.
"""

import csv
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import override_settings
from import_export import fields, resources, widgets
from tablib import Dataset

from apps.core import clock
from apps.evidence.models import StoredFile
from apps.losses import actions
from apps.losses.models import ReportImport, ReportRow
from apps.losses.reports import open_report
from tests.factories.accounts import UserFactory
from tests.factories.evidence import StoredFileFactory
from tests.factories.losses import LedgerFactory, ReportImportFactory
from tests.losses.reports.test_size import write_settlement

pytestmark = [pytest.mark.bench, pytest.mark.django_db(transaction=True)]
COUNT = int(os.environ.get("COUNT", "100000"))
TIMES = int(os.environ.get("TIMES", "3"))
SHARE = 20  # django-import-export gets one row in so many
MOST = 300  # megabytes
NOW = datetime(2026, 7, 1, tzinfo=UTC)
CELLS = ("posted-date-time", "amount", "transaction-type", "order-id", "quantity-purchased")
COPY = (
    "COPY losses_reportrow "
    "(source_id, number, key, category, day, amount, currency, status, release, quantity, component) FROM STDIN"
)


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


# -- the bare limit
def bare_copy(path: Path, source: ReportImport) -> None:
    """csv.reader and COPY of ten cells of each row into our table, with its keys; no cell is looked at."""
    with (
        transaction.atomic(),
        connection.cursor() as cursor,
        path.open(newline="", encoding="utf-8") as file,
        cursor.copy(COPY) as copy,
    ):
        reader = csv.reader(file, delimiter="\t")
        header = next(reader)
        day, amount, kind, order, pieces = (header.index(name) for name in CELLS)
        next(reader)  # the summary
        name = str(source.pk)
        for number, cells in enumerate(reader, 3):
            what, on = cells[kind], cells[day][:10]
            copy.write_row((name, number, cells[order], what, on, cells[amount], "USD", "", None, cells[pieces], ""))


# -- django-import-export
class Declared(resources.ModelResource):  # type: ignore[misc]
    """The same columns; rows are found again by their key (which gets an index for it), in bulk mode."""

    source_id = fields.Field(attribute="source_id", column_name="source")
    number = fields.Field(attribute="number", column_name="number", widget=widgets.IntegerWidget())
    key = fields.Field(attribute="key", column_name="key")
    category = fields.Field(attribute="category", column_name="transaction-type")
    day = fields.Field(attribute="day", column_name="day", widget=widgets.DateWidget("%Y-%m-%d"))
    amount = fields.Field(attribute="amount", column_name="amount", widget=widgets.DecimalWidget())
    currency = fields.Field(attribute="currency", column_name="currency")
    quantity = fields.Field(attribute="quantity", column_name="quantity-purchased", widget=widgets.IntegerWidget())

    class Meta:
        model = ReportRow
        import_id_fields = ("key",)
        fields = ("source_id", "number", "key", "category", "day", "amount", "currency", "quantity")
        use_bulk = True
        use_transactions = True


class Appending(Declared):
    """As fast as it can be told to be: nothing is looked up or compared."""

    class Meta(Declared.Meta):
        force_init_instance = True
        skip_diff = True
        skip_html_diff = True


def import_export(path: Path, resource: type[Declared]) -> float:
    """Text to Dataset to rows; returns rows per second."""
    source = ReportImportFactory.create(state="undone")
    began = time.perf_counter()
    with path.open(newline="", encoding="utf-8") as file:
        lines = csv.DictReader(file, delimiter="\t")
        next(lines)
        wide = [
            (str(source.pk), number, f"{line['order-id']}.{number}", line["transaction-type"],
             line["posted-date-time"][:10], line["amount"], "USD", line["quantity-purchased"])
            for number, line in enumerate(lines, 3)
        ]  # fmt: skip
    names = ["source", "number", "key", "transaction-type", "day", "amount", "currency", "quantity-purchased"]
    result = resource().import_data(Dataset(*wide, headers=names), raise_errors=True)
    rate = len(wide) / (time.perf_counter() - began)
    assert not result.has_errors()
    assert ReportRow.objects.filter(source=source).count() == len(wide)
    ReportRow.objects.filter(source=source).delete()
    return rate


@contextmanager
def index_on_key() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("CREATE INDEX bench_key ON losses_reportrow (key)")
        yield
        cursor.execute("DROP INDEX bench_key")


# -- in one run
def test_a_settlement_beside_the_bare_limit_and_the_usual_library(tmp_path: Path) -> None:
    whole, part = tmp_path / "whole.txt", tmp_path / "part.txt"
    write_settlement(whole, COUNT)
    write_settlement(part, COUNT // SHARE)
    file = StoredFileFactory.create(content=whole.read_bytes(), name="settlement.txt")
    rates: dict[str, list[float]] = {name: [] for name in ("ours", "bare", "parse", "look")}
    for _ in range(TIMES):
        source = ReportImportFactory.create(state="undone")
        rates["bare"].append(COUNT / seconds(lambda source=source: bare_copy(whole, source)))  # type: ignore[misc]
        report = bring(file)
        rates["look"].append(COUNT / seconds(work))
        actions.take_over(report=report, by=report.brought_by, now=NOW)
        rates["ours"].append(COUNT / seconds(work))
        rates["parse"].append(COUNT / seconds(lambda: read_only(whole)))
        report.refresh_from_db()
        assert (report.state, report.reconciled, report.rows_done) == ("done", True, COUNT)
        for stored in (source, report):
            assert ReportRow.objects.filter(source=stored).delete()[0] == COUNT
    with index_on_key():
        declared = import_export(part, Declared)
    show({name: statistics.median(found) for name, found in rates.items()}, declared, import_export(part, Appending))


def bring(file: StoredFile) -> ReportImport:
    """A report in a ledger of its own."""
    ledger, by = LedgerFactory.create(), UserFactory.create()
    return actions.bring_report(ledger=ledger, file=file, since=None, by=by, now=NOW)


def work() -> None:
    assert actions.work_on_imports(clock=clock.now) == 1


def read_only(path: Path) -> None:
    with open_report(path) as reading:
        assert reading.report.rows == COUNT


def show(rates: dict[str, float], declared: float, appending: float) -> None:
    ours, few = rates["ours"], f"{COUNT // SHARE:,} rows"
    print(f"\n{COUNT:,} rows of a settlement, median of {TIMES}; rows per second")
    print(f"  parse, validate, store, settle     {ours:>9,.0f}")
    print(f"  parse and validate alone           {rates['parse']:>9,.0f}")
    print(f"  the look before it (preview)       {rates['look']:>9,.0f}")
    print(f"  csv module and COPY (limit)        {rates['bare']:>9,.0f}   ours: {ours / rates['bare']:.2f} of it")
    print(f"  django-import-export, bulk         {declared:>9,.0f}   ours: {ours / declared:.0f} times ({few})")
    print(f"  the same, only appending           {appending:>9,.0f}   ours: {ours / appending:.0f} times ({few})")


# -- memory
WORK = """
import django
django.setup()
from apps.core import clock
from apps.core.memory import most_memory
from apps.losses import actions
done = actions.work_on_imports(clock=clock.now)
print(done, most_memory() >> 20)
"""


def work_apart(vault: Path) -> tuple[int, int]:
    """A worker of its own: how many imports it worked on, and the most megabytes it ever had."""
    database = connection.settings_dict
    host = database["HOST"] or database["OPTIONS"]["host"]
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings_test",
        "DATABASE_URL": f"postgres://{database['USER']}@/{database['NAME']}?host={host}",
        "EVIDENCE_ROOT": str(vault),
    }
    found = subprocess.run(
        [sys.executable, "-c", WORK],
        cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    done, megabytes = found.stdout.split()[-2:]
    return int(done), int(megabytes)


def test_a_worker_needs_little_memory(tmp_path: Path) -> None:
    path, rows = tmp_path / "large.txt", 240_000
    write_settlement(path, rows)
    with override_settings(EVIDENCE_ROOT=tmp_path / "vault"):
        file = StoredFileFactory.create(content=path.read_bytes(), name="settlement.txt")
        report = actions.bring_report(
            ledger=LedgerFactory.create(), file=file, since=None, by=UserFactory.create(), now=NOW
        )
        looked = work_apart(tmp_path / "vault")
        actions.take_over(report=report, by=report.brought_by, now=NOW)
        taken = work_apart(tmp_path / "vault")
    report.refresh_from_db()
    assert (report.state, report.rows_done) == ("done", rows)
    print(f"\n{file.size / 2**20:.0f} MB, {rows:,} rows: looked at with {looked[1]} MB, taken over with {taken[1]} MB")
    assert (looked[0], taken[0], max(looked[1], taken[1]) < MOST) == (1, 1, True)

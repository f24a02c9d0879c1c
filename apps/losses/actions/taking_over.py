"""The work on imports: looking at a report, and taking its rows over. Done by a job, safe to kill at any point.

An import is claimed with a lease. Rows are copied in batches, each its own transaction that first checks the lease, so
that progress is seen and a worker that lost its turn writes nothing more. Whoever takes over a dead worker's import
starts it anew; rows count only once the state is `done`.
"""

import json
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from datetime import datetime
from itertools import islice
from typing import BinaryIO, cast

import structlog
from django.db import connection, transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext

from apps.core.encryption import CannotDecrypt
from apps.core.failpoints import reach
from apps.core.turns import LEASE, TurnLost
from apps.evidence import vault
from apps.losses.actions.copying import COPY, Block, read_ahead
from apps.losses.actions.imports import options_from
from apps.losses.actions.settling import settle_lines
from apps.losses.actions.stock_rows import KEPT, copy_stock
from apps.losses.enums import ImportState
from apps.losses.models import Ledger, ReportImport, ReportRow
from apps.losses.reports import CannotRead, Report, Row, open_report, report_as_json
from apps.losses.reports.findings import findings_of
from apps.losses.reports.left_out import LeftOut
from apps.losses.reports.reading import Reading
from apps.losses.selectors import rows_known_and_changed, to_do

log = structlog.get_logger()
Clock = Callable[[], datetime]
BLOCKS = 5  # of one transaction, 10,000 rows: an eighth of a second
BEGINS: dict[str, str] = {ImportState.WAITING: ImportState.LOOKING, ImportState.QUEUED: ImportState.RUNNING}


def work_on_imports(*, clock: Clock, at_most: int = 20) -> int:
    """Do what is to do on imports, one after the other; returns how many were worked on."""
    done = 0
    while done < at_most and (report := _claim(clock())):
        done += 1
        try:
            if report.state == ImportState.LOOKING:
                _look(report, clock)
            elif report.state == ImportState.RUNNING:
                _take_over(report, clock)
        except TurnLost:
            log.info("import_turn_lost", report=str(report.pk))
    return done


@transaction.atomic
def _claim(now: datetime) -> ReportImport | None:
    """The import that waits longest, or one whose worker has not been heard of; given up after some attempts."""
    report = (
        ReportImport.objects.filter(to_do(now)).select_for_update(skip_locked=True).order_by("moved_at", "id").first()
    )
    if report is None:
        return None
    if not report.take_turn(BEGINS, now):
        _fail(report, "given_up", now)
    return report


def _opened(report: ReportImport) -> BinaryIO:
    return cast(BinaryIO, vault.open_kept(report.file.sha256, report.file.size))


# -- looking -----------------------------------------------------------------------------------------------------------
def _look(report: ReportImport, clock: Clock) -> None:
    """Read the whole report once: what it is, what it says, what it leaves open, in words of whoever brought it."""
    with translation.override(report.brought_by.language or "en"):
        try:
            with _opened(report) as source, open_report(source, options_from(report.options)) as reading:
                if reading.kind.code in KEPT:
                    _keep_stock(report, reading)
                found, left_out = reading.report, reading.left_out
                reach("after_import_look")
        except CannotRead as error:
            _refuse(report, error.code, error.sentence, clock())
        except (FileNotFoundError, CannotDecrypt):
            _refuse(report, "damaged", gettext("The file cannot be opened: it is not as it was put in."), clock())
        else:
            _show(report, found, left_out, clock())


@transaction.atomic
def _keep_stock(report: ReportImport, reading: Reading) -> None:
    report.held()
    copy_stock(report=report, format=reading.kind.code, rows=reading.rows())


@transaction.atomic
def _show(report: ReportImport, found: Report, left_out: LeftOut, now: datetime) -> None:
    held = report.held()
    said = {**report_as_json(found), "left_out": left_out.as_json()}
    held.facts = json.dumps(said, ensure_ascii=False)
    held.findings = [finding.as_json() for finding in findings_of(found)]
    held.format, held.rows_expected, held.reconciled = found.format, found.rows, found.reconciled
    held.starts_on = found.period.start.day if found.period.start else None
    held.ends_on = found.period.end.day if found.period.end else None
    held.end_turn(ImportState.READY, now)


@transaction.atomic
def _refuse(report: ReportImport, code: str, sentence: str, now: datetime) -> None:
    held = report.held()
    held.complaint, held.facts = code, json.dumps({"sentence": str(sentence)}, ensure_ascii=False)
    held.end_turn(ImportState.REFUSED, now)


# -- taking over -------------------------------------------------------------------------------------------------------
def _take_over(report: ReportImport, clock: Clock) -> None:
    try:
        with _opened(report) as source, open_report(source, options_from(report.options)) as reading:
            _start(report)
            reach("after_import_start")
            with (
                closing(cast(Generator[Row], reading.rows())) as rows,
                read_ahead(str(report.pk), rows) as blocks,
            ):
                while _copy(report, islice(blocks, BLOCKS), clock()) == BLOCKS:
                    reach("after_import_batch")
    except (CannotRead, FileNotFoundError, CannotDecrypt) as error:
        _fail(report, getattr(error, "code", "damaged"), clock())
    else:
        _finish(report, clock())


@transaction.atomic
def _start(report: ReportImport) -> None:
    """What a worker before this one copied goes: whoever takes an import over does all of it."""
    report.held()
    ReportRow.objects.filter(source=report).delete()
    ReportImport.objects.filter(pk=report.pk).update(rows_done=0)


@transaction.atomic
def _copy(report: ReportImport, blocks: Iterator[Block], now: datetime) -> int:
    """Write blocks of rows as they are read; returns how many blocks."""
    report.held()
    counts = []
    with connection.cursor() as cursor, cursor.copy(COPY) as copy:
        for count, text in blocks:
            copy.write(text)
            counts.append(count)
    ReportImport.objects.filter(pk=report.pk).update(rows_done=F("rows_done") + sum(counts), lease_until=now + LEASE)
    return len(counts)


@transaction.atomic
def _finish(report: ReportImport, now: datetime) -> None:
    """In one transaction: the rows count, and the lines say what follows."""
    Ledger.objects.select_for_update().get(pk=report.ledger_id)
    held = report.held()
    held.rows_known, held.rows_changed = rows_known_and_changed(held)
    held.end_turn(ImportState.DONE, now)
    reach("before_import_commit")
    settle_lines(ledger=held.ledger, by=held.brought_by, now=now)


@transaction.atomic
def _fail(report: ReportImport, code: str, now: datetime) -> None:
    held = report.held()
    ReportRow.objects.filter(source=report).delete()
    held.complaint, held.rows_done = code, 0
    held.end_turn(ImportState.FAILED, now)
    report.state = held.state
    log.warning("import_failed", report=str(report.pk), why=code, attempts=report.attempts)

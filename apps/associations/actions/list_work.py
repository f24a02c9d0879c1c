"""The work on member lists: looking at a file, and taking its members over. Done by a job, safe to kill at any point.

A list is claimed with a lease. Members are copied in batches, each its own transaction that first checks the lease, so
that progress is seen and a worker that lost its turn writes nothing more. Whoever takes over a dead worker's list
starts it anew; its members count only once the state is `done`, and in that transaction the file goes.
"""

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from itertools import islice

import structlog
from django.db import connection, transaction
from django.db.models import F
from django.utils import translation

from apps.associations.actions.inviting import forget_addresses, hold_addresses, keep_addresses
from apps.associations.actions.lists import forget_file, forget_undecided, options_from
from apps.associations.enums import Known, ListState, RowProblem
from apps.associations.models import Association, ListedMember, ListPart, MemberList
from apps.associations.rules.member_lists import Layout, Look, Read, look_at, open_list, read_rows
from apps.associations.selectors.lists import lists_to_do, rows_known
from apps.core.encryption import CannotDecrypt, unseal
from apps.core.failpoints import reach
from apps.core.turns import LEASE, TurnLost
from apps.losses.reports import CannotRead

log = structlog.get_logger()
Clock = Callable[[], datetime]
BATCH = 10_000  # rows of one transaction
MOST_TOLD = 20_000  # refused rows that are named; all are counted
BEGINS: dict[str, str] = {ListState.WAITING: ListState.LOOKING, ListState.QUEUED: ListState.RUNNING}


@dataclass
class Tally:
    """What became of the rows so far. `keys` are the members seen in this list, `marks` the addresses kept of it."""

    keys: set[str] = field(default_factory=set)
    marks: set[str] = field(default_factory=set)
    repeated: int = 0
    refused_count: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)

    def refuse(self, number: int, problem: RowProblem) -> None:
        self.refused_count += 1
        if len(self.refused) < MOST_TOLD:
            self.refused.append((number, problem.value))

    def new_addresses(self, rows: list[Read]) -> Iterator[tuple[str, str]]:
        """Fingerprints with their addresses, each once in the list."""
        for _number, marks, _problem, address in rows:
            if marks and address and marks.email not in self.marks:
                self.marks.add(marks.email)
                yield marks.email, address


def work_on_lists(*, clock: Clock, at_most: int = 20) -> int:
    """Do what is to do on member lists, one after the other; returns how many were worked on."""
    forget_undecided(now=clock())
    done = 0
    while done < at_most and (brought := _claim(clock())):
        done += 1
        try:
            if brought.state == ListState.LOOKING:
                _look(brought, clock)
            elif brought.state == ListState.RUNNING:
                _take_over(brought, clock)
        except TurnLost:
            log.info("member_list_turn_lost", list=str(brought.pk))
    return done


@transaction.atomic
def _claim(now: datetime) -> MemberList | None:
    """The list that waits longest, or one whose worker has not been heard of; given up after some attempts."""
    waiting = lists_to_do(now).select_for_update(skip_locked=True, of=("self",))
    brought = waiting.select_related("brought_by").first()
    if brought is None:
        return None
    if not brought.take_turn(BEGINS, now):
        _fail(brought, "given_up", now)
    return brought


def _file_of(brought: MemberList) -> io.BytesIO:
    """The plain bytes, in memory alone. Raises CannotDecrypt, and TurnLost where they are gone."""
    parts = ListPart.objects.filter(source=brought).order_by("number")
    plain = [unseal(bytes(part.sealed), ListPart.bound_to(brought.pk, part.number)) for part in parts]
    if not plain:
        raise TurnLost
    return io.BytesIO(b"".join(plain))


# -- looking -----------------------------------------------------------------------------------------------------------
def _look(brought: MemberList, clock: Clock) -> None:
    with translation.override(brought.brought_by.language or "en"):
        try:
            found = look_at(open_list(_file_of(brought), options_from(brought.options)))
            reach("after_list_look")
        except CannotRead as error:
            _refuse(brought, error.code, clock())
        except CannotDecrypt:
            _refuse(brought, "damaged", clock())
        else:
            _show(brought, found, clock())


@transaction.atomic
def _show(brought: MemberList, found: Look, now: datetime) -> None:
    held = brought.held()
    held.facts = json.dumps(asdict(found), ensure_ascii=False)
    held.rows_expected = found.rows
    held.end_turn(ListState.READY, now)


@transaction.atomic
def _refuse(brought: MemberList, code: str, now: datetime) -> None:
    held = brought.held()
    held.complaint = code
    held.end_turn(ListState.REFUSED, now)


# -- taking over -------------------------------------------------------------------------------------------------------
def _take_over(brought: MemberList, clock: Clock) -> None:
    tally = Tally()
    try:
        table = open_list(_file_of(brought), options_from(brought.options))
        layout = _layout_of(brought)
        _start(brought, clock())
        reach("after_list_start")
        rows = read_rows(table, layout)
        while some := list(islice(rows, BATCH)):
            _copy(brought, some, tally, clock())
            reach("after_list_batch")
    except (CannotRead, CannotDecrypt) as error:
        _fail(brought, getattr(error, "code", "damaged"), clock())
    else:
        _finish(brought, tally, clock())


def _layout_of(brought: MemberList) -> Layout:
    shown = json.loads(brought.facts)
    columns = {Known(kind): place for kind, place in brought.layout["columns"].items()}
    return Layout(columns, brought.layout["platform"], shown["header"], len(shown["headings"]))


@transaction.atomic
def _start(brought: MemberList, now: datetime) -> None:
    """What a worker before this one copied goes: whoever takes a list over does all of it."""
    brought.held()
    ListedMember.objects.filter(source=brought).delete()
    if brought.layout.get("invite"):
        hold_addresses(brought=brought, now=now)
    MemberList.objects.filter(pk=brought.pk).update(rows_done=0)


COLUMNS = ("source_id", "number", "key", "email_mark", "token_mark", "link_mark", "code_mark")
COPY = f"COPY {ListedMember._meta.db_table} ({', '.join(COLUMNS)}) FROM STDIN"


@transaction.atomic
def _copy(brought: MemberList, rows: list[Read], tally: Tally, now: datetime) -> None:
    brought.held()
    with connection.cursor() as cursor, cursor.copy(COPY) as copy:
        copy.write("".join(_lines(str(brought.pk), rows, tally)))
    if brought.layout.get("invite"):
        keep_addresses(brought=brought, found=tally.new_addresses(rows))
    MemberList.objects.filter(pk=brought.pk).update(rows_done=F("rows_done") + len(rows), lease_until=now + LEASE)


def _lines(source: str, rows: list[Read], tally: Tally) -> Iterator[str]:
    """Members not seen in this list before, as COPY takes text; fingerprints hold nothing that it would read."""
    for number, marks, problem, _address in rows:
        if marks is None:
            tally.refuse(number, problem or RowProblem.EMPTY)
        elif (key := marks.key) in tally.keys:
            tally.repeated += 1
        else:
            tally.keys.add(key)
            yield f"{source}\t{number}\t{key}\t{marks.email}\t{marks.token}\t{marks.link}\t{marks.code}\n"


@transaction.atomic
def _finish(brought: MemberList, tally: Tally, now: datetime) -> None:
    """In one transaction: the members count, and the file goes."""
    Association.objects.select_for_update().get(pk=brought.association_id)
    held = brought.held()
    known = rows_known(held)
    held.rows_new, held.rows_known = len(tally.keys) - known, known
    held.rows_repeated, held.rows_refused, held.refused = tally.repeated, tally.refused_count, tally.refused
    held.end_turn(ListState.DONE, now)
    forget_file(held)
    reach("before_list_commit")


@transaction.atomic
def _fail(brought: MemberList, code: str, now: datetime) -> None:
    held = brought.held()
    ListedMember.objects.filter(source=brought).delete()
    forget_addresses(brought=brought)
    held.complaint, held.rows_done = code, 0
    held.end_turn(ListState.FAILED, now)
    brought.state = held.state
    log.warning("member_list_failed", list=str(brought.pk), why=code, attempts=brought.attempts)

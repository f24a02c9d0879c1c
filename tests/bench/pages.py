"""`make bench-pages`: what the pages cost at 1,000, 10,000 and 100,000 cases.

A server of its own with throwaway databases, loaded once and kept (var/bench). Requests go through the whole of Django
in this process, one after another: server time without network. Times depend on what else the machine does; queries
and bytes do not.
"""

import argparse
import gc
import logging
import os
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection, connections
from django.test import Client
from django.test.utils import setup_test_environment
from psycopg import sql

from apps.accounts.models import User
from apps.cases.models import Case
from apps.core.local.postgres import Postgres
from apps.core.local.valkey import Valkey
from tests.bench import loading
from tests.bench.desk import add_work, pages_of_work
from tests.conftest import use_second_factor
from tests.template import make_template, name_of_template

ROUNDS = 4
GOAL_P95, GOAL_GROWTH = 150.0, 1.5
GOAL_QUERIES = {"list": 12, "case page": 20, "API list": 12}


@dataclass(frozen=True)
class Figure:
    """What one page costs: milliseconds, queries, bytes of the answer."""

    p50: float
    p95: float
    queries: int
    size: int


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", type=int, nargs="*", default=[1_000, 10_000, 100_000])
    parser.add_argument("--times", type=int, default=40, help="requests per page (40)")
    parser.add_argument("--desk", action="store_true", help="every page of the moderators' desk instead")
    parser.add_argument("--anew", action="store_true", help="load again what an earlier run left")
    options = parser.parse_args()
    settings.CHECK_COMPONENTS = False
    settings.SECURE_SSL_REDIRECT = False
    setup_test_environment()
    logging.disable()  # a line per request is not what is measured
    servers = [Postgres(settings.LOCAL, throwaway=True), Valkey(settings.LOCAL)]
    try:
        for server in servers:
            server.start()
        template = name_of_template()
        make_template(template)
        names = {cases: database_of(cases, template, anew=options.anew) for cases in options.cases}
        return say(measure(names, options.times, desk=options.desk))
    finally:
        connections.close_all()
        for server in reversed(servers):
            server.stop()


def database_of(cases: int, template: str, *, anew: bool) -> str:
    """The name of the database with so many cases; it is made where there is none of this state of the code."""
    name = f"bench_{cases}_{template}"
    default = connections["default"]
    default.close()
    with default._nodb_cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("SELECT count(*) FROM pg_database WHERE datname = %s", [name])
        known = cursor.fetchone() == (1,)
        if anew or not known:
            cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [f"bench_{cases}_"])
            for (old,) in cursor.fetchall():
                cursor.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(old)))
            make, parts = "CREATE DATABASE {} TEMPLATE {}", (sql.Identifier(f"{name}_new"), sql.Identifier(template))
            cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(parts[0]))
            cursor.execute(sql.SQL(make).format(*parts))
            fill(default, f"{name}_new", cases)
            rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
            cursor.execute(rename.format(parts[0], sql.Identifier(name)))
    return name


def use(name: str) -> None:
    connections["default"].close()
    connections["default"].settings_dict["NAME"] = name


def fill(default: Any, name: str, cases: int) -> None:
    use(name)
    began = time.monotonic()
    loading.load(cases, lambda line: print(f"\r{line}", end="", file=sys.stderr, flush=True))
    print(f"\r{cases} cases loaded in {time.monotonic() - began:.0f} s", file=sys.stderr)
    default.close()


# -- measuring
def measure(databases: dict[int, str], times: int, *, desk: bool) -> dict[int, dict[str, Figure]]:
    """Every page at every size. Sizes take turns within a page, so that a busy minute falls on all of them."""
    asks = {}
    for cases, database in databases.items():
        use(database)
        asks[cases] = pages_at_desk() if desk else pages()
    figures: dict[int, dict[str, Figure]] = {cases: {} for cases in databases}
    for page in next(iter(asks.values())):
        taken: dict[int, list[float]] = {cases: [] for cases in databases}
        for _ in range(ROUNDS):
            for cases, database in databases.items():
                use(database)
                taken[cases] += times_of(asks[cases][page], -(-times // ROUNDS))
        for cases, database in databases.items():
            use(database)
            figures[cases][page] = figure_of(asks[cases][page], taken[cases])
    return figures


def pages_at_desk() -> dict[str, Callable[[], int]]:
    add_work()
    client, case = client_of(loading.MODERATOR), Case.objects.earliest("pk")
    return {"primary key": look_up(case.pk), **pages_of_work(lambda address: asking(client, address))}


def pages() -> dict[str, Callable[[], int]]:
    clients = {name: client_of(address) for name, address in _people().items()}
    case = Case.objects.filter(owner__email=loading.SELLER).order_by("pk")[0]
    desk = Case.objects.filter(state="submitted").order_by("pk")[0]
    asked = {
        "trivial view": ("seller", "/livez"),
        "list": ("seller", "/cases/"),
        "list, provider": ("provider", "/cases/"),
        "list, reader": ("reader", "/cases/"),
        "list, provider, by platform": ("provider", "/cases/?order=platform&state=verified"),
        "search, common word": ("provider", f"/cases/?q={loading.COMMON}"),
        "search, rare word": ("provider", f"/cases/?q={loading.RARE}"),
        "search, two characters": ("provider", f"/cases/?q={loading.CHINESE}"),
        "search, slip of the finger": ("provider", "/cases/?q=zanzibarr"),
        "search, in shared cases": ("reader", f"/cases/?q={loading.COMMON}"),
        "search, one's few cases": ("seller", f"/cases/?q={loading.CHINESE}"),
        "case page": ("seller", f"/cases/{case.pk}/"),
        "API list": ("seller", "/api/v1/cases/"),
        "API list, provider": ("provider", "/api/v1/cases/"),
        "API detail": ("seller", f"/api/v1/cases/{case.pk}/"),
        "desk, queue": ("moderator", "/desk/"),
        "desk, all, a word": ("moderator", f"/desk/?show=all&q={loading.COMMON}"),
        "desk, case": ("moderator", f"/desk/case/{desk.pk}/"),
    }
    return {"primary key": look_up(case.pk), **{name: asking(clients[who], url) for name, (who, url) in asked.items()}}


def _people() -> dict[str, str]:
    return {
        "seller": loading.SELLER,
        "provider": loading.PROVIDER,
        "reader": loading.READER,
        "moderator": loading.MODERATOR,
    }


def client_of(address: str) -> Client:
    person = User.objects.get(email=address)
    client = Client()
    client.force_login(person)
    if person.is_staff:
        use_second_factor(client, person)
    return client


def asking(client: Client, url: str) -> Callable[[], int]:
    def ask() -> int:
        answer = client.get(url)
        if answer.status_code != 200:
            raise SystemExit(f"{url} answers {answer.status_code}")
        return len(answer.content)

    return ask


def look_up(case: Any) -> Callable[[], int]:
    def ask() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT reference FROM cases_case WHERE id = %s", [case])
            return len(cursor.fetchone()[0])

    return ask


def times_of(ask: Callable[[], int], times: int) -> list[float]:
    """Milliseconds of so many requests, after two that warm the connection and what is kept in memory."""
    ask()
    ask()
    gc.collect()
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - began) * 1000)
    return taken


def figure_of(ask: Callable[[], int], taken: list[float]) -> Figure:
    ask()  # connects anew
    asked: list[str] = []
    with connection.execute_wrapper(lambda execute, text, *rest: asked.append(text) or execute(text, *rest)):
        size = ask()
    return Figure(statistics.median(taken), statistics.quantiles(taken, n=20)[-1], len(asked), size)


# -- saying it
def say(figures: dict[int, dict[str, Figure]]) -> int:
    """One table per number of cases, growth against the smallest; 1 where a goal is missed at the largest."""
    smallest, largest = min(figures), max(figures)
    missed: list[str] = []
    print(f"load {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores, Python {sys.version.split()[0]}")
    for cases, pages_ in figures.items():
        print(f"\n{cases:,} cases\n{'':30}{'p50 ms':>9}{'p95 ms':>9}{'growth':>8}{'SQL':>6}{'bytes':>10}")
        for name, figure in pages_.items():
            growth = figure.p50 / figures[smallest][name].p50
            row = f"{name:30}{figure.p50:9.1f}{figure.p95:9.1f}{growth:8.2f}{figure.queries:6}{figure.size:10,}"
            print(row)
            if cases == largest and name != "primary key":
                missed += complaints(name, figure, growth)
    print("\nGoals met." if not missed else "\nGoals missed:\n  " + "\n  ".join(missed))
    return 1 if missed else 0


def complaints(name: str, figure: Figure, growth: float) -> list[str]:
    said = []
    if figure.p95 > GOAL_P95:
        said.append(f"{name}: p95 {figure.p95:.0f} ms, not under {GOAL_P95:.0f}")
    if growth > GOAL_GROWTH:
        said.append(f"{name}: {growth:.2f} times as slow as with the fewest cases, not at most {GOAL_GROWTH}")
    if figure.queries > next((most for page, most in GOAL_QUERIES.items() if name.startswith(page)), 99):
        said.append(f"{name}: {figure.queries} queries")
    return said

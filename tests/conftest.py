"""What every test stands on: servers of this checkout, no outside network, a fixed clock, people."""

import fcntl
import os
import socket
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import Any, TextIO

import pytest
import time_machine
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt
from django.conf import settings
from django.db import connections
from django.db.backends.postgresql.operations import DatabaseOperations
from django.http import HttpRequest
from django.test import Client, override_settings
from django.utils import translation
from playwright.sync_api import Browser, expect, sync_playwright
from pytest_django.plugin import blocking_manager_key
from xdist.scheduler import LoadScopeScheduling

from apps.accounts import selectors
from apps.accounts.models import User
from apps.core.local.folders import CannotStart
from apps.core.local.postgres import Postgres
from apps.core.local.valkey import Valkey
from apps.core.translations import compile_stale
from tests.browser import ADVICE, OPTIONS, find_browser
from tests.factories.accounts import ModeratorFactory, UserFactory
from tests.template import make_template, name_of_template, use_template

TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
TEMPLATE = "TEST_TEMPLATE"
LOCK = pytest.StashKey[TextIO]()
STARTED = pytest.StashKey[list[Postgres | Valkey]]()
# One running copy and browser; roles of the whole server; one folder with a database made from nothing.
SHARED = ("tests/journeys/", "tests/core/test_deploy.py", "tests/core/test_up.py")
LOCAL_HOSTS = {"127.0.0.1", "::1", "localhost", ""}


# -- servers: started once, by the process that hands out the tests
def pytest_configure(config: pytest.Config) -> None:
    keep_to_this_machine()
    if not hasattr(config, "workerinput") and not config.option.collectonly:
        if os.environ.get("CI") and not find_browser():
            pytest.exit(f"CI must run the journeys, and there is no browser. {ADVICE}", returncode=3)
        compile_stale()
        start_servers(config)
    if TEMPLATE in os.environ:
        use_template(os.environ[TEMPLATE])


def start_servers(config: pytest.Config) -> None:
    started = config.stash[STARTED] = []
    servers: list[Postgres | Valkey] = []
    if "DATABASE_URL" not in os.environ:
        servers.append(Postgres(settings.LOCAL, throwaway=True))
    if "REDIS_URL" not in os.environ:
        servers.append(Valkey(settings.LOCAL))
    if not servers:
        return
    config.stash[LOCK] = only_run_in_this_checkout()
    try:
        for server in servers:
            started.append(server)
            server.start()
    except CannotStart as error:
        pytest.exit(str(error), returncode=3)
    if "DATABASE_URL" not in os.environ:
        os.environ[TEMPLATE] = name_of_template()  # the workers inherit it
        with config.stash[blocking_manager_key].unblock():
            make_template(os.environ[TEMPLATE])


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Journeys take longest, so they begin first; without a browser they are skipped."""
    items.sort(key=lambda item: not is_shared(item.nodeid))
    if not find_browser():
        for item in items:
            if item.get_closest_marker("journey"):
                item.add_marker(pytest.mark.skip(reason=f"no browser. {ADVICE}"))


class Together(LoadScopeScheduling):
    """Each test goes wherever there is room, but those that share something costly go to the same process.

    (xdist's own groups do nothing under pytest 9.2: it writes them where pytest no longer looks.)
    """

    def _split_scope(self, nodeid: str) -> str:
        return next((place for place in SHARED if nodeid.startswith(place)), nodeid)


def is_shared(nodeid: str) -> bool:
    return nodeid.startswith(SHARED)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    config.option.loadscopereorder = False  # keep our order: the long ones first
    return Together(config, log)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    skipped = [report for report in terminalreporter.stats.get("skipped", []) if "no browser" in str(report.longrepr)]
    if skipped:
        terminalreporter.section("NOT EVERYTHING WAS TESTED", sep="!", red=True, bold=True)
        terminalreporter.line(f"{len(skipped)} journeys need a browser and were skipped. {ADVICE}", red=True)


def pytest_unconfigure(config: pytest.Config) -> None:
    for server in reversed(config.stash.get(STARTED, [])):
        server.stop()


def only_run_in_this_checkout() -> TextIO:
    """Two runs at once would fight over one test database; the second waits its turn."""
    settings.LOCAL.var.mkdir(parents=True, exist_ok=True)
    lock = (settings.LOCAL.var / "lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print("Waiting for another test run in this checkout …", flush=True)
        fcntl.flock(lock, fcntl.LOCK_EX)
    return lock


# -- no outside network
def keep_to_this_machine() -> None:
    """Connecting anywhere but to this machine is an error, whatever library tries it."""
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in LOCAL_HOSTS:
            raise OSError(f"tests keep to this machine: no connection to {address[0]}")
        connect(self, address)

    def guarded_look_up(host: Any, *args: Any, **kwargs: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name is not None and name not in LOCAL_HOSTS:
            raise OSError(f"tests keep to this machine: {name} is not looked up")
        return look_up(host, *args, **kwargs)

    socket.socket.connect = guarded_connect  # type: ignore[method-assign]
    socket.getaddrinfo = guarded_look_up


# -- tables that refuse to be emptied
def empty_tables_without_triggers(self: DatabaseOperations, sql_list: list[str]) -> None:
    """Tests that commit are followed by a flush, which append-only tables refuse (apps.core.guards)."""
    flush = ["SET LOCAL session_replication_role = replica", *sql_list]
    execute_sql_flush(self, flush)


execute_sql_flush = DatabaseOperations.execute_sql_flush
DatabaseOperations.execute_sql_flush = empty_tables_without_triggers  # type: ignore[method-assign]


# -- time
@pytest.fixture
def at() -> Iterator[Callable[[datetime], time_machine.Traveller]]:
    """`at(moment)` stops the clock at that moment for the rest of the test; call it again to move on."""
    running: list[time_machine.Traveller] = []

    def stop_clock(moment: datetime) -> time_machine.Traveller:
        while running:
            running.pop().stop()
        traveller = time_machine.travel(moment, tick=False)
        traveller.start()
        running.append(traveller)
        return traveller

    yield stop_clock
    while running:
        running.pop().stop()


# -- language
@pytest.fixture(autouse=True)
def no_demonstration_remembered() -> None:
    """Pages ask once a minute; whether the minute ends within a test must not decide how many queries it counts."""
    selectors._last[:] = [(monotonic(), False)]


@pytest.fixture(autouse=True)
def default_language() -> Iterator[None]:
    """A request leaves its language behind in the thread; the next test begins in the default one."""
    yield
    translation.deactivate()


@pytest.fixture
def vault_folder(tmp_path: Path) -> Iterator[Path]:
    """The evidence vault of this one test."""
    with override_settings(EVIDENCE_ROOT=tmp_path):
        yield tmp_path


# -- a browser: for tests marked `journey`
@pytest.fixture(scope="module")
def browser(django_db_setup: None) -> Iterator[Browser]:
    """A Chromium for one module. Playwright runs a loop in this thread meanwhile, which must not outlast the module.

    Django keeps connections apart by loop. The test database is made outside of it, as the tests after this module
    are, and the connections inside are closed with it: one that is left open keeps the database from being dropped.
    """
    with pytest.MonkeyPatch.context() as patched, sync_playwright() as playwright:
        patched.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # what a test reads beside it is not async
        expect.set_options(timeout=20_000)  # a busy machine is slow, not wrong
        browser = playwright.chromium.launch(executable_path=find_browser(), args=OPTIONS)
        yield browser
        browser.close()
        connections.close_all()


@pytest.fixture
def problems() -> list[str]:
    """What the browser complained about in this test: script errors, refusals by the CSP, answers of 500."""
    return []


# -- people
def use_second_factor(client: Client, user: User) -> None:
    """Give them an authenticator app, and let the client's session have passed it a moment ago."""
    Authenticator.objects.get_or_create(
        user=user, type=Authenticator.Type.TOTP, defaults={"data": {"secret": encrypt(TOTP_SECRET)}}
    )
    request = HttpRequest()
    request.session = client.session
    record_authentication(request, user, "mfa")
    request.session.save()


@pytest.fixture
def client_of() -> Callable[[User], Client]:
    """`client_of(user)` is a browser in which they are signed in; a moderator used their second factor to do so."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        if user.is_staff:
            use_second_factor(client, user)
        return client

    return sign_in


@pytest.fixture
def seller(db: None) -> User:
    return UserFactory.create(email="seller@sellers.example")


@pytest.fixture
def stranger(db: None) -> User:
    """A seller with an account of their own and no right to anything of others."""
    return UserFactory.create(email="stranger@sellers.example")


@pytest.fixture
def moderator(db: None) -> User:
    return ModeratorFactory.create(email="moderator@recourse.example")

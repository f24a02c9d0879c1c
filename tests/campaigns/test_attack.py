"""Escrow under attack: everything the house holds and says, before and after people joined sealed, by every role.

The attacker has a dump of the database without the keys, all log lines, mails, task hints and caches, and what every
page and program answers to everybody. Nothing may differ but rows that name nobody and join with nothing.
"""

import io
import json
import logging
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from celery import current_app
from django.core.cache import caches
from django.db import connection
from django.test import Client

from apps.accounts.actions import make_token
from apps.accounts.enums import Scope as TokenScope
from apps.accounts.models import User
from apps.campaigns.actions import renew_counts
from apps.campaigns.models import Campaign, SignOn
from apps.cases.models import Case
from apps.core import clock, logs
from apps.evidence.actions import open_file
from apps.privacy.actions import erase_due, make_next_export, request_erasure, request_export
from tests.architecture.test_rights_matrix import ADDRESSES
from tests.factories.associations import AssociationFactory
from tests.factories.campaigns import CampaignFactory
from tests.factories.cases import CaseFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vault_folder")]
SIGNED = "campaigns_signon"
QUIET = re.compile(  # pages that ask for a thing, change by the minute, or hold nothing of people
    r"<|/add/|record|operations|sessions|sign-|mailbox|welcome|security|metrics|joining|help|problems|rules|privacy|gallery"
    r"|preview|incidents/$|month|theme|language|healthz|livez|cases/new|marketplaces|jsi18n|xlsx"
)
CHANGING = re.compile(
    r'name="csrfmiddlewaretoken" value="\w+"|"x-csrftoken": "\w+"|\b\d\d:\d\d(:\d\d)?\b|name="csrf\w*" content="\w+"'
)
PROGRAMS = ("cases/", "dates/", "drafts/", "readings/", "incidents/", "vocabulary/", "marketplaces/")


def dump() -> dict[str, list[str]]:
    """Every row of every table as text, as a thief of the database has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        tables = [row[0] for row in cursor.fetchall()]
        rows = {}
        for table in tables:
            cursor.execute(f'SELECT to_json(t)::text FROM "{table}" t')
            rows[table] = [row[0] for row in cursor.fetchall()]
    return rows


@dataclass
class Attacker:
    """Everybody's browsers and programs, and the lines the house writes."""

    clients: dict[str, Client]
    tokens: dict[str, str]
    campaign: Campaign
    lines: list[str] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)

    def pages(self) -> dict[str, str]:
        """What every page without a thing in its address answers, and those of the campaign, to every role."""
        bare = [f"/{pattern}" for _name, pattern in ADDRESSES if not QUIET.search(pattern)]
        paths = [*bare, f"/campaigns/{self.campaign.slug}/", f"/desk/campaign/{self.campaign.pk}/stage/"]
        paths += [f"/desk/campaigns/campaign/{self.campaign.pk}/change/"]
        said = {f"{role} {path}": self._read(role, path) for role in self.clients for path in paths}
        for role, token in self.tokens.items():
            for path in PROGRAMS:
                answer = Client().get(f"/api/v1/{path}", headers={"authorization": f"Bearer {token}"})
                said[f"{role} api {path}"] = f"{answer.status_code} {answer.content.decode()}"
        return said

    def _read(self, role: str, path: str) -> str:
        caches["default"].clear()
        answer = self.clients[role].get(path)
        text = "" if answer.streaming else answer.content.decode(errors="replace")
        text = text.replace(answer.headers["X-Request-Id"], "")
        return CHANGING.sub("", f"{answer.status_code} {answer.headers.get('Location', '')} {text}")


@pytest.fixture
def victims(seller: User) -> list[Case]:
    """Sellers with cases, the first of them somebody whose pages are looked at."""
    return [CaseFactory.create(owner=seller), *(CaseFactory.create() for _each in range(6))]


@pytest.fixture
def attacker(
    seller: User,
    stranger: User,
    moderator: User,
    client_of: Callable[[User], Client],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Attacker]:
    coordinator = AssociationFactory.create().founded_by
    people = {"seller": seller, "stranger": stranger, "moderator": moderator, "coordinator": coordinator}
    clients = {"anybody": Client(), **{role: client_of(person) for role, person in people.items()}}
    tokens = {
        role: make_token(name="t", scopes=list(TokenScope), days=1, by=person, now=clock.now()).secret
        for role, person in people.items()
        if role != "moderator"
    }
    watching = Attacker(clients, tokens, CampaignFactory.create(until=date(2090, 1, 1)))
    handler = Kept(watching.lines)
    logging.getLogger().addHandler(handler)
    monkeypatch.setattr(current_app, "send_task", lambda name, **more: watching.hints.append(f"{name} {more}"))
    yield watching
    logging.getLogger().removeHandler(handler)


class Kept(logging.Handler):
    def __init__(self, lines: list[str]) -> None:
        super().__init__(level=logging.DEBUG)
        self.setFormatter(logs.formatter(as_json=True))
        self.lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


def join_sealed(case: Case, campaign: Campaign, client: Client) -> None:
    said = {"campaign": campaign.slug, "step": "sure", "wish": "escrowed", "case": str(case.pk)}
    assert client.post("/joining/", said).status_code == 302


def test_nothing_but_rows_that_name_nobody_tells_of_sealed_people(
    attacker: Attacker, victims: list[Case], client_of: Callable[[User], Client]
) -> None:
    browsers = [client_of(case.owner) for case in victims]
    attacker.pages()  # whatever looking leaves behind is there before
    before, seen = dump(), attacker.pages()
    attacker.lines.clear()
    for case, browser in zip(victims, browsers, strict=True):
        join_sealed(case, attacker.campaign, browser)
    said = "\n".join(attacker.lines)
    assert said.count("campaign-sign") == len(victims), "a line for each request, and they name the route alone"
    for case in victims:
        for name in (case.pk, case.owner_id, case.reference, case.owner.email, attacker.campaign.slug):
            assert str(name) not in said
    assert attacker.hints == []
    after = dump()
    changed = {table for table in after if sorted(after[table]) != sorted(before[table])}
    assert changed == {SIGNED}
    assert attacker.pages() == seen
    rows = [json.loads(row) for row in after[SIGNED]]
    assert len(rows) == len(victims)
    for row in rows:
        assert (row["person_id"], row["case_id"], row["joined_on"]) == (None, None, None)
    assert set(rows[0]) == {"id", "campaign_id", "mark", "person_mark", "box", "person_id", "case_id", "joined_on"}


def test_no_value_of_a_sealed_row_stands_in_another_table_or_the_other_way(
    attacker: Attacker, victims: list[Case], client_of: Callable[[User], Client]
) -> None:
    for case in victims:
        join_sealed(case, attacker.campaign, client_of(case.owner))
    tables = dump()
    signed = "\n".join(tables.pop(SIGNED))
    others = "\n".join(text for rows in tables.values() for text in rows)
    for row in SignOn.objects.all():
        for value in (str(row.pk), row.mark, row.person_mark, bytes(row.box or b"").hex()):
            assert value not in others
    telling = set(re.findall(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{32,}", others))  # ids, fingerprints, ciphertext
    assert len(telling) > 50
    assert {value for value in telling if value in signed} == set()


def test_rows_do_not_tell_in_which_order_or_when_they_came(
    attacker: Attacker, victims: list[Case], client_of: Callable[[User], Client]
) -> None:
    for case in victims:
        join_sealed(case, attacker.campaign, client_of(case.owner))
    renew_counts(now=clock.now())
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(DISTINCT xmin::text) FROM {SIGNED}")
        assert cursor.fetchone()[0] == 1


def test_ones_own_copy_does_not_say_it_either(
    attacker: Attacker, victims: list[Case], seller: User, client_of: Callable[[User], Client]
) -> None:
    join_sealed(victims[0], attacker.campaign, client_of(seller))
    export = request_export(by=seller, now=clock.now())
    assert make_next_export(clock=clock.now)
    export.refresh_from_db()
    assert export.file is not None
    packed = b"".join(open_file(file=export.file, by=seller, now=clock.now()))
    row = SignOn.objects.get()
    told = read_archive(packed)
    for value in (str(row.pk), row.mark, row.person_mark, attacker.campaign.slug, attacker.campaign.title_en):
        assert value not in told


def read_archive(packed: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return "\n".join(archive.read(name).decode(errors="replace") for name in archive.namelist())


def test_whoever_is_erased_leaves_no_sealed_row(
    attacker: Attacker, victims: list[Case], seller: User, client_of: Callable[[User], Client]
) -> None:
    for case in victims[:2]:
        join_sealed(case, attacker.campaign, client_of(case.owner))
    request_erasure(by=seller, now=clock.now())
    erase_due(now=clock.now() + timedelta(days=8))
    assert SignOn.objects.count() == 1

"""Every address and method of the API, asked for by everybody: it answers as tests/architecture/api_rights.py says."""

import re
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client, override_settings

from apps.accounts.actions import revoke_token
from apps.accounts.enums import Scope
from apps.accounts.models import User
from apps.api import urls
from apps.cases.enums import State
from apps.core import clock
from tests.architecture.api_rights import METHODS, OPEN_TO_SITES, PRIVATE, PUBLIC, ROLES, THINGS, expected
from tests.architecture.test_rights_matrix import addresses
from tests.associations.people import signed_in
from tests.factories.accounts import ApiTokenFactory
from tests.factories.appeals import AppealFactory, asked_of
from tests.factories.associations import AssociationFactory, MembershipFactory
from tests.factories.cases import CaseFactory, CaseFileFactory, DraftFactory
from tests.factories.evidence import CopyFactory
from tests.factories.grants import CaseGrantFactory, CaseInvitationFactory
from tests.factories.incidents import IncidentFactory
from tests.factories.statistics import publish_counted

ADDRESSES = [
    (name.removeprefix("api:"), pattern) for name, pattern in addresses() if name.startswith(f"{urls.app_name}:")
]
WORDS = {401: "token", 403: "right", 404: "nothing", 405: "method", 500: "fault"}


class World:
    """The owner's things, and a token for everybody."""

    def __init__(self, owner: User, stranger: User, moderator: User) -> None:
        now = clock.now()
        self.secrets = {
            "nobody": "",
            "expired": ApiTokenFactory.create(person=owner, days=1, now=now - timedelta(days=2)).secret,
            "stranger": ApiTokenFactory.create(person=stranger, now=now).secret,
            "moderator": ApiTokenFactory.create(person=moderator, now=now).secret,
            "owner": ApiTokenFactory.create(person=owner, now=now).secret,
        }
        revoked = ApiTokenFactory.create(person=owner, now=now)
        revoke_token(token=revoked, by=owner, now=now)
        self.secrets["revoked"] = revoked.secret
        self.narrow = {
            scope: ApiTokenFactory.create(person=owner, now=now, scopes=sorted(set(Scope.values) - {scope})).secret
            for scope in Scope.values
        }
        self.case = CaseFactory.create(owner=owner, state=State.RETURNED)
        incident = IncidentFactory.create()
        publish_counted(0, now=now)
        entry = CaseFileFactory.create(case=self.case)
        CopyFactory.create(original=entry.file)
        association = AssociationFactory.create()
        signed_in(MembershipFactory.create(association=association, person=owner).person)  # with their second factor
        self.parts = {
            "slug": incident.slug,
            "association": association.slug,
            "entry_id": str(entry.pk),
            "grant_id": str(CaseGrantFactory.create(case=self.case, now=now).pk),
            "invitation_id": str(CaseInvitationFactory.create(case=self.case, invited_at=now).pk),
            "number": str(AppealFactory.create(case=self.case, now=now).number),
            "reading": str(asked_of(owner, now).pk),
            "draft": str(DraftFactory.create(owner=owner).case_id),
            "case": str(self.case.pk),
        }

    def fill(self, pattern: str, about: str, thing: str) -> str:
        parts = {**self.parts, "case_id": self.parts.get(about, "") if thing == "theirs" else str(uuid.uuid4())}
        parts["reading_id"] = parts["reading"] if thing == "theirs" else str(uuid.uuid4())
        if about == "association":
            parts["slug"] = parts["association"] if thing == "theirs" else "nobodys"
        return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: parts[found[1]], pattern)

    def ask(self, method: str, url: str, secret: str) -> str:
        """One request that leaves nothing behind, as a word of the table."""
        cache.clear()
        headers = {"Authorization": f"Bearer {secret}"} if secret else {}
        with transaction.atomic():
            answer = Client(raise_request_exception=False).generic(method.upper(), url, headers=headers)
            transaction.set_rollback(True)
        return WORDS.get(answer.status_code, "open")


@pytest.fixture
def world(seller: User, stranger: User, moderator: User, tmp_path: Any) -> Iterator[World]:
    with override_settings(EVIDENCE_ROOT=tmp_path):
        yield World(seller, stranger, moderator)


def scope_needed(name: str, method: str) -> str:
    view = next(pattern.callback for pattern in urls.v1 if pattern.name == name)
    return str(view.view_class.needs[method.upper()])


def test_every_address_is_in_the_table_and_every_line_is_an_address() -> None:
    assert sorted(name for name, _pattern in ADDRESSES) == sorted([*PUBLIC, *PRIVATE, "nothing"])


@pytest.mark.parametrize("role", ROLES)
def test_everybody_gets_what_the_table_says(role: str, world: World) -> None:
    wrong = []
    for name, pattern in ADDRESSES:
        for method in METHODS:
            about = PRIVATE.get(name, {}).get(method, "case")
            for thing in THINGS if name in PRIVATE and about else ("theirs",):
                secret = world.secrets.get(role, "")
                if role == "narrow" and method in PRIVATE.get(name, {}):
                    secret = world.narrow[scope_needed(name, method)]
                got = world.ask(method, world.fill(pattern, about, thing), secret)
                if got != expected(name, method, role, thing):
                    wrong.append(f"{method} {name} ({thing}): {got}, not {expected(name, method, role, thing)}")
    assert not wrong, "\n".join(wrong)


def test_scripts_of_other_sites_may_read_figures_and_nothing_else(world: World) -> None:
    headers = {"Authorization": f"Bearer {world.secrets['owner']}", "Origin": "https://papers.example"}
    opened = []
    for name, pattern in ADDRESSES:
        cache.clear()
        asked = Client(raise_request_exception=False)
        answer = asked.get(world.fill(pattern, PRIVATE.get(name, {}).get("get", "case"), "theirs"), headers=headers)
        if said := {key: value for key, value in answer.items() if key.startswith("Access-Control-Allow")}:
            assert said == {"Access-Control-Allow-Origin": "*"}
            opened.append(name)
    assert sorted(opened) == sorted(OPEN_TO_SITES)

"""Every address, asked for by everybody, about everybody's things: it answers as tests/architecture/rights.py says."""

import copy
import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver

from apps.accounts.models import User
from apps.cases.actions import ask_reader, record_sent_appeal, revoke_access
from apps.cases.enums import Scope, State, Track
from apps.cases.models import Case, CaseGrant, CaseInvitation, Draft
from apps.cases.rules import Sent
from apps.core import clock
from apps.deadlines.models import Deadline
from tests.architecture.rights import (
    FORMER,
    NOBODY,
    READERS,
    RIGHTS,
    ROLES,
    THINGS,
    appeals_for_readers,
    copies_for_readers,
    page_of_case,
    rights_of,
)
from tests.conftest import use_second_factor
from tests.factories.accounts import UserFactory
from tests.factories.appeals import AppealFactory
from tests.factories.associations import AssociationFactory, MemberListFactory
from tests.factories.campaigns import CampaignFactory
from tests.factories.cases import CaseFactory, CaseFileFactory, DraftFactory
from tests.factories.clusters import SellerPairFactory
from tests.factories.dossiers import DossierFactory
from tests.factories.evidence import CopyFactory
from tests.factories.grants import CaseGrantFactory, CaseInvitationFactory
from tests.factories.incidents import BulkStepFactory, IncidentFactory, SurgeFactory
from tests.factories.losses import ReportImportFactory
from tests.factories.search import SavedViewFactory

METHODS = ("get", "post")
FOR_READERS = (page_of_case, copies_for_readers, appeals_for_readers)
FOREIGN = ("admin:", "account_", "usersessions_", "mfa_", "preferences")  # answer other methods as they answer GET


def addresses() -> list[tuple[str, str]]:
    """Name (with its namespace) and pattern of every address of the site, in the order they are tried."""
    return list(_below(get_resolver(), "", ""))


def _below(resolver: URLResolver, spaces: str, before: str) -> Iterator[tuple[str, str]]:
    for pattern in resolver.url_patterns:
        whole = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield f"{spaces}{pattern.name or ''}", whole
        else:
            yield from _below(pattern, f"{spaces}{pattern.namespace}:" if pattern.namespace else spaces, whole)


ADDRESSES = [(name, pattern) for name, pattern in addresses() if not name.startswith("api:")]  # see test_api_matrix.py


def test_every_address_is_in_the_table() -> None:
    assert [name for name, _pattern in ADDRESSES if rights_of(name) is None] == []


def test_every_line_of_the_table_is_an_address() -> None:
    assert sorted(set(RIGHTS) - {name for name, _pattern in ADDRESSES}) == []


def test_addresses_of_drafts_and_cases_say_so_in_the_table() -> None:
    about = {name for name, pattern in ADDRESSES if "case_id" in pattern or "deadline_id" in pattern}
    assert {name for name, rights in RIGHTS.items() if rights.about} == about


def test_the_table_opens_what_is_the_owners_to_nobody_else() -> None:
    wrong = [
        f"{name} {role} {thing}"
        for name, rights in RIGHTS.items()
        if rights.about
        for role in ROLES
        for thing in THINGS
        for rule in (rights.get, rights.post)
        if rule(role, thing) == "open"
        and (role, thing) not in {("owner", "theirs"), ("browser", "unclaimed")}
        and not (name.startswith("admin:") and (role, thing) == ("moderator", "theirs"))
        and not (
            rule in (page_of_case, copies_for_readers, appeals_for_readers) and role in READERS and thing == "theirs"
        )
    ]
    assert wrong == []


class World:
    """People, their clients, and their things."""

    def __init__(self, owner: User, stranger: User, moderator: User) -> None:
        people = {"stranger": stranger, "owner": owner, "unproven": moderator, "moderator": moderator}
        self.clients = {role: Client() for role in ROLES}
        for role, person in people.items():
            self.clients[role].force_login(person)
        for role in (*READERS, *FORMER):
            self.clients[role].force_login(UserFactory.create(email=f"{role}@readers.example"))
        self.clients["browser"].post("/cases/new/")
        unclaimed = Draft.objects.get().case
        self.filed = CaseFactory.create(owner=owner, state=State.RETURNED)
        self.file = CaseFileFactory.create(case=self.filed)
        today = Sent(day=clock.now().date(), zone="UTC", channel="form")
        record_sent_appeal(case=self.filed, track=Track.CURED, sent=today, by=owner, now=clock.now())  # its number is 1
        appeal = AppealFactory.create(case=self.filed)
        self.things: dict[str, dict[str, Case | Deadline | uuid.UUID]] = {
            "draft": {"theirs": DraftFactory.create(owner=owner).case, "unclaimed": unclaimed, "nowhere": uuid.uuid4()},
            "case": {"theirs": self.filed, "unclaimed": unclaimed, "nowhere": uuid.uuid4()},
            "date": {"theirs": self.filed.docket.deadlines.first(), "unclaimed": uuid.uuid4(), "nowhere": uuid.uuid4()},
        }
        self.report = ReportImportFactory.create(ledger=self.filed.ledger, brought_by=owner)
        self.dossier = DossierFactory.create(case=self.filed, is_ready=True, now=clock.now())
        self.grants = self.share(owner)
        self.reading = ask_reader(appeal=appeal, person=self.grants["reader-full"].person, by=owner, now=clock.now())
        CopyFactory.create(original=self.file.file)
        self.invitation = CaseInvitationFactory.create(
            case=self.filed,
            address=stranger.email,
            token_hash=CaseInvitation.hash_of_token("the-token"),
            invited_at=clock.now(),
        )
        self.view = SavedViewFactory.create(person=owner)
        self.incident = IncidentFactory.create()
        self.association = AssociationFactory.create()
        self.member_list = MemberListFactory.create(association=self.association)
        self.campaign = CampaignFactory.create()
        self.pair, self.surge = SellerPairFactory.create(), SurgeFactory.create()
        self.step = BulkStepFactory.create()
        self.moderator = moderator

    def share(self, owner: User) -> dict[str, CaseGrant]:
        """The filed case with its readers; with two it was shared, and is no more."""
        now = clock.now()
        scopes = dict(zip(READERS, Scope, strict=True)) | {"expired": Scope.EVIDENCE, "revoked": Scope.EVIDENCE}
        grants = {
            role: CaseGrantFactory.create(
                case=self.filed,
                person=User.objects.get(email=f"{role}@readers.example"),
                scope=scope,
                ends_at=now if role == "expired" else None,
            )
            for role, scope in scopes.items()
        }
        revoke_access(grant=grants["revoked"], by=owner, now=now)
        return grants

    def prove(self) -> None:
        """From here on the moderator has a second factor, and their client has used it."""
        use_second_factor(self.clients["moderator"], self.moderator)

    @property
    def of_many(self) -> dict[str, str]:
        """Parts of addresses about more than one case: people who act together, pairs of sellers, surges."""
        return {
            "pair_id": str(self.pair.pk),
            "surge_id": str(self.surge.pk),
            "step_id": str(self.step.pk),
            "campaign": self.campaign.slug,
            "campaign_id": str(self.campaign.pk),
            "mandate_id": str(uuid.uuid4()),
            "update_id": str(uuid.uuid4()),
            "day_id": str(uuid.uuid4()),
            "association_id": str(self.association.pk),
            "membership_id": str(self.association.memberships.values_list("pk", flat=True)[0]),
            "list_id": str(self.member_list.pk),
            "person_id": str(uuid.uuid4()),
            "job_id": "0",
        }

    def fill(self, pattern: str, about: str, thing: str) -> str:
        """The address of a pattern about a thing."""
        case = self.things.get(about, {}).get(thing)
        key = str(case.pk if isinstance(case, Case | Deadline) else case)
        parts = {
            "case_id": key,
            "deadline_id": key,
            "entry_id": str(self.file.pk),
            "file_id": str(self.file.pk),
            "view_id": str(self.view.pk),
            "copy_id": str(uuid.uuid4()),
            "token_id": str(uuid.uuid4()),
            "link_id": str(uuid.uuid4()),
            "outlet_id": str(uuid.uuid4()),
            "export_id": str(uuid.uuid4()),
            "report_id": str(self.report.pk),
            "dossier_id": str(self.dossier.pk),
            "event_id": str(self.filed.docket.triggers.values_list("pk", flat=True)[0]),
            "problem": "not-found",
            "grant_id": str(self.grants["reader-full"].pk),
            "reading_id": str(self.reading.pk),
            "invitation_id": str(self.invitation.pk),
            "scope": "full",
            "token": "the-token",
            "step": "event",
            "slug": self.incident.slug,
            **self.of_many,
            "name": "verify",
            "incident_id": str(self.incident.pk),
            "rule_id": "amz.poa_17d",
            "topic": "filing",
            "table": "costs",
            "kind": "case_received",
            "language": "en",
            "object_id": str(self.filed.pk),
            "app_label": "cases",
        }
        bare = re.sub(r"[\^$]", "", re.sub(r"\(\?P<(\w+)>.*?\)", r"<\1>", pattern))
        return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: parts.get(found[1], "1"), bare)


@pytest.fixture
def world(seller: User, stranger: User, moderator: User, tmp_path: Any) -> Iterator[World]:
    with override_settings(EVIDENCE_ROOT=tmp_path):
        yield World(seller, stranger, moderator)


def word_for(response: HttpResponseBase, asked: str) -> str:
    """What an answer comes to, in the table's words."""
    to = response.headers.get("Location", "")
    if response.status_code in (301, 302) and to:
        return _way(to, asked)
    refusals = {404: "nothing", 405: "method", 403: "forbidden", 500: "fault"}
    return refusals.get(response.status_code, "open")


def _way(to: str, asked: str) -> str:
    ways = {"/sign-in/": "sign-in", "/desk/": "desk", "/me/security/": "key"}
    return next((word for start, word in ways.items() if to.startswith(start) and not asked.startswith(start)), "open")


def ask(client: Client, method: str, url: str) -> HttpResponseBase:
    """One request that leaves nothing behind."""
    cache.clear()
    asking = Client(raise_request_exception=False)
    asking.cookies = copy.deepcopy(client.cookies)
    with transaction.atomic():
        response: HttpResponseBase = getattr(asking, method)(url)
        transaction.set_rollback(True)
    return response


@pytest.mark.parametrize("role", ROLES)
def test_everybody_gets_what_the_table_says(role: str, world: World) -> None:
    if role != "unproven":
        world.prove()
    wrong = []
    for name, pattern in ADDRESSES:
        rights = rights_of(name)
        assert rights is not None
        for thing in THINGS if rights.about else ("",):
            url = world.fill(pattern, rights.about, thing)
            for method, rule in zip(METHODS, (rights.get, rights.post), strict=True):
                expected = rule(role, thing)
                if expected == "any" and role not in ("owner", "moderator", *NOBODY):
                    continue  # a library answers them as it answers the owner
                got = word_for(ask(world.clients[role], method, url), url)
                if got != expected and not (expected == "any" and got != "fault"):
                    wrong.append(f"{method} {name} ({thing or 'no thing'}): {got}, not {expected}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_no_address_of_ours_knows_another_method(method: str, world: World) -> None:
    found = []
    for name, pattern in ADDRESSES:
        rights = rights_of(name)
        if name in RIGHTS and rights and not name.startswith(FOREIGN):
            answer = ask(world.clients["owner"], method, world.fill(pattern, rights.about, "theirs"))
            if answer.status_code not in (404, 405):
                found.append(f"{name}: {answer.status_code}")
    assert not found, "\n".join(found)

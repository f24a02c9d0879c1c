"""Everybody in and around a body, every kind of grant, everything that can be done: what comes of it is generated from
the rules of roles and scopes, and asked of the pages."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.associations.actions import leave, share_with_association
from apps.associations.enums import Role, Verb
from apps.associations.models import Association
from apps.associations.rules import ROLES_FOR
from apps.cases.actions import record_sent_appeal
from apps.cases.actions.circles import revoke_from_circle
from apps.cases.enums import CircleScope, State, Track
from apps.cases.models import Case
from apps.cases.rules import Sent
from apps.core import clock
from tests.associations.people import member, proven_person, signed_in
from tests.factories.associations import AssociationFactory, MembershipFactory
from tests.factories.cases import CaseFactory, CaseFileFactory
from tests.factories.evidence import CopyFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vault_folder")]
OUTSIDERS = ("former", "neighbour", "unproven", "stranger", "nobody")
WHO = (*Role.values, *OUTSIDERS)
GRANTS = ("count", "summary", "evidence", "revoked", "expired", "elsewhere", "none")
SUMMARY, WHOLE = ("summary", "evidence"), ("evidence",)


@dataclass(frozen=True)
class Deed:
    """One thing somebody asks for: what lets them, and of which grants something comes."""

    name: str
    verb: Verb
    grants: tuple[str, ...]
    ask: Callable[[Client, Association, Case], HttpResponseBase]


def get(name: str, *more: Any) -> Callable[[Client, Association, Case], HttpResponseBase]:
    return lambda client, body, case: client.get(reverse(name, args=[body.slug, case.pk, *more]))


def post(name: str, **said: str) -> Callable[[Client, Association, Case], HttpResponseBase]:
    return lambda client, body, case: client.post(reverse(name, args=[body.slug, case.pk]), said)


def read(name: str, *more: Any) -> Callable[[Client, Association, Case], HttpResponseBase]:
    def ask(client: Client, body: Association, case: Case) -> HttpResponseBase:
        parts = [case.files.get().pk if part == "file" else part for part in more]
        return client.get(reverse(name, args=[case.pk, *parts]))

    return ask


DEEDS = (
    Deed("open the case", Verb.READ_CASES, SUMMARY, read("case-detail")),
    Deed("take a copy of a file", Verb.READ_CASES, WHOLE, read("shared-file", "file")),
    Deed("read an appeal", Verb.READ_CASES, WHOLE, read("shared-appeal", 1)),
    Deed("see it at work", Verb.READ_CASES, SUMMARY, get("body-case")),
    Deed("write a note", Verb.WORK_ON_CASES, SUMMARY, post("body-note", text="Seen.")),
    Deed("give it back", Verb.WORK_ON_CASES, SUMMARY, post("body-assign", person="")),
)
LISTS = (
    Deed("list", Verb.READ_CASES, SUMMARY, lambda client, body, case: client.get(f"/associations/{body.slug}/cases/")),
    Deed(
        "search",
        Verb.READ_CASES,
        SUMMARY,
        lambda client, body, case: client.get(f"/associations/{body.slug}/cases/?q={case.reference}"),
    ),
    Deed(
        "table",
        Verb.EXPORT_CASES,
        SUMMARY,
        lambda client, body, case: client.get(f"/associations/{body.slug}/cases/export.csv"),
    ),
    Deed(
        "calendar",
        Verb.READ_CASES,
        WHOLE,
        lambda client, body, case: client.get(f"/associations/{body.slug}/dates/?month=2018-03"),
    ),
    Deed(
        "preview",
        Verb.ASSIGN_CASES,
        SUMMARY,
        lambda client, body, case: client.post(
            f"/associations/{body.slug}/cases/many/", {"do": "note", "text": "Seen.", "case": str(case.pk)}
        ),
    ),
)
PLACES = (
    ("numbers", Verb.SEE_NUMBERS),
    ("members", Verb.MANAGE_MEMBERS),
    ("lists", Verb.UPLOAD_LISTS),
    ("edit", Verb.EDIT_PROFILE),
)


def test_every_verb_has_its_roles() -> None:
    assert set(ROLES_FOR) == set(Verb)


@pytest.fixture
def body(db: None) -> Association:
    return AssociationFactory.create()


@pytest.fixture
def cases(body: Association) -> dict[str, Case]:
    """A case for each way in which it could be given, with a file and an appeal that was sent."""
    other = AssociationFactory.create()
    made = {}
    for grant in GRANTS:
        case = made[grant] = CaseFactory.create(state=State.VERIFIED)
        CopyFactory.create(original=CaseFileFactory.create(case=case).file)
        owner, now = case.owner, clock.now()
        assert owner is not None
        sent = Sent(day=now.date(), zone="UTC", channel="form")
        record_sent_appeal(case=case, track=Track.CURED, sent=sent, by=owner, now=now)
        if grant == "none":
            continue
        scope = CircleScope(grant) if grant in CircleScope.values else CircleScope.EVIDENCE
        held = share_with_association(
            case=case,
            association=other if grant == "elsewhere" else body,
            scope=scope,
            ends_at=now if grant == "expired" else None,
            by=owner,
            now=now - timedelta(hours=1),
        )
        if grant == "revoked":
            revoke_from_circle(grant=held, by=owner, now=now)
    return made


def person_for(who: str, body: Association) -> User | None:
    """Somebody in or around the body; None: nobody is signed in."""
    if who in Role.values:
        return member(body, Role(who)).person
    if who == "former":
        held = member(body, Role.OWNER)
        leave(membership=held, by=held.person, now=clock.now())
        return held.person
    if who == "neighbour":
        return member(AssociationFactory.create(), Role.OWNER).person
    if who == "unproven":
        return MembershipFactory.create(association=body, role=Role.OWNER).person
    return proven_person() if who == "stranger" else None


def browser_for(who: str, person: User | None) -> Client:
    if person is None:
        return Client()
    if who != "unproven":
        return signed_in(person)
    client = Client()
    client.force_login(person)
    return client


def got(ask: Callable[[], HttpResponseBase]) -> tuple[int, str]:
    """Status and text of an answer that leaves nothing behind."""
    with transaction.atomic():
        answer = ask()
        text = b"".join(answer).decode(errors="replace")  # type: ignore[arg-type]
        transaction.set_rollback(True)
    return answer.status_code, text + answer.headers.get("Location", "")


@pytest.mark.parametrize("who", WHO)
def test_everybody_gets_what_role_and_grant_say(who: str, body: Association, cases: dict[str, Case]) -> None:
    client = browser_for(who, person_for(who, body))
    wrong = []
    for deed in DEEDS:
        for grant, case in cases.items():
            may = who in ROLES_FOR[deed.verb] and grant in deed.grants
            status, text = got(lambda deed=deed, case=case: deed.ask(client, body, case))  # type: ignore[misc]
            opened = status == 200 or (status == 302 and "/sign-in/" not in text and "/me/security/" not in text)
            if opened != may:
                wrong.append(f"{deed.name}, {grant}: {status}")
    assert wrong == []


@pytest.mark.parametrize("who", WHO)
def test_lists_hold_what_role_and_grant_say(who: str, body: Association, cases: dict[str, Case]) -> None:
    client = browser_for(who, person_for(who, body))
    wrong = []
    for deed in LISTS:
        for grant, case in cases.items():
            may = who in ROLES_FOR[deed.verb] and grant in deed.grants
            status, text = got(lambda deed=deed, case=case: deed.ask(client, body, case))  # type: ignore[misc]
            bare = text.replace(f'value="{case.reference}"', "").replace(f"q={case.reference}", "")
            nothing = deed.name == "search" and "No case matches" in text
            shown = status == 200 and case.reference in bare and not nothing
            if shown != may:
                wrong.append(f"{deed.name}, {grant}: {'shown' if shown else 'not shown'}")
    assert wrong == []


@pytest.mark.parametrize("who", WHO)
def test_places_of_a_body_open_by_role(who: str, body: Association, cases: dict[str, Case]) -> None:
    client = browser_for(who, person_for(who, body))
    opened = {place for place, _verb in PLACES if client.get(f"/associations/{body.slug}/{place}/").status_code == 200}
    allowed = {place for place, verb in PLACES if who in ROLES_FOR[verb]}
    if who == "unproven":
        allowed = {"edit"}  # the profile holds nothing of others
    assert opened == allowed


def test_a_coordinator_learns_nothing_of_another_body(body: Association, cases: dict[str, Case]) -> None:
    """Neither its cases nor its members nor how many there are of either, on any page they can open."""
    own = member(AssociationFactory.create(), Role.COORDINATOR)
    secret = member(body, Role.COORDINATOR, email="secret@bodies.example")
    client = signed_in(own.person)
    pages = [f"/associations/{own.association.slug}/{place}" for place in ("", "numbers/", "cases/", "members/")]
    seen = "".join(client.get(page).content.decode() for page in [*pages, f"/associations/{body.slug}/"])
    assert secret.person.email not in seen
    assert [grant for grant, case in cases.items() if case.reference in seen] == []
    there = [client.get(f"/associations/{body.slug}/{place}/").status_code for place in ("numbers", "cases", "members")]
    assert there == [404, 404, 404]

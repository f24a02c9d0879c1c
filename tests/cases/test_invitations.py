"""Invitations: a mail, a token that works once, for the address it was sent to, until it is too old."""

import json
from datetime import timedelta
from typing import Any

import pytest

from apps.accounts.models import User
from apps.cases import actions, selectors
from apps.cases.actions import InvitationGone, SharingRefused
from apps.cases.enums import Scope, State
from apps.cases.models import Case, CaseGrant, CaseInvitation
from apps.cases.rules import INVITATION_STANDS, MOST_INVITATIONS_A_DAY, MOST_OPEN_INVITATIONS
from apps.notifications.enums import MessageKind
from apps.notifications.letters import write_letter
from apps.notifications.models import Message
from tests.cases.test_grants import at_once
from tests.factories.accounts import UserFactory
from tests.factories.cases import STARTED, CaseFactory, DraftFactory

pytestmark = pytest.mark.django_db
NOW = STARTED + timedelta(days=1)
READER = "reader@readers.example"


@pytest.fixture
def case(seller: User) -> Case:
    return CaseFactory.create(owner=seller)


@pytest.fixture
def reader(db: None) -> User:
    return UserFactory.create(email=READER, language="zh-hans")


def invite(case: Case, address: str = READER, **more: Any) -> tuple[CaseInvitation, str]:
    """An invitation and the token that its mail carries."""
    said: dict[str, Any] = {"scope": Scope.FULL, "language": "en", "by": case.owner, "now": NOW} | more
    invitation = actions.invite_reader(case=case, address=address, **said)
    message = Message.objects.get(dedupe_key=f"case_invitation:{invitation.pk}")
    return invitation, json.loads(message.facts)["token"]


def test_an_invitation_opens_nothing_before_it_is_accepted(case: Case, reader: User) -> None:
    _invitation, token = invite(case)
    assert selectors.scope_for(case, reader, now=NOW) is None
    grant = actions.accept_invitation(token=token, by=reader, now=NOW)
    assert (grant.person, grant.scope, grant.granted_by) == (reader, Scope.FULL, case.owner)
    assert selectors.scope_for(case, reader, now=NOW) == Scope.FULL
    told = Message.objects.get(kind=MessageKind.INVITATION_ACCEPTED)
    assert told.recipient == case.owner


def test_known_and_unknown_addresses_are_treated_alike(case: Case, reader: User) -> None:
    known, _token = invite(case, READER)
    unknown, _token = invite(case, "nobody@readers.example")
    said = [(row.scope, row.expires_at, row.accepted_at, row.withdrawn_at) for row in (known, unknown)]
    assert said[0] == said[1]
    mails = Message.objects.filter(kind=MessageKind.CASE_INVITATION).order_by("queued_at", "id")
    assert {(mail.recipient, mail.address, mail.language) for mail in mails} == {
        (reader, "", "zh-hans"),
        (None, "nobody@readers.example", "en"),
    }


def test_a_token_works_once(case: Case, reader: User) -> None:
    _invitation, token = invite(case)
    grant = actions.accept_invitation(token=token, by=reader, now=NOW)
    actions.revoke_access(grant=grant, by=case.owner, now=NOW)  # type: ignore[arg-type]
    with pytest.raises(InvitationGone):
        actions.accept_invitation(token=token, by=reader, now=NOW)
    assert selectors.scope_for(case, reader, now=NOW) is None


@pytest.mark.parametrize("wrong", ["person", "token", "late", "withdrawn", "refused", "replaced", "ended", "owner"])
def test_what_cannot_be_accepted_is_gone(wrong: str, case: Case, reader: User) -> None:
    ends_at = NOW + timedelta(days=1) if wrong == "ended" else None
    invitation, token = invite(case, ends_at=ends_at)
    now, by = NOW, reader
    match wrong:
        case "person":
            by = UserFactory.create()
        case "token":
            token = "another"
        case "late":
            now = NOW + INVITATION_STANDS
        case "withdrawn":
            assert actions.withdraw_invitation(invitation=invitation, by=reader, now=NOW)
        case "refused":
            assert actions.refuse_invitation(token=token, by=reader, now=NOW)
        case "replaced":
            invite(case)
        case "ended":
            now = NOW + timedelta(days=1)
        case "owner":
            by = invitation.invited_by
    with pytest.raises(InvitationGone):
        actions.accept_invitation(token=token, by=by, now=now)
    assert not CaseGrant.objects.exists()


def test_an_address_is_forgotten_once_it_is_settled(case: Case, reader: User) -> None:
    taken, token = invite(case, sharer_name="Chen Wei")
    other, _token = invite(case, "other@readers.example")
    actions.accept_invitation(token=token, by=reader, now=NOW)
    assert actions.withdraw_invitation(invitation=other, by=case.owner, now=NOW)  # type: ignore[arg-type]
    assert not actions.withdraw_invitation(invitation=taken, by=case.owner, now=NOW)  # type: ignore[arg-type]
    assert {(row.address, row.address_mark) for row in CaseInvitation.objects.all()} == {("", "")}
    assert selectors.sharer_names([case.pk], reader) == {case.pk: "Chen Wei"}


@pytest.mark.parametrize("wrong", ["draft", "own", "past", "link", "long", "again"])
def test_what_cannot_be_sent_is_refused(wrong: str, case: Case, seller: User, reader: User) -> None:
    said: dict[str, Any] = {}
    match wrong:
        case "draft":
            case = DraftFactory.create(owner=seller).case
        case "own":
            said["address"] = seller.email.upper()
        case "past":
            said["ends_at"] = NOW
        case "link":
            said["sharer_name"] = "Win at casino.example"
        case "long":
            said["sharer_name"] = "Chen" * 40
        case "again":
            _invitation, token = invite(case)
            actions.accept_invitation(token=token, by=reader, now=NOW)
    before = CaseInvitation.objects.count()
    with pytest.raises(SharingRefused):
        invite(case, **said)
    assert CaseInvitation.objects.count() == before


def test_mail_to_many_people_has_an_end(seller: User) -> None:
    first, second = CaseFactory.create(owner=seller), CaseFactory.create(owner=seller, state=State.VERIFIED)
    for n in range(MOST_OPEN_INVITATIONS):
        invite(first, f"r{n}@readers.example")
    with pytest.raises(SharingRefused):
        invite(first, "one-more@readers.example")
    for n in range(MOST_INVITATIONS_A_DAY - MOST_OPEN_INVITATIONS):
        invite(second, f"r{n}@readers.example")
    with pytest.raises(SharingRefused):
        invite(second, "one-more@readers.example")
    invite(second, "one-more@readers.example", now=NOW + timedelta(days=1, seconds=1))


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_mail_names_nobody_who_did_not_want_it(language: str, case: Case) -> None:
    _invitation, token = invite(case)
    letter = write_letter(kind="case_invitation", language=language, facts={"token": token, "sharer": ""})
    named = write_letter(kind="case_invitation", language=language, facts={"token": token, "sharer": "Chen <b>Wei"})
    for said in (letter.subject, letter.text, letter.html):
        for secret in (case.reference, str(case.pk), "Amazon", "亚马逊", "Harbour Lamp", case.owner.email):  # type: ignore[union-attr]
            assert secret not in said
    assert f"/invitations/{token}/" in letter.text
    assert ("Chen" not in letter.text, "Chen" in named.text, "<b>" in named.html) == (True, True, False)


@pytest.mark.django_db(transaction=True)
def test_one_token_accepted_ten_times_at_once_is_one_grant() -> None:
    case, reader = CaseFactory.create(), UserFactory.create(email=READER)
    _invitation, token = invite(case)

    def accept() -> CaseGrant:
        return actions.accept_invitation(token=token, by=reader, now=NOW)

    made = at_once(*[accept] * 10)
    assert sorted(type(one).__name__ for one in made) == ["CaseGrant", *["InvitationGone"] * 9]
    assert CaseGrant.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_accepting_while_it_is_taken_back_is_one_or_the_other() -> None:
    case, reader = CaseFactory.create(), UserFactory.create(email=READER)
    for n in range(5):
        now = NOW + timedelta(minutes=n)
        invitation, token = invite(case, now=now)
        taken, withdrawn = at_once(
            lambda token=token, now=now: actions.accept_invitation(  # type: ignore[misc]
                token=token, by=reader, now=now
            ),
            lambda invitation=invitation, now=now: actions.withdraw_invitation(  # type: ignore[misc]
                invitation=invitation, by=case.owner, now=now
            ),
        )
        assert isinstance(taken, CaseGrant) != withdrawn
        assert (selectors.scope_for(case, reader, now=now) is None) == withdrawn
        if isinstance(taken, CaseGrant):
            actions.revoke_access(grant=taken, by=case.owner, now=now)  # type: ignore[arg-type]

"""Who may read whose case: by rows, at once, until they end."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from apps.accounts.models import User
from apps.cases import actions, selectors
from apps.cases.actions import SharingRefused
from apps.cases.enums import EventKind, OpeningKind, ReaderRole, Scope, State
from apps.cases.models import Case, CaseEvent, CaseGrant, CaseOpening
from apps.cases.rules import covers
from tests.factories.accounts import UserFactory
from tests.factories.cases import STARTED, CaseFactory, CaseFileFactory, DraftFactory
from tests.factories.grants import CaseGrantFactory, CaseInvitationFactory, CaseOpeningFactory

pytestmark = pytest.mark.django_db
NOW = STARTED + timedelta(days=1)
LATER = NOW + timedelta(days=7)


@pytest.fixture
def case(seller: User) -> Case:
    return CaseFactory.create(owner=seller)


def sees(person: User, case: Case, now: datetime = NOW) -> bool:
    """Whether the case is in what they may read; the list and the single question must agree."""
    listed = selectors.cases_visible_to(person, now=now).filter(pk=case.pk).exists()
    assert listed == (selectors.scope_for(case, person, now=now) is not None)
    return listed


# -- the right
@pytest.mark.parametrize("scope", Scope)
def test_a_grant_opens_one_case_to_one_person(scope: Scope, case: Case, seller: User, stranger: User) -> None:
    other = CaseFactory.create(owner=seller)
    assert not sees(stranger, case)
    grant = actions.grant_access(case=case, person=stranger, scope=scope, by=seller, now=NOW)
    assert (sees(stranger, case), sees(stranger, other)) == (True, False)
    assert selectors.scope_for(case, stranger, now=NOW) == scope
    assert list(selectors.grants_held_by(stranger, now=NOW)) == [grant]
    assert list(selectors.cases_owned_by(stranger)) == []


def test_own_and_shared_cases_stand_together(case: Case, stranger: User) -> None:
    mine, draft = CaseFactory.create(owner=stranger), DraftFactory.create(owner=stranger).case
    CaseGrantFactory.create(case=case, person=stranger)
    visible = selectors.cases_visible_to(stranger, now=NOW)
    assert set(visible) == {mine, draft, case}
    assert set(visible.filter(state=State.SUBMITTED).order_by("reference")[:5]) == {mine, case}
    assert set(selectors.filed_cases_visible_to(stranger, now=NOW)) == {mine, case}


def test_it_ends_at_once_when_it_is_revoked(case: Case, seller: User, stranger: User) -> None:
    grant = CaseGrantFactory.create(case=case, person=stranger)
    assert actions.revoke_access(grant=grant, by=seller, now=NOW)
    assert not sees(stranger, case)
    assert not actions.revoke_access(grant=grant, by=seller, now=LATER)
    grant.refresh_from_db()
    assert (grant.revoked_at, grant.revoked_by) == (NOW, seller)


def test_it_ends_by_itself_at_its_moment(case: Case, stranger: User) -> None:
    CaseGrantFactory.create(case=case, person=stranger, ends_at=LATER)
    assert sees(stranger, case, LATER - timedelta(microseconds=1))
    assert not sees(stranger, case, LATER)
    assert not selectors.readers_of(case, now=LATER).exists()


def test_what_ended_by_itself_can_be_granted_anew(case: Case, seller: User, stranger: User) -> None:
    CaseGrantFactory.create(case=case, person=stranger, ends_at=NOW)
    actions.grant_access(case=case, person=stranger, scope=Scope.FULL, by=seller, now=LATER)
    assert selectors.scope_for(case, stranger, now=LATER) == Scope.FULL


def test_the_owner_and_moderators_see_all_of_what_was_filed(case: Case, seller: User, moderator: User) -> None:
    draft = DraftFactory.create(owner=seller).case
    assert selectors.scope_for(case, seller, now=NOW) == Scope.EVIDENCE
    assert selectors.scope_for(draft, seller, now=NOW) == Scope.EVIDENCE
    assert selectors.scope_for(case, moderator, now=NOW) == Scope.EVIDENCE
    assert selectors.scope_for(draft, moderator, now=NOW) is None


def test_scopes_hold_those_before_them() -> None:
    held = [[covers(scope, needed) for needed in Scope] for scope in Scope]
    assert held == [[True, False, False], [True, True, False], [True, True, True]]
    assert not covers(None, Scope.SUMMARY)


def test_files_are_for_those_who_were_given_them(case: Case, seller: User, stranger: User, moderator: User) -> None:
    entry = CaseFileFactory.create(case=case)
    given = {}
    for scope in Scope:
        actions.grant_access(case=case, person=stranger, scope=scope, by=seller, now=NOW)
        given[scope] = list(selectors.evidence_visible_to(case, stranger, now=NOW))
    assert given == {Scope.SUMMARY: [], Scope.FULL: [], Scope.EVIDENCE: [entry]}
    for person in (seller, moderator):
        assert list(selectors.evidence_visible_to(case, person, now=NOW)) == [entry]
    assert not selectors.evidence_visible_to(case, UserFactory.create(), now=NOW).exists()


def test_a_reader_does_not_learn_who_else_reads(case: Case, seller: User, stranger: User, moderator: User) -> None:
    CaseGrantFactory.create(case=case, person=stranger)
    kinds = {
        person: [event.kind for event in selectors.timeline_of(case, person)]
        for person in (seller, stranger, moderator)
    }
    told = [EventKind.SUBMIT, EventKind.SHARE]
    assert [sorted(kinds[one]) for one in (seller, moderator)] == [sorted(told), sorted(told)]
    assert kinds[stranger] == [EventKind.SUBMIT]


# -- granting
def test_granting_twice_is_once(case: Case, seller: User, stranger: User) -> None:
    first, second = (
        actions.grant_access(case=case, person=stranger, scope=Scope.FULL, by=seller, now=moment)
        for moment in (NOW, LATER)
    )
    assert first == second
    assert CaseEvent.objects.filter(kind=EventKind.SHARE).count() == 1


def test_another_scope_replaces_the_grant_and_keeps_it_on_record(case: Case, seller: User, stranger: User) -> None:
    first = CaseGrantFactory.create(case=case, person=stranger)
    second = actions.grant_access(case=case, person=stranger, scope=Scope.SUMMARY, by=seller, now=NOW)
    first.refresh_from_db()
    assert (first.revoked_at, first.scope) == (NOW, Scope.EVIDENCE)
    assert list(selectors.readers_of(case, now=NOW)) == [second]
    assert actions.revoke_access(grant=first, by=seller, now=LATER)  # a page that still shows the first
    assert not sees(stranger, case, LATER)


def test_what_was_revoked_can_be_restored_as_it_was(case: Case, seller: User, stranger: User) -> None:
    grant = CaseGrantFactory.create(case=case, person=stranger, scope=Scope.FULL, ends_at=LATER)
    actions.revoke_access(grant=grant, by=seller, now=NOW)
    back = actions.restore_access(grant=grant, by=seller, now=NOW)
    assert (back.scope, back.ends_at, sees(stranger, case)) == (Scope.FULL, LATER, True)
    actions.revoke_access(grant=grant, by=seller, now=NOW)
    with pytest.raises(SharingRefused):
        actions.restore_access(grant=grant, by=seller, now=LATER)


@pytest.mark.parametrize("wrong", ["draft", "owner", "past"])
def test_what_cannot_be_granted_is_refused(wrong: str, case: Case, seller: User, stranger: User) -> None:
    shared = DraftFactory.create(owner=seller).case if wrong == "draft" else case
    person = seller if wrong == "owner" else stranger
    with pytest.raises(SharingRefused):
        actions.grant_access(
            case=shared, person=person, scope=Scope.FULL, ends_at=NOW if wrong == "past" else None, by=seller, now=NOW
        )
    assert not CaseGrant.objects.exists()


def refused_by_database(act: Callable[[], Any]) -> bool:
    try:
        with transaction.atomic():
            act()
    except DatabaseError:
        return True
    return False


def test_the_database_keeps_grants_as_they_were(case: Case, seller: User, stranger: User) -> None:
    grant = CaseGrantFactory.create(case=case, person=stranger, scope=Scope.SUMMARY)
    rows = CaseGrant.objects.filter(pk=grant.pk)
    assert refused_by_database(lambda: rows.update(scope=Scope.EVIDENCE))
    assert refused_by_database(lambda: rows.update(ends_at=LATER))
    assert refused_by_database(rows.delete)
    assert refused_by_database(
        lambda: CaseGrant.objects.create(
            case=case, person=stranger, scope=Scope.FULL, granted_at=NOW, granted_by=seller
        )
    )
    actions.revoke_access(grant=grant, by=seller, now=NOW)
    assert refused_by_database(lambda: rows.update(revoked_at=None, revoked_by=None))


# -- who opened it
def test_openings_are_written_once_an_hour(case: Case, seller: User, stranger: User, moderator: User) -> None:
    CaseGrantFactory.create(case=case, person=stranger)
    at_five = NOW.replace(minute=5)
    for person in (seller, stranger, stranger, moderator):
        actions.record_opening(case=case, by=person, now=at_five)
    actions.record_opening(case=case, by=stranger, now=NOW.replace(minute=59))
    actions.record_opening(case=case, by=stranger, now=at_five + timedelta(hours=1))
    actions.record_opening(case=case, kind=OpeningKind.EXPORT, by=stranger, now=at_five)
    rows = [(row.by, row.role, row.kind, row.at) for row in CaseOpening.objects.order_by("id")]
    assert rows == [
        (stranger, ReaderRole.READER, OpeningKind.PAGE, at_five),
        (moderator, ReaderRole.MODERATOR, OpeningKind.PAGE, at_five),
        (stranger, ReaderRole.READER, OpeningKind.PAGE, at_five + timedelta(hours=1)),
        (stranger, ReaderRole.READER, OpeningKind.EXPORT, at_five),
    ]
    assert [row.last_opened_at for row in selectors.readers_of(case, now=LATER)] == [at_five + timedelta(hours=1)]


def test_openings_are_final() -> None:
    CaseOpeningFactory.create()
    assert refused_by_database(lambda: CaseOpening.objects.update(at=LATER))
    assert refused_by_database(lambda: CaseOpening.objects.all().delete())


def test_an_address_is_known_to_the_owner_who_typed_it(case: Case) -> None:
    typed, other = CaseGrantFactory.create(case=case), CaseGrantFactory.create(case=case)
    CaseInvitationFactory.create(case=case, accepted_at=STARTED, accepted_by=typed.person)
    CaseInvitationFactory.create(accepted_at=STARTED, accepted_by=other.person)
    known = {grant: grant.was_invited for grant in selectors.readers_of(case, now=NOW)}
    assert known == {typed: True, other: False}


# -- at once
def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """Each deed in a thread and connection of its own, begun at the same moment; what each returned or raised."""
    start = Barrier(len(deeds))

    def run(deed: Callable[[], Any]) -> Any:
        try:
            start.wait(timeout=30)
            return deed()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


@pytest.mark.django_db(transaction=True)
def test_ten_grants_at_once_make_one() -> None:
    case, reader = CaseFactory.create(), UserFactory.create()

    def grant() -> CaseGrant:
        return actions.grant_access(case=case, person=reader, scope=Scope.FULL, by=case.owner, now=NOW)

    made = at_once(*[grant] * 10)
    assert len({grant.pk for grant in made}) == 1
    assert CaseGrant.objects.count() == CaseEvent.objects.filter(kind=EventKind.SHARE).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_revoke_beside_a_changed_scope_leaves_no_half() -> None:
    """Whichever comes last decides; revoked first, the change is a new grant, revoked last, there is none."""
    case, reader = CaseFactory.create(), UserFactory.create()
    for n in range(10):
        moment = NOW + timedelta(minutes=n)
        grant = actions.grant_access(case=case, person=reader, scope=Scope.FULL, by=case.owner, now=moment)
        changed, revoked = at_once(
            lambda moment=moment: actions.grant_access(  # type: ignore[misc]
                case=case, person=reader, scope=Scope.SUMMARY, by=case.owner, now=moment
            ),
            lambda grant=grant, moment=moment: actions.revoke_access(  # type: ignore[misc]
                grant=grant, by=case.owner, now=moment
            ),
        )
        assert revoked is True
        changed.refresh_from_db()
        left = list(selectors.live_grants(now=moment))
        assert left == ([] if changed.revoked_at else [changed])
        for grant in left:
            actions.revoke_access(grant=grant, by=case.owner, now=moment)

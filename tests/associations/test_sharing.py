"""A case in the hands of an association: who reads it, how it ends, what is on record."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime, timedelta
from threading import Event
from time import sleep
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.models import User
from apps.associations.actions import MemberRefused, decide_standing, end_membership, leave, share_with_association
from apps.associations.enums import Role, Standing
from apps.associations.models import Association
from apps.cases.actions import SharingRefused, record_sent_appeal
from apps.cases.actions.circles import grant_to_circle, hand_over_telling, revoke_from_circle
from apps.cases.enums import CircleScope, Scope, State, Track
from apps.cases.models import Case, CaseOpening, CircleGrant
from apps.cases.rules import Sent
from apps.cases.selectors import cases_visible_to, scope_for
from apps.cases.selectors.appeals import appeals_shared_with
from apps.cases.selectors.circles import cases_shared_with, count_shared_with
from apps.core import clock
from apps.deadlines.actions import name_stand_in
from apps.deadlines.selectors import stand_in_of
from apps.privacy.actions import request_erasure
from tests.associations.people import member, proven_person, signed_in
from tests.factories.accounts import ApiTokenFactory, UserFactory
from tests.factories.associations import AssociationFactory, MembershipFactory
from tests.factories.cases import CaseFactory, CaseFileFactory
from tests.factories.circles import CircleFactory, CircleGrantFactory, CircleReaderFactory
from tests.factories.evidence import CopyFactory
from tests.factories.grants import CaseGrantFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vault_folder")]


@pytest.fixture
def association(db: None) -> Association:
    return AssociationFactory.create()


@pytest.fixture
def case(seller: User) -> Case:
    """A verified case with a file of which there is a copy, and an appeal that was sent."""
    case = CaseFactory.create(owner=seller, state=State.VERIFIED)
    CopyFactory.create(original=CaseFileFactory.create(case=case, file__name="proof.pdf").file)
    sent = Sent(day=clock.now().date(), zone="UTC", channel="form")
    record_sent_appeal(case=case, track=Track.CURED, sent=sent, by=seller, now=clock.now())
    return case


def share(case: Case, association: Association, scope: CircleScope = CircleScope.EVIDENCE, **more: Any) -> CircleGrant:
    assert case.owner is not None
    return share_with_association(
        case=case, association=association, scope=scope, by=case.owner, now=clock.now(), **more
    )


def surfaces(case: Case) -> list[str]:
    """Every address at which a reader of the whole case gets something of it."""
    entry = case.files.get()
    return [
        reverse("case-detail", args=[case.pk]),
        reverse("shared-file", args=[case.pk, entry.pk]),
        reverse("shared-appeal", args=[case.pk, 1]),
    ]


def opens(client: Client, case: Case) -> set[int]:
    return {client.get(url).status_code for url in surfaces(case)}


def read_by_program(person: User, case: Case) -> set[int]:
    token = ApiTokenFactory.create(person=person, now=clock.now())
    headers = {"HTTP_AUTHORIZATION": f"Bearer {token.secret}"}
    urls = [f"/api/v1/cases/{case.pk}/", f"/api/v1/cases/{case.pk}/evidence/", f"/api/v1/cases/{case.pk}/appeals/"]
    return {Client().get(url, **headers).status_code for url in urls}


def ways_to_end() -> list[Any]:
    def revoke(grant: CircleGrant, association: Association, person: User) -> None:
        assert grant.case.owner is not None
        revoke_from_circle(grant=grant, by=grant.case.owner, now=clock.now())

    def suspend(grant: CircleGrant, association: Association, person: User) -> None:
        moderator = UserFactory.create(is_staff=True)
        decide_standing(
            association=association, standing=Standing.SUSPENDED, reason="Asked.", by=moderator, now=clock.now()
        )

    def leaves(grant: CircleGrant, association: Association, person: User) -> None:
        leave(membership=association.memberships.get(person=person), by=person, now=clock.now())

    def dismissed(grant: CircleGrant, association: Association, person: User) -> None:
        owner = association.founded_by
        end_membership(membership=association.memberships.get(person=person), by=owner, now=clock.now())

    def counted(grant: CircleGrant, association: Association, person: User) -> None:
        share(grant.case, association, CircleScope.COUNT)

    def erased(grant: CircleGrant, association: Association, person: User) -> None:
        assert grant.case.owner is not None
        request_erasure(by=grant.case.owner, now=clock.now())

    return [revoke, suspend, leaves, dismissed, counted, erased]


@pytest.mark.parametrize("end", ways_to_end(), ids=lambda end: end.__name__)
def test_it_ends_everywhere_at_once(
    case: Case, association: Association, end: Callable[[CircleGrant, Association, User], None]
) -> None:
    person = member(association).person
    client = signed_in(person)
    assert opens(client, case) == {404}
    grant = share(case, association)
    assert opens(client, case) == {200}
    assert read_by_program(person, case) == {200}
    end(grant, association, person)
    assert opens(client, case) == {404}
    assert read_by_program(person, case) == {404}
    assert list(cases_visible_to(person, now=clock.now())) == []
    assert list(appeals_shared_with(person, now=clock.now())) == []


def test_its_time_runs_out_by_itself(case: Case, association: Association, at: Any) -> None:
    person = member(association).person
    client, until = signed_in(person), clock.now() + timedelta(hours=1)
    share(case, association, ends_at=until)
    assert opens(client, case) == {200}
    at(until)
    assert opens(client, case) == {404}
    assert count_shared_with(association.circle, now=until) == 0  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("role", "reads"),
    [
        (Role.OWNER, True),
        (Role.COORDINATOR, True),
        (Role.CASE_WORKER, True),
        (Role.COUNSEL, True),
        (Role.OBSERVER, False),
    ],
)
def test_which_roles_read(case: Case, association: Association, role: Role, reads: bool) -> None:
    person = member(association, role).person
    share(case, association)
    assert scope_for(case, person, now=clock.now()) == (Scope.EVIDENCE if reads else None)


def test_the_summary_opens_the_page_and_no_more(case: Case, association: Association) -> None:
    client = signed_in(member(association).person)
    share(case, association, CircleScope.SUMMARY)
    assert [client.get(url).status_code for url in surfaces(case)] == [200, 404, 404]


def test_counted_is_counted_and_read_by_nobody(case: Case, association: Association) -> None:
    client = signed_in(member(association).person)
    share(case, association, CircleScope.COUNT)
    assert opens(client, case) == {404}
    assert association.circle is not None
    assert count_shared_with(association.circle, now=clock.now()) == 1
    assert list(cases_shared_with(association.circle, now=clock.now())) == []


def test_without_a_second_factor_nothing_opens(case: Case, association: Association) -> None:
    person = MembershipFactory.create(association=association).person
    from_code = Client()
    from_code.force_login(person)
    proven = member(association).person
    share(case, association)
    assert opens(from_code, case) == {404}
    only_code = Client()
    only_code.force_login(proven)
    answers = [only_code.get(url) for url in surfaces(case)]
    assert {answer.status_code for answer in answers} == {302}
    assert CaseOpening.objects.count() == 0


def test_what_is_held_otherwise_stays(case: Case, association: Association) -> None:
    person = member(association).person
    CaseGrantFactory.create(case=case, person=person, scope=Scope.SUMMARY, now=clock.now())
    grant = share(case, association)
    assert scope_for(case, person, now=clock.now()) == Scope.EVIDENCE
    revoke_from_circle(grant=grant, by=case.owner, now=clock.now())  # type: ignore[arg-type]
    assert scope_for(case, person, now=clock.now()) == Scope.SUMMARY


def test_the_owner_sees_who_of_the_body_opened_it(case: Case, association: Association, client_of: Any) -> None:
    client = signed_in(member(association, email="worker@bodies.example").person)
    grant = share(case, association)
    client.get(surfaces(case)[0])
    opening = CaseOpening.objects.get()
    assert opening.circle == association.circle
    assert case.owner is not None
    owner = client_of(case.owner)
    owner.post(reverse("body-revoke", args=[case.pk, grant.pk]))
    log = owner.get(reverse("case-log", args=[case.pk])).content.decode()
    assert log.count(association.name) == 3  # granted, opened, ended
    assert "worker@bodies.example" not in log


def test_the_owner_shares_ends_and_takes_back_the_end(case: Case, association: Association, client_of: Any) -> None:
    assert case.owner is not None
    client, url = client_of(case.owner), reverse("body-share", args=[case.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, {"association": "nowhere", "scope": "count"}).status_code == 422
    answer = client.post(url, {"association": association.slug, "scope": "evidence", "tells": "on"})
    assert answer.headers["Location"] == reverse("case-sharing", args=[case.pk])
    grant = CircleGrant.objects.get()
    assert (grant.scope, grant.tells) == ("evidence", True)
    for page in ("case-sharing", "case-detail"):
        assert association.name in client.get(reverse(page, args=[case.pk])).content.decode()
    client.post(reverse("body-revoke", args=[case.pk, grant.pk]))
    assert CircleGrant.objects.filter(revoked_at__isnull=True).count() == 0
    client.post(reverse("body-restore", args=[case.pk, grant.pk]))
    assert CircleGrant.objects.get(revoked_at__isnull=True).tells is True


def test_nobody_shares_or_ends_for_another(
    case: Case, association: Association, client_of: Any, stranger: User
) -> None:
    grant, client = share(case, association), client_of(stranger)
    assert client.post(reverse("body-share", args=[case.pk]), {}).status_code == 404
    assert client.post(reverse("body-revoke", args=[case.pk, grant.pk])).status_code == 404
    own = CaseFactory.create(owner=stranger)
    assert client.post(reverse("body-revoke", args=[own.pk, grant.pk])).status_code == 404
    assert CircleGrant.objects.filter(revoked_at__isnull=True).count() == 1


@pytest.mark.parametrize("standing", [Standing.PENDING, Standing.REFUSED, Standing.SUSPENDED])
def test_only_an_approved_body_is_given_cases(case: Case, standing: Standing) -> None:
    with pytest.raises(SharingRefused):
        share(case, AssociationFactory.create(standing=standing))


def test_a_coordinator_is_told_and_hands_it_over(case: Case, association: Association) -> None:
    first = member(association)
    share(case, association, tells=True)
    assert stand_in_of(case.docket) == first.person
    second = member(association)
    leave(membership=first, by=first.person, now=clock.now())
    assert stand_in_of(case.docket) == second.person
    leave(membership=second, by=second.person, now=clock.now())
    assert stand_in_of(case.docket) == association.founded_by
    with pytest.raises(MemberRefused):
        leave(
            membership=association.memberships.get(person=association.founded_by),
            by=association.founded_by,
            now=clock.now(),
        )


def test_telling_ends_with_the_sharing(case: Case, association: Association) -> None:
    member(association)
    grant = share(case, association, tells=True)
    revoke_from_circle(grant=grant, by=case.owner, now=clock.now())  # type: ignore[arg-type]
    assert stand_in_of(case.docket) is None


def decide(association: Association, standing: Standing, now: datetime) -> None:
    decide_standing(association=association, standing=standing, reason="R", by=UserFactory.create(), now=now)
    association.refresh_from_db()


def test_a_suspended_body_is_told_nothing_until_it_is_approved_again(seller: User, association: Association) -> None:
    coordinator, friend = member(association).person, UserFactory.create()
    kept, other, ended, quiet = (CaseFactory.create(owner=seller, state=State.VERIFIED) for _ in range(4))
    for case in (kept, other):
        share(case, association, tells=True)
    share(ended, association, tells=True, ends_at=clock.now() + timedelta(hours=1))
    share(quiet, association)
    decide(association, Standing.SUSPENDED, clock.now())
    assert [stand_in_of(case.docket) for case in (kept, other, ended, quiet)] == [None] * 4
    assert other.docket is not None
    name_stand_in(docket=other.docket, person=friend, until=None, now=clock.now())
    decide(association, Standing.APPROVED, clock.now() + timedelta(hours=1))
    assert [stand_in_of(case.docket) for case in (kept, other, ended, quiet)] == [coordinator, friend, None, None]


@pytest.mark.django_db(transaction=True)
def test_who_takes_a_case_back_while_the_body_is_approved_again_is_not_told_of() -> None:
    """The seller's transaction has ended the sharing and is not committed yet when the moderator decides."""
    association, seller = AssociationFactory.create(), UserFactory.create()
    member(association)
    case = CaseFactory.create(owner=seller, state=State.VERIFIED)
    grant = share(case, association, tells=True)
    decide(association, Standing.SUSPENDED, clock.now())
    taken_back = Event()

    def take_back() -> None:
        with closing(connection), transaction.atomic():
            revoke_from_circle(grant=grant, by=seller, now=clock.now())
            taken_back.set()
            sleep(0.5)

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(take_back)
        assert taken_back.wait(20)
        decide(association, Standing.APPROVED, clock.now())
        waiting.result()
    assert stand_in_of(case.docket) is None


def test_telling_is_handed_over_in_as_many_questions_for_many_cases(seller: User, association: Association) -> None:
    asked = []
    for number in (1, 4):
        first, second = member(association).person, UserFactory.create()
        cases = [CaseFactory.create(owner=seller, state=State.VERIFIED) for _ in range(number)]
        assert association.circle is not None
        for case in cases:
            grant_to_circle(
                case=case, circle=association.circle, scope=CircleScope.EVIDENCE, told=first, by=seller, now=clock.now()
            )
        with CaptureQueriesContext(connection) as queries:
            hand_over_telling(circle=association.circle, before=first, after=second, now=clock.now())
        assert {stand_in_of(case.docket) for case in cases} == {second}
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_twice_is_once_and_another_scope_replaces(case: Case, association: Association) -> None:
    first = share(case, association)
    assert share(case, association) == first
    other = share(case, association, CircleScope.SUMMARY)
    first.refresh_from_db()
    assert first.revoked_at is not None
    assert list(CircleGrant.objects.filter(revoked_at__isnull=True)) == [other]


def test_a_closed_circle_reads_nothing(case: Case) -> None:
    person = proven_person()
    circle = CircleFactory.create()
    CircleReaderFactory.create(circle=circle, person=person)
    CircleGrantFactory.create(case=case, circle=circle)
    assert scope_for(case, person, now=clock.now()) == Scope.EVIDENCE
    type(circle).objects.filter(pk=circle.pk).update(is_open=False)
    assert scope_for(case, person, now=clock.now()) is None

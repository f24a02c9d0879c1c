"""Reporting abuse with and without an account, the receipt, and the page of what is closed to somebody."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.accounts.models import User
from apps.campaigns.models import SignOn
from apps.cases.enums import Scope, State
from apps.cases.models import Case
from apps.conduct.actions import decide_report, lift_bar
from apps.conduct.enums import About, AbuseKind, Measure, Part
from apps.conduct.models import AbuseReport
from apps.core import clock
from apps.core.refusals import refused_lately
from tests.factories.accounts import ModeratorFactory
from tests.factories.associations import AssociationFactory
from tests.factories.campaigns import CampaignFactory
from tests.factories.cases import CaseFactory, DraftFactory
from tests.factories.conduct import REPORTED, AbuseReportFactory, BarFactory
from tests.factories.grants import CaseGrantFactory
from tests.factories.incidents import IncidentFactory
from tests.web.test_filing import COMPLETE

pytestmark = pytest.mark.django_db
FORM = {"kind": "impersonation", "words": "The store is mine.\r\nI filed nothing."}
PAGE = "/abuse/"


@pytest.fixture(autouse=True)
def fresh_limits(settings: Any) -> None:
    """Limits and counts of this test alone."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "conduct"}}
    cache.clear()


def test_a_visitor_reports_an_incident_and_keeps_the_address(client: Client) -> None:
    incident = IncidentFactory.create(is_public=True)
    address = f"{PAGE}?about=incident&key={incident.slug}"
    assert address.replace("&", "&amp;") in client.get(incident.get_absolute_url()).content.decode()
    page = client.get(address).content.decode()
    assert [str(incident.title) in page, "You are not signed in" in page] == [True, True]
    answer = client.post(address, FORM)
    report = AbuseReport.objects.get()
    assert answer.headers["Location"] == f"{PAGE}{report.pk}/"
    assert [report.reporter, report.about, report.key] == [None, About.INCIDENT, incident.slug]
    assert report.words == "The store is mine.\nI filed nothing."
    receipt = client.get(answer.headers["Location"]).content.decode()
    assert "Keep the address of this page" in receipt
    assert "The store is mine" not in receipt


def test_a_person_reads_what_came_of_it(client_of: Callable[[User], Client], seller: User, stranger: User) -> None:
    client = client_of(seller)
    answer = client.post(PAGE, FORM)
    report = AbuseReport.objects.get(reporter=seller)
    decide_report(report=report, measure=Measure.CORRECTED, words="Mended.", by=ModeratorFactory.create(), now=REPORTED)
    receipt = client.get(answer.headers["Location"]).content.decode()
    assert ["Mended." in receipt, "what was wrong is corrected" in receipt] == [True, True]
    assert client_of(stranger).get(answer.headers["Location"]).status_code == 404
    assert Client().get(answer.headers["Location"]).status_code == 404
    assert f"{PAGE}{report.pk}/" in client.get("/me/standing/").content.decode()


@pytest.mark.parametrize(
    "query", ["?about=incident&key=nothing", "?about=case&key=no-id", "?about=users", "?about=site&key=x", "?about="]
)
def test_what_is_not_there_is_not_reported(client: Client, query: str) -> None:
    assert [client.get(PAGE + query).status_code, client.post(PAGE + query, FORM).status_code] == [404, 404]


def test_campaigns_and_associations_have_the_way(client: Client) -> None:
    campaign, body = CampaignFactory.create(), AssociationFactory.create(standing="approved")
    for about, key, address in (
        ("campaign", campaign.slug, campaign.get_absolute_url()),
        ("association", body.slug, f"/associations/{body.slug}/"),
    ):
        assert f"about={about}&amp;key={key}" in client.get(address).content.decode()
        assert client.get(f"{PAGE}?about={about}&key={key}").status_code == 200


def test_a_shared_case_is_reported_by_its_reader_and_by_nobody_else(
    client_of: Callable[[User], Client], seller: User, stranger: User
) -> None:
    grant = CaseGrantFactory.create(person=stranger, case=CaseFactory.create(owner=seller), scope=Scope.FULL)
    address = f"{PAGE}?about=case&key={grant.case_id}"
    assert client_of(stranger).post(address, FORM).status_code == 302
    assert [client_of(seller).get(address).status_code, Client().get(address).status_code] == [404, 404]
    assert AbuseReport.objects.get().key == str(grant.case_id)


def test_a_form_half_filled_says_what_is_missing_and_keeps_the_rest(client: Client) -> None:
    answer = client.post(PAGE, {"kind": "", "words": " spam everywhere "})
    assert answer.status_code == 422
    assert ["Choose what fits best." in answer.content.decode(), "spam everywhere" in answer.content.decode()] == [
        True,
        True,
    ]
    assert client.post(PAGE, {"kind": "spam", "words": " \n "}).status_code == 422
    assert AbuseReport.objects.count() == 0


def test_many_reports_from_one_place_are_refused_with_a_sentence_and_counted(client: Client) -> None:
    answers = [client.post(PAGE, FORM).status_code for _ in range(6)]
    assert answers == [302] * 5 + [429]
    assert AbuseReport.objects.count() == 5
    assert next(iter(refused_lately(clock.now().date()))).today == 1


def test_other_methods_are_refused(client: Client) -> None:
    assert [client.put(PAGE).status_code, client.post(f"{PAGE}{AbuseReportFactory.create().pk}/").status_code] == [
        405,
        405,
    ]


# -- what is closed to somebody
def test_somebody_kept_from_filing_reads_why_and_keeps_draft_and_dates(
    client_of: Callable[[User], Client], seller: User
) -> None:
    case = CaseFactory.create(owner=seller)
    draft = DraftFactory.create(owner=seller, answers=COMPLETE)
    BarFactory.create(person=seller, parts=list(Part), words="Two cases were not yours.")
    client = client_of(seller)
    page = client.get("/me/standing/").content.decode()
    assert ["Two cases were not yours." in page, "filing new cases" in page] == [True, True]
    answer = client.post(f"/cases/{draft.case_id}/file/submit/", follow=True)
    assert Case.objects.get(pk=draft.case_id).state == State.DRAFT
    assert "closed this to your account" in answer.content.decode()
    for address in ("/cases/", f"/cases/{case.pk}/", f"/cases/{case.pk}/dates/", "/dates/", "/dates/new/", "/me/data/"):
        assert client.get(address).status_code == 200, address
    assert client.get(f"/cases/{draft.case_id}/file/summary/").status_code == 200
    for address in ("/me/reminders/", f"/cases/{case.pk}/evidence/", f"/cases/{case.pk}/ledger/", "/messages/"):
        assert client.get(address).status_code == 200, address


def test_joining_says_that_it_is_closed(client_of: Callable[[User], Client], seller: User) -> None:
    campaign = CampaignFactory.create()
    case = CaseFactory.create(owner=seller)
    BarFactory.create(person=seller, parts=[Part.JOIN])
    form = {"campaign": campaign.slug, "wish": "openly", "step": "sure", "case": str(case.pk), "agreed": "on"}
    client_of(seller).post("/joining/", form)
    assert SignOn.objects.count() == 0


def test_the_objection_is_sent_once(client_of: Callable[[User], Client], seller: User, moderator: User) -> None:
    bar = BarFactory.create(person=seller)
    client = client_of(seller)
    assert client.post("/me/standing/", {"words": ""}).status_code == 422
    assert client.post("/me/standing/", {"words": "It is mine."}).status_code == 302
    assert "with another moderator" in client.get("/me/standing/").content.decode()
    client.post("/me/standing/", {"words": "Again."})
    bar.refresh_from_db()
    assert bar.objection == "It is mine."
    lift_bar(bar=bar, words="You were right.", by=moderator, now=clock.now())
    page = client.get("/me/standing/").content.decode()
    assert ["You were right." in page, "open again" in page] == [True, True]


def test_without_anything_closed_the_page_says_so(client_of: Callable[[User], Client], seller: User) -> None:
    page = client_of(seller).get("/me/standing/").content.decode()
    assert ["Everything here is open to you." in page, "You have sent none." in page] == [True, True]
    assert client_of(seller).post("/me/standing/", {"words": "No."}).status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_ones_own_page_costs_the_same(
    client_of: Callable[[User], Client],
    seller: User,
    django_assert_num_queries: DjangoAssertNumQueries,
    number: int,
) -> None:
    for kind in list(AbuseKind)[:number]:
        AbuseReportFactory.create(by=seller, kind=kind)
    client = client_of(seller)
    client.get("/me/standing/")
    with django_assert_num_queries(6):
        client.get("/me/standing/")

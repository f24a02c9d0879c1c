"""Reports of abuse and exclusions at the desk: nobody learns who reported, nothing is done without being seen first."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.accounts.models import User
from apps.conduct.actions import object_to_bar
from apps.conduct.enums import About, Part, ReportState
from apps.conduct.models import Bar
from apps.moderation.actions import take_next
from apps.moderation.conduct_forms import ANSWERS, WHY
from apps.moderation.selectors.queues import KEYS, QUEUES, stands_of_queues
from tests.factories.accounts import ModeratorFactory, UserFactory
from tests.factories.associations import AssociationFactory
from tests.factories.campaigns import CampaignFactory
from tests.factories.cases import CaseFactory, DraftFactory
from tests.factories.conduct import AbuseReportFactory, BarFactory
from tests.factories.incidents import IncidentFactory
from tests.moderation.conftest import NOW

pytestmark = pytest.mark.django_db
LIST = "/desk/abuse/"
BAR = {"parts": ["file", "join"], "until": "2018-05-24", "reason": "Two cases named stores of others."}


def test_reports_wait_in_their_queue_and_are_taken_one_by_one(moderator: User) -> None:
    first, second = AbuseReportFactory.create(), AbuseReportFactory.create()
    AbuseReportFactory.create(by=moderator, now=NOW)  # nobody decides about their own
    stand = next(stand for stand in stands_of_queues(moderator, NOW) if stand.queue.name == "abuse")
    assert [stand.count, stand.oldest] == [2, first.reported_at]
    taken = {take_next(queue=QUEUES["abuse"], by=person, now=NOW) for person in (moderator, ModeratorFactory.create())}
    assert taken == {(first.pk,), (second.pk,)}


def test_every_queue_has_a_key_of_its_own() -> None:
    assert len(set(KEYS)) == len(KEYS) == len(QUEUES)
    assert not set(KEYS) & set("wjko/")


def test_nothing_at_the_desk_names_who_reported(desk: Client) -> None:
    report = AbuseReportFactory.create(by=UserFactory.create(email="quiet@sellers.example"))
    pages = [desk.get(LIST), desk.get(f"{LIST}{report.pk}/")]
    assert ["quiet@" in page.content.decode() for page in pages] == [False, False]
    assert report.words in pages[1].content.decode()


def test_a_decision_takes_words_and_goes_on_to_the_next(desk: Client) -> None:
    report, following = AbuseReportFactory.create(), AbuseReportFactory.create()
    page = f"{LIST}{report.pk}/"
    assert desk.post(page, {"measure": "removed", "reason": ""}).status_code == 400
    answer = desk.post(page, {"measure": "nothing", "ready": "looked", "reason": ""})
    assert answer.headers["Location"] == f"{LIST}{following.pk}/"
    report.refresh_from_db()
    assert [report.state, report.reason] == [ReportState.DISMISSED, ANSWERS["looked"].words("en")]
    assert desk.post(page, {"measure": "removed", "reason": "Late."}).status_code == 409
    assert desk.post(page, {"step": "reopen"}).status_code == 302
    report.refresh_from_db()
    assert report.state == ReportState.OPEN


def test_ready_words_are_in_the_language_of_whoever_reads_them(desk: Client) -> None:
    report = AbuseReportFactory.create(language="zh-hans")
    desk.post(f"{LIST}{report.pk}/", {"measure": "corrected", "ready": "mended", "reason": " "})
    report.refresh_from_db()
    assert report.reason == ANSWERS["mended"].words("zh-hans")
    assert {WHY[name].words("en") == WHY[name].words("zh-hans") for name in WHY} == {False}


def test_what_it_is_about_is_one_link_away(desk: Client) -> None:
    case, body = CaseFactory.create(), AssociationFactory.create()
    campaign, incident = CampaignFactory.create(), IncidentFactory.create()
    for about, key, address in (
        (About.CASE, str(case.pk), f"/desk/case/{case.pk}/"),
        (About.ASSOCIATION, body.slug, f"/desk/associations/{body.pk}/"),
        (About.CAMPAIGN, campaign.slug, campaign.get_absolute_url()),
        (About.INCIDENT, incident.slug, incident.get_absolute_url()),
    ):
        report = AbuseReportFactory.create(about=about, key=key)
        assert f'href="{address}"' in desk.get(f"{LIST}{report.pk}/").content.decode(), about
    gone = AbuseReportFactory.create(about=About.CAMPAIGN, key="gone")
    assert "(no longer there)" in desk.get(f"{LIST}{gone.pk}/").content.decode()
    assert desk.get(f"{LIST}{AbuseReportFactory.create(about=About.SITE, key='').pk}/").status_code == 200


def test_an_exclusion_is_looked_at_before_it_is_made(desk: Client, moderator: User) -> None:
    case = CaseFactory.create()
    assert case.owner is not None
    DraftFactory.create(owner=case.owner)
    report = AbuseReportFactory.create(about=About.CASE, key=str(case.pk))
    page = f"/desk/person/{case.owner_id}/bar/?report={report.pk}"
    assert page.replace("&", "&amp;") in desk.get(f"{LIST}{report.pk}/").content.decode()
    first = desk.get(page).content.decode()
    assert ["1 filed case" in first, "1 draft" in first, case.reference in first] == [True, True, True]
    assert case.owner.email not in first
    assert desk.post(page, {"parts": [], "reason": "No."}).status_code == 400
    look = desk.post(page, BAR)
    assert [look.status_code, Bar.objects.count()] == [200, 0]
    assert "Do it, and tell them" in look.content.decode()
    assert desk.post(page, {**BAR, "step": "run"}).status_code == 302
    bar = Bar.objects.get()
    assert [bar.person, bar.parts, bar.report, bar.made_by] == [case.owner, ["file", "join"], report, moderator]
    assert bar.until == datetime(2018, 5, 25, tzinfo=UTC)
    assert desk.post(page, {**BAR, "step": "run"}).status_code == 409


def test_a_day_that_is_over_and_a_moderator_are_refused_with_a_sentence(desk: Client, moderator: User) -> None:
    page = f"/desk/person/{UserFactory.create().pk}/bar/"
    answer = desk.post(page, {**BAR, "until": "2018-01-01", "step": "run"})
    assert [answer.status_code, "still to come" in answer.content.decode()] == [409, True]
    assert desk.post(f"/desk/person/{moderator.pk}/bar/", {**BAR, "step": "run"}).status_code == 409


def test_an_objection_waits_for_another_moderator_and_is_answered(
    desk: Client, moderator: User, client_of: Callable[[User], Client]
) -> None:
    bar = BarFactory.create(by=moderator)
    object_to_bar(bar=bar, words="The store is mine.", by=bar.person, now=NOW)
    page = f"/desk/bars/{bar.pk}/"
    assert "somebody else answers" in desk.get(page).content.decode()
    assert desk.post(page, {"step": "right", "words": "Yes."}).status_code == 409
    other = client_of(ModeratorFactory.create())
    assert other.post("/desk/queues/objections/next/").headers["Location"] == page
    assert "The store is mine." in other.get(page).content.decode()
    assert other.post(page, {"step": "right", "words": ""}).status_code == 400
    assert other.post(page, {"step": "right", "words": "You may act for it."}).status_code == 302
    bar.refresh_from_db()
    assert bar.lifted_at == NOW
    assert "lifted" in desk.get("/desk/bars/").content.decode()


def test_it_can_be_lifted_by_whoever_made_it(desk: Client, moderator: User) -> None:
    bar = BarFactory.create(by=moderator, parts=[Part.REPORT])
    assert desk.post(f"/desk/bars/{bar.pk}/", {"step": "lift", "words": "Enough."}).status_code == 302
    bar.refresh_from_db()
    assert [bar.lifted_at, bar.answer] == [NOW, "Enough."]


def test_empty_lists_say_what_they_are_for(desk: Client) -> None:
    assert "No report waits" in desk.get(LIST).content.decode()
    assert "Nothing decided yet" in desk.get(f"{LIST}?show=decided").content.decode()
    page = desk.get("/desk/bars/").content.decode()
    assert ["Nobody is kept from anything" in page, "Refused by limits" in page] == [True, True]


@pytest.mark.parametrize("number", [1, 3])
def test_lists_cost_the_same_however_long(
    desk: Client, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    for _ in range(number):
        AbuseReportFactory.create()
        BarFactory.create()
    for address in (LIST, "/desk/bars/"):
        desk.get(address)
        with django_assert_num_queries(7):
            desk.get(address)

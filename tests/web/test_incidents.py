import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from apps.accounts.models import User
from apps.cases.models import Case
from apps.core import clock
from apps.incidents.actions import load_incidents, place_case, read_data_files, save_facts
from apps.incidents.models import Incident
from tests.factories.cases import CaseFactory
from tests.factories.incidents import ClaimedFigureFactory, IncidentFactory, PolicyVersionFactory, SourceFactory


@pytest.fixture
def incidents(db: None) -> None:
    """The incidents that come with the project."""
    load_incidents(records=read_data_files(), now=clock.now())


def words(client: Client, path: str, language: str = "en") -> str:
    """What the page says, without tags and with single spaces."""
    answer = client.get(path, headers={"accept-language": language})
    assert answer.status_code == 200
    text = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", text.replace("&#x27;", "'").replace("&quot;", '"').replace("&amp;", "&"))


def slugs(answer: Any) -> list[str]:
    return re.findall(r'href="/incidents/([a-z0-9-]+)/"', answer.content.decode())


# -- the list
def test_list_shows_all_incidents_to_anybody(incidents: None, client: Client) -> None:
    answer = client.get("/incidents/")
    assert answer.status_code == 200
    assert len(slugs(answer)) == 13
    assert "Amazon account wave of 14 February 2018" in answer.content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "品牌备案"}, ["amz-brand-2022-12"]),
        ({"q": "封号", "year": "2018"}, ["amz-2018-02-14"]),
        ({"platform": "temu"}, ["temu-2024-07"]),
        ({"year": "2018"}, ["wish-2018-12-13-liu", "amz-2018-02-14"]),
        ({"year": "undated"}, ["paypal-cn-exporters"]),
        ({"kind": "ip_complaint"}, ["amz-2023-cyber-monday"]),
        ({"platform": "paypal", "kind": "funds_withheld"}, ["paypal-evans-2022"]),
    ],
)
def test_list_is_narrowed_by_what_stands_in_the_address(
    incidents: None, client: Client, query: dict[str, str], found: list[str]
) -> None:
    answer = client.get("/incidents/", query)
    assert slugs(answer) == found
    for name, value in query.items():
        assert value in str(answer.context["filter"].form[name])


def test_list_without_a_match_offers_all(incidents: None, client: Client) -> None:
    page = client.get("/incidents/", {"q": "zebra"})
    assert slugs(page) == []
    assert "No incident matches" in page.content.decode()


def test_list_with_nothing_in_it_says_what_it_is_for(db: None, client: Client) -> None:
    assert "No incidents yet" in client.get("/incidents/").content.decode()


@pytest.mark.parametrize(
    "query",
    [{"platform": "atlantis"}, {"year": "1e9"}, {"q": "\0"}, {"q": "x" * 5000}, {"page": "minus one"}, {"kind": "'"}],
)
def test_list_takes_nonsense_in_the_address(incidents: None, client: Client, query: dict[str, str]) -> None:
    assert client.get("/incidents/", query).status_code == 200


def test_list_cannot_be_asked_for_hidden_columns(incidents: None, client: Client) -> None:
    assert len(slugs(client.get("/incidents/", {"data_digest__startswith": "zz", "is_public": "false"}))) == 13


def test_hidden_incident_is_a_404_for_everybody(
    db: None, client: Client, client_of: Callable[[User], Client], moderator: User
) -> None:
    hidden = IncidentFactory.create(is_public=False)
    for browser in (client, client_of(moderator)):
        assert browser.get(f"/incidents/{hidden.slug}/").status_code == 404
        assert browser.post(f"/incidents/{hidden.slug}/affected/").status_code == 404
        assert slugs(browser.get("/incidents/")) == []


def test_unknown_incident_is_a_404(db: None, client: Client) -> None:
    assert client.get("/incidents/there-is-none/").status_code == 404


def test_pages_refuse_other_methods(incidents: None, client: Client) -> None:
    assert client.post("/incidents/").status_code == 405
    assert client.post("/incidents/amz-2018-02-14/").status_code == 405
    assert client.get("/incidents/amz-2018-02-14/affected/").status_code == 405


def test_list_asks_the_database_as_often_for_one_as_for_many(
    db: None, client: Client, django_assert_num_queries: Any
) -> None:
    IncidentFactory.create()
    client.get("/incidents/")
    with django_assert_num_queries(3):
        client.get("/incidents/")
    IncidentFactory.create_batch(5)
    with django_assert_num_queries(3):
        client.get("/incidents/")


# -- the page of one
def test_page_of_2018_shows_its_numbers_as_claims(incidents: None, client: Client) -> None:
    page = words(client, "/incidents/amz-2018-02-14/")
    assert "at least 500 sellers" in page
    assert "more than US$100,000,000" in page
    assert "tens of thousands" in page
    assert "an unnamed voice of the sellers" in page
    assert "321,000 reads" in page
    assert "Claims are quoted, never added up." in page


def test_page_of_2018_in_chinese(incidents: None, client: Client) -> None:
    page = words(client, "/incidents/amz-2018-02-14/", "zh-hans")
    assert "亚马逊2.14封号事件" in page
    assert "500名卖家" in page and "US$100,000,000" in page and "US$1亿" in page
    assert "数以万计" in page and "卖家方发声者（未具名）" in page
    assert re.search("2018年3月2日 → [^→]{1,20} 2018年3月19日", page)
    assert "被扣。后来" in page


def test_page_of_2018_shows_computed_dates_with_their_rule(incidents: None, client: Client) -> None:
    page = words(client, "/incidents/amz-2018-02-14/")
    assert "2 March 2018 → leads to 19 March 2018 Computed" in page
    assert "19 March 2018 → leads to 17 June 2018 Computed" in page
    assert "14 February 2018 → leads to 15 May 2018 Computed" in page
    assert "17 calendar days after access came back" in page


def test_page_of_brands_shows_both_readings_of_the_promise(incidents: None, client: Client) -> None:
    page = words(client, "/incidents/amz-brand-2022-12/")
    assert "Strict reading 13 Dec 2022, 13:00 (Beijing time) 13 Dec 2022, 00:00 (New York time)" in page
    assert "13 Dec 2022, 05:00 (UTC)" in page
    assert "Loose reading 14 Dec 2022, 16:00 (Beijing time) 14 Dec 2022, 00:00 (Los Angeles time)" in page
    assert "14 Dec 2022, 08:00 (UTC)" in page
    assert "Time is over, keeping not known" in page and "It is late only after the later reading." in page
    assert "It has no one date: it runs from a day of each seller." in page
    assert "The year is our inference" in page and "8 December 2022 (year inferred)" in page
    assert "more than 8,000 brands" in page and "over 10,000 brands" in page
    assert "admits a fault" in page and "offers no compensation" in page


def test_doubtful_number_of_temu_stands_outside_the_figures(incidents: None, client: Client) -> None:
    page = words(client, "/incidents/temu-2024-07/")
    before, after = page.split("A number that is not a fact")
    assert "CN¥1,140,000,000" not in before
    assert "CN¥1,140,000,000" in after and "stands against the 138 million" in after
    assert "CN¥138,000,000" in before


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_fact_of_every_incident_stands_on_its_page(incidents: None, client: Client, language: str) -> None:
    missing = []
    for incident in Incident.objects.all():
        page = words(client, f"/incidents/{incident.slug}/", language)
        with override(language):
            said = [incident.title, incident.summary, incident.period, *incident.unknown]
            for fact in [*incident.dates.all(), *incident.timeline.all(), *incident.figures.all()]:
                said += [fact.get_status_display(), fact.in_words]
            said += [each.text for each in incident.timeline.all()]
            said += [part for each in incident.figures.all() for part in (each.label, each.claimant, each.conflict)]
            said += [part for each in incident.statements.all() for part in (each.gist, each.speaker)]
            said += [part for each in incident.computed_dates.all() for part in (each.label, each.working, each.due)]
            said += [part for each in incident.sources.all() for part in (each.publisher, each.reliability)]
            said += [each.text for each in incident.advice.all()]
            said += [part for each in incident.promises.all() for part in (each.wording, each.note, each.evidence)]
        missing += [(incident.slug, part) for part in said if re.sub(r"\s+", " ", str(part)) not in page]
    assert missing == []


def test_page_names_no_file_of_ours(incidents: None, client: Client) -> None:
    for incident in Incident.objects.all():
        html = client.get(f"/incidents/{incident.slug}/").content.decode()
        assert re.findall(r"\w+\.(?:ya?ml|txt)|seed|/work", html) == []


def test_source_without_an_address_is_no_link(db: None, client: Client) -> None:
    incident = IncidentFactory.create()
    SourceFactory.create(incident=incident, publisher="paper.example", url="")
    html = client.get(f"/incidents/{incident.slug}/").content.decode()
    assert "paper.example" in html
    assert "http://paper.example" not in html


def test_page_asks_the_database_as_often_for_little_as_for_much(
    incidents: None, client: Client, django_assert_num_queries: Any
) -> None:
    for slug, dates_of_promises in (("amz-2021-tongtuo", 0), ("amz-2018-02-14", 1)):
        client.get(f"/incidents/{slug}/")
        with django_assert_num_queries(12 + dates_of_promises):
            client.get(f"/incidents/{slug}/")


def test_a_merged_incident_leads_to_the_one_it_is_in_now_if_that_is_public(db: None, client: Client) -> None:
    target = IncidentFactory.create()
    gone = IncidentFactory.create(is_public=False, merged_into=target)
    answer = client.get(f"/incidents/{gone.slug}/")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/incidents/{target.slug}/")
    Incident.objects.filter(pk=target.pk).update(is_public=False)
    assert client.get(f"/incidents/{gone.slug}/").status_code == 404


def test_words_of_moderators_are_escaped(db: None, client: Client) -> None:
    incident = IncidentFactory.create(title_en="<script>alert(1)</script>", summary_en="a & b <i>")
    html = client.get(f"/incidents/{incident.slug}/").content.decode()
    assert "<script>alert" not in html and "&lt;script&gt;" in html


# -- “I am affected too”
def test_affected_begins_a_placed_draft_with_what_is_known(
    incidents: None, client_of: Callable[[User], Client], seller: User
) -> None:
    browser = client_of(seller)
    answer = browser.post("/incidents/amz-2018-02-14/affected/", follow=True)
    case = Case.objects.get()
    assert answer.redirect_chain[0] == (f"/cases/{case.pk}/file/", 302)
    assert answer.status_code == 200
    assert (case.owner, case.placement.incident.slug, case.placement.how) == (
        seller,
        "amz-2018-02-14",
        "filed_as_affected",
    )
    page = browser.get(f"/cases/{case.pk}/file/event/").content.decode()
    assert re.search(r'<option value="amazon"[^>]*selected', page)
    assert re.search(r'<option value="account_suspension"[^>]*selected', page)
    assert 'value="2018-02-14"' in page


def test_affected_twice_goes_on_with_the_same_draft(
    incidents: None, client_of: Callable[[User], Client], seller: User
) -> None:
    browser = client_of(seller)
    first = browser.post("/incidents/amz-2018-02-14/affected/")
    second = browser.post("/incidents/amz-2018-02-14/affected/")
    assert first["location"] == second["location"]
    assert Case.objects.count() == 1
    browser.post("/incidents/amz-brand-2022-12/affected/")
    assert Case.objects.count() == 2


def test_affected_without_signing_in_belongs_to_the_browser(incidents: None, client: Client, stranger: User) -> None:
    answer = client.post("/incidents/amz-2018-02-14/affected/", follow=True)
    case = Case.objects.get()
    assert (answer.status_code, case.owner) == (200, None)
    assert client.post("/incidents/amz-2018-02-14/affected/")["location"] == f"/cases/{case.pk}/file/"
    other = Client()
    other.force_login(stranger)
    assert other.get(f"/cases/{case.pk}/file/event/").status_code == 404
    assert other.post("/incidents/amz-2018-02-14/affected/")["location"] != f"/cases/{case.pk}/file/"


def test_page_leads_back_to_one_s_own_case_and_shows_it_to_nobody_else(
    incidents: None, client: Client, client_of: Callable[[User], Client], seller: User, stranger: User
) -> None:
    client_of(seller).post("/incidents/amz-2018-02-14/affected/")
    reference = Case.objects.get().reference
    assert reference in client_of(seller).get("/incidents/amz-2018-02-14/").content.decode()
    for browser in (client, client_of(stranger)):
        assert reference not in browser.get("/incidents/amz-2018-02-14/").content.decode()


def test_affected_needs_the_form_s_token(incidents: None) -> None:
    assert Client(enforce_csrf_checks=True).post("/incidents/amz-2018-02-14/affected/").status_code == 403
    assert Case.objects.count() == 0


def test_case_page_names_its_incident_only_while_it_is_public(
    incidents: None, client_of: Callable[[User], Client], seller: User, moderator: User
) -> None:
    case, hidden = CaseFactory.create(owner=seller), IncidentFactory.create(title_en="Not yet told", is_public=False)
    place_case(case=case, incident=hidden, by=moderator, now=clock.now())
    browser = client_of(seller)
    assert "Not yet told" not in browser.get(f"/cases/{case.pk}/").content.decode()
    place_case(case=case, incident=Incident.objects.get(slug="amz-2018-02-14"), by=moderator, now=clock.now())
    assert "Amazon account wave of 14 February 2018" in browser.get(f"/cases/{case.pk}/").content.decode()


def test_sources_show_their_copy_with_day_and_hash_and_terms_from_when_until_when(db: None, client: Client) -> None:
    incident = IncidentFactory.create(is_public=True)
    copy = {"archived_url": "https://archive.example/1", "archived_on": date(2018, 2, 15), "archived_sha256": "b" * 64}
    SourceFactory.create(incident=incident, **copy)
    PolicyVersionFactory.create(incident=incident)
    PolicyVersionFactory.create(incident=incident, title_en="Seller Policies", valid_until=None, archived_sha256="")
    page = words(client, incident.get_absolute_url())
    assert "Copy of 15 February 2018 · SHA-256 " + "b" * 64 in page
    assert "Terms in force" in page
    assert "in force from 1 August 2017 to 30 September 2018" in page
    assert page.count("Copy of 14 February 2018") == 2
    chinese = words(client, incident.get_absolute_url(), "zh-hans")
    assert ["商业解决方案协议" in chinese, "当时有效的条款" in chinese] == [True, True]


def test_without_terms_nothing_is_said_of_them(db: None, client: Client) -> None:
    assert "Terms in force" not in words(client, IncidentFactory.create(is_public=True).get_absolute_url())


def test_a_claim_says_when_it_was_entered_and_what_contradicts_it_and_names_no_moderator(
    moderator: User, client: Client
) -> None:
    incident = IncidentFactory.create(is_public=True)
    claim, rival = (
        ClaimedFigureFactory.build(incident=incident, bound="exactly", value=value, claimant_en=who, confidence="low")
        for value, who in ((500, "a seller"), (80, "a lawyer"))
    )
    save_facts(
        incident=incident, saved=[claim, rival], deleted=[], by=moderator, now=datetime(2026, 11, 22, tzinfo=UTC)
    )
    page = words(client, incident.get_absolute_url())
    assert "Another claim of the same gives another number: 80 sellers, according to a lawyer." in page
    assert "Another claim of the same gives another number: 500 sellers, according to a seller." in page
    assert (page.count("entered here on 22 November 2026"), page.count("Confidence: low")) == (2, 2)
    assert moderator.email not in page
    chinese = words(client, incident.get_absolute_url(), "zh-hans")
    assert chinese.count("2026年11月22日录入本站") == 2
    assert "对同一事项，一名卖家给出了另一个数字：500名卖家。" in chinese.replace(" ", "")

"""The list of a person's cases: searched, narrowed, ordered, kept, saved as a table; and no oracle for anybody else."""

import csv
from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO, StringIO
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from apps.accounts.models import User
from apps.cases.actions.views import MOST_VIEWS, save_view
from apps.cases.enums import OpeningKind, Scope, State
from apps.cases.models import Case, CaseOpening, SavedView
from apps.cases.rules import AccountFacts
from apps.incidents.actions import place_case
from apps.web.case_export import AT_ONCE
from apps.web.filters.cases import ORDERS, CaseFilter
from tests.factories.cases import STARTED, CaseFactory, DraftFactory, FilingFactory
from tests.factories.grants import CaseGrantFactory
from tests.factories.incidents import IncidentFactory
from tests.factories.losses import AmountFactory
from tests.factories.search import SavedViewFactory

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
NOW = STARTED + timedelta(days=1)
LIST = "/cases/"
CANARY = AccountFacts("Kanarienvogel", "AKANARIE99", "https://kanarie.example/s", company_name="金丝雀贸易公司")
SECRET = "The kanariestory 金丝雀被扣 order 555-7654321-7654321."


@pytest.fixture
def browser(seller: User, client_of: SignIn) -> Client:
    return client_of(seller)


@pytest.fixture
def canary(stranger: User) -> Case:
    """Somebody else's case, with words that stand nowhere else."""
    said = {"platform": "temu", "marketplace": "", "country": "JP", "case_type": "penalty", "allegation": "patent"}
    filing = FilingFactory.build(account=CANARY, narrative=SECRET, notice_date=date(2017, 5, 5), **said)
    return CaseFactory.create(owner=stranger, state=State.VERIFIED, filing=filing)


def shown(answer: object) -> list[str]:
    return [row.case.reference for row in answer.context["rows"]]  # type: ignore[attr-defined]


def table(browser: Client, query: str = "") -> list[dict[str, str]]:
    answer = browser.get(f"{reverse('case-export-csv')}?{query}")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.DictReader(StringIO(text, newline="")))


# -- narrowed and ordered
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("allegation=patent", ["b"]),
        ("since=2018-01-01", ["a"]),
        ("until=2018-01-01", ["b"]),
        ("since=2017-05-05&until=2017-05-05", ["b"]),
        ("since=nonsense", ["b", "a"]),
        ("incident=spring", ["a"]),
        ("incident=hidden", ["b", "a"]),
        ("order=oldest", ["a", "b"]),
        ("order=notice", ["a", "b"]),
        ("order=owner__email", ["b", "a"]),
        ("", ["b", "a"]),
    ],
)
def test_the_address_narrows_and_orders(query: str, expected: list[str], browser: Client, seller: User) -> None:
    filings = {"a": FilingFactory.build(), "b": FilingFactory.build(allegation="patent", notice_date=date(2017, 5, 5))}
    cases = {
        name: CaseFactory.create(owner=seller, filing=filing, now=STARTED + timedelta(days=days))
        for days, (name, filing) in enumerate(filings.items())
    }
    for slug, name, is_public in (("spring", "a", True), ("hidden", "b", False)):
        incident = IncidentFactory.create(slug=slug, is_public=is_public)
        place_case(case=cases[name], incident=incident, by=seller, now=NOW)
    assert shown(browser.get(f"{LIST}?{query}")) == [cases[name].reference for name in expected]


def test_pages_do_not_overlap_when_everything_was_begun_at_once(browser: Client, seller: User) -> None:
    references = {case.reference for case in CaseFactory.create_batch(41, owner=seller)}
    for order in ("", *ORDERS):
        pages = [shown(browser.get(f"{LIST}?order={order}&page={number}")) for number in (1, 2, 3)]
        assert [len(page) for page in pages] == [20, 20, 1]
        assert set().union(*pages) == references


def test_what_narrows_the_list_can_be_taken_away_piece_by_piece(browser: Client, seller: User) -> None:
    CaseFactory.create(owner=seller)
    answer = browser.get(f"{LIST}?q=blocked&state=submitted&since=2018-02-01&order=oldest")
    chips = {chip.name: (chip.value, chip.without) for chip in answer.context["filter"].chips}
    assert chips == {
        "Search": ("blocked", "state=submitted&order=oldest&since=2018-02-01"),
        "State": ("Submitted", "q=blocked&order=oldest&since=2018-02-01"),
        "Notice from": ("1 February 2018", "q=blocked&state=submitted&order=oldest"),
    }


def test_htmx_is_told_the_short_address(browser: Client) -> None:
    answer = browser.get(f"{LIST}?q=&state=verified&platform=&order=newest&page=1", headers={"HX-Request": "true"})
    assert answer["HX-Push-Url"] == f"{LIST}?state=verified"


# -- searched
def test_the_place_that_was_found_is_shown(browser: Client, seller: User) -> None:
    CaseFactory.create(owner=seller, filing=FilingFactory.build(narrative="They 扣留了我们的貨款 & <b>kept</b> it."))
    html = browser.get(f"{LIST}?q=货款").text
    assert "扣留了我们的<mark>貨款</mark> &amp; &lt;b&gt;kept&lt;/b&gt; it." in html


def test_a_slip_of_the_finger_is_forgiven_and_said(browser: Client, seller: User) -> None:
    case = CaseFactory.create(owner=seller, filing=FilingFactory.build(narrative="The warehouse burned."))
    answer = browser.get(f"{LIST}?q=warehuose")
    assert shown(answer) == [case.reference]
    assert "spelled almost like them" in answer.text
    assert "<mark>warehouse</mark>" in answer.text
    assert "spelled almost like them" not in browser.get(f"{LIST}?q=warehouse").text


@pytest.mark.parametrize(("typed", "meant"), [("Amazn", "amazon"), ("suspendde", "suspended"), ("亚马孙", "亚马逊")])
def test_nothing_found_suggests_words_of_the_vocabulary(typed: str, meant: str, browser: Client) -> None:
    answer = browser.get(LIST, {"q": typed})
    assert meant in answer.context["suggestions"]
    assert f"{LIST}?q={quote(meant)}" in answer.text


def test_a_name_leads_over_a_word_of_a_story(browser: Client, seller: User) -> None:
    facts = AccountFacts("Lantern House", "", "")
    named = CaseFactory.create(owner=seller, filing=FilingFactory.build(account=facts, narrative="Blocked."))
    told = FilingFactory.build(narrative="Every lantern is gone.", account=AccountFacts("Pier", "", ""))
    later = CaseFactory.create(owner=seller, filing=told, now=NOW)
    assert shown(browser.get(f"{LIST}?q=lantern")) == [named.reference, later.reference]
    assert shown(browser.get(f"{LIST}?q=lantern&order=newest")) == [named.reference, later.reference]
    assert shown(browser.get(f"{LIST}?q=lantern&order=moved")) == [later.reference, named.reference]


# -- shared
@pytest.mark.parametrize(
    ("scope", "finds", "loss"),
    [(Scope.SUMMARY, False, ""), (Scope.FULL, True, "12500.00"), (Scope.EVIDENCE, True, "12500.00")],
)
def test_a_shared_case_shows_what_its_scope_covers(
    scope: Scope, finds: bool, loss: str, browser: Client, canary: Case
) -> None:
    CaseGrantFactory.create(case=canary, person=User.objects.get(email="seller@sellers.example"), scope=scope)
    answer = browser.get(LIST)
    assert shown(answer) == [canary.reference]
    assert ("Shared with you" in answer.text, "Kanarienvogel" in answer.text) == (True, False)
    assert ("US$12,500" in answer.text) == bool(loss)
    for text in ("kanariestory", "金丝雀被扣", "555-7654321-7654321"):
        assert (shown(browser.get(LIST, {"q": text})) == [canary.reference]) == finds
    for text in ("Kanarienvogel", "AKANARIE99", "贸易公司", "kanari"):
        assert shown(browser.get(LIST, {"q": text})) == []
    row = table(browser)[0]
    assert (row["Reference"], row["Store name"], row.get("Likely loss, USD", "")) == (canary.reference, "", loss)
    assert CaseOpening.objects.get().kind == OpeningKind.EXPORT


def test_a_revoked_case_is_gone_from_list_search_and_export(browser: Client, seller: User, canary: Case) -> None:
    grant = CaseGrantFactory.create(case=canary, person=seller, ends_at=STARTED + timedelta(days=2))
    assert grant.ends_at < NOW + timedelta(days=365)  # long past by now
    assert (shown(browser.get(LIST)), table(browser)) == ([], [])


def test_a_moderators_own_list_is_not_what_they_moderate(moderator: User, client_of: SignIn, canary: Case) -> None:
    assert shown(client_of(moderator).get(LIST)) == []


# -- no oracle
@pytest.mark.parametrize("url", [LIST, "/cases/export.csv", "/cases/export.xlsx"])
def test_no_parameter_tells_anything_of_somebody_elses_case(
    url: str, browser: Client, seller: User, canary: Case
) -> None:
    """Whatever is asked, the answer is the same whether the other's case is there or not, by its bytes."""
    place_case(case=canary, incident=IncidentFactory.create(slug="spring"), by=canary.owner, now=NOW)
    CaseFactory.create(owner=seller)
    asked = [
        *({name: value} for name in CaseFilter.base_filters for value in PROBES),
        *({name: value} for name in ("owner", "account__store_name", "terms__numbers", "grants__person", "view", "page")
          for value in PROBES),
    ]  # fmt: skip
    marks = (canary.reference, "Kanarien", "AKANARIE", "金丝雀贸易", str(canary.pk), "kanariestory")
    for question in asked:
        said = body(browser, url, question)
        for value in question.values():
            said = said.replace(value, "").replace(quote(value), "")
        assert not any(mark in said for mark in marks), question


PROBES = [
    "Kanarienvogel", "AKANARIE99", "kanariestory", "kanariestorry", "金丝雀被扣", "555-7654321-7654321", "kana", "temu",
    "verified", "penalty", "patent", "spring", "2017-05-05", "oldest", "platform", "account__store_name",
    "-owner__email",
]  # fmt: skip


def body(browser: Client, url: str, question: dict[str, str]) -> str:
    answer = browser.get(url, question)
    assert answer.status_code == 200
    content = answer.getvalue() if answer.streaming else answer.content
    if url.endswith("xlsx"):
        rows = load_workbook(BytesIO(content)).worksheets[0].rows
        return "\n".join(str([cell.value for cell in row]) for row in rows)
    return content.decode()


def test_what_somebody_else_kept_is_not_there(browser: Client, stranger: User) -> None:
    view = SavedViewFactory.create(person=stranger, name="Kanarienvogel", query="q=kanariestory")
    assert "anari" not in browser.get(f"{LIST}?view={view.pk}").text.replace(str(view.pk), "")
    for name in ("case-view-change", "case-view-remove"):
        url = reverse(name, args=[view.pk])
        assert browser.post(url, {"name": "Mine", "query": ""}).status_code == 404
    view.refresh_from_db()
    assert (view.name, view.query) == ("Kanarienvogel", "q=kanariestory")


# -- kept
def test_a_view_is_kept_changed_and_removed(browser: Client, seller: User) -> None:
    CaseFactory.create(owner=seller)
    browser.post(reverse("case-view-save"), {"name": "Waiting", "query": "state=submitted&owner=1&page=3"})
    view = SavedView.objects.get()
    assert (view.person, view.name, view.query) == (seller, "Waiting", "state=submitted")
    tabs = browser.get(f"{LIST}?state=submitted&view={view.pk}").context["tabs"]
    assert [(tab.label, tab.current) for tab in tabs] == [("All", False), ("Waiting", True)]
    changed = browser.get(f"{LIST}?state=verified&view={view.pk}")
    assert "shows something else now" in changed.text
    browser.post(reverse("case-view-change", args=[view.pk]), {"name": "Verified", "query": "state=verified"})
    view.refresh_from_db()
    assert (view.name, view.query) == ("Verified", "state=verified")
    assert browser.post(reverse("case-view-remove", args=[view.pk]))["Location"] == LIST
    assert not SavedView.objects.exists()
    assert Case.objects.count() == 1


def test_a_view_needs_a_name_and_there_are_twelve_at_most(browser: Client, seller: User) -> None:
    answer = browser.post(reverse("case-view-save"), {"name": " ", "query": "q=x"}, follow=True)
    assert "Give the view a name." in answer.text
    for number in range(MOST_VIEWS):
        save_view(name=f"View {number}", query="", by=seller, now=NOW)
    answer = browser.post(reverse("case-view-save"), {"name": "One more", "query": "q=x"}, follow=True)
    assert "Twelve views are the most" in answer.text
    browser.post(reverse("case-view-save"), {"name": "View 3", "query": "q=x"})
    assert SavedView.objects.count() == MOST_VIEWS
    assert {view.query for view in SavedView.objects.all()} == {"", "q=x"}


def test_names_of_views_stand_encrypted(seller: User) -> None:
    save_view(name="Kanarienvogel", query="q=kanariestory", by=seller, now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, query FROM cases_savedview")
        assert not any(b"anari" in bytes(value) for value in cursor.fetchone())


# -- saved as a table
def test_the_table_is_what_the_list_shows(browser: Client, seller: User) -> None:
    amounts = (AmountFactory.build(), AmountFactory.build(component="fba_stock", currency="CNY"))
    facts = AccountFacts("=HYPERLINK(1)", "A2TOKEN", "")
    case = CaseFactory.create(owner=seller, filing=FilingFactory.build(account=facts, amounts=amounts))
    CaseFactory.create(owner=seller, state=State.VERIFIED, filing=FilingFactory.build(account__store_name="Pier"))
    DraftFactory.create(owner=seller)
    rows = table(browser, "state=submitted")
    assert [row["Reference"] for row in rows] == [case.reference]
    row = rows[0]
    assert (row["Store name"], row["Notice date"], row["Platform"]) == ("'=HYPERLINK(1)", "14 February 2018", "Amazon")
    assert (row["Likely loss, CNY"], row["Likely loss, USD"]) == ("12500.00", "12500.00")
    assert len(table(browser)) == 3
    answer = browser.get(reverse("case-export-csv"))
    assert answer["Content-Disposition"].startswith('attachment; filename="cases ')
    assert "no-store" in answer["Cache-Control"]


def test_the_workbook_has_the_same_rows(browser: Client, seller: User) -> None:
    case = CaseFactory.create(owner=seller)
    book = load_workbook(BytesIO(browser.get(reverse("case-export-xlsx")).content))
    head, row = book.worksheets[0].rows
    cells = {cell.value: row[place] for place, cell in enumerate(head)}
    assert cells["Reference"].value == case.reference
    assert (cells["Likely loss, USD"].value, cells["Notice date"].is_date) == (12500, True)


def test_the_table_speaks_the_readers_language(browser: Client, seller: User) -> None:
    seller.language, seller.time_zone = "zh-hans", "Asia/Shanghai"
    seller.save()
    CaseFactory.create(owner=seller)
    row = table(browser)[0]
    assert (row["通知日期"], row["平台"]) == ("2018年2月14日", "亚马逊")
    assert row["提交（北京时间）"] == "2018年2月20日 18:00"


# -- the same number of queries
@pytest.mark.parametrize("query", ["", "q=blocked", "q=货款", "order=platform", "state=submitted&q=lamp"])
def test_queries_of_a_list_do_not_grow(query: str, browser: Client, seller: User) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(f"{LIST}?{query}").status_code == 200
        return len(asked)

    CaseFactory.create(owner=seller)
    CaseGrantFactory.create(person=seller)
    DraftFactory.create(owner=seller)
    one = queries()
    CaseFactory.create_batch(3, owner=seller)
    for _ in range(3):
        CaseGrantFactory.create(person=seller)
    DraftFactory.create_batch(3, owner=seller)
    assert queries() <= one <= 12


def test_queries_of_an_export_grow_by_steps_only(browser: Client, seller: User) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            table(browser)
        return len(asked)

    CaseFactory.create(owner=seller)
    one = queries()
    CaseFactory.create_batch(3, owner=seller)
    assert AT_ONCE > 4
    assert queries() == one

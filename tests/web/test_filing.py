"""Filing in the pages: nothing typed is lost, whatever happens; nobody else gets near it."""

import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.urls import reverse

from apps.accounts.models import User
from apps.cases import actions
from apps.cases.enums import State
from apps.cases.models import Case, CaseEvent, CaseFile, Draft
from apps.core import clock
from apps.evidence.models import StoredFile
from apps.incidents.actions import start_affected_case
from apps.losses.selectors import current_lines
from apps.web.uploads import LARGEST_BODY
from tests.factories.cases import CaseFactory, DraftFactory, SellerAccountFactory
from tests.factories.evidence import NOTICE
from tests.factories.incidents import IncidentFactory

SignIn = Callable[[User], Client]

pytestmark = pytest.mark.django_db

EVENT = {
    "platform": "amazon",
    "marketplace": "amazon.us",
    "case_type": "account_suspension",
    "allegation": "fake_orders_fraud",
    "notice_date": "2018-02-14",
    "notice_time": "18:30",
    "notice_zone": "America/Los_Angeles",
    "notice_text": "Dear seller, …",
    "narrative": "",
}
AMOUNTS = {"component": "withheld_balance", "likely": "12万", "currency": "CNY", "low": "", "high": "", "loss_date": ""}
ACCOUNT = {"store_name": "Harbour Lamp", "merchant_token": "", "store_url": "", "company_name": "", "credit_code": ""}
STEPS: list[tuple[str, dict[str, str]]] = [
    ("event", EVENT),
    ("amounts", AMOUNTS),
    ("account", ACCOUNT),
    ("visibility", {"visibility": "private"}),
]
COMPLETE = {step: {name: [text] for name, text in fields.items()} for step, fields in STEPS}


@pytest.fixture(autouse=True)
def vault(tmp_path: Any) -> Any:
    with override_settings(EVIDENCE_ROOT=tmp_path):
        yield


@pytest.fixture
def draft(seller: User) -> Draft:
    return DraftFactory.create(owner=seller)


@pytest.fixture
def browser(seller: User, client_of: SignIn) -> Client:
    """The seller's."""
    return client_of(seller)


def address(name: str, draft: Draft | Case, *parts: Any) -> str:
    case_id = draft.case_id if isinstance(draft, Draft) else draft.pk
    return reverse(name, args=[case_id, *parts])


def hidden(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found, f"no hidden {name}"
    return found.group(1)


def open_step(browser: Client, draft: Draft, step: str) -> dict[str, str]:
    """The marks of a step's page as it was opened."""
    html = browser.get(address("case-step", draft, step)).text
    return {name: hidden(html, name) for name in ("seen", "writer")}


def post_step(browser: Client, draft: Draft, step: str, fields: dict[str, Any], **more: Any) -> Any:
    marks = open_step(browser, draft, step)
    return browser.post(address("case-step", draft, step), {**marks, **fields}, **more)


def same(html: str) -> str:
    """A page without what differs each time: form tokens and the address asked for."""
    return re.sub(r"\b[A-Za-z0-9]{64}\b|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "", html)


def typed(draft: Draft) -> Any:
    return Draft.objects.get(pk=draft.pk).typed


# -- the whole way
def test_a_case_is_filed_in_four_steps_after_signing_in_last(seller: User, client: Client) -> None:
    begun = client.post(reverse("case-new"))
    draft = Draft.objects.select_related("case").get()
    assert (begun.status_code, begun["Location"]) == (302, address("case-step", draft, "event"))
    assert draft.case.owner is None
    for (step, fields), after in zip(STEPS, ["amounts", "account", "visibility", "summary"], strict=True):
        answer = post_step(client, draft, step, fields)
        to = address("case-summary", draft) if after == "summary" else address("case-step", draft, after)
        assert (answer.status_code, answer["Location"]) == (302, to)
    summary = client.get(address("case-summary", draft)).text
    assert f"{reverse('account_login')}?next={address('case-summary', draft)}" in summary
    refused = client.post(address("case-submit", draft))
    assert refused["Location"].startswith(reverse("account_login"))
    assert Draft.objects.get().case.owner is None

    client.force_login(seller)
    assert "Submit this case" in client.get(address("case-summary", draft)).text
    assert Draft.objects.get().case.owner == seller
    answer = client.post(address("case-submit", draft), follow=True)
    assert answer.redirect_chain == [(address("case-detail", draft), 302)]
    assert "Your case has been submitted" in answer.text
    case = Case.objects.get()
    assert (case.state, case.owner, case.visibility) == (State.SUBMITTED, seller, "private")
    assert (case.account.store_name, current_lines(case.ledger).get().likely) == ("Harbour Lamp", 120_000)


def test_everything_is_on_the_summary_as_typed(browser: Client, seller: User) -> None:
    answers = {**COMPLETE, "account": {"store_name": ["<b>Lamp\u202e & Sons"]}}
    draft = DraftFactory.create(owner=seller, answers=answers)
    html = browser.get(address("case-summary", draft)).text
    for words in ("Amazon", "United States", "Account suspended", "Fake orders", "14 February 2018, 18:30", "120,000"):
        assert words in html
    assert "<bdi>&lt;b&gt;Lamp\u202e &amp; Sons</bdi>" in html


def test_going_on_leads_to_the_first_open_step(browser: Client, draft: Draft) -> None:
    assert browser.get(address("case-draft", draft))["Location"] == address("case-step", draft, "event")
    post_step(browser, draft, "event", EVENT)
    assert browser.get(address("case-draft", draft))["Location"] == address("case-step", draft, "amounts")
    for step, fields in STEPS[1:]:
        post_step(browser, draft, step, fields)
    assert browser.get(address("case-draft", draft))["Location"] == address("case-summary", draft)


def test_a_draft_is_on_every_device(seller: User, client_of: SignIn, draft: Draft) -> None:
    post_step(client_of(seller), draft, "account", ACCOUNT)
    assert "Harbour Lamp" in client_of(seller).get(address("case-step", draft, "account")).text


def test_drafts_to_go_on_with_are_offered(browser: Client, seller: User, client: Client) -> None:
    draft = DraftFactory.create(owner=seller, answers={"event": {"platform": ["ebay"], "case_type": ["penalty"]}})
    html = browser.get(reverse("case-new")).text
    assert "eBay · Fine or after-sales penalty" in html
    assert address("case-draft", draft) in html
    assert address("case-draft", draft) not in client.get(reverse("case-new")).text


def test_a_case_begun_from_an_incident_says_so(browser: Client, seller: User) -> None:
    incident = IncidentFactory.create(title_en="The wave of February")
    case = start_affected_case(incident=incident, by=seller, now=clock.now())
    for name, parts in (("case-step", ["event"]), ("case-summary", [])):
        assert "The wave of February" in browser.get(address(name, case, *parts)).text


# -- saving as it is typed
def autosave(browser: Client, draft: Draft, step: str, fields: dict[str, Any]) -> Any:
    return browser.post(address("case-autosave", draft, step), fields, headers={"accept": "application/json"})


def test_typing_is_saved_and_the_time_is_the_readers(at: Any, seller: User, browser: Client, draft: Draft) -> None:
    seller.time_zone = "Asia/Shanghai"
    seller.save()
    at(clock.now().replace(hour=4, minute=4))
    answer = autosave(browser, draft, "account", {"writer": "w", "store_name": "Har"})
    assert (answer.status_code, answer.json()) == (200, {"text": "Saved 12:04", "fields": {}})
    assert typed(draft) == {"account": {"store_name": ["Har"]}}
    assert "Saved 12:04" in browser.get(address("case-step", draft, "account")).text


def test_somebody_without_an_account_sees_their_browsers_time(at: Any, client: Client) -> None:
    client.post(reverse("case-new"))
    at(clock.now().replace(hour=4, minute=4))
    fields = {"writer": "w", "store_name": "Har", "browser_zone": "Asia/Tokyo"}
    answer = autosave(client, Draft.objects.get(), "account", fields)
    assert answer.json()["text"] == "Saved 13:04"
    assert autosave(client, Draft.objects.get(), "account", {**fields, "browser_zone": "No/Where"}).status_code == 200


def test_a_save_of_another_day_says_which(at: Any, browser: Client, draft: Draft) -> None:
    moment = clock.now().replace(hour=4, minute=4)
    at(moment)
    autosave(browser, draft, "account", {"writer": "w", "store_name": "Har"})
    at(moment + timedelta(days=1))
    assert "Saved on" in browser.get(address("case-step", draft, "account")).text


def test_what_is_wrong_is_saved_too(browser: Client, draft: Draft) -> None:
    autosave(browser, draft, "event", {"writer": "w", "notice_date": "yesterday", "platform": "amazn"})
    assert typed(draft)["event"] == {"notice_date": ["yesterday"], "platform": ["amazn"]}


def test_amounts_are_echoed_as_they_are_typed(browser: Client, draft: Draft) -> None:
    fields = {"writer": "w", **AMOUNTS, "component": ["fba_stock", "fba_stock"], "likely": ["1.5万", "1.234"]}
    fields["currency"] = ["CNY", "CNY"]
    assert autosave(browser, draft, "amounts", fields).json()["fields"] == {
        "understood_0": "Read as CN¥15,000",
        "understood_1": "",
        "totals": "CN¥15,000",
    }


def test_autosave_takes_no_files_and_no_other_step(browser: Client, draft: Draft) -> None:
    assert autosave(browser, draft, "nothing", {}).status_code == 404
    autosave(browser, draft, "event", {"writer": "w", "notice_file": SimpleUploadedFile("n.pdf", NOTICE)})
    assert not CaseFile.objects.exists()


# -- a failed check
def test_a_step_with_problems_stays_and_keeps_everything(browser: Client, draft: Draft) -> None:
    answer = post_step(browser, draft, "event", {**EVENT, "notice_date": "2999-01-01", "case_type": ""})
    assert answer.status_code == 422
    assert "This date lies in the future" in answer.text
    assert "Choose what happened." in answer.text
    assert 'value="2999-01-01"' in answer.text
    assert "Dear seller, …" in answer.text
    assert typed(draft)["event"]["notice_date"] == ["2999-01-01"]


def test_it_can_be_mended_later(browser: Client, draft: Draft) -> None:
    answer = post_step(browser, draft, "event", {**EVENT, "case_type": "", "anyway": "1"})
    assert answer["Location"] == address("case-step", draft, "amounts")
    summary = browser.get(address("case-summary", draft)).text
    assert f"{address('case-step', draft, 'event')}?check=1#id_case_type" in summary
    assert "Submit this case" not in summary


def test_a_first_look_is_not_scolded(browser: Client, draft: Draft) -> None:
    page = address("case-step", draft, "event")
    assert "Choose the platform." not in browser.get(page).text
    assert "Choose the platform." in browser.get(page, {"check": "1"}).text


def test_what_was_stored_wrong_is_shown_with_its_error(browser: Client, seller: User) -> None:
    draft = DraftFactory.create(owner=seller, answers={"event": {"notice_time": ["half past"]}})
    assert "Write the time as hours and minutes" in browser.get(address("case-step", draft, "event")).text


@pytest.mark.parametrize(
    ("step", "fields", "sentence"),
    [
        ("event", {"marketplace": "amazon.mars"}, "This is not one of the choices."),
        ("event", {"platform": "'; DROP TABLE"}, "This is not one of the choices."),
        ("event", {"allegation": "<script>alert(1)</script>"}, "This is not one of the choices."),
        ("event", {"notice_zone": "Mars/Olympus"}, "This is not one of the choices."),
        ("amounts", {"likely": "1.234"}, "can be read in two ways"),
        ("amounts", {"currency": "XXX"}, "This is not one of the choices."),
        ("account", {"credit_code": "123"}, "This is not a unified social credit code"),
        ("visibility", {"visibility": "everybody"}, "This is not one of the choices."),
    ],
)
def test_a_tampered_or_wrong_answer_is_said_and_kept(
    step: str, fields: dict[str, str], sentence: str, browser: Client, draft: Draft
) -> None:
    answer = post_step(browser, draft, step, {**dict(STEPS)[step], **fields})
    assert (answer.status_code, sentence in answer.text) == (422, True)
    for name, text in fields.items():
        assert typed(draft)[step][name] == [text]
    assert "<script>alert" not in answer.text


def test_a_notice_of_two_megabytes_stays_and_a_file_is_suggested(browser: Client, draft: Draft) -> None:
    notice = "您的账号已被停用。" * 80_000
    answer = post_step(browser, draft, "event", {**EVENT, "notice_text": notice})
    assert answer.status_code == 422
    assert "Please upload it as a file instead." in answer.text
    assert notice in answer.text
    assert typed(draft)["event"]["notice_text"] == [notice]


def test_more_than_a_draft_holds_stays_on_the_screen(browser: Client, draft: Draft) -> None:
    notice = "n" * 4_000_001
    answer = post_step(browser, draft, "event", {**EVENT, "notice_text": notice})
    assert answer.status_code == 422
    assert "more text than a draft can hold" in answer.text
    assert notice in answer.text
    assert typed(draft) == {}
    assert autosave(browser, draft, "event", {"writer": "w", "notice_text": notice}).status_code == 409


def test_nul_emoji_and_right_to_left_are_taken(browser: Client, seller: User) -> None:
    name = "\u202eمتجر 🏮\0 O'Hara"
    draft = DraftFactory.create(owner=seller, answers=COMPLETE)
    post_step(browser, draft, "account", {**ACCOUNT, "store_name": name})
    browser.post(address("case-submit", draft))
    assert Case.objects.get().account.store_name == "\u202eمتجر 🏮 O'Hara"
    html = browser.get(address("case-detail", draft), {"account": "1"}).text
    assert "<bdi>\u202eمتجر 🏮 O&#x27;Hara</bdi>" in html


# -- two tabs
def test_a_second_tab_gets_both_versions_and_the_choice(browser: Client, draft: Draft) -> None:
    first, second = (open_step(browser, draft, "account") for _ in range(2))
    page = address("case-step", draft, "account")
    browser.post(page, {**first, **ACCOUNT, "store_name": "First"})
    answer = browser.post(page, {**second, **ACCOUNT, "store_name": "Second"})
    assert answer.status_code == 409
    assert "First" in answer.text
    assert "Second" in answer.text
    assert typed(draft)["account"]["store_name"] == ["First"]
    kept = {name: hidden(answer.text, name) for name in ("seen", "writer")}
    browser.post(page, {**kept, **ACCOUNT, "store_name": "Second"})
    assert typed(draft)["account"]["store_name"] == ["Second"]


def test_a_conflict_page_carries_what_was_typed(browser: Client, draft: Draft) -> None:
    marks = open_step(browser, draft, "event")
    post_step(browser, draft, "event", EVENT)
    notice = "\n\nline\n<textarea>"
    answer = browser.post(address("case-step", draft, "event"), {**marks, **EVENT, "notice_text": notice})
    assert '<textarea name="notice_text" hidden>\n\n\nline\n&lt;textarea&gt;</textarea>' in answer.text


def test_only_what_differs_is_compared_and_in_words(browser: Client, draft: Draft) -> None:
    marks = open_step(browser, draft, "event")
    autosave(browser, draft, "event", {"writer": "w", "platform": "amazon", "case_type": "penalty"})
    there = {**EVENT, "case_type": "funds_withheld", "platform": "amazon"}
    html = browser.post(address("case-step", draft, "event"), {**marks, **there}).text
    assert ("Fine or after-sales penalty" in html, "Funds withheld" in html) == (True, True)
    assert html.count('class="panel"') == 7  # all but the platform and what is empty in both


def test_autosave_in_a_second_tab_stops(browser: Client, draft: Draft) -> None:
    autosave(browser, draft, "account", {"writer": "one", "store_name": "First"})
    answer = autosave(browser, draft, "account", {"writer": "two", "store_name": "Second"})
    assert answer.status_code == 409
    assert "another tab" in answer.json()["text"]


def test_saving_after_a_lost_answer_is_no_conflict(browser: Client, draft: Draft) -> None:
    for text in ("Har", "Harbour"):
        assert autosave(browser, draft, "account", {"writer": "w", "seen": "", "store_name": text}).status_code == 200
    answer = browser.post(address("case-step", draft, "account"), {"writer": "w", "seen": "", **ACCOUNT})
    assert answer.status_code == 302


# -- submitting
def test_submitting_twice_lands_on_the_case(browser: Client, seller: User) -> None:
    draft = DraftFactory.create(owner=seller, answers=COMPLETE)
    for _ in range(2):
        answer = browser.post(address("case-submit", draft), follow=True)
        assert answer.redirect_chain == [(address("case-detail", draft), 302)]
    assert "has been submitted already" in answer.text
    assert CaseEvent.objects.count() == 1


def test_submitting_what_is_incomplete_shows_what_is_missing(browser: Client, draft: Draft) -> None:
    answer = browser.post(address("case-submit", draft))
    assert answer.status_code == 422
    assert "Choose the platform." in answer.text
    assert Case.objects.get().is_draft


@pytest.mark.parametrize("name", ["case-draft", "case-summary", "draft-discard"])
def test_an_old_address_of_a_submitted_draft_leads_to_the_case(name: str, browser: Client, seller: User) -> None:
    case = CaseFactory.create(owner=seller)
    answer = browser.get(address(name, case), follow=True)
    assert answer.redirect_chain == [(address("case-detail", case), 302)]
    assert "submitted already" in answer.text


def test_typing_on_in_a_submitted_draft_says_so(browser: Client, seller: User) -> None:
    case = CaseFactory.create(owner=seller)
    answer = browser.post(
        address("case-autosave", case, "account"), {"store_name": "x"}, headers={"accept": "application/json"}
    )
    assert answer.status_code == 409
    assert "submitted or discarded" in answer.json()["text"]
    page = browser.post(address("case-step", case, "account"), ACCOUNT)
    assert (page.status_code, page["Location"]) == (302, address("case-detail", case))


def test_a_part_of_the_page_asked_for_too_late_leads_to_the_case(browser: Client, seller: User) -> None:
    case = CaseFactory.create(owner=seller)
    answer = browser.post(address("notice-add", case), {"notice_file": file()}, headers={"hx-request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (200, address("case-detail", case))
    assert not CaseFile.objects.exists()


# -- discarding
def test_discarding_asks_first(browser: Client, draft: Draft) -> None:
    assert "Delete this draft?" in browser.get(address("draft-discard", draft)).text
    assert Draft.objects.exists()
    answer = browser.post(address("draft-discard", draft), follow=True)
    assert answer.redirect_chain == [(reverse("case-new"), 302)]
    assert not Case.objects.exists()


def test_a_draft_that_is_gone_is_said_to_be_gone(browser: Client, seller: User) -> None:
    draft = DraftFactory.create(owner=seller)
    actions.expire_drafts(now=draft.expires_at)
    for answer in (browser.get(address("case-step", draft, "event")), browser.post(address("case-submit", draft))):
        assert answer.status_code == 404
        assert "No draft of yours is here" in answer.text
        assert reverse("case-new") in answer.text


# -- amounts and accounts
def test_rows_are_added_and_removed_without_a_script(browser: Client, draft: Draft) -> None:
    answer = post_step(browser, draft, "amounts", {**AMOUNTS, "add": "1"})
    assert answer["Location"] == address("case-step", draft, "amounts")
    assert typed(draft)["amounts"]["likely"] == ["12万", ""]
    rows = {**AMOUNTS, "component": ["fba_stock", "legal_costs"], "likely": ["1", "2"], "currency": ["USD", "USD"]}
    post_step(browser, draft, "amounts", {**rows, "remove": "0"})
    assert typed(draft)["amounts"]["component"] == ["legal_costs"]


def test_rows_are_added_in_place(browser: Client, draft: Draft) -> None:
    answer = post_step(browser, draft, "amounts", {**AMOUNTS, "add": "1"}, headers={"hx-request": "true"})
    assert answer.status_code == 200
    assert answer.text.count("<fieldset") == 2
    assert "<html" not in answer.text


def test_amounts_can_be_skipped(browser: Client, draft: Draft) -> None:
    answer = post_step(browser, draft, "amounts", {**AMOUNTS, "component": "", "likely": ""})
    assert answer["Location"] == address("case-step", draft, "account")


def test_the_currency_follows_the_marketplace(browser: Client, seller: User) -> None:
    draft = DraftFactory.create(owner=seller, answers={"event": {"platform": ["amazon"], "marketplace": ["amazon.jp"]}})
    assert '<option value="JPY" selected>' in browser.get(address("case-step", draft, "amounts")).text


def test_an_account_named_before_is_offered_and_used(browser: Client, seller: User, draft: Draft) -> None:
    mine = SellerAccountFactory.create(seller__owner=seller, merchant_token="A2X", store_url="amazon.com/a")
    other = SellerAccountFactory.create(store_name="Not Mine")
    html = browser.get(address("case-step", draft, "account")).text
    assert "Shenzhen Harbour Lamp Co." in html
    assert "Not Mine" not in html
    answer = post_step(browser, draft, "account", {**ACCOUNT, "use": str(mine.pk)})
    assert answer["Location"] == address("case-step", draft, "account")
    assert typed(draft)["account"]["merchant_token"] == ["A2X"]
    for chosen in (str(other.pk), str(uuid.uuid4()), "nonsense", ""):
        assert post_step(browser, draft, "account", {**ACCOUNT, "use": chosen}).status_code == 404


def test_marketplaces_follow_the_platform(client: Client) -> None:
    url = reverse("marketplace-choices")
    amazon, ebay, nothing = (client.get(url, {"platform": code}).text for code in ("amazon", "ebay", "<x>"))
    assert ("amazon.us" in amazon, "id_country" in amazon) == (True, False)
    assert ("id_marketplace" in ebay, "id_country" in ebay) == (False, True)
    assert "<x>" not in nothing


# -- the notice as a file
def file(content: bytes = NOTICE, name: str = "notice.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_a_notice_is_uploaded_with_the_step(browser: Client, draft: Draft) -> None:
    answer = post_step(browser, draft, "event", {**EVENT, "notice_file": [file(), file(b"text", "封号通知 🏮.txt")]})
    assert answer["Location"] == address("case-step", draft, "amounts")
    assert [entry.file.name for entry in CaseFile.objects.all()] == ["notice.pdf", "封号通知 🏮.txt"]


def test_a_refused_file_is_said_and_the_rest_is_kept(browser: Client, draft: Draft) -> None:
    answer = post_step(browser, draft, "event", {**EVENT, "notice_file": [file(b"MZ\x90\0", "virus.pdf"), file()]})
    assert answer.status_code == 422
    assert "virus.pdf: We take PDF" in answer.text
    assert [entry.file.name for entry in CaseFile.objects.all()] == ["notice.pdf"]
    assert typed(draft)["event"]["notice_text"] == ["Dear seller, …"]


def test_a_sixth_file_is_refused(browser: Client, draft: Draft) -> None:
    files = [file(NOTICE + bytes([65 + n])) for n in range(6)]
    answer = browser.post(address("notice-add", draft), {"notice_file": files})
    assert (answer.status_code, CaseFile.objects.count()) == (422, 5)
    assert "Five files are the most" in answer.text


def test_a_body_that_would_fill_the_disk_is_refused_unread(browser: Client, draft: Draft) -> None:
    marks = {"CONTENT_LENGTH": str(LARGEST_BODY + 1)}
    answer = browser.post(address("notice-add", draft), {"notice_file": file()}, **marks)  # type: ignore[arg-type]
    assert answer.status_code == 413
    assert not CaseFile.objects.exists()


def test_files_come_and_go_in_place(browser: Client, draft: Draft) -> None:
    added = browser.post(address("notice-add", draft), {"notice_file": file()})
    entry = CaseFile.objects.get()
    assert (added.status_code, "notice.pdf" in added.text, "<html" in added.text) == (200, True, False)
    removed = browser.post(address("notice-remove", draft, entry.pk))
    assert (removed.status_code, "notice.pdf" in removed.text) == (200, False)
    assert StoredFile.objects.get().discarded_at is not None


def test_a_file_is_removed_without_a_script(browser: Client, draft: Draft) -> None:
    browser.post(address("notice-add", draft), {"notice_file": file()})
    entry = CaseFile.objects.get()
    answer = post_step(browser, draft, "event", {**EVENT, "remove_file": str(entry.pk)})
    assert answer["Location"] == address("case-step", draft, "event")
    assert not CaseFile.objects.exists()
    assert post_step(browser, draft, "event", {**EVENT, "remove_file": "x"}).status_code == 302


def test_the_file_of_another_draft_stays(browser: Client, draft: Draft, stranger: User) -> None:
    theirs = DraftFactory.create(owner=stranger)
    entry = actions.store_notice_file(draft=theirs, upload=BytesIO(NOTICE), name="n", by=stranger, now=clock.now())
    assert browser.post(address("notice-remove", draft, entry.pk)).status_code == 200
    assert CaseFile.objects.filter(pk=entry.pk).exists()


# -- who may
DRAFT_PAGES = [
    ("case-draft", []),
    ("case-step", ["event"]),
    ("case-summary", []),
    ("draft-discard", []),
]
DRAFT_DEEDS = [
    ("case-step", ["event"]),
    ("case-submit", []),
    ("case-autosave", ["event"]),
    ("notice-add", []),
    ("notice-remove", [1]),
    ("draft-discard", []),
]


@pytest.mark.parametrize("who", ["stranger", "moderator"])
def test_others_get_what_does_not_exist(who: str, request: Any, draft: Draft, client_of: SignIn) -> None:
    browser = client_of(request.getfixturevalue(who))
    nowhere = uuid.uuid4()
    for name, parts in DRAFT_PAGES:
        theirs, nothing = (browser.get(reverse(name, args=[pk, *parts])) for pk in (draft.case_id, nowhere))
        assert (theirs.status_code, nothing.status_code) == (404, 404)
        assert same(theirs.text) == same(nothing.text)
    for name, parts in DRAFT_DEEDS:
        theirs, nothing = (browser.post(reverse(name, args=[pk, *parts]), EVENT) for pk in (draft.case_id, nowhere))
        assert (theirs.status_code, nothing.status_code) == (404, 404)
    assert typed(draft) == {}


def test_somebody_signed_out_is_asked_to_sign_in_whatever_the_address(draft: Draft, client: Client) -> None:
    for name, parts in DRAFT_PAGES:
        for case_id in (draft.case_id, uuid.uuid4()):
            url = reverse(name, args=[case_id, *parts])
            assert client.get(url)["Location"] == f"{reverse('account_login')}?next={url}"
    for name, parts in DRAFT_DEEDS:
        assert client.post(reverse(name, args=[draft.case_id, *parts]), EVENT).status_code == 302
    assert typed(draft) == {}


def test_another_browser_does_not_hold_an_unclaimed_draft(client: Client) -> None:
    client.post(reverse("case-new"))
    draft = Draft.objects.get()
    other = Client()
    other.post(reverse("case-new"))
    assert other.get(address("case-step", draft, "event")).status_code == 404
    assert Client().get(address("case-step", draft, "event")).status_code == 302


def test_signing_in_elsewhere_does_not_claim(client: Client, stranger: User, client_of: SignIn) -> None:
    client.post(reverse("case-new"))
    browser = client_of(stranger)
    browser.get(reverse("case-list"))
    assert Case.objects.get().owner is None


@pytest.mark.parametrize("name", ["case-list", "case-new"])
def test_lists_claim_what_this_browser_began(name: str, client: Client, seller: User) -> None:
    client.post(reverse("case-new"))
    client.force_login(seller)
    client.get(reverse(name))
    assert Case.objects.get().owner == seller
    assert "draft_key" not in client.session


def test_nothing_of_a_draft_is_cached(browser: Client, draft: Draft) -> None:
    for name, parts in DRAFT_PAGES:
        assert "no-store" in browser.get(address(name, draft, *parts))["Cache-Control"]
    assert "no-store" in browser.get(reverse("case-new"))["Cache-Control"]


def test_an_unknown_step_is_nothing(browser: Client, draft: Draft) -> None:
    assert browser.get(address("case-step", draft, "payment")).status_code == 404


def test_deeds_are_posted(browser: Client, draft: Draft) -> None:
    for url in (
        address("case-submit", draft),
        address("case-autosave", draft, "event"),
        address("notice-add", draft),
        address("notice-remove", draft, 1),
    ):
        assert browser.get(url).status_code == 405

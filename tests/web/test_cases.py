"""The list of a person's cases, the page of one, and what its seller does there."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from apps.accounts.models import User
from apps.cases import actions
from apps.cases.actions import record_sent_appeal
from apps.cases.enums import INTERNAL, EventKind, State, Track
from apps.cases.models import Case, CaseEvent, CaseFile, Draft
from apps.cases.rules import Actor, Sent, moves_from
from apps.evidence import vault
from apps.evidence.enums import Custody
from apps.evidence.models import CustodyEntry
from apps.incidents.actions import place_case
from apps.web.case_pages import PROSE
from apps.web.forms.cases import MOVES, ProgressForm
from tests.factories.cases import (
    STARTED,
    AccountFactsFactory,
    CaseFactory,
    CaseFileFactory,
    DraftFactory,
    FilingFactory,
)
from tests.factories.evidence import NOTICE
from tests.factories.incidents import IncidentFactory
from tests.factories.losses import AmountFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vault_folder")]
SignIn = Callable[[User], Client]
NOW = STARTED + timedelta(days=1)
FILED = [state for state in State if state != State.DRAFT]


@pytest.fixture
def browser(seller: User, client_of: SignIn) -> Client:
    return client_of(seller)


def page(case: Case) -> str:
    return reverse("case-detail", args=[case.pk])


def deed(name: str, case: Case, *parts: Any) -> str:
    return reverse(name, args=[case.pk, *parts])


# -- the page
@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("state", FILED)
def test_the_page_opens_in_every_state_and_language(
    state: State, language: str, seller: User, client_of: SignIn
) -> None:
    seller.language = language
    seller.save()
    case = CaseFactory.create(owner=seller, state=state)
    answer = client_of(seller).get(page(case))
    assert answer.status_code == 200
    with translation.override(language):
        assert str(State(state).label) in answer.text
    assert case.reference in answer.text
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("state", FILED)
def test_only_what_can_be_done_is_offered(state: State, browser: Client, seller: User) -> None:
    case = CaseFactory.create(owner=seller, state=state)
    html = browser.get(page(case)).text
    names = {move.name for move in moves_from(state, Actor.SELLER)}
    assert (deed("case-withdraw", case) in html) == (EventKind.WITHDRAW in names)
    assert (deed("case-reopen", case) in html) == (EventKind.REOPEN in names)
    assert (deed("case-mend", case) in html) == (EventKind.RESUBMIT in names)
    offered = {name for name in MOVES if f'value="{name}"' in html}
    assert offered == {name for name in names if name in MOVES}


def test_the_page_leads_with_what_comes_next(browser: Client, seller: User) -> None:
    html = browser.get(page(CaseFactory.create(owner=seller))).text
    assert html.index("A moderator reads your case") < html.index("You submitted the case.") < html.index("US$12,500")


def test_the_reason_of_a_return_is_shown_while_it_counts(browser: Client, seller: User) -> None:
    case = CaseFactory.create(owner=seller, state=State.RETURNED)
    assert browser.get(page(case)).text.count("Please add the notice.") == 2
    actions.submit_case(case=case, filing=FilingFactory.build(), by=seller, now=NOW)
    assert browser.get(page(case)).text.count("Please add the notice.") == 1


def test_the_story_is_told_to_the_reader_in_their_time(browser: Client, seller: User, moderator: User) -> None:
    seller.time_zone = "Asia/Shanghai"
    seller.save()
    case = CaseFactory.create(owner=seller, state=State.VERIFIED)
    actions.add_note(case=case, text="Secret of the desk.", by=moderator, now=NOW)
    record_sent_appeal(
        case=case, track=Track.CURED, sent=Sent(NOW.date(), "UTC", "mail"), words="By mail.", by=seller, now=NOW
    )
    case.refresh_from_db()
    actions.record_progress(case=case, name=EventKind.ESCALATE, actor=Actor.MODERATOR, by=moderator, now=NOW)
    html = browser.get(page(case)).text
    told = [
        "The matter was taken higher inside the platform.",
        "You sent an appeal",
        "A moderator verified",
        "You submitted the case.",
    ]
    assert [html.index(words) for words in told] == sorted(html.index(words) for words in told)
    assert "noted by a moderator" in html
    assert "By mail." in html
    assert "21 Feb 2018, 17:00 (Beijing time)" in html
    assert "Secret of the desk." not in html


def test_every_event_a_seller_can_see_has_its_sentence() -> None:
    assert set(PROSE) == set(EventKind) - set(INTERNAL)


def test_the_incident_is_named_and_linked(browser: Client, seller: User, moderator: User) -> None:
    case, incident = CaseFactory.create(owner=seller), IncidentFactory.create(title_en="The wave of February")
    place_case(case=case, incident=incident, by=moderator, now=NOW)
    html = browser.get(page(case)).text
    assert "The case was placed in an incident." in html
    assert html.count(incident.get_absolute_url()) == 2


def test_the_account_is_hidden_until_asked_for(browser: Client, seller: User) -> None:
    facts = AccountFactsFactory.build(store_name="Harbour Lamp", company_name="Lamp Co.")
    case = CaseFactory.create(owner=seller, filing=FilingFactory.build(account=facts))
    hidden, shown = browser.get(page(case)).text, browser.get(page(case), {"account": "1"}).text
    assert ("Harbour Lamp" in hidden, "Harbour Lamp" in shown, "Lamp Co." in shown) == (False, True, True)


def test_money_is_shown_by_currency_with_its_history(browser: Client, seller: User) -> None:
    amounts = (AmountFactory.build(), AmountFactory.build(component="fba_stock", currency="CNY"))
    filing = FilingFactory.build(amounts=amounts)
    case = CaseFactory.create(owner=seller, state=State.RETURNED, filing=filing)
    html = browser.get(page(case)).text
    assert ("US$12,500" in html, "CN¥12,500" in html, "taken back" in html) == (True, True, False)
    mended = FilingFactory.build(amounts=(AmountFactory.build(likely=Decimal(11_000)),))
    actions.submit_case(case=case, filing=mended, by=seller, now=NOW)
    html = browser.get(page(case)).text
    assert ("US$11,000" in html, html.count("taken back"), html.count("no longer stands")) == (True, 3, 2)


def test_queries_do_not_grow_with_what_is_in_a_case(browser: Client, seller: User, moderator: User) -> None:
    case = CaseFactory.create(owner=seller)
    with CaptureQueriesContext(
        connection,
    ) as few:
        browser.get(page(case))
    amounts = tuple(AmountFactory.build_batch(5))
    more = CaseFactory.create(owner=seller, state=State.ESCALATED, filing=FilingFactory.build(amounts=amounts))
    CaseFileFactory.create_batch(3, case=more)
    for name in (EventKind.MEDIATE, EventKind.ARBITRATE, EventKind.LITIGATE):
        actions.record_progress(case=more, name=name, actor=Actor.SELLER, words="Words.", by=seller, now=NOW)
    with CaptureQueriesContext(connection) as many:
        browser.get(page(more))
    assert len(many) == len(few)


# -- deeds
def test_mending_opens_the_summary_with_everything(browser: Client, seller: User) -> None:
    case = CaseFactory.create(owner=seller, state=State.RETURNED)
    answer = browser.post(deed("case-mend", case), follow=True)
    assert answer.redirect_chain == [(deed("case-summary", case), 302)]
    for words in ("Please add the notice.", "We were blocked", "US$12,500", "Submit again", "A2TOKEN"):
        assert words in answer.text
    answer = browser.post(deed("case-submit", case), follow=True)
    assert Case.objects.get().state == State.SUBMITTED
    assert Case.objects.get().ledger.lines.count() == 1


def test_dropping_changes_leads_back_to_the_case(browser: Client, seller: User) -> None:
    case = CaseFactory.create(owner=seller, state=State.RETURNED)
    browser.post(deed("case-mend", case))
    assert "Drop your changes?" in browser.get(deed("draft-discard", case)).text
    answer = browser.post(deed("draft-discard", case))
    assert answer["Location"] == page(case)
    assert not Draft.objects.exists()


def test_progress_is_noted(browser: Client, seller: User) -> None:
    case = CaseFactory.create(owner=seller, state=State.VERIFIED)
    answer = browser.post(deed("case-progress", case), {"move": "escalate", "words": "By post."}, follow=True)
    assert "Noted. It stands in the timeline." in answer.text
    assert "By post." in answer.text
    case.refresh_from_db()
    assert case.state == State.ESCALATED


def test_an_ending_needs_its_outcome_and_keeps_what_was_typed(browser: Client, seller: User) -> None:
    case = CaseFactory.create(owner=seller, state=State.APPEALED)
    answer = browser.post(deed("case-progress", case), {"move": "resolve", "words": "They wrote back."})
    assert answer.status_code == 422
    assert "Choose what came of it." in answer.text
    assert "They wrote back." in answer.text
    browser.post(deed("case-progress", case), {"move": "resolve", "outcome": "reinstated"})
    case.refresh_from_db()
    assert (case.state, case.outcome) == (State.RESOLVED, "reinstated")


def test_an_outcome_beside_a_step_that_ends_nothing_is_left_out(browser: Client, seller: User) -> None:
    case = CaseFactory.create(owner=seller, state=State.VERIFIED)
    browser.post(deed("case-progress", case), {"move": "escalate", "outcome": "reinstated"})
    case.refresh_from_db()
    assert (case.state, case.outcome) == (State.ESCALATED, "")


@pytest.mark.parametrize("move", ["verify", "submit", "withdraw", "appeal", "reject", "nonsense", ""])
def test_no_other_move_slips_in(move: str, browser: Client, seller: User) -> None:
    case = CaseFactory.create(owner=seller, state=State.VERIFIED)
    assert browser.post(deed("case-progress", case), {"move": move}).status_code == 422
    assert Case.objects.get(pk=case.pk).state == State.VERIFIED


def test_forms_know_only_the_moves_of_the_state() -> None:
    assert ProgressForm(state=State.SUBMITTED).fields["move"].choices == []  # type: ignore[attr-defined]
    names = [name for name, _label in ProgressForm(state=State.VERIFIED).fields["move"].choices]  # type: ignore[attr-defined]
    assert ("escalate" in names, "supplement" in names, "appeal" in names) == (True, False, False)


def test_a_case_that_moved_on_says_so(browser: Client, seller: User, moderator: User) -> None:
    case = CaseFactory.create(owner=seller)
    answer = browser.post(deed("case-mend", case), follow=True)
    assert "The case has moved on in the meantime." in answer.text
    answer = browser.get(deed("case-reopen", case), follow=True)
    assert "Only a closed case can be reopened." in answer.text


def test_withdrawing_asks_first_and_can_be_undone(browser: Client, seller: User) -> None:
    case = CaseFactory.create(owner=seller, state=State.VERIFIED)
    assert "Withdraw this case?" in browser.get(deed("case-withdraw", case)).text
    assert Case.objects.get().state == State.VERIFIED
    browser.post(deed("case-withdraw", case))
    assert Case.objects.get().state == State.WITHDRAWN
    again = browser.post(deed("case-withdraw", case), follow=True)
    assert "moved on in the meantime" in again.text
    assert "Reopen this case?" in browser.get(deed("case-reopen", case)).text
    browser.post(deed("case-reopen", case), {"words": "It began again."})
    assert Case.objects.get().state == State.SUBMITTED
    assert "It began again." in browser.get(page(case)).text


def test_visibility_is_changed_and_told(browser: Client, seller: User) -> None:
    case = CaseFactory.create(owner=seller)
    answer = browser.post(deed("case-visibility", case), {"visibility": "private"}, follow=True)
    assert "It is counted nowhere." in answer.text
    assert "You changed who may see the case: Only me, the moderators, and people I invite myself." in answer.text
    assert browser.post(deed("case-visibility", case), {"visibility": "everybody"}).status_code == 422
    browser.post(deed("case-visibility", case), {"visibility": "private"})
    assert CaseEvent.objects.filter(kind=EventKind.VISIBILITY).count() == 1


# -- files
def test_a_file_is_saved_and_its_opening_logged(browser: Client, seller: User) -> None:
    entry = CaseFileFactory.create(case__owner=seller, file__name='封号通知 "1".pdf')
    answer = browser.get(deed("case-file", entry.case, entry.pk))
    assert b"".join(answer.streaming_content) == NOTICE  # type: ignore[attr-defined]
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    assert int(answer["Content-Length"]) == len(NOTICE)
    opened = CustodyEntry.objects.get(kind=Custody.OPENED)
    assert (opened.by, opened.file) == (seller, entry.file)


def test_a_damaged_file_is_said_to_be_damaged(browser: Client, seller: User) -> None:
    entry = CaseFileFactory.create(case__owner=seller)
    vault.path_of(entry.file.sha256).write_bytes(b"RV1:broken")
    answer = browser.get(deed("case-file", entry.case, entry.pk), follow=True)
    assert "This file cannot be opened" in answer.text
    assert not CustodyEntry.objects.filter(kind=Custody.OPENED).exists()


def test_the_file_of_another_case_is_not_there(browser: Client, seller: User) -> None:
    mine, theirs = CaseFactory.create(owner=seller), CaseFileFactory.create()
    assert browser.get(deed("case-file", mine, theirs.pk)).status_code == 404
    assert browser.get(deed("case-file", theirs.case, theirs.pk)).status_code == 404


# -- the list
def test_the_list_shows_own_cases_with_what_comes_next(browser: Client, seller: User) -> None:
    mine = CaseFactory.create(owner=seller, state=State.RETURNED)
    draft = DraftFactory.create(owner=seller, answers={"event": {"platform": ["temu"]}})
    theirs = CaseFactory.create()
    html = browser.get(reverse("case-list")).text
    assert ("Mend your case" in html, page(mine) in html, "US$12,500" in html) == (True, True, True)
    assert (reverse("case-draft", args=[draft.case_id]) in html, "Temu" in html) == (True, True)
    assert theirs.reference not in html


def test_an_empty_list_offers_the_one_thing_to_do(browser: Client) -> None:
    html = browser.get(reverse("case-list")).text
    assert "You have no cases yet" in html
    assert "Find a case" not in html


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"state": "verified"}, ["verified"]),
        ({"platform": "ebay"}, ["ebay"]),
        ({"case_type": "penalty"}, ["ebay"]),
        ({"q": "Harbour Lamp"}, ["verified"]),
        ({"q": "封号"}, ["verified"]),
        ({"q": "Harb"}, ["verified"]),
        ({"q": "nobody"}, []),
        ({"state": "verified", "platform": "ebay"}, []),
        ({"state": "nonsense"}, []),
    ],
)
def test_the_list_is_narrowed_by_its_address(
    asked: dict[str, str], found: list[str], browser: Client, seller: User
) -> None:
    lamp = FilingFactory.build(account__store_name="Harbour Lamp")
    said = {"platform": "ebay", "marketplace": "", "case_type": "penalty", "allegation": "section_3"}
    ebay = FilingFactory.build(account__store_name="Pier", **said)
    cases = {
        "verified": CaseFactory.create(owner=seller, state=State.VERIFIED, filing=lamp),
        "ebay": CaseFactory.create(owner=seller, filing=ebay),
    }
    answer = browser.get(reverse("case-list"), asked)
    assert answer.status_code == 200
    assert [name for name, case in cases.items() if case.reference in answer.text] == (
        found if asked != {"state": "nonsense"} else list(cases)
    )


def test_a_filter_cannot_reach_further(browser: Client, seller: User) -> None:
    CaseFactory.create(owner=seller)
    for asked in ({"owner": "1"}, {"owner__email": "x"}, {"notice_text": "x"}, {"o": "owner__email"}):
        assert "1 case" in browser.get(reverse("case-list"), asked).text


def test_a_list_has_pages(browser: Client, seller: User) -> None:
    CaseFactory.create_batch(21, owner=seller)
    first, second = (browser.get(reverse("case-list"), {"page": number}).text for number in (1, 2))
    assert (first.count('class="card"'), second.count('class="card"')) == (20, 1)
    assert browser.get(reverse("case-list"), {"page": "nonsense"}).status_code == 200


def test_queries_of_the_list_do_not_grow(browser: Client, seller: User) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(reverse("case-list")).status_code == 200
        return len(queries)

    CaseFactory.create(owner=seller)
    DraftFactory.create(owner=seller)
    queries()  # what a process asks once a minute
    one = queries()
    CaseFactory.create_batch(3, owner=seller, state=State.VERIFIED)
    DraftFactory.create_batch(3, owner=seller)
    assert queries() == one


# -- who may
DEEDS: list[tuple[str, list[Any]]] = [
    ("case-mend", []),
    ("case-progress", []),
    ("case-visibility", []),
    ("case-withdraw", []),
    ("case-reopen", []),
]


def test_a_stranger_gets_what_does_not_exist(seller: User, stranger: User, client_of: SignIn) -> None:
    case, browser = CaseFactory.create(owner=seller), client_of(stranger)
    entry = CaseFileFactory.create(case=case)
    for case_id in (case.pk, uuid.uuid4()):
        assert browser.get(reverse("case-detail", args=[case_id])).status_code == 404
        assert browser.get(reverse("case-file", args=[case_id, entry.pk])).status_code == 404
        for name, parts in DEEDS:
            assert browser.post(reverse(name, args=[case_id, *parts]), {"move": "appeal"}).status_code == 404
    assert "No case matches" in browser.get(reverse("case-list"), {"q": case.reference}).text
    assert Case.objects.get().state == State.SUBMITTED


def test_a_moderator_reads_at_the_desk_and_acts_for_nobody(seller: User, moderator: User, client_of: SignIn) -> None:
    case, browser = CaseFactory.create(owner=seller, state=State.VERIFIED), client_of(moderator)
    for case_id in (case.pk, uuid.uuid4()):
        answer = browser.get(reverse("case-detail", args=[case_id]))
        assert answer["Location"] == reverse("admin:case-desk", args=[case_id])
    for name, parts in DEEDS:
        assert browser.post(deed(name, case, *parts), {"move": "appeal", "visibility": "shared"}).status_code == 404
    assert Case.objects.get().state == State.VERIFIED


def test_somebody_signed_out_is_asked_to_sign_in(seller: User, client: Client) -> None:
    case = CaseFactory.create(owner=seller)
    urls = [reverse("case-list"), *(reverse("case-detail", args=[pk]) for pk in (case.pk, uuid.uuid4()))]
    for url in urls:
        assert client.get(url)["Location"] == f"{reverse('account_login')}?next={url}"


def test_a_draft_is_opened_where_it_is_typed(browser: Client, seller: User) -> None:
    draft = DraftFactory.create(owner=seller)
    answer = browser.get(reverse("case-detail", args=[draft.case_id]))
    assert answer["Location"] == reverse("case-draft", args=[draft.case_id])
    assert CaseFile.objects.count() == 0

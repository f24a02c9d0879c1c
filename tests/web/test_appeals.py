"""The pages of an appeal: writing it, the guard, noting that it was sent and what came back."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.models import User
from apps.cases import actions
from apps.cases.enums import Answer, AppealState, State, VersionKind
from apps.cases.models import Appeal, Case
from apps.cases.rules import CONFIRMATIONS
from tests.factories.appeals import PLAN, WRITING, AppealFactory, AppealLimitFactory, OnlyChanceFactory
from tests.factories.cases import CaseFactory, CaseFileFactory, send_appeal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vault_folder")]
SignIn = Callable[[User], Client]
StopClock = Callable[[datetime], Any]
NOON = WRITING + timedelta(hours=3)
NEXT_DAY = WRITING + timedelta(days=1)
STATES = list(AppealState)


@pytest.fixture
def browser(seller: User, client_of: SignIn, at: StopClock) -> Client:
    at(NOON)
    return client_of(seller)


@pytest.fixture
def case(seller: User) -> Case:
    return OnlyChanceFactory.create(owner=seller)


def to(name: str, appeal: Appeal) -> str:
    return reverse(name, args=[appeal.case_id, appeal.number])


def of_case(name: str, case: Case) -> str:
    return reverse(name, args=[case.pk])


def typed(appeal: Appeal, **fields: Any) -> dict[str, Any]:
    """What the form posts when nothing was changed, with `fields` over it."""
    text = appeal.typed
    said: dict[str, Any] = {"track": text.track, "seen": appeal.mark, "writer": "page"}
    said |= {f"part_{name}": text.parts.get(name, "") for name in text.own_parts}
    for number, one in enumerate(text.questions):
        said |= {f"question_{number}": one.question, f"answer_{number}": one.answer}
    return {**said, **fields}


# -- where it begins
def test_a_case_without_appeals_offers_to_write_one(browser: Client, case: Case) -> None:
    html = browser.get(of_case("case-detail", case)).text
    assert "No appeal recorded yet." in html
    assert of_case("appeal-list", case) in html
    assert of_case("appeal-record", case) in html
    assert "The platform allows one appeal only" in html
    assert "amz10.com" in html


def test_an_attempt_begins_with_its_track(browser: Client, case: Case) -> None:
    assert browser.post(of_case("appeal-list", case)).status_code == 422
    answer = browser.post(of_case("appeal-list", case), {"track": "error"})
    appeal = Appeal.objects.get()
    assert answer["Location"] == to("appeal-write", appeal)
    html = browser.get(answer["Location"]).text
    assert "What is wrong in the notice" in html
    assert "Root cause" not in html
    again = browser.post(of_case("appeal-list", case), {"track": "error"}, follow=True)
    assert "You are already writing an appeal." in again.text


def test_the_next_one_can_begin_with_an_earlier_text(browser: Client, case: Case) -> None:
    earlier = AppealFactory.create(case=case, state=AppealState.WITHDRAWN)
    browser.post(of_case("appeal-list", case), {"track": "cured", "copies": str(earlier.number)})
    assert Appeal.objects.get(number=2).typed.parts == PLAN.parts


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("state", STATES)
def test_every_state_has_its_page_in_both_languages(
    state: AppealState, language: str, seller: User, case: Case, client_of: SignIn
) -> None:
    seller.language = language
    seller.save()
    appeal = AppealFactory.create(case=case, state=state)
    answer = client_of(seller).get(to("appeal-detail", appeal))
    assert answer.status_code == 200
    assert "112-14" in answer.text
    assert "no-store" in answer["Cache-Control"]
    assert ("行动" in answer.text or "申诉" in answer.text) == (language == "zh-hans")


def test_the_page_leads_with_the_date(seller: User, browser: Client) -> None:
    appeal = AppealFactory.create(case=CaseFactory.create(owner=seller, state=State.VERIFIED))
    html = browser.get(to("appeal-detail", appeal)).text
    assert html.index('id="due"') < html.index('id="now"') < html.index('id="text"')
    assert "data-countdown" in html
    sent = browser.post(to("appeal-sent", appeal), sending())
    assert sent.status_code == 302
    assert "When an answer is to be expected" in browser.get(to("appeal-detail", appeal)).text


# -- writing
def test_saving_keeps_a_version_and_shows_the_whole(browser: Client, case: Case) -> None:
    appeal = AppealFactory.create(case=case)
    entry = CaseFileFactory.create(case=case)
    answer = browser.post(
        to("appeal-write", appeal), typed(appeal, part_root_cause="A new cause.", proof=[entry.pk], form_limit="9000")
    )
    assert answer["Location"] == to("appeal-detail", appeal)
    appeal.refresh_from_db()
    assert (appeal.typed.parts["root_cause"], appeal.typed.form_limit) == ("A new cause.", 9000)
    assert appeal.typed.questions == PLAN.questions
    assert appeal.newest_version == 2
    html = browser.get(answer["Location"]).text
    assert "A new cause." in html
    assert "notice.pdf" in html


def test_another_question_is_added_without_a_script(browser: Client, case: Case) -> None:
    appeal = AppealFactory.create(case=case)
    form = typed(appeal, question_1="And when?", answer_1="In January.", stay="1")
    answer = browser.post(to("appeal-write", appeal), form, follow=True)
    assert answer.redirect_chain == [(to("appeal-write", appeal), 302)]
    assert 'name="question_2"' in answer.text
    appeal.refresh_from_db()
    assert [one.question for one in appeal.typed.questions] == ["Which orders were affected?", "And when?"]


def test_changing_the_track_shows_its_parts_and_loses_nothing(browser: Client, case: Case) -> None:
    appeal = AppealFactory.create(case=case)
    answer = browser.post(to("appeal-write", appeal), typed(appeal, track="error"), follow=True)
    assert "What proves it" in answer.text
    appeal.refresh_from_db()
    assert appeal.typed.parts["root_cause"] == PLAN.parts["root_cause"]


def test_autosave_saves_and_says_when(browser: Client, case: Case) -> None:
    appeal = AppealFactory.create(case=case)
    answer = browser.post(to("appeal-autosave", appeal), typed(appeal, part_root_cause="As it is typed"))
    assert answer.json() == {"text": "Saved 12:00"}
    appeal.refresh_from_db()
    assert appeal.typed.parts["root_cause"] == "As it is typed"


def test_a_wrong_number_keeps_everything_typed(browser: Client, case: Case) -> None:
    appeal = AppealFactory.create(case=case)
    answer = browser.post(to("appeal-write", appeal), typed(appeal, part_root_cause="Kept.", form_limit="many"))
    assert answer.status_code == 422
    assert "Kept." in answer.text
    appeal.refresh_from_db()
    assert appeal.typed.parts["root_cause"] == "Kept."


def test_two_tabs_are_shown_side_by_side_and_either_can_go_on(browser: Client, case: Case) -> None:
    appeal = AppealFactory.create(case=case)
    there, here = typed(appeal, part_root_cause="There."), typed(appeal, part_root_cause="Here.", writer="other")
    browser.post(to("appeal-autosave", appeal), there)
    refused = browser.post(to("appeal-autosave", appeal), here)
    assert refused.status_code == 409
    assert "Use “Save” to compare both." in refused.json()["text"]
    conflict = browser.post(to("appeal-write", appeal), here)
    assert conflict.status_code == 409
    assert "<del>Here</del>" in conflict.text
    assert "<ins>There</ins>" in conflict.text
    assert [one.typed.parts["root_cause"] for one in appeal.versions.filter(kind=VersionKind.ASIDE)] == ["Here."]
    mine = browser.post(to("appeal-write", appeal), {**here, "seen": "page", "writer": "chosen"})
    assert mine.status_code == 302
    appeal.refresh_from_db()
    assert appeal.typed.parts["root_cause"] == "Here."


def test_versions_are_compared_and_restored(browser: Client, case: Case) -> None:
    appeal = AppealFactory.create(case=case)
    browser.post(to("appeal-write", appeal), typed(appeal, part_root_cause="Something else."))
    html = browser.get(to("appeal-versions", appeal), {"version": "1"}).text
    assert "<del>" in html
    assert "<ins>Something</ins>" in html
    assert browser.post(to("appeal-restore", appeal), {"version": "9"})["Location"] == to("appeal-versions", appeal)
    answer = browser.post(to("appeal-restore", appeal), {"version": "1"}, follow=True)
    assert "The earlier text is back." in answer.text
    appeal.refresh_from_db()
    assert appeal.typed == PLAN


def test_the_text_goes_along_as_a_file(browser: Client, case: Case) -> None:
    appeal = AppealFactory.create(case=case)
    answer = browser.get(to("appeal-text", appeal))
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert f"{case.reference}-appeal-1.txt" in answer["Content-Disposition"]
    assert answer.text.startswith("Root cause\nOn 3 January")
    assert answer.text.endswith("Which orders were affected?\n112-1 to 112-14.")


# -- the guard
def decide(browser: Client, appeal: Appeal, deed: str, **words: Any) -> HttpResponse:
    return browser.post(to("appeal-decide", appeal), {"deed": deed, **words}, follow=True)  # type: ignore[return-value]


def sending(**words: Any) -> dict[str, Any]:
    return {"day": "2018-02-22", "at": "12:30", "zone": "UTC", "channel": "form", "reference": "ID 77", **words}


def test_the_only_appeal_goes_through_its_guard(
    browser: Client, case: Case, moderator: User, at: StopClock, client_of: SignIn
) -> None:
    appeal = AppealFactory.create(case=case)
    html = browser.get(to("appeal-detail", appeal)).text
    assert "Ask for a second reader" in html
    assert "It is finished: let it rest" not in html
    assert "A second reader is asked." in decide(browser, appeal, "ask").text
    assert "not being written" in browser.get(to("appeal-write", appeal), follow=True).text
    desk = client_of(moderator)
    said = {"verdict": "approved", "words": "Clear."}
    assert desk.post(reverse("admin:appeal-desk", args=[case.pk, 1]), said).status_code == 302
    html = browser.get(to("appeal-detail", appeal)).text
    assert "Clear." in html
    assert "Tick each" in decide(browser, appeal, "finish", confirmed=["true"]).text
    assert "Finished." in decide(browser, appeal, "finish", confirmed=list(CONFIRMATIONS)).text
    assert "it is not finished here" in browser.get(to("appeal-sent", appeal)).text
    at(NEXT_DAY)
    answer = browser.post(to("appeal-sent", appeal), sending(), follow=True)
    assert "Noted as sent, and locked." in answer.text
    assert "ID 77" in answer.text
    case.refresh_from_db()
    assert case.state == State.APPEALED
    again = browser.post(to("appeal-sent", appeal), sending(), follow=True)
    assert "recorded as sent already" in again.text


def test_doing_without_a_reader_is_typed(browser: Client, case: Case) -> None:
    appeal = AppealFactory.create(case=case)
    assert "Type the sentence exactly" in decide(browser, appeal, "alone", typed="yes").text
    assert "you do without a second reader" in decide(browser, appeal, "alone", typed="I send it alone").text
    assert "You decided to send the appeal without a second reader." in browser.get(of_case("case-detail", case)).text


def test_what_was_sent_too_early_is_noted_only_with_a_tick(browser: Client, case: Case) -> None:
    appeal = AppealFactory.create(case=case)
    assert browser.post(to("appeal-sent", appeal), sending()).status_code == 422
    assert browser.post(to("appeal-sent", appeal), sending(already="on")).status_code == 302
    assert "recorded after it had been sent" in browser.get(to("appeal-detail", appeal)).text


def test_changing_again_and_giving_up(browser: Client, case: Case) -> None:
    appeal = AppealFactory.create(case=case, state=AppealState.COOLING)
    assert decide(browser, appeal, "change").redirect_chain == [(to("appeal-write", appeal), 302)]
    assert "given up" in decide(browser, appeal, "withdraw").text
    assert decide(browser, appeal, "nonsense").status_code == 200
    assert "moved on" in decide(browser, appeal, "ask").text


def test_the_words_of_the_notice_change_how_often(browser: Client, case: Case) -> None:
    page = of_case("appeal-limit", case)
    assert browser.post(page, {"allowed": "1"}).status_code == 422
    browser.post(page, {"allowed": "0", "words": "You may appeal at any time."})
    html = browser.get(of_case("appeal-list", case)).text
    assert "names no number of appeals" in html


def test_when_nothing_is_left_no_other_can_begin(browser: Client, case: Case) -> None:
    send_appeal(case, case.owner, WRITING)
    html = browser.get(of_case("case-detail", case)).text
    assert "What it allows was sent." in html
    assert "Write another appeal" not in html
    answer = browser.post(of_case("appeal-list", case), {"track": "cured"}, follow=True)
    assert "allows no further appeal" in answer.text


# -- sent elsewhere, and answers
def test_an_appeal_sent_elsewhere_is_recorded_with_its_text(browser: Client, case: Case) -> None:
    page = of_case("appeal-record", case)
    assert browser.post(page, sending()).status_code == 422
    late = browser.post(page, sending(track="error", day="2018-03-30"))
    assert late.status_code == 422
    assert "lies in the future" in late.text
    answer = browser.post(page, sending(track="error", text="Dear Amazon", words="By phone too."), follow=True)
    assert "Dear Amazon" in answer.text
    assert "By phone too." in browser.get(of_case("case-detail", case)).text
    second = browser.post(page, sending(track="error"))
    assert second.status_code == 422
    assert "allows no further appeal" in second.text


def test_an_answer_is_noted_once(browser: Client, case: Case, at: StopClock) -> None:
    appeal = AppealFactory.create(case=case, state=AppealState.SUBMITTED)
    at(NEXT_DAY + timedelta(days=4))
    said = {"answer": "refused", "day": "2018-02-26", "text": "Dear seller, no.", "seen": ""}
    answer = browser.post(to("appeal-answer", appeal), said, follow=True)
    assert "Dear seller, no." in answer.text
    assert "answer after 3 days" in browser.get(of_case("case-detail", case)).text
    again = browser.post(to("appeal-answer", appeal), said)
    assert again.status_code == 422
    assert "moved on" in again.text
    assert appeal.answers.count() == 1
    accepted = browser.post(to("appeal-answer", appeal), {**said, "answer": "accepted", "seen": "refused"})
    assert accepted.status_code == 422
    assert "Choose what came of it." in accepted.text


def test_an_unsent_one_has_no_answer(browser: Client, case: Case) -> None:
    appeal = AppealFactory.create(case=case)
    assert "Note first that you sent it." in browser.get(to("appeal-answer", appeal), follow=True).text


# -- rights and cost
@pytest.mark.parametrize("name", ["appeal-detail", "appeal-write", "appeal-text", "appeal-versions", "appeal-sent"])
def test_a_stranger_finds_nothing(name: str, case: Case, stranger: User, client_of: SignIn) -> None:
    appeal = AppealFactory.create(case=case)
    assert client_of(stranger).get(to(name, appeal)).status_code == 404
    assert client_of(stranger).get(reverse(name, args=[case.pk, 7])).status_code == 404


def test_the_page_asks_the_database_the_same_few_times(browser: Client, seller: User) -> None:
    counts = []
    for rows in (1, 3):
        case = AppealLimitFactory.create(case=CaseFactory.create(owner=seller, state=State.VERIFIED), allowed=5).case
        for _ in range(rows):
            sent = send_appeal(case, seller, WRITING)
            actions.record_answer(appeal=sent, answer=Answer.REFUSED, day=WRITING.date(), by=seller, now=WRITING)
        pages = [of_case("case-detail", case), of_case("appeal-list", case), to("appeal-detail", sent)]
        browser.get(pages[0])
        with CaptureQueriesContext(connection) as found:
            for page in pages:
                assert browser.get(page).status_code == 200
        counts.append(len(found))
    assert counts[0] == counts[1]


def test_the_day_of_sending_is_today_in_the_sellers_zone(
    browser: Client, seller: User, case: Case, at: StopClock
) -> None:
    appeal = AppealFactory.create(case=case, state=AppealState.COOLING)
    User.objects.filter(pk=seller.pk).update(time_zone="Asia/Shanghai")
    at(NEXT_DAY.replace(hour=20))  # the day after in China
    day = (NEXT_DAY + timedelta(days=1)).date().isoformat()
    for language in ("en", "zh-hans"):  # a browser shows no date that is written otherwise
        User.objects.filter(pk=seller.pk).update(language=language)
        assert f'value="{day}"' in browser.get(to("appeal-sent", appeal)).text


def test_a_wrong_day_is_corrected_on_its_page(browser: Client, case: Case, at: StopClock) -> None:
    appeal = AppealFactory.create(case=case, state=AppealState.SUBMITTED)
    at(WRITING + timedelta(days=3))
    assert to("appeal-correct", appeal) in browser.get(to("appeal-detail", appeal)).text
    page = browser.get(to("appeal-correct", appeal)).text
    assert ('value="CASE-77"' in page, f'value="{NEXT_DAY.date().isoformat()}"' in page) == (True, True)
    said = {"day": WRITING.date().isoformat(), "zone": "UTC", "channel": "mail", "reference": "CASE-78"}
    assert browser.post(to("appeal-correct", appeal), {**said, "day": ""}).status_code == 422
    assert browser.post(to("appeal-correct", appeal), {**said, "day": "2090-01-01"}).status_code == 422
    answer = browser.post(to("appeal-correct", appeal), said, follow=True).text
    assert [word in answer for word in ("Corrected.", "E-mail", "CASE-78")] == [True] * 3
    story = browser.get(of_case("case-detail", case)).text
    assert "You corrected when or how the appeal was sent. Before, it said:" in story
    assert "Form or button in the seller account" in story
    unsent = AppealFactory.create(case=OnlyChanceFactory.create(owner=case.owner))
    assert browser.get(to("appeal-correct", unsent))["Location"] == to("appeal-detail", unsent)

"""Reports of abuse and exclusions are decided without a mouse, in both languages."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from apps.accounts.models import User
from apps.cases.enums import State
from apps.conduct.actions import object_to_bar
from apps.conduct.enums import About, Measure, Part
from apps.conduct.models import AbuseReport, Bar
from apps.core import clock
from tests.factories.accounts import ModeratorFactory
from tests.factories.cases import CaseFactory
from tests.factories.conduct import AbuseReportFactory, BarFactory
from tests.journeys.test_desk_work import speak

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

WORDS = {
    "en": "The store is another's; we asked for papers and none came.",
    "zh-hans": "店铺是别人的，要了证明，一直没有交来。",
}


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the field of that name has the cursor."""
    for _time in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == name:
            return
    raise AssertionError(f"{name} is not reached by Tab")


def write_and_send(page: Page, words: str) -> None:
    tab_to(page, "reason")
    page.keyboard.type(words)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")


def take(page: Page, key: str, address: str) -> None:
    """The next of a queue, from the page of all queues."""
    page.keyboard.press("w")
    page.wait_for_url("**/desk/queues/")
    page.keyboard.press(key)
    page.wait_for_url(f"**{address}")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_report_is_decided_and_who_is_behind_it_kept_out_by_keyboard_alone(
    open_desk: Callable[..., Page], person: User, language: str
) -> None:
    speak(person, language)
    case = CaseFactory.create(state=State.SUBMITTED)
    report = AbuseReportFactory.create(about=About.CASE, key=str(case.pk), language=language)
    page = open_desk()
    page.goto("/desk/")
    take(page, "b", f"/desk/abuse/{report.pk}/")
    page.keyboard.press("b")
    page.wait_for_url("**/desk/person/*/bar/**")
    page.keyboard.press("e")
    page.keyboard.press("Space")
    write_and_send(page, WORDS[language])
    expect(page.locator("#decide-title")).to_have_text({"en": "Is this right?", "zh-hans": "请再确认一遍"}[language])
    page.keyboard.press("m")
    expect(page.locator(".case-head .tag")).to_have_text({"en": "in force", "zh-hans": "生效中"}[language])
    bar = Bar.objects.get()
    assert (bar.person, bar.parts, bar.reason, bar.report) == (case.owner, [Part.FILE], WORDS[language], report)

    take(page, "b", f"/desk/abuse/{report.pk}/")
    page.keyboard.press("d")
    for _step in range(3):
        page.keyboard.press("ArrowDown")
    write_and_send(page, WORDS[language])
    page.wait_for_url("**/desk/abuse/")
    decided = AbuseReport.objects.get()
    assert (decided.measure, decided.reason, decided.decided_by) == (Measure.BARRED, WORDS[language], person)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_an_objection_is_answered_by_keyboard_alone(
    open_desk: Callable[..., Page], person: User, language: str
) -> None:
    speak(person, language)
    bar = BarFactory.create(by=ModeratorFactory.create())
    object_to_bar(bar=bar, words="The store is mine.", by=bar.person, now=clock.now())
    page = open_desk()
    page.goto("/desk/")
    take(page, "c", f"/desk/bars/{bar.pk}/")
    page.keyboard.press("e")
    page.keyboard.type(WORDS[language])
    page.keyboard.press("Escape")
    page.keyboard.press("m")
    expect(page.locator(".case-head .tag")).to_have_text({"en": "lifted", "zh-hans": "已解除"}[language])
    bar.refresh_from_db()
    assert (bar.answer, bar.answered_at is not None, bar.lifted_at is not None) == (WORDS[language], True, True)

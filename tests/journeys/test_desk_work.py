"""A moderator's work without a mouse, in both languages: a surge becomes an incident, two sellers one."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from apps.accounts.models import User
from apps.cases.actions.identities import answer_identity
from apps.cases.enums import PairState
from apps.cases.models import Case, IdentityAsk, SellerPair
from apps.core import clock
from apps.core.four_eyes import AskState
from apps.core.models import Heartbeat
from apps.incidents.models import Incident, Surge
from tests.factories.accounts import ModeratorFactory, UserFactory
from tests.factories.asks import CaseErasureFactory, IdentityAskFactory, PublicationAskFactory
from tests.factories.cases import STARTED, CaseFactory
from tests.factories.clusters import SellerPairFactory
from tests.factories.conduct import AbuseReportFactory, BarFactory
from tests.factories.incidents import BulkStepFactory, SurgeFactory
from tests.incidents.test_suggestions import NOTICE, filed
from tests.incidents.test_suggestions import wave as placed_wave
from tests.journeys.test_desk import check

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def wave() -> list[Case]:
    """Three cases of one day, and two of their sellers who look alike."""
    names = ("深圳市创想科技有限公司", "創想（深圳）科技有限公司", "Harbour Lamp Ltd")
    cases = [CaseFactory.create(owner=UserFactory.create(), filing__account__company_name=name) for name in names]
    one, other = (case.account.seller for case in cases[:2] if case.account)
    SellerPairFactory.create(one=one, other=other)
    SurgeFactory.create(seen=3)
    Heartbeat.objects.create(name="beat", seen_at=clock.now())
    return cases


def speak(person: User, language: str) -> None:
    person.language = language
    person.save(update_fields=["language"])


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_surge_and_a_pair_are_decided_by_keyboard_alone(
    open_desk: Callable[..., Page], person: User, wave: list[Case], language: str
) -> None:
    speak(person, language)
    page = open_desk()
    page.goto("/desk/")
    press = page.keyboard.press
    press("w")
    page.wait_for_url("**/desk/queues/")
    press("1")
    page.wait_for_url(f"**/desk/surges/{Surge.objects.get().pk}/")
    press("m")
    page.keyboard.type("Account wave")
    press("Tab")
    page.keyboard.type("封号潮")
    press("Enter")
    expect(page.locator(".case-head .tag")).to_have_text({"en": "Made an incident", "zh-hans": "已设为事件"}[language])
    assert Incident.objects.get().placements.count() == 3

    press("w")
    page.wait_for_url("**/desk/queues/")
    press("7")
    page.wait_for_url("**/desk/duplicates/*/")
    assert "创想" not in page.locator("main").inner_text()
    press("i")
    page.keyboard.type("Two cases of one wave.")
    press("Tab")
    press("Enter")
    expect(page.locator("main")).to_contain_text({"en": "You asked on", "zh-hans": "须由另一位审核员同意"}[language])
    answer_identity(ask=IdentityAsk.objects.get(), allows=True, words="", by=ModeratorFactory.create(), now=clock.now())
    page.reload()
    press("i")
    expect(page.locator("main")).to_contain_text("創想（深圳）科技有限公司")
    press("m")
    page.wait_for_url("**/desk/duplicates/")
    assert SellerPair.objects.get().state == PairState.PROPOSED


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_cases_are_placed_one_after_another_by_keyboard_alone(
    open_desk: Callable[..., Page], person: User, language: str
) -> None:
    speak(person, language)
    incident = placed_wave(NOTICE)
    first, second = (filed(NOTICE.format(name), STARTED + timedelta(hours=n)) for n, name in enumerate(("a", "b")))
    page = open_desk()
    page.goto("/desk/")
    press = page.keyboard.press
    press("w")
    page.wait_for_url("**/desk/queues/")
    press("6")
    page.wait_for_url(f"**/desk/placing/{first.pk}/")
    expect(page.locator(".panel-lead h2")).to_have_text(
        {"en": incident.title_en, "zh-hans": incident.title_zh}[language]
    )
    press("j")
    page.wait_for_url(f"**/desk/placing/{second.pk}/")
    press("1")
    page.wait_for_url(f"**/desk/placing/{first.pk}/")
    press("1")
    page.wait_for_url("**/desk/queues/")
    assert incident.placements.count() == 5


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_what_another_moderator_asked_is_answered_by_keyboard_alone(
    open_desk: Callable[..., Page], person: User, language: str
) -> None:
    speak(person, language)
    asks = [IdentityAskFactory.create(), PublicationAskFactory.create(), CaseErasureFactory.create()]
    page = open_desk()
    page.goto("/desk/")
    for key, ask, place in zip("def", asks, ("identities", "publications", "erasures"), strict=True):
        page.keyboard.press("w")
        page.wait_for_url("**/desk/queues/")
        page.keyboard.press(key)
        page.wait_for_url(f"**/desk/{place}/{ask.pk}/")
        page.keyboard.press("m")
        page.wait_for_url(f"**/desk/{place}/")
        ask.refresh_from_db()
        assert (ask.state, ask.answered_by) == (AskState.ALLOWED, person)
    assert Incident.objects.get().is_public
    assert Case.objects.get(pk=asks[2].case.pk).narrative == ""


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("zh-hans", 390)])
def test_pages_of_work_are_readable_by_all_fit_and_break_no_policy(
    open_desk: Callable[..., Page], person: User, wave: list[Case], language: str, width: int
) -> None:
    speak(person, language)
    page = open_desk(width=width, color_scheme="dark" if width == 1280 else "light")
    surge, pair = Surge.objects.get().pk, SellerPair.objects.get().pk
    step, incident = BulkStepFactory.create(source=placed_wave(NOTICE)), Incident.objects.earliest("pk")
    case = filed(NOTICE.format("Lantern"))
    pages = ("queues/", "surges/", f"surges/{surge}/", "duplicates/", f"duplicates/{pair}/", f"placing/{case.pk}/")
    pages += ("steps/", f"steps/{step.pk}/", f"incident/{incident.pk}/steps/")
    identity, publication, erasure = (
        IdentityAskFactory.create(),
        PublicationAskFactory.create(),
        CaseErasureFactory.create(),
    )
    pages += ("identities/", f"identities/{identity.pk}/", f"publications/{publication.pk}/", f"erasures/{erasure.pk}/")
    pages += (f"incident/{incident.pk}/publish/", f"case/{case.pk}/erase/", "numbers/", "abuse/", "bars/")
    pages += (f"abuse/{AbuseReportFactory.create().pk}/", f"bars/{BarFactory.create().pk}/")
    for address in (f"/desk/{name}" for name in pages):
        page.goto(address)
        page.evaluate("document.querySelectorAll('main details').forEach(one => (one.open = true))")
        check(page, address, width)

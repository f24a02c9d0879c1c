"""Pages of campaigns: the same for everybody, in two steps, without a trace."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.campaigns.actions import leave_campaign
from apps.campaigns.models import Campaign, SignOn
from apps.core import clock
from tests.factories.campaigns import CampaignEntryFactory, CampaignFactory, SignOnFactory
from tests.factories.cases import CaseFactory

pytestmark = pytest.mark.django_db
FAR = date(2090, 1, 1)


@pytest.fixture
def campaign() -> Campaign:
    return CampaignFactory.create(until=FAR)


@pytest.fixture
def browser(seller: User, client_of: Callable[[User], Client]) -> Client:
    return client_of(seller)


def body(client: Client, path: str, language: str = "en") -> str:
    answer = client.get(path, headers={"accept-language": language})
    assert answer.status_code == 200
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"|"x-csrftoken": "\w+"', "", answer.content.decode())


def sign(client: Client, campaign: Campaign, **said: str) -> str:
    """Both steps; what the last answer leads to."""
    asked = client.post("/joining/", {"campaign": campaign.slug, **said})
    assert asked.status_code == 200
    done = client.post("/joining/", {"campaign": campaign.slug, "step": "sure", **said})
    assert done.status_code == 302, done.content.decode()
    return done["Location"]


def test_list_shows_what_has_begun(campaign: Campaign, client: Client) -> None:
    draft = CampaignFactory.create(stage="draft")
    page = body(client, "/campaigns/")
    assert campaign.title_en in page
    assert draft.title_en not in page


def test_list_without_campaigns_says_what_they_are(client: Client) -> None:
    assert "No campaigns yet" in body(client, "/campaigns/")


def test_page_tells_what_is_asked_and_what_happened(campaign: Campaign, client: Client) -> None:
    CampaignEntryFactory.create(campaign=campaign)
    page = body(client, f"/campaigns/{campaign.slug}/")
    for words in ("Pay out what is held.", "Fewer than 10 have joined", "it follows its rules", "Sign in to join"):
        assert words in page
    assert "放款。" in body(client, f"/campaigns/{campaign.slug}/", "zh-hans")


def test_a_draft_is_nothing_to_anybody(client: Client) -> None:
    draft = CampaignFactory.create(stage="draft")
    assert client.get(f"/campaigns/{draft.slug}/").status_code == 404


def test_a_seller_without_a_case_is_led_to_file_one(campaign: Campaign, browser: Client) -> None:
    page = body(browser, f"/campaigns/{campaign.slug}/")
    assert "file your case against Amazon first" in page


@pytest.mark.parametrize("wish", ["openly", "escrowed"])
def test_pages_are_the_same_before_and_after_joining(
    campaign: Campaign, browser: Client, seller: User, wish: str
) -> None:
    case = CaseFactory.create(owner=seller)
    before = body(browser, f"/campaigns/{campaign.slug}/")
    for _twice in range(2):
        assert sign(browser, campaign, wish=wish, case=str(case.pk)) == "/joining/done/"
        assert body(browser, f"/campaigns/{campaign.slug}/") == before
    assert SignOn.objects.count() == 1
    done = body(browser, "/joining/done/")
    assert sign(browser, campaign, wish="leave") == "/joining/done/"
    assert body(browser, "/joining/done/") == done
    assert body(browser, f"/campaigns/{campaign.slug}/") == before
    assert SignOn.objects.count() == 0


def test_the_first_step_changes_nothing(campaign: Campaign, browser: Client, seller: User) -> None:
    case = CaseFactory.create(owner=seller)
    asked = browser.post("/joining/", {"campaign": campaign.slug, "wish": "openly", "case": str(case.pk)})
    assert "Join now?" in asked.content.decode()
    assert SignOn.objects.count() == 0


def test_somebody_elses_case_does_not_join(campaign: Campaign, browser: Client, seller: User) -> None:
    CaseFactory.create(owner=seller)
    other = CaseFactory.create()
    said = {"campaign": campaign.slug, "step": "sure", "wish": "openly", "case": str(other.pk)}
    assert browser.post("/joining/", said).status_code == 422
    assert SignOn.objects.count() == 0


def test_joining_a_gathering_means_accepting_its_code(browser: Client, seller: User) -> None:
    conduct = {"conduct_en": "Stay calm. Leave when asked.", "conduct_zh": "保持冷静，要求离开时离开。"}
    campaign = CampaignFactory.create(until=FAR, forum="gathering", **conduct)
    said = {"wish": "openly", "case": str(CaseFactory.create(owner=seller).pk)}
    refused = browser.post("/joining/", {"campaign": campaign.slug, "step": "sure", **said})
    assert (refused.status_code, SignOn.objects.count()) == (422, 0)
    assert "Stay calm." in refused.content.decode()
    sign(browser, campaign, **said, conduct="on")
    assert SignOn.objects.count() == 1


def test_own_page_shows_what_is_open_and_not_what_is_sealed(browser: Client, seller: User) -> None:
    opened, sealed = CampaignFactory.create(until=FAR), CampaignFactory.create(until=FAR)
    case = CaseFactory.create(owner=seller)
    SignOnFactory.create(campaign=opened, case=case)
    SignOnFactory.create(campaign=sealed, case=case, is_sealed=True)
    page = body(browser, "/me/campaigns/")
    assert opened.title_en in page
    assert sealed.title_en not in page
    leave_campaign(campaign=opened, by=seller, now=clock.now())
    assert "Nothing yet" in body(browser, "/me/campaigns/")


def test_after_the_end_one_can_only_leave(browser: Client, seller: User) -> None:
    case = CaseFactory.create(owner=seller)
    campaign = CampaignFactory.create()  # its last day was in 2018, and beat is late
    said = {"campaign": campaign.slug, "step": "sure", "wish": "escrowed", "case": str(case.pk)}
    answer = browser.post("/joining/", said)
    assert (answer.status_code, SignOn.objects.count()) == (422, 0)
    assert "takes nobody on now" in answer.content.decode()


@pytest.mark.parametrize("path", ["/campaigns/", "/me/campaigns/"])
def test_lists_ask_as_often_for_three_rows_as_for_one(
    path: str, browser: Client, seller: User, django_assert_max_num_queries: Callable[..., object]
) -> None:
    case = CaseFactory.create(owner=seller)
    for _each in range(3):
        SignOnFactory.create(campaign=CampaignFactory.create(until=FAR), case=case)
    with django_assert_max_num_queries(8):  # type: ignore[attr-defined]
        browser.get(path)


def test_moderators_move_stages_and_note_answers(moderator: User, client_of: Callable[[User], Client]) -> None:
    campaign, desk = CampaignFactory.create(stage="draft", until=FAR), client_of(moderator)
    path = f"/desk/campaign/{campaign.pk}/stage/"
    assert "Gathering" in desk.get(path).content.decode()
    begun = {"form": "stage", "source": "draft", "target": "gathering"}
    assert desk.post(path, begun).status_code == 302
    assert desk.post(path, begun).status_code == 409
    said = {"form": "entry", "kind": "answer", "happened_on": "2020-02-02", "text_zh": "平台拒绝。"}
    assert desk.post(path, said).status_code == 302
    assert desk.post(path, {"form": "entry", "kind": "answer"}).status_code == 400
    assert "平台拒绝。" in body(Client(), f"/campaigns/{campaign.slug}/")
    assert desk.get(f"/desk/campaigns/campaign/{campaign.pk}/change/").status_code == 200


def test_moderators_write_drafts(moderator: User, client_of: Callable[[User], Client]) -> None:
    said = {
        "slug": "give-it-back", "platform": "amazon", "forum": "petition", "title_en": "T", "title_zh": "题",
        "goal_en": "G", "goal_zh": "目", "demands_en": "D", "demands_zh": "求", "threshold": "50",
        "until": "2090-01-01", "takes_escrow": "on", "conduct_en": "", "conduct_zh": "", "incident": "",
    }  # fmt: skip
    assert client_of(moderator).post("/desk/campaigns/campaign/add/", said).status_code == 302
    assert Campaign.objects.get(slug="give-it-back").stage == "draft"

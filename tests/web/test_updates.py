"""Updates on pages: written, looked at, mailed by coordinators; read and stopped by participants."""

import json
import re
from collections.abc import Callable
from datetime import date
from email import message_from_string

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.associations.enums import Role
from apps.associations.models import Association
from apps.campaigns.actions import mail_updates
from apps.campaigns.models import Campaign, CampaignUpdate, UpdateStop
from apps.core import clock
from apps.notifications.letters import as_mail, write_letter
from apps.notifications.models import Message
from tests.associations.people import member, signed_in
from tests.factories.associations import AssociationFactory
from tests.factories.campaigns import CampaignFactory, CampaignUpdateFactory, SignOnFactory
from tests.factories.cases import CaseFactory
from tests.web.test_campaigns import body

pytestmark = pytest.mark.django_db
FAR = date(2090, 1, 1)
QUERIES = 9
TYPED = {
    "title_en": "They answered",
    "text_en": "Money in April.\n<b>We stay on.</b>",
    "title_zh": "有回复了",
    "text_zh": "四月放款。",
    "segment": "open",
    "marketplace": "",
    "per_day": "500",
}


@pytest.fixture
def campaign() -> Campaign:
    return CampaignFactory.create(until=FAR, threshold=20)


@pytest.fixture
def association(campaign: Campaign) -> Association:
    return CampaignUpdateFactory.create(campaign=campaign).association


@pytest.fixture
def coordinator(association: Association) -> Client:
    return signed_in(member(association).person)


def home(association: Association) -> str:
    return f"/associations/{association.slug}"


def written(association: Association) -> CampaignUpdate:
    return CampaignUpdate.objects.filter(association=association).order_by("-made_at").first()  # type: ignore[return-value]


def write(client: Client, association: Association, campaign: Campaign, **changed: str) -> object:
    return client.post(f"{home(association)}/campaigns/{campaign.slug}/updates/", TYPED | changed)


def begun(campaign: Campaign, person: User) -> CampaignUpdate:
    SignOnFactory.create(campaign=campaign, case=CaseFactory.create(owner=person))
    return CampaignUpdateFactory.create(campaign=campaign, begun=True, now=clock.now())


def stop_link_in(message: Message) -> str:
    letter = write_letter(kind=message.kind, language="en", facts=json.loads(message.facts))
    mail = as_mail(letter, message_id=message.pk, to="a@sellers.example", language="en").message()
    parsed = message_from_string(mail.as_string())
    assert parsed["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    return parsed["List-Unsubscribe"].strip("\n <>").removeprefix("https://recourse.test")


def test_an_update_is_written_looked_at_and_begun(
    association: Association, campaign: Campaign, coordinator: Client
) -> None:
    for _each in range(10):
        SignOnFactory.create(campaign=campaign)
    assert write(coordinator, association, campaign).status_code == 302  # type: ignore[attr-defined]
    update = written(association)
    page = body(coordinator, f"{home(association)}/updates/{update.pk}/")
    for words in ("They answered", "有回复了", "&lt;b&gt;We stay on.", "at least 10", "News of someth"):
        assert words in page
    assert "你参加的事" in page
    done = coordinator.post(f"{home(association)}/updates/{update.pk}/move/", {"deed": "begin"})
    assert done.status_code == 302
    assert mail_updates(clock=clock.now, seconds=5) == 10
    assert "at least 10 people of at least 10 people" in body(coordinator, f"{home(association)}/updates/{update.pk}/")


def test_a_draft_is_changed_until_it_is_begun(
    association: Association, campaign: Campaign, coordinator: Client
) -> None:
    write(coordinator, association, campaign)
    edit = f"{home(association)}/updates/{written(association).pk}/edit/"
    assert "Money in April." in body(coordinator, edit)
    assert coordinator.post(edit, TYPED | {"title_en": "Second thoughts"}).status_code == 302
    assert written(association).title_en == "Second thoughts"
    coordinator.post(edit.replace("/edit/", "/move/"), {"deed": "begin"})
    refused = coordinator.post(edit, TYPED)
    assert (refused.status_code, "Its words stand" in refused.content.decode()) == (422, True)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"text_en": ""}, "belong together"),
        ({"title_en": "", "text_en": "", "title_zh": "", "text_zh": ""}, "one language at least"),
        ({"segment": "marketplace"}, "Choose a marketplace"),
        ({"per_day": "0"}, "greater than or equal to 1"),
    ],
)
def test_what_is_half_written_is_kept_and_told(
    association: Association, campaign: Campaign, coordinator: Client, changed: dict[str, str], says: str
) -> None:
    answer = write(coordinator, association, campaign, **changed)
    page = answer.content.decode()  # type: ignore[attr-defined]
    assert (answer.status_code, says in page) == (422, True)  # type: ignore[attr-defined]
    assert "500" in page or changed.get("per_day")


def test_a_campaign_that_gathers_says_that_sealed_people_wait(
    association: Association, campaign: Campaign, coordinator: Client
) -> None:
    write(coordinator, association, campaign, segment="all")
    assert "Who joined sealed cannot be written to" in body(
        coordinator, f"{home(association)}/updates/{written(association).pk}/"
    )


def test_numbers_of_people_stand_in_full_tens(
    association: Association, campaign: Campaign, coordinator: Client
) -> None:
    SignOnFactory.create(campaign=campaign)
    page = body(coordinator, f"{home(association)}/updates/{written(association).pk}/")
    assert re.findall(r'stat-value">([^<]+)<', page) == ["fewer than 10 people"] * 4


@pytest.mark.parametrize("role", [Role.CASE_WORKER, Role.OBSERVER, Role.COUNSEL])
def test_only_who_runs_campaigns_reaches_these_pages(association: Association, campaign: Campaign, role: Role) -> None:
    client, update = signed_in(member(association, role=role).person), written(association)
    places = ["campaigns/", f"campaigns/{campaign.slug}/", f"campaigns/{campaign.slug}/updates/"]
    places += [f"updates/{update.pk}/", f"updates/{update.pk}/edit/"]
    assert [client.get(f"{home(association)}/{place}").status_code for place in places] == [404] * 5
    assert client.post(f"{home(association)}/updates/{update.pk}/move/", {"deed": "begin"}).status_code == 404


def test_one_association_does_not_reach_what_another_wrote(association: Association, campaign: Campaign) -> None:
    other = AssociationFactory.create()
    client = signed_in(member(other).person)
    for place in (f"campaigns/{campaign.slug}/", f"updates/{written(association).pk}/"):
        assert client.get(f"{home(other)}/{place}").status_code == 404


def test_an_unknown_deed_is_nothing_and_a_late_one_is_told(
    association: Association, campaign: Campaign, coordinator: Client
) -> None:
    move = f"{home(association)}/updates/{written(association).pk}/move/"
    assert coordinator.post(move, {"deed": "fly"}).status_code == 404
    told = coordinator.post(move, {"deed": "pause"}, follow=True)
    assert "Somebody else was faster" in told.content.decode()


def test_participants_find_updates_on_their_page_and_read_them(
    campaign: Campaign, seller: User, client_of: Callable[[User], Client]
) -> None:
    update = begun(campaign, seller)
    client = client_of(seller)
    assert f"/me/updates/{update.pk}/" in body(client, "/me/campaigns/")
    page = body(client, f"/me/updates/{update.pk}/")
    assert ("It will pay out in April." in page, "平台称四月放款。" in page) == (True, True)
    User.objects.filter(pk=seller.pk).update(language="zh-hans")
    assert "<h1>平台回复了</h1>" in body(client_of(seller), f"/me/updates/{update.pk}/")


def test_who_does_not_take_part_finds_no_update(
    campaign: Campaign, seller: User, stranger: User, client_of: Callable[[User], Client]
) -> None:
    update = begun(campaign, seller)
    assert client_of(stranger).get(f"/me/updates/{update.pk}/").status_code == 404


def test_one_click_in_a_mail_program_needs_no_sign_in_and_looking_stops_nothing(
    campaign: Campaign, seller: User
) -> None:
    begun(campaign, seller)
    mail_updates(clock=clock.now, seconds=5)
    link = stop_link_in(Message.objects.get(kind="campaign_update"))
    program = Client(enforce_csrf_checks=True)
    assert program.get(link).status_code == 200
    assert UpdateStop.objects.count() == 0
    one_click = program.post(link, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    unknown = program.post("/updates/stop/nothing/", {"List-Unsubscribe": "One-Click"})
    assert (one_click.status_code, unknown.status_code) == (200, 200)
    ours, theirs = (answer.content.decode().split("<main")[1].split("</main>")[0] for answer in (one_click, unknown))
    assert ours == theirs
    assert UpdateStop.objects.filter(person=seller).count() == 1


def test_mails_can_be_wanted_again(campaign: Campaign, seller: User, client_of: Callable[[User], Client]) -> None:
    begun(campaign, seller)
    client = client_of(seller)
    client.post("/me/updates/wish/", {"campaign": campaign.slug, "wanted": "no"})
    assert "Mail me news again" in body(client, "/me/campaigns/")
    client.post("/me/updates/wish/", {"campaign": campaign.slug, "wanted": "yes"})
    assert (UpdateStop.objects.count(), "No more mails" in body(client, "/me/campaigns/")) == (0, True)


@pytest.mark.parametrize("number", [1, 3])
def test_pages_ask_as_much_for_many_as_for_one(
    association: Association,
    campaign: Campaign,
    coordinator: Client,
    number: int,
    django_assert_num_queries: Callable[..., object],
) -> None:
    for _each in range(number):
        CampaignUpdateFactory.create(campaign=campaign, association=association, begun=True)
    with django_assert_num_queries(QUERIES):  # type: ignore[attr-defined]
        coordinator.get(f"{home(association)}/campaigns/{campaign.slug}/")

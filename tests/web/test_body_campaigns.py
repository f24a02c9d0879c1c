"""An association writes a campaign, hands it in, steers it; others join and leave; pages of whoever may not are 404."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.associations.enums import Role
from apps.associations.models import Association
from apps.campaigns.actions import ask_body, move_campaign
from apps.campaigns.enums import Stage
from apps.campaigns.models import Campaign
from apps.campaigns.selectors.bodies import takes_part
from apps.core import clock
from apps.deadlines.models import Deadline
from tests.associations.people import member, signed_in
from tests.campaigns.test_leading import TOLD
from tests.factories.associations import AssociationFactory
from tests.factories.campaigns import body_in
from tests.web.test_campaigns import body

pytestmark = pytest.mark.django_db
TYPED = {key: str(value) for key, value in TOLD.items()} | {
    "incident": "",
    "until": "2089-06-30",
    "takes_escrow": "on",
}


@pytest.fixture
def association() -> Association:
    return AssociationFactory.create()


@pytest.fixture
def owner(association: Association) -> Client:
    return signed_in(member(association, role=Role.OWNER).person)


@pytest.fixture
def campaign(association: Association, owner: Client) -> Campaign:
    answer = owner.post(f"/associations/{association.slug}/new-campaign/", TYPED)
    assert answer.status_code == 302, answer.content.decode()
    return Campaign.objects.get()


def home(association: Association, campaign: Campaign, place: str = "") -> str:
    return f"/associations/{association.slug}/campaigns/{campaign.slug}/{place}"


def begin(campaign: Campaign, moderator: User) -> None:
    move_campaign(campaign=campaign, source=Stage.SUBMITTED, target=Stage.GATHERING, by=moderator, now=clock.now())


def test_a_campaign_is_written_handed_in_begun_and_steered(
    association: Association, owner: Client, campaign: Campaign, moderator: User
) -> None:
    assert owner.get(campaign.get_absolute_url()).status_code == 404
    assert "Give the money back!" in body(owner, home(association, campaign))
    assert "Hand it to a moderator?" in body(owner, home(association, campaign, "stage/draft/submitted/"))
    for _each in range(2):  # the second press finds it moved, and says so
        owner.post(home(association, campaign, "stage/draft/submitted/"))
    begin(campaign, moderator)
    page = body(owner, home(association, campaign))
    assert ("Note an answer or news" in page, "With a moderator" in page) == (True, True)
    assert "With a moderator" not in body(Client(), campaign.get_absolute_url())
    today = clock.now().date()
    noted = {"kind": "answer", "happened_on": today.isoformat(), "text_en": "They wrote.", "text_zh": "", "source": ""}
    assert owner.post(home(association, campaign, "note/"), noted).status_code == 302
    day = {"label": "They promised to answer", "day": (today + timedelta(days=9)).isoformat()}
    assert owner.post(home(association, campaign, "day/"), day).status_code == 302
    page = body(Client(), campaign.get_absolute_url())
    assert ("They wrote." in page, "They promised to answer" in page) == (True, True)


def test_what_is_missing_stands_on_the_draft_that_came_back(
    association: Association, owner: Client, campaign: Campaign, moderator: User
) -> None:
    owner.post(home(association, campaign, "stage/draft/submitted/"))
    way = {"source": Stage.SUBMITTED, "target": Stage.DRAFT, "reason": "Name the day."}
    move_campaign(campaign=campaign, **way, by=moderator, now=clock.now())
    assert "Name the day." in body(owner, home(association, campaign))
    assert owner.post(home(association, campaign, "edit/"), TYPED | {"threshold": "30"}).status_code == 302
    campaign.refresh_from_db()
    assert campaign.threshold == 30


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"threshold": "9"}, "greater than or equal to 10"),
        ({"goal_zh": ""}, "Write this in both languages"),
        ({"until": "2018-01-01"}, "This day is over"),
        ({"forum": "gathering"}, "code of conduct in both languages"),
    ],
)
def test_what_cannot_be_is_told_and_kept(
    association: Association, owner: Client, changed: dict[str, str], says: str
) -> None:
    answer = owner.post(f"/associations/{association.slug}/new-campaign/", TYPED | changed)
    page = answer.content.decode()
    assert (answer.status_code, says in page, "Held balances are paid." in page) == (422, True, True)


def test_another_association_is_asked_and_its_owner_agrees_and_leaves(
    association: Association, owner: Client, campaign: Campaign
) -> None:
    other = AssociationFactory.create(profile__name="Second Union")
    theirs = signed_in(member(other, role=Role.OWNER).person)
    helper = signed_in(member(other, role=Role.COORDINATOR).person)
    assert theirs.post(home(other, campaign, "join/")).status_code == 404
    assert owner.post(home(association, campaign, "ask/"), {"body": str(other.pk)}).status_code == 302
    assert "Asked to take part" in body(theirs, f"/associations/{other.slug}/campaigns/")
    assert helper.post(home(other, campaign, "join/")).status_code == 404
    assert "Take part in" in body(theirs, home(other, campaign, "join/"))
    assert not takes_part(campaign, other)
    theirs.post(home(other, campaign, "join/"))
    assert takes_part(campaign, other)
    for place in ("edit/", "note/", "day/", "ask/", "stage/draft/submitted/"):
        assert helper.get(home(other, campaign, place)).status_code == 404
    assert helper.post(home(other, campaign, "leave/")).status_code == 404
    theirs.post(home(other, campaign, "leave/"))
    assert not takes_part(campaign, other)


def test_one_that_was_not_asked_and_members_without_the_right_find_nothing(
    association: Association, campaign: Campaign
) -> None:
    stranger = AssociationFactory.create()
    client = signed_in(member(stranger, role=Role.OWNER).person)
    for place in ("", "edit/", "join/", "leave/", "note/"):
        assert client.get(home(stranger, campaign, place)).status_code == 404
    worker = signed_in(member(association, role=Role.CASE_WORKER).person)
    assert worker.get(f"/associations/{association.slug}/new-campaign/").status_code == 404
    assert worker.get(home(association, campaign)).status_code == 404


def test_asking_a_second_time_is_as_once(association: Association, campaign: Campaign) -> None:
    other = AssociationFactory.create()
    for _each in range(2):
        ask_body(campaign=campaign, association=other, by=association.founded_by, now=clock.now())
    assert campaign.bodies.count() == 2


def test_a_day_is_moved_and_taken_back(
    association: Association, owner: Client, campaign: Campaign, client_of: Callable[[User], Client], stranger: User
) -> None:
    page = home(association, campaign)
    owner.post(f"{page}day/", {"label": "They promised to answer", "day": "2089-03-20"})
    day = Deadline.objects.get(docket__campaign=campaign)
    move, remove = f"{page}day/{day.pk}/", f"{page}day/{day.pk}/remove/"
    assert [place in body(owner, page) for place in (move, remove)] == [True, True]
    assert 'value="2089-03-20"' in body(owner, move)
    refused = owner.post(move, {"label": "They promised to answer", "day": "2018-03-20"})
    assert (refused.status_code, "over already" in refused.text) == (422, True)
    assert owner.post(move, {"label": "They answer", "day": "2089-04-20"}).status_code == 302
    day.refresh_from_db()
    assert (day.label, day.due_day.isoformat()) == ("They answer", "2089-04-20")
    assert "Take this day back?" in body(owner, remove)
    assert [owner.post(remove).status_code for _each in range(2)] == [302, 404], "the second press finds nothing"
    assert "They answer" not in body(owner, page)
    outsiders = [client_of(stranger), signed_in(member(AssociationFactory.create(), role=Role.OWNER).person)]
    assert [who.get(place).status_code for who in outsiders for place in (move, remove)] == [404] * 4


def test_days_are_moved_by_who_leads_alone(association: Association, owner: Client, campaign: Campaign) -> None:
    owner.post(f"{home(association, campaign)}day/", {"label": "They promised to answer", "day": "2089-03-20"})
    day = Deadline.objects.get(docket__campaign=campaign)
    other = body_in(campaign, AssociationFactory.create())
    theirs = signed_in(member(other, role=Role.OWNER).person)
    assert "They promised to answer" in body(theirs, home(other, campaign))
    assert f"day/{day.pk}" not in body(theirs, home(other, campaign))
    assert theirs.get(home(other, campaign, f"day/{day.pk}/")).status_code == 404
    elsewhere = f"/associations/{association.slug}/new-campaign/"
    owner.post(elsewhere, TYPED | {"title_en": "Another one"})
    another = Campaign.objects.exclude(pk=campaign.pk).get()
    assert owner.get(home(association, another, f"day/{day.pk}/")).status_code == 404

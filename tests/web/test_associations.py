"""Pages of associations: the public list, profiles, members, invitations; the decision at the desk."""

import json
from typing import Any

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.associations.enums import Role, Standing
from apps.associations.models import Association, MemberInvitation
from apps.associations.selectors import membership_in
from apps.core import clock
from apps.notifications.models import Message
from tests.conftest import use_second_factor
from tests.factories.associations import AssociationFactory, MemberInvitationFactory, MembershipFactory
from tests.factories.campaigns import CampaignFactory, body_in

pytestmark = pytest.mark.django_db
TYPED = {
    "name": "Shenzhen Sellers' Union",
    "legal_form": "trade_body",
    "country": "CN",
    "place": "Shenzhen",
    "about": "Helps sellers.",
    "membership": "1,200 sellers.",
    "funding": "Fees.",
}


def proven(client_of: Any, person: User) -> Client:
    client: Client = client_of(person)
    use_second_factor(client, person)
    return client


def test_the_list_shows_approved_bodies_to_everybody_and_ones_own_first(client_of: Any, seller: User) -> None:
    approved, own = AssociationFactory.create(), AssociationFactory.create(standing=Standing.PENDING, owner=seller)
    public = Client().get("/associations/").content.decode()
    assert (approved.name in public, own.name in public) == (True, False)
    assert own.name in client_of(seller).get("/associations/").content.decode()


def test_a_profile_names_campaigns_that_have_begun_and_no_others(django_assert_num_queries: Any) -> None:
    association = AssociationFactory.create()
    begun, also, draft = CampaignFactory.create(), CampaignFactory.create(), CampaignFactory.create(stage="draft")
    for campaign in (begun, also, draft):
        body_in(campaign, association)
    with django_assert_num_queries(2):
        page = Client().get(f"/associations/{association.slug}/").content.decode()
    assert [campaign.get_absolute_url() in page for campaign in (begun, also, draft)] == [True, True, False]
    other = AssociationFactory.create()
    assert "Campaigns it takes part in" not in Client().get(f"/associations/{other.slug}/").content.decode()


def test_a_body_is_entered_and_waits(client_of: Any, seller: User, stranger: User) -> None:
    answer = client_of(seller).post("/associations/new/", TYPED)
    association = Association.objects.get()
    assert answer.headers["Location"] == f"/associations/{association.slug}/"
    assert client_of(seller).get(f"/associations/{association.slug}/").status_code == 200
    assert client_of(stranger).get(f"/associations/{association.slug}/").status_code == 404
    assert Client().get(f"/associations/{association.slug}/").status_code == 404


@pytest.mark.parametrize(("field", "value"), [("funding", ""), ("name", "See https://evil.example"), ("country", "XX")])
def test_what_is_wrong_keeps_what_was_typed(client_of: Any, seller: User, field: str, value: str) -> None:
    answer = client_of(seller).post("/associations/new/", {**TYPED, field: value})
    assert answer.status_code == 422
    assert "1,200 sellers." in answer.content.decode()
    assert Association.objects.count() == 0


def test_a_moderator_decides_with_a_reason_and_the_owner_is_told(client_of: Any, moderator: User, seller: User) -> None:
    association = AssociationFactory.create(standing=Standing.PENDING, owner=seller)
    desk = client_of(moderator)
    url = f"/desk/associations/{association.pk}/"
    assert association.name in desk.get("/desk/associations/").content.decode()
    assert desk.post(url, {"decision": "approved", "reason": ""}).status_code == 400
    assert desk.post(url, {"decision": "suspended", "reason": "No."}).status_code == 400
    assert desk.post(url, {"decision": "approved", "reason": "The register names it."}).status_code == 302
    assert Client().get(f"/associations/{association.slug}/").status_code == 200
    assert Message.objects.get(recipient=seller).kind == "association_decided"


def test_a_refused_owner_reads_why(client_of: Any, seller: User) -> None:
    association = AssociationFactory.create(standing=Standing.REFUSED, owner=seller)
    page = client_of(seller).get(f"/associations/{association.slug}/").content.decode()
    assert "The moderator's reason:" in page and "Read." in page


def test_whoever_sees_members_uses_a_second_factor(client_of: Any, seller: User) -> None:
    association = AssociationFactory.create(owner=seller)
    client = client_of(seller)
    url = f"/associations/{association.slug}/members/"
    assert client.get(url).headers["Location"].startswith("/me/security/")
    assert proven(client_of, seller).get(url).status_code == 200


def test_inviting_and_accepting(client_of: Any, seller: User, stranger: User) -> None:
    association = AssociationFactory.create(owner=seller)
    url = f"/associations/{association.slug}/members/"
    sent = proven(client_of, seller).post(url, {"address": stranger.email, "role": "case_worker"})
    assert sent.status_code == 302
    message = Message.objects.get(kind="member_invitation")
    token = json.loads(message.facts)["token"]
    invited = client_of(stranger)
    assert invited.get(f"/associations/join/{token}/").status_code == 200
    assert membership_in(association, stranger) is None
    assert client_of(seller).get(f"/associations/join/{token}/").status_code == 404
    assert invited.post(f"/associations/join/{token}/", {"answer": "yes"}).status_code == 302
    held = membership_in(association, stranger)
    assert held is not None and held.role == Role.CASE_WORKER
    assert invited.post(f"/associations/join/{token}/", {"answer": "yes"}).status_code == 404
    assert stranger.email in proven(client_of, seller).get(url).content.decode()


def test_an_invitation_is_refused_or_taken_back(client_of: Any, stranger: User, seller: User) -> None:
    association = AssociationFactory.create(owner=seller)
    now = clock.now()
    known = {"association": association, "address": stranger.email, "invited_at": now}
    MemberInvitationFactory.create(**known, token_hash=MemberInvitation.hash_of_token("one"))
    assert client_of(stranger).post("/associations/join/one/", {"answer": "no"}).status_code == 302
    second = MemberInvitationFactory.create(**known, token_hash=MemberInvitation.hash_of_token("two"))
    url = f"/associations/{association.slug}/invitations/{second.pk}/withdraw/"
    assert proven(client_of, seller).post(url).status_code == 302
    assert client_of(stranger).get("/associations/join/two/").status_code == 404


def test_roles_are_changed_and_ended_by_those_who_may(client_of: Any, seller: User) -> None:
    association = AssociationFactory.create(owner=seller)
    member = MembershipFactory.create(association=association, role=Role.CASE_WORKER)
    owner = proven(client_of, seller)
    url = f"/associations/{association.slug}/members/{member.pk}"
    assert owner.post(f"{url}/role/", {"role": "counsel"}).status_code == 302
    now = membership_in(association, member.person)
    assert now is not None and now.role == Role.COUNSEL
    assert owner.post(f"/associations/{association.slug}/members/{now.pk}/end/").status_code == 302
    assert membership_in(association, member.person) is None
    elsewhere = MembershipFactory.create()
    assert owner.post(f"/associations/{association.slug}/members/{elsewhere.pk}/end/").status_code == 404


def test_leaving_says_what_it_means_first(client_of: Any, seller: User) -> None:
    member = MembershipFactory.create(person=seller)
    url = f"/associations/{member.association.slug}/leave/"
    client = client_of(seller)
    assert client.get(url).status_code == 200
    assert membership_in(member.association, seller) is not None
    assert client.post(url).headers["Location"] == "/associations/"
    assert membership_in(member.association, seller) is None
    owner = client_of(member.association.founded_by)
    assert owner.post(url).status_code == 409


@pytest.mark.parametrize("page", ["edit", "leave", "members"])
def test_a_stranger_gets_what_is_not_there(client_of: Any, stranger: User, page: str) -> None:
    association = AssociationFactory.create()
    for method in ("get", "post"):
        assert getattr(client_of(stranger), method)(f"/associations/{association.slug}/{page}/").status_code == 404


def test_queries_of_the_members_page_do_not_grow(
    client_of: Any, seller: User, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    association = AssociationFactory.create(owner=seller)
    client = proven(client_of, seller)
    url = f"/associations/{association.slug}/members/"
    client.get(url)
    with django_assert_max_num_queries(30) as few:
        client.get(url)
    MembershipFactory.create_batch(3, association=association)
    with django_assert_num_queries(len(few)):
        client.get(url)

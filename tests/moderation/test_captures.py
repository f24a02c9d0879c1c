"""The desk's count of members on several lists."""

import json

import pytest
from django.test import Client

from tests.factories.associations import AssociationFactory, ListedMemberFactory, MemberListFactory

pytestmark = pytest.mark.django_db
URL = "/desk/associations/captures/"


def test_nothing_to_count_says_so(desk: Client) -> None:
    assert "No association has brought a list yet" in desk.get(URL).text


def test_counts_are_shown_and_downloaded_without_a_fingerprint(desk: Client) -> None:
    bodies = [AssociationFactory.create(profile__name=name) for name in ("Harbour", "Inland")]
    for body in bodies:
        ListedMemberFactory.create(source=MemberListFactory.create(association=body), email_mark="k1:" + "ab" * 32)
    query = "&".join(f"body={body.pk}" for body in bodies)
    text = desk.get(f"{URL}?{query}").text
    assert text.count("on it</td>") == 2
    assert "abab" not in text
    answer = desk.get(f"{URL}?{query}&as=json")
    assert answer["Content-Disposition"] == 'attachment; filename="captures.json"'
    task = json.loads(answer.content)
    assert (task["lists"], task["counts"]) == (["Harbour", "Inland"], {"11": 1})


def test_one_association_is_not_enough(desk: Client) -> None:
    body = MemberListFactory.create().association
    assert "Choose two to five associations." in desk.get(f"{URL}?body={body.pk}&as=json").text

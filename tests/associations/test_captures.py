"""Members on several lists: linked by any fingerprint or by the strongest alone, as counts and nothing else."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from apps.associations.enums import ListState
from apps.associations.models import Association, ListedMember, MemberList
from apps.associations.selectors.captures import bodies_with_lists, count_captures
from apps.statistics.rules.population.reading import read_task
from tests.factories.associations import AssociationFactory, ListedMemberFactory, MemberListFactory

pytestmark = pytest.mark.django_db


def mark(number: int) -> str:
    return f"k1:{number:064x}"


def listed(source: MemberList, *, key: int, email: int = 0, token: int = 0) -> ListedMember:
    marks = {"email_mark": mark(email) if email else "", "token_mark": mark(token) if token else ""}
    return ListedMemberFactory.create(source=source, key=mark(key), **marks)


@pytest.fixture
def bodies() -> list[Association]:
    return [AssociationFactory.create(profile__name=name) for name in ("Harbour", "Inland", "Online")]


def test_members_are_linked_by_any_fingerprint_through_others(bodies: list[Association]) -> None:
    first, second, third = (MemberListFactory.create(association=body) for body in bodies)
    listed(first, key=1, email=1)
    listed(second, key=2, email=1, token=2)  # joins the first by address and the third by token
    listed(third, key=2, token=2)
    listed(third, key=9, email=9)
    found = count_captures(bodies)
    assert found.linked == {"111": 1, "001": 1}
    assert found.strict == {"100": 1, "011": 1, "001": 1}


def test_lists_of_one_body_count_a_member_once_and_lists_taken_back_count_nobody(bodies: list[Association]) -> None:
    harbour, inland, _ = bodies
    for state in (ListState.DONE, ListState.DONE, ListState.UNDONE):
        source = MemberListFactory.create(association=harbour, state=state)
        listed(source, key=1 if state == ListState.DONE else 5, email=1 if state == ListState.DONE else 5)
    listed(MemberListFactory.create(association=inland), key=5, email=5)
    assert count_captures([harbour, inland]).linked == {"10": 1, "01": 1}
    assert list(bodies_with_lists().values_list("name", "lists")) == [("Harbour", 2), ("Inland", 1)]


def test_what_the_command_says_is_read_by_the_estimate(bodies: list[Association]) -> None:
    harbour, inland, _ = bodies
    for body, members in ((harbour, range(1, 60)), (inland, range(30, 90))):
        source = MemberListFactory.create(association=body)
        for member in members:
            listed(source, key=member, email=member)
    said = StringIO()
    call_command("count_lists", harbour.slug, inland.slug, stdout=said)
    task = read_task(json.loads(said.getvalue()))
    assert (task.histories.names, task.histories.sizes, task.histories.overlap) == (("Harbour", "Inland"), (59, 60), 30)
    assert task.ignored == ()
    assert mark(30) not in said.getvalue()


@pytest.mark.parametrize("named", [["harbour"], ["harbour", "harbour"], ["harbour", "nowhere"]])
def test_too_few_twice_or_unknown_associations_are_refused(bodies: list[Association], named: list[str]) -> None:
    MemberListFactory.create(association=bodies[0])
    with pytest.raises(CommandError):
        call_command("count_lists", *named)

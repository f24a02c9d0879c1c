"""Keeping somebody from taking part: from that and from nothing else, told, with an objection another one reads."""

from datetime import timedelta

import pytest

from apps.accounts.models import User
from apps.associations.actions import found_association
from apps.campaigns.actions import join_campaign
from apps.campaigns.models import SignOn
from apps.cases.actions import submit_case
from apps.cases.enums import EventKind, State
from apps.cases.models import Case
from apps.conduct.actions import Barred, BarRefused, answer_objection, bar_person, lift_bar, object_to_bar
from apps.conduct.enums import ConductStep, Part
from apps.conduct.selectors import bar_of, objections_open_to
from apps.core.models import AuditNote
from apps.notifications.models import Message
from tests.factories.accounts import ModeratorFactory, UserFactory
from tests.factories.associations import ProfileFactory
from tests.factories.campaigns import CampaignFactory
from tests.factories.cases import STARTED, CaseFactory, DraftFactory, FilingFactory, make_move
from tests.factories.conduct import REPORTED, BarFactory

pytestmark = pytest.mark.django_db
LATER = REPORTED + timedelta(days=1)


def file_draft(person: User, **account: str) -> Case:
    draft = DraftFactory.create(owner=person)
    keys = {f"account__{name}": value for name, value in account.items()}
    submit_case(case=draft.case, filing=FilingFactory.build(**keys), by=person, now=LATER)
    return draft.case


def test_a_new_case_is_refused_and_its_draft_stays() -> None:
    person = BarFactory.create().person
    with pytest.raises(Barred, match="how to object"):
        file_draft(person)
    assert [case.state for case in Case.objects.filter(owner=person)] == [State.DRAFT]


def test_answering_a_moderator_is_filing_nothing_new(moderator: User) -> None:
    case = CaseFactory.create(state=State.RETURNED)
    assert case.owner is not None
    BarFactory.create(person=case.owner, parts=list(Part))
    make_move(case, EventKind.RESUBMIT, owner=case.owner, moderator=moderator, filing=FilingFactory.build(), now=LATER)
    case.refresh_from_db()
    assert case.state == State.SUBMITTED


def test_joining_and_founding_are_refused_where_they_are_closed() -> None:
    case = CaseFactory.create()
    assert case.owner is not None
    BarFactory.create(person=case.owner, parts=[Part.JOIN])
    with pytest.raises(Barred):
        join_campaign(campaign=CampaignFactory.create(), case=case, is_sealed=False, by=case.owner, now=LATER)
    assert SignOn.objects.count() == 0
    with pytest.raises(Barred):
        found_association(profile=ProfileFactory.build(), by=case.owner, now=LATER)


def test_it_ends_with_its_day() -> None:
    bar = BarFactory.create(until=LATER)
    assert bar_of(bar.person, now=LATER - timedelta(seconds=1)) == bar
    assert bar_of(bar.person, now=LATER) is None
    file_draft(bar.person)
    assert BarFactory.create(person=bar.person, now=LATER + timedelta(days=2)) != bar


def test_with_their_sellers_nobody_else_files_for_them() -> None:
    code = "91330100799655058B"
    first, other, third = UserFactory.create_batch(3)
    file_draft(first, credit_code=code)
    BarFactory.create(person=first, with_sellers=True)
    with pytest.raises(Barred, match="write to us"):
        file_draft(other, credit_code=code)
    assert Case.objects.filter(owner=other, state=State.SUBMITTED).count() == 0
    file_draft(third)


def test_without_them_others_go_on() -> None:
    code = "91330100799655058B"
    first, other = UserFactory.create_batch(2)
    file_draft(first, credit_code=code)
    BarFactory.create(person=first)
    assert file_draft(other, credit_code=code).state == State.DRAFT  # the object; the row moved
    assert Case.objects.filter(owner=other, state=State.SUBMITTED).count() == 1


def test_an_objection_is_read_by_another_and_lifts_it(moderator: User) -> None:
    bar = BarFactory.create(by=moderator)
    object_to_bar(bar=bar, words="The store is mine.", by=bar.person, now=LATER)
    with pytest.raises(BarRefused, match="with a moderator already"):
        object_to_bar(bar=bar, words="Again.", by=bar.person, now=LATER)
    assert list(objections_open_to(moderator)) == []
    with pytest.raises(BarRefused, match="Somebody else"):
        answer_objection(bar=bar, is_right=False, words="No.", by=moderator, now=LATER)
    second = ModeratorFactory.create()
    assert list(objections_open_to(second)) == [bar]
    answer_objection(bar=bar, is_right=True, words="You are right.", by=second, now=LATER)
    with pytest.raises(BarRefused, match="a moment ago"):
        lift_bar(bar=bar, words="Over.", by=moderator, now=LATER)
    file_draft(bar.person)
    told = Message.objects.filter(recipient=bar.person, kind__in=["barred", "bar_answered"]).order_by("queued_at")
    assert [message.kind for message in told] == ["barred", "bar_answered"]


def test_one_that_stays_says_why_and_can_still_be_lifted(moderator: User) -> None:
    bar = BarFactory.create()
    object_to_bar(bar=bar, words="No.", by=bar.person, now=LATER)
    answer_objection(bar=bar, is_right=False, words="The letter is forged.", by=moderator, now=LATER)
    assert bar_of(bar.person, now=LATER) == bar
    lift_bar(bar=bar, words="A month is enough.", by=moderator, now=LATER)
    assert bar_of(bar.person, now=LATER) is None
    steps = {event.step for event in bar.events.all()}
    assert steps == {ConductStep.BARRED, ConductStep.OBJECTED, ConductStep.UPHELD, ConductStep.LIFTED}
    assert AuditNote.objects.filter(table="conduct_conductevent").count() == 4


def test_moderators_are_not_barred_and_nobody_twice(moderator: User) -> None:
    with pytest.raises(BarRefused, match="Moderators"):
        BarFactory.create(person=moderator)
    bar = BarFactory.create()
    with pytest.raises(BarRefused, match="already"):
        BarFactory.create(person=bar.person)
    with pytest.raises(BarRefused, match="still to come"):
        bar_person(
            person=UserFactory.create(), parts=[Part.FILE], with_sellers=False, words="No.", until=STARTED, report=None,
            by=moderator, now=REPORTED,
        )  # fmt: skip

"""Inviting the people of a list: encrypted while they wait, forgotten once mailed, and nobody learns who is who."""

from datetime import timedelta

import pytest
from django.test import override_settings

from apps.associations.actions import inviting
from apps.associations.actions.inviting import (
    HELD_FOR,
    InvitingRefused,
    begin_inviting,
    invite_listed,
    never_invite,
    stop_inviting,
)
from apps.associations.actions.lists import ListRefused, forget_listed, take_over, undo_list
from apps.associations.enums import InvitingState, Known, Role
from apps.associations.models import Association, InvitationRun, InvitedAddress, MemberList, NeverInvite
from apps.associations.selectors.inviting import Turns, inviting_association, run_of, turns_of
from apps.core import clock
from apps.core.fingerprints import fingerprint
from apps.notifications.enums import DeliveryState
from apps.notifications.models import Message
from tests.associations.people import member
from tests.associations.test_lists import bring, work
from tests.factories.accounts import UserFactory
from tests.factories.associations import AssociationFactory

NOW = clock.now()


@pytest.fixture
def association(db: None) -> Association:
    return AssociationFactory.create()


def listed(association: Association, *names: str, invite: bool = True) -> MemberList:
    """A list of these people, taken over."""
    content = "E-mail\n" + "".join(f"{name}@sellers.example\n" for name in names)
    brought = work(bring(association, content.encode()))
    columns, by = {Known.EMAIL: 0}, association.founded_by
    take_over(brought=brought, columns=columns, platform="amazon", invite=invite, by=by, now=clock.now())
    return work(brought)


def begun(association: Association, *names: str, per_day: int = 100) -> MemberList:
    brought = listed(association, *names)
    by = association.founded_by
    begin_inviting(brought=brought, per_day=per_day, language="en", by=by, now=NOW)
    return brought


def invite(days: int = 0) -> int:
    return invite_listed(clock=lambda: NOW + timedelta(days=days))


def mailed() -> set[str]:
    return {message.address for message in Message.objects.filter(kind="list_invitation", state=DeliveryState.QUEUED)}


def send_all() -> None:
    sent = {"state": DeliveryState.SENT, "sent_at": NOW}
    Message.objects.filter(kind="list_invitation", state=DeliveryState.QUEUED).update(**sent)


def run_for(brought: MemberList) -> InvitationRun:
    run = run_of(brought)
    assert run is not None
    return run


def test_without_being_asked_no_address_is_kept(association: Association) -> None:
    assert run_of(listed(association, "one", invite=False)) is None
    assert InvitedAddress.objects.count() == 0


def test_addresses_wait_encrypted_and_nobody_is_mailed_before_it_is_begun(association: Association) -> None:
    brought = listed(association, "one", "two", "one")
    stored = str(list(InvitedAddress.objects.values()))
    assert "one@" not in stored
    assert {row.address for row in InvitedAddress.objects.all()} == {"one@sellers.example", "two@sellers.example"}
    assert (invite(), run_for(brought).state) == (0, InvitingState.HELD)


def test_each_is_mailed_once_and_the_address_goes_with_the_mail(association: Association) -> None:
    brought = begun(association, "one", "two")
    assert (invite(), mailed()) == (2, {"one@sellers.example", "two@sellers.example"})
    assert {row.address for row in InvitedAddress.objects.all()} == {""}
    send_all()
    assert invite() == 0
    assert Message.objects.filter(kind="list_invitation").count() == 0
    assert (run_for(brought).state, turns_of(run_for(brought))) == (InvitingState.DONE, Turns(2, 2))


def test_somebody_with_an_account_gets_the_same_mail_as_somebody_without(association: Association) -> None:
    UserFactory.create(email="one@sellers.example", language="zh-hans")
    begun(association, "one", "two")
    invite()
    rows = Message.objects.filter(kind="list_invitation").values_list("recipient", "language")
    assert list(rows) == [(None, "en"), (None, "en")]


def test_a_day_has_its_limit_of_the_list_and_of_the_association(association: Association) -> None:
    begun(association, *(f"a{each}" for each in range(5)), per_day=2)
    assert [invite(day) for day in (0, 0, 1, 2, 3)] == [2, 0, 2, 1, 0]
    with override_settings(LIST_INVITATIONS_PER_DAY=3):
        for name in "bc":
            begun(association, *(f"{name}{each}" for each in range(2)))
        assert [invite(day) for day in (9, 9, 10)] == [3, 0, 1]


def test_who_wants_none_is_passed_over_and_looks_like_the_others(association: Association) -> None:
    begun(association, "one", "two")
    invite()
    one = Message.objects.exclude(kind="x").filter(kind="list_invitation").first()
    assert one is not None
    key = one.facts.split('"key": "')[1].split('"')[0]
    never_invite(key="no-such-key", now=NOW)
    assert NeverInvite.objects.count() == 0
    never_invite(key=key, now=NOW)
    never_invite(key=key, now=NOW)
    assert (NeverInvite.objects.count(), one.address in mailed()) == (1, False)
    other = begun(AssociationFactory.create(), "one", "two", "three")
    send_all()
    assert invite() == 3
    assert mailed() == {"one@sellers.example", "two@sellers.example", "three@sellers.example"} - {one.address}
    assert turns_of(run_for(other)) == Turns(3, 3)


def test_the_same_association_asks_nobody_twice_in_half_a_year(association: Association) -> None:
    begun(association, "one")
    invite()
    send_all()
    begun(association, "one", "two")
    assert (invite(), mailed()) == (2, {"two@sellers.example"})
    begun(association, "one")
    assert invite(200) == 1
    assert "one@sellers.example" in mailed()


def test_stopped_nothing_more_goes_out_and_no_address_stays(association: Association) -> None:
    brought = begun(association, "one", "two", per_day=1)
    invite()
    stop_inviting(brought=brought, by=association.founded_by, now=NOW)
    assert (mailed(), InvitedAddress.objects.filter(turn_on=None).count()) == (set(), 0)
    invite(1)
    assert Message.objects.filter(kind="list_invitation").count() == 0
    with pytest.raises(InvitingRefused):
        stop_inviting(brought=brought, by=association.founded_by, now=NOW)


def test_a_list_taken_back_leaves_nothing_of_its_inviting(association: Association) -> None:
    brought = begun(association, "one")
    invite()
    undo_list(brought=brought, by=association.founded_by, now=NOW)
    assert (InvitedAddress.objects.count(), InvitationRun.objects.count(), mailed()) == (0, 0, set())


def test_addresses_held_too_long_are_deleted(association: Association) -> None:
    brought = listed(association, "one")
    invite_listed(clock=lambda: clock.now() + HELD_FOR)
    assert (InvitedAddress.objects.count(), run_for(brought).state) == (0, InvitingState.FORGOTTEN)


def test_who_is_erased_is_not_invited(association: Association) -> None:
    begun(association, "one", "two")
    invite()
    forget_listed(marks=[fingerprint("email", "", "one@sellers.example")])
    assert mailed() == {"two@sellers.example"}


def test_only_who_brings_lists_begins_and_only_with_addresses(association: Association) -> None:
    brought = listed(association, "one")
    worker = member(association, role=Role.CASE_WORKER).person
    with pytest.raises(InvitingRefused):
        begin_inviting(brought=brought, per_day=1, language="en", by=worker, now=NOW)
    other = work(bring(association, b"Seller ID\nA1CANARY0001\n"))
    with pytest.raises(ListRefused):
        by = association.founded_by
        take_over(brought=other, columns={Known.TOKEN: 0}, platform="amazon", invite=True, by=by, now=NOW)


def test_the_key_says_who_asks_while_the_association_may(
    association: Association, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inviting.secrets, "token_urlsafe", lambda _size: "the-key")
    begun(association, "one")
    invite()
    assert inviting_association("the-key") == association
    assert inviting_association("another") is None

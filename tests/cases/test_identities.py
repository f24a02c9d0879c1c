"""Who a seller is: one moderator asks, another allows, the first looks once; the seller reads all of it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction

from apps.accounts.models import User
from apps.cases.actions.identities import answer_identity, ask_identity, look_at_identity
from apps.cases.enums import REVEALS, EventKind
from apps.cases.models import Case, IdentityAsk
from apps.cases.selectors import identity_shown_until, reveals_of
from apps.cases.selectors.identities import ALLOWED_FOR, identity_asks_open_to
from apps.core.four_eyes import AskRefused, AskState
from tests.factories.accounts import ModeratorFactory
from tests.factories.asks import ASKED, IdentityAskFactory
from tests.factories.cases import CaseFactory

pytestmark = pytest.mark.django_db
LATER = ASKED + timedelta(hours=3)


def told(case: Case) -> list[tuple[str, str]]:
    """What the seller's log says of it, the oldest first, each with its words."""
    return [(event.kind, event.remark.text if hasattr(event, "remark") else "") for event in reveals_of(case)][::-1]


def test_asking_shows_nothing_and_another_allows(moderator: User) -> None:
    case = CaseFactory.create()
    ask = ask_identity(case=case, reason="The bank asks.", by=moderator, now=ASKED)
    assert identity_shown_until(case.events.all(), moderator, ASKED) is None
    answer_identity(ask=ask, allows=True, words="", by=ModeratorFactory.create(), now=ASKED)
    assert identity_shown_until(case.events.all(), moderator, ASKED) is None
    look_at_identity(ask=ask, by=moderator, now=LATER)
    assert identity_shown_until(case.events.all(), moderator, LATER) == LATER + timedelta(minutes=15)
    assert told(case) == [
        (EventKind.REVEAL_ASKED, "The bank asks."),
        (EventKind.REVEAL_ALLOWED, ""),
        (EventKind.REVEAL, "The bank asks."),
    ]


def test_what_is_refused_is_said_why_and_shows_nothing(moderator: User) -> None:
    ask = IdentityAskFactory.create(by=moderator)
    other = ModeratorFactory.create()
    with pytest.raises(AskRefused, match="Write why not"):
        answer_identity(ask=ask, allows=False, words=" ", by=other, now=ASKED)
    answer_identity(ask=ask, allows=False, words="The number of the file is enough.", by=other, now=ASKED)
    with pytest.raises(AskRefused, match="not allowed"):
        look_at_identity(ask=ask, by=moderator, now=ASKED)
    assert told(ask.case)[-1] == (EventKind.REVEAL_REFUSED, "The number of the file is enough.")


def test_nobody_answers_themselves_nor_for_a_case_of_their_own(moderator: User) -> None:
    ask = IdentityAskFactory.create(by=moderator)
    with pytest.raises(AskRefused, match="yourself"):
        answer_identity(ask=ask, allows=True, words="", by=moderator, now=ASKED)
    own = IdentityAskFactory.create(case=CaseFactory.create(owner=moderator))
    beside = IdentityAskFactory.create(beside=CaseFactory.create(owner=moderator))
    for one in (own, beside):
        with pytest.raises(AskRefused, match="your own case"):
            answer_identity(ask=one, allows=True, words="", by=moderator, now=ASKED)
    assert not identity_asks_open_to(moderator, now=ASKED).exists()
    assert identity_asks_open_to(ModeratorFactory.create(), now=ASKED).count() == 3


def test_the_database_refuses_one_person_for_both(moderator: User) -> None:
    ask = IdentityAskFactory.create(by=moderator)
    row = IdentityAsk.objects.filter(pk=ask.pk)
    with pytest.raises(IntegrityError, match="identity_has_four_eyes"), transaction.atomic():
        row.update(state=AskState.ALLOWED, answered_by=moderator, answered_at=ASKED)
    with pytest.raises(IntegrityError, match="identity_answer_has_a_name"), transaction.atomic():
        row.update(state=AskState.ALLOWED)


def test_it_is_asked_once_used_once_and_within_a_day(moderator: User) -> None:
    ask = IdentityAskFactory.create(by=moderator)
    with pytest.raises(AskRefused, match="asked already"):
        ask_identity(case=ask.case, reason="Again.", by=moderator, now=ASKED)
    answer_identity(ask=ask, allows=True, words="", by=ModeratorFactory.create(), now=ASKED)
    with pytest.raises(AskRefused, match="You can look"):
        ask_identity(case=ask.case, reason="Again.", by=moderator, now=ASKED)
    with pytest.raises(AskRefused, match="not any more"):
        look_at_identity(ask=ask, by=moderator, now=ASKED + ALLOWED_FOR)
    look_at_identity(ask=ask, by=moderator, now=LATER)
    with pytest.raises(AskRefused, match="not any more"):
        look_at_identity(ask=ask, by=moderator, now=LATER)
    ask_identity(case=ask.case, reason="Again.", by=moderator, now=LATER)


def test_what_was_allowed_to_one_is_not_another_s(moderator: User) -> None:
    ask = IdentityAskFactory.create(by=moderator, allowed=True)
    with pytest.raises(AskRefused):
        look_at_identity(ask=ask, by=ModeratorFactory.create(), now=LATER)
    assert list(identity_asks_open_to(moderator, now=LATER)) == [ask]
    assert not identity_asks_open_to(ModeratorFactory.create(), now=LATER).exists()


def test_both_sellers_of_a_pair_read_it(moderator: User) -> None:
    ask = IdentityAskFactory.create(by=moderator, beside=CaseFactory.create(), used=True)
    assert ask.beside is not None
    assert told(ask.case) == told(ask.beside)
    assert [kind for kind, _words in told(ask.case)] == [
        EventKind.REVEAL_ASKED,
        EventKind.REVEAL_ALLOWED,
        EventKind.REVEAL,
    ]


@pytest.mark.django_db(transaction=True)
def test_two_answers_at_the_same_moment_are_one() -> None:
    ask, start = IdentityAskFactory.create(), Barrier(2)

    def answer(allows: bool) -> bool:
        start.wait(timeout=30)
        try:
            answer_identity(
                ask=IdentityAsk.objects.get(), allows=allows, words="So.", by=ModeratorFactory.create(), now=ASKED
            )
        except AskRefused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(answer, (True, False))) == [False, True]
    assert ask.case.events.filter(kind__in=REVEALS).count() == 2

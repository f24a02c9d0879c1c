"""A moderator looks through the amounts of a case in one sitting: the seller hears of it once, without a figure."""

from datetime import datetime, timedelta

import pytest

from apps.accounts.models import User
from apps.cases import actions
from apps.cases.actions.amounts import SITTING
from apps.cases.enums import State
from apps.cases.models import Case
from apps.losses.enums import Verdict
from apps.losses.selectors import current_lines
from apps.notifications.letters import write_letter
from apps.notifications.models import Message
from tests.factories.cases import CaseFactory
from tests.factories.losses import LossLineFactory
from tests.losses.test_imports import NOW

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def case(seller: User) -> Case:
    case = CaseFactory.create(owner=seller, state=State.SUBMITTED)
    LossLineFactory.create_batch(3, ledger=case.ledger)
    return case


def say(case: Case, verdict: Verdict, by: User, now: datetime, *, at: int = 0) -> int:
    line = list(current_lines(case.ledger))[at]
    return actions.judge_amounts(case=case, lines=[line.pk], verdict=verdict, reason="4,711 USD?", by=by, now=now)


def told() -> int:
    return Message.objects.filter(kind="amounts_read").count()


def test_words_of_one_sitting_are_one_message_after_its_end(case: Case, moderator: User) -> None:
    for minute in range(3):
        assert say(case, Verdict.VERIFIED, moderator, NOW + minute * MINUTE, at=minute) == 1
        assert actions.tell_amounts_read(now=NOW + minute * MINUTE) == 0
    over = NOW + 2 * MINUTE + SITTING
    assert [actions.tell_amounts_read(now=over + n * MINUTE) for n in (-1, 0, 1)] == [0, 1, 0]
    assert told() == 1
    say(case, Verdict.REFUSED, moderator, over + timedelta(hours=1))
    assert (actions.tell_amounts_read(now=over + timedelta(hours=2)), told()) == (1, 2)


def test_the_message_has_no_amount_no_word_and_leads_to_the_ledger(case: Case, moderator: User, seller: User) -> None:
    say(case, Verdict.REFUSED, moderator, NOW)
    actions.tell_amounts_read(now=NOW + SITTING)
    message = Message.objects.get(kind="amounts_read")
    assert message.recipient == seller
    for language in ("en", "zh-hans"):
        facts = {"reference": case.reference, "case_id": str(case.pk)}
        letter = write_letter(kind="amounts_read", language=language, facts=facts)
        assert f"/cases/{case.pk}/ledger/" in letter.text
        words = letter.subject + letter.text + letter.html
        assert ["4,711" in words, "USD" in words, moderator.email in words] == [False] * 3
    assert "4,711" not in message.facts


def test_the_same_word_again_and_a_seller_who_left_are_no_news(case: Case, moderator: User, seller: User) -> None:
    say(case, Verdict.VERIFIED, moderator, NOW)
    assert actions.tell_amounts_read(now=NOW + SITTING) == 1
    assert say(case, Verdict.VERIFIED, moderator, NOW + timedelta(hours=1)) == 0
    assert actions.tell_amounts_read(now=NOW + timedelta(hours=2)) == 0
    say(case, Verdict.REFUSED, moderator, NOW + timedelta(hours=3))
    User.objects.filter(pk=seller.pk).update(is_active=False)
    assert (actions.tell_amounts_read(now=NOW + timedelta(hours=4)), told()) == (1, 1)


def test_a_word_between_the_look_and_the_claim_keeps_the_sitting_open(case: Case, moderator: User) -> None:
    say(case, Verdict.VERIFIED, moderator, NOW)
    seen = Case.objects.get(pk=case.pk)
    say(case, Verdict.VERIFIED, moderator, NOW + SITTING, at=1)
    assert not actions.amounts._tell(seen, NOW + SITTING)
    assert told() == 0

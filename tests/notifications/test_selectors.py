from datetime import timedelta

from apps.accounts.models import User
from apps.notifications import selectors
from apps.notifications.enums import DeliveryState, MessageKind
from tests.factories.notifications import QUEUED_AT, MessageFactory

NOW = QUEUED_AT + timedelta(minutes=5)


def test_the_list_is_of_one_person_newest_first_without_codes(seller: User, stranger: User) -> None:
    older = MessageFactory.create(recipient=seller)
    newer = MessageFactory.create(recipient=seller, queued_at=NOW, read_at=NOW)
    MessageFactory.create(recipient=seller, kind=MessageKind.SIGN_IN_CODE)
    MessageFactory.create(recipient=stranger)
    assert list(selectors.messages_for(seller)) == [newer, older]
    assert selectors.unread_count(seller) == 1


def test_gauges_are_zero_when_everything_left(db: None) -> None:
    MessageFactory.create(state=DeliveryState.SENT, sent_at=QUEUED_AT)
    MessageFactory.create(state=DeliveryState.FAILED)
    assert (selectors.queue_depth(), selectors.oldest_unsent_age(NOW), selectors.due_count(NOW)) == (0, timedelta(), 0)


def test_gauges_tell_the_oldest_that_waits_even_between_attempts(db: None) -> None:
    MessageFactory.create(next_attempt_at=NOW + timedelta(hours=1))
    MessageFactory.create(queued_at=NOW)
    assert selectors.queue_depth() == 2
    assert selectors.oldest_unsent_age(NOW) == timedelta(minutes=5)
    assert selectors.due_count(NOW) == 1

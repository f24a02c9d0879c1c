"""Mails to very many people are the rows that mails to one are."""

from uuid import UUID

import pytest

from apps.accounts.models import User
from apps.notifications.actions import Draft, Letter, queue_letters, queue_messages
from apps.notifications.enums import MessageKind
from apps.notifications.models import Message
from tests.factories.accounts import UserFactory
from tests.notifications.test_actions import NOW

pytestmark = pytest.mark.django_db
KIND = MessageKind.CAMPAIGN_UPDATE


def letters(*people: User) -> list[Letter]:
    return [Letter(person.pk, person.language, f"news:{person.pk}", {"stop": "继续"}) for person in people]


def queue(*people: User) -> dict[UUID, UUID]:
    return queue_letters(kind=KIND, letters=letters(*people), now=NOW)


def test_a_letter_is_the_same_row_as_a_message() -> None:
    reader, other = UserFactory.create(language="zh-hans"), UserFactory.create(language="")
    queue(reader, other)
    queue_messages(drafts=[Draft(kind=KIND, dedupe_key="one", facts={"stop": "继续"}, to=reader)], now=NOW)
    queue_messages(drafts=[Draft(kind=KIND, dedupe_key="two", facts={"stop": "继续"}, to=other)], now=NOW)
    names = [field.name for field in Message._meta.fields if field.name not in {"id", "dedupe_key"}]
    rows = {
        message.dedupe_key: [str(getattr(message, name)) for name in names]
        for message in Message.objects.select_related("recipient")
    }
    assert rows[f"news:{reader.pk}"] == rows["one"]
    assert rows[f"news:{other.pk}"] == rows["two"]


def test_the_same_letter_is_queued_once_and_only_the_new_ones_are_told() -> None:
    first, second = UserFactory.create(), UserFactory.create()
    told = queue(first)
    assert set(told) == {first.pk}
    assert set(queue(first, second)) == {second.pk}
    assert queue() == {}
    assert Message.objects.count() == 2


def test_letters_go_out_after_commit_alone(django_capture_on_commit_callbacks: pytest.FixtureRequest) -> None:
    person = UserFactory.create()
    with django_capture_on_commit_callbacks() as waiting:  # type: ignore[operator]
        queue(person)
        queue(person)
    assert len(waiting) == 1

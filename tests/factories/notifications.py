import json
from datetime import UTC, datetime

import factory

from apps.notifications.enums import Channel, MessageKind
from apps.notifications.models import Message, Outlet
from tests.factories.accounts import UserFactory

QUEUED_AT = datetime(2018, 2, 14, 8, tzinfo=UTC)
FACTS = {"reference": "RC-7KFM-39XQ-T", "case_id": "6f1d1a34-8c7e-4b57-9d4e-0a5a3c0b8e11"}


class MessageFactory(factory.django.DjangoModelFactory[Message]):
    """News of a case, due since eight o'clock of 14 February 2018."""

    class Meta:
        model = Message

    kind = MessageKind.CASE_RECEIVED
    recipient = factory.SubFactory(UserFactory)
    language = "en"
    facts = json.dumps(FACTS)
    dedupe_key = factory.Sequence(lambda n: f"case_received:{n}")
    queued_at = QUEUED_AT
    next_attempt_at = factory.SelfAttribute("queued_at")


class OutletFactory(factory.django.DjangoModelFactory[Outlet]):
    """A proved group robot of Feishu."""

    class Meta:
        model = Outlet

    person = factory.SubFactory(UserFactory)
    kind = Channel.FEISHU
    address = "feishu://00000000-0000-4000-8000-000000000000"
    made_at = datetime(2018, 2, 20, 9, tzinfo=UTC)
    proved_at = datetime(2018, 2, 20, 9, 1, tzinfo=UTC)

"""A batch of figures at the desk: prepared by one moderator, published by another."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.statistics.actions import publish_batch
from apps.statistics.models import Batch
from tests.factories.accounts import ModeratorFactory
from tests.factories.statistics import CaseFactFactory

pytestmark = pytest.mark.django_db
MONDAY = datetime(2018, 3, 5, 6, tzinfo=UTC)


def test_at_the_desk_one_prepares_and_another_publishes(desk: Client, moderator: User) -> None:
    for _ in range(3):
        CaseFactFactory.create(platform="temu")
    desk.post(reverse("admin:figures-prepare"), {"of": "real"})
    batch = Batch.objects.get()
    page = desk.get(reverse("admin:figures-desk")).content.decode()
    assert ("Another moderator publishes it." in page, "fewer than 20" in page) == (True, True)
    desk.post(reverse("admin:figures-publish", args=[batch.pk]))
    batch.refresh_from_db()
    assert (batch.state, batch.prepared_by) == ("prepared", moderator)
    publish_batch(batch=batch, by=ModeratorFactory.create(), now=MONDAY)
    desk.post(reverse("admin:figures-correct"), {"batch": batch.pk, "text_en": "Wrong.", "text_zh": "有误。"})
    assert batch.corrections.get().by == moderator

"""Claims of moderators."""

from datetime import timedelta

import factory

from apps.cases.models import Claim
from tests.factories.accounts import ModeratorFactory
from tests.factories.cases import STARTED


class ClaimFactory(factory.django.DjangoModelFactory[Claim]):
    class Meta:
        model = Claim

    queue = "verify"
    subject = factory.Sequence(str)
    by = factory.SubFactory(ModeratorFactory)
    until = STARTED + timedelta(minutes=30)

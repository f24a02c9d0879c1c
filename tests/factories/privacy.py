"""What people asked for, made by the actions that make it in life."""

from datetime import UTC, datetime
from typing import Any

import factory

from apps.privacy.actions import place_hold, request_erasure, request_export
from apps.privacy.models import Erasure, Export, LegalHold
from tests.factories.accounts import ModeratorFactory, UserFactory

ASKED = datetime(2018, 3, 5, 9, tzinfo=UTC)


class ExportFactory(factory.django.DjangoModelFactory[Export]):
    """A copy that waits to be made."""

    class Meta:
        model = Export

    owner = factory.SubFactory(UserFactory)
    now = ASKED

    @classmethod
    def _create(cls, model_class: type[Export], *args: Any, **kwargs: Any) -> Export:
        return request_export(by=kwargs["owner"], now=kwargs["now"])


class ErasureFactory(factory.django.DjangoModelFactory[Erasure]):
    """Somebody asked to be erased a moment ago."""

    class Meta:
        model = Erasure

    person = factory.SubFactory(UserFactory)
    now = ASKED

    @classmethod
    def _create(cls, model_class: type[Erasure], *args: Any, **kwargs: Any) -> Erasure:
        return request_erasure(by=kwargs["person"], now=kwargs["now"])


class LegalHoldFactory(factory.django.DjangoModelFactory[LegalHold]):
    class Meta:
        model = LegalHold

    person = factory.SubFactory(UserFactory)
    reason = "A court asked for it."
    by = factory.SubFactory(ModeratorFactory)
    now = ASKED

    @classmethod
    def _create(cls, model_class: type[LegalHold], *args: Any, **kwargs: Any) -> LegalHold:
        return place_hold(**kwargs)

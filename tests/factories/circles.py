"""Circles and what is shared with them."""

from typing import Any

import factory

from apps.cases.actions.circles import grant_to_circle
from apps.cases.enums import CircleScope
from apps.cases.models import Circle, CircleGrant, CircleReader
from tests.factories.accounts import UserFactory
from tests.factories.cases import STARTED, CaseFactory


class CircleFactory(factory.django.DjangoModelFactory[Circle]):
    """An open circle without readers."""

    class Meta:
        model = Circle

    is_open = True
    made_at = STARTED


class CircleReaderFactory(factory.django.DjangoModelFactory[CircleReader]):
    class Meta:
        model = CircleReader

    circle = factory.SubFactory(CircleFactory)
    person = factory.SubFactory(UserFactory)
    since = STARTED


class CircleGrantFactory(factory.django.DjangoModelFactory[CircleGrant]):
    """The whole case with its files, until it is revoked."""

    class Meta:
        model = CircleGrant

    case = factory.SubFactory(CaseFactory)
    circle = factory.SubFactory(CircleFactory)
    scope = CircleScope.EVIDENCE
    ends_at = None
    now = STARTED

    @classmethod
    def _create(cls, model_class: type[CircleGrant], *args: Any, **kwargs: Any) -> CircleGrant:
        return grant_to_circle(by=kwargs["case"].owner, **kwargs)

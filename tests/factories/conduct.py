"""Reports of abuse and exclusions are made by the actions that make them in life."""

from datetime import UTC, datetime
from typing import Any

import factory

from apps.conduct.actions import Said, bar_person, report_abuse
from apps.conduct.enums import About, AbuseKind, ConductStep, Part
from apps.conduct.models import AbuseReport, Bar, ConductEvent
from tests.factories.accounts import ModeratorFactory, UserFactory

REPORTED = datetime(2018, 2, 20, 9, tzinfo=UTC)


class AbuseReportFactory(factory.django.DjangoModelFactory[AbuseReport]):
    """A report that waits; `by=None` for a visitor's."""

    class Meta:
        model = AbuseReport

    about = About.INCIDENT
    key = factory.Sequence(lambda n: f"incident-{n}")
    kind = AbuseKind.IMPERSONATION
    words = "The store is mine and I filed nothing."
    language = "en"
    by = factory.SubFactory(UserFactory)
    now = REPORTED

    @classmethod
    def _create(cls, model_class: type[AbuseReport], *args: Any, **kwargs: Any) -> AbuseReport:
        by, now = kwargs.pop("by"), kwargs.pop("now")
        return report_abuse(said=Said(**kwargs), by=by, now=now)


class BarFactory(factory.django.DjangoModelFactory[Bar]):
    """Somebody kept from filing, without an end."""

    class Meta:
        model = Bar

    person = factory.SubFactory(UserFactory)
    parts = (Part.FILE,)
    with_sellers = False
    words = "Three cases named a store that is not yours."
    until = None
    report = None
    by = factory.SubFactory(ModeratorFactory)
    now = REPORTED

    @classmethod
    def _create(cls, model_class: type[Bar], *args: Any, **kwargs: Any) -> Bar:
        return bar_person(**kwargs)


class ConductEventFactory(factory.django.DjangoModelFactory[ConductEvent]):
    class Meta:
        model = ConductEvent

    report = factory.SubFactory(AbuseReportFactory)
    step = ConductStep.REOPENED
    by = factory.SubFactory(ModeratorFactory)
    at = REPORTED

from datetime import UTC, date, datetime

import factory

from apps.incidents.models import Incident, Source


class IncidentFactory(factory.django.DjangoModelFactory[Incident]):
    """A public incident as a moderator would write it, on one known day."""

    class Meta:
        model = Incident

    slug = factory.Sequence(lambda n: f"incident-{n}")
    platform = "amazon"
    title_en = factory.Sequence(lambda n: f"Wave number {n}")
    title_zh = factory.Sequence(lambda n: f"第{n}波封号")
    summary_en = "Accounts were blocked. Sellers wait."
    summary_zh = "账号被封。卖家在等待。"
    case_types = ["account_suspension"]
    started_on = date(2024, 3, 20)
    started_precision = "day"
    started_status = "reported"
    created_at = datetime(2024, 4, 1, tzinfo=UTC)
    changed_at = datetime(2024, 4, 1, tzinfo=UTC)


class SourceFactory(factory.django.DjangoModelFactory[Source]):
    class Meta:
        model = Source

    incident = factory.SubFactory(IncidentFactory)
    number = 1
    publisher = "papers.example"

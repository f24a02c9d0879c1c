from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import factory

from apps.statistics.actions import prepare_batch, publish_batch
from apps.statistics.models import AmountFact, Batch, CaseFact, Cell, Check, Correction, Mark, PressSheet, SeriesMemory
from tests.factories.accounts import ModeratorFactory


class MarkFactory(factory.django.DjangoModelFactory[Mark]):
    """That a case changed."""

    class Meta:
        model = Mark

    case_id = factory.LazyFunction(uuid4)


class CaseFactFactory(factory.django.DjangoModelFactory[CaseFact]):
    """A verified case at Amazon without amounts."""

    class Meta:
        model = CaseFact

    case_id = factory.LazyFunction(uuid4)
    cluster = factory.LazyFunction(uuid4)
    account = factory.LazyFunction(uuid4)
    demonstration = False
    counted = True
    incident = ""
    platform = "amazon"
    marketplace = "amazon.us"
    country = "US"
    case_type = "account_suspension"
    allegation = "other"
    state = "verified"
    outcome = ""
    month = "2018-02"
    low = likely = high = claimed = documented = verified = recovered = Decimal(0)
    unconverted = 0


class AmountFactFactory(factory.django.DjangoModelFactory[AmountFact]):
    """A thousand dollars of withheld balance on paper."""

    class Meta:
        model = AmountFact

    case_id = factory.LazyFunction(uuid4)
    component = "withheld_balance"
    grade = "A"
    currency = "USD"
    low = likely = high = documented = in_low = in_likely = in_high = in_documented = Decimal(1000)
    claimed = verified = recovered = in_claimed = in_verified = in_recovered = Decimal(0)
    unconverted = 0


class CellFactory(factory.django.DjangoModelFactory[Cell]):
    """One seller in all."""

    class Meta:
        model = Cell

    demonstration = False
    counted = True
    layout = "all"
    key = factory.LazyFunction(list)
    currency = ""
    sellers = accounts = cases = 1
    low = likely = high = claimed = documented = verified = recovered = Decimal(0)
    unconverted = 0


class CheckFactory(factory.django.DjangoModelFactory[Check]):
    """A night on which all was right."""

    class Meta:
        model = Check

    ran_at = datetime(2018, 3, 1, 3, tzinfo=UTC)
    layouts = 6
    differences = 0


class BatchFactory(factory.django.DjangoModelFactory[Batch]):
    """The first batch, prepared by the weekly run; it says nothing yet."""

    class Meta:
        model = Batch

    demonstration = False
    number = 1
    as_of = datetime(2018, 3, 5, 6, tzinfo=UTC)
    document = "{}"
    sha256 = "0" * 64


class SeriesMemoryFactory(factory.django.DjangoModelFactory[SeriesMemory]):
    class Meta:
        model = SeriesMemory

    batch = factory.SubFactory(BatchFactory)
    series = "sellers"
    memory = factory.LazyFunction(dict)


class PressSheetFactory(factory.django.DjangoModelFactory[PressSheet]):
    """Of all cases, in English; not a real PDF."""

    class Meta:
        model = PressSheet

    batch = factory.SubFactory(BatchFactory)
    subject = "all"
    language = "en"
    content = b"%PDF-1.7"
    printed_at = datetime(2018, 3, 5, 7, tzinfo=UTC)


class CorrectionFactory(factory.django.DjangoModelFactory[Correction]):
    class Meta:
        model = Correction

    batch = factory.SubFactory(BatchFactory, state="published", published_at=datetime(2018, 3, 5, 7, tzinfo=UTC))
    text_en = "A platform was named wrongly."
    text_zh = "一个平台的名称有误。"
    at = datetime(2018, 3, 9, 7, tzinfo=UTC)
    by = factory.SubFactory(ModeratorFactory)


def publish_counted(sellers: int, *, now: datetime, demonstration: bool = False, **facts: Any) -> Batch:
    """A published batch, after so many new sellers with a thousand dollars each on paper."""
    for _ in range(sellers):
        case = CaseFactFactory.create(documented=Decimal(1000), demonstration=demonstration, **facts)
        AmountFactFactory.create(case_id=case.case_id)
    return publish_batch(batch=prepare_batch(demonstration=demonstration, by=None, now=now), by=None, now=now)

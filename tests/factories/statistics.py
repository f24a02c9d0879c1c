from datetime import UTC, datetime
from decimal import Decimal
from uuid import uuid4

import factory

from apps.statistics.models import AmountFact, CaseFact, Cell, Check, Mark


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

from datetime import UTC, datetime
from decimal import Decimal

import factory

from apps.losses.models import Ledger, LineVerdict, LossLine, ReportImport, StockRow
from apps.losses.rules import Amount
from tests.factories.accounts import UserFactory
from tests.factories.evidence import StoredFileFactory

ENTERED = datetime(2018, 2, 20, 9, tzinfo=UTC)


class AmountFactory(factory.Factory[Amount]):
    """US$10,000 to 15,000 of withheld balance, likely 12,500."""

    class Meta:
        model = Amount

    component = "withheld_balance"
    low = Decimal(10_000)
    likely = Decimal(12_500)
    high = Decimal(15_000)
    currency = "USD"
    loss_date = None


class LedgerFactory(factory.django.DjangoModelFactory[Ledger]):
    class Meta:
        model = Ledger

    opened_at = ENTERED


class LossLineFactory(factory.django.DjangoModelFactory[LossLine]):
    class Meta:
        model = LossLine

    ledger = factory.SubFactory(LedgerFactory)
    component = "withheld_balance"
    low = Decimal(10_000)
    likely = Decimal(12_500)
    high = Decimal(15_000)
    currency = "USD"
    entered_at = ENTERED
    entered_by = factory.SubFactory(UserFactory)


class ReportImportFactory(factory.django.DjangoModelFactory[ReportImport]):
    """A report as its owner brought it; nobody has looked at it yet."""

    class Meta:
        model = ReportImport

    ledger = factory.SubFactory(LedgerFactory)
    file = factory.SubFactory(StoredFileFactory)
    brought_at = ENTERED
    brought_by = factory.SubFactory(UserFactory)
    moved_at = ENTERED


class StockRowFactory(factory.django.DjangoModelFactory[StockRow]):
    """Ten pieces of something."""

    class Meta:
        model = StockRow

    source = factory.SubFactory(ReportImportFactory)
    number = factory.Sequence(lambda number: number + 2)
    key = factory.Sequence(lambda number: f"{number:024x}.1")
    pieces = 10


class LineVerdictFactory(factory.django.DjangoModelFactory[LineVerdict]):
    """A moderator accepted the line."""

    class Meta:
        model = LineVerdict

    line = factory.SubFactory(LossLineFactory)
    verdict = "verified"
    given_at = ENTERED
    given_by = factory.SubFactory(UserFactory)
    number = 1

"""What is counted, kept up to date by the fold. Nothing here is public: figures leave through batches only.

The rows of other apps are the truth. `Mark` says which of them changed, `Cluster`, `CaseFact` and `AmountFact` are what
the cells were last counted from, `Cell` is the count. All of them can be made anew (`manage.py figures rebuild`).
"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from apps.statistics.rules.layouts import LAYOUTS


class Mark(models.Model):
    """Something that figures are counted from changed. Written by triggers only, taken away by the fold.

    Exactly one of the columns names what: a case, a ledger, a seller, an account, or rates published from a day on.
    """

    case_id = models.UUIDField(null=True)
    ledger_id = models.UUIDField(null=True)
    seller_id = models.UUIDField(null=True)
    account_id = models.UUIDField(null=True)
    rates_from = models.DateField(null=True)

    personal_data: tuple[str, ...] = ()

    def __str__(self) -> str:
        return str(self.pk)


class CaseFact(models.Model):
    """One filed case as the cells count it. Sums in the reporting currency, each line at the rate of its day."""

    case_id = models.UUIDField(primary_key=True)
    cluster = models.UUIDField(help_text="whom its seller counts as: cases.selectors.clusters")
    account = models.UUIDField(help_text="digest of the seller and the account's fingerprint, or its id")
    demonstration = models.BooleanField()
    counted = models.BooleanField(help_text="verified, not withdrawn, and its seller lets it be counted")
    incident = models.CharField(max_length=20, help_text="id; empty: placed in none")
    platform = models.CharField(max_length=40)
    marketplace = models.CharField(max_length=60)
    country = models.CharField(max_length=2)
    case_type = models.CharField(max_length=40)
    allegation = models.CharField(max_length=40)
    state = models.CharField(max_length=20)
    outcome = models.CharField(max_length=40)
    month = models.CharField(max_length=7, help_text="of the notice, like 2018-02")
    low = models.DecimalField(max_digits=24, decimal_places=4)
    likely = models.DecimalField(max_digits=24, decimal_places=4)
    high = models.DecimalField(max_digits=24, decimal_places=4)
    claimed = models.DecimalField(max_digits=24, decimal_places=4)
    documented = models.DecimalField(max_digits=24, decimal_places=4)
    verified = models.DecimalField(max_digits=24, decimal_places=4)
    recovered = models.DecimalField(max_digits=24, decimal_places=4)
    unconverted = models.PositiveIntegerField(help_text="lines without a published rate: in no sum here")

    personal_data: tuple[str, ...] = ()

    class Meta:
        indexes = [models.Index(fields=["cluster"], name="case_fact_of_seller")]

    def __str__(self) -> str:
        return str(self.case_id)


class AmountFact(models.Model):
    """The standing lines of one case with one component, grade and currency: sums in it, and in the reporting one."""

    case_id = models.UUIDField()
    component = models.CharField(max_length=40)
    grade = models.CharField(max_length=1)
    currency = models.CharField(max_length=3)
    low = models.DecimalField(max_digits=24, decimal_places=4)
    likely = models.DecimalField(max_digits=24, decimal_places=4)
    high = models.DecimalField(max_digits=24, decimal_places=4)
    claimed = models.DecimalField(max_digits=24, decimal_places=4)
    documented = models.DecimalField(max_digits=24, decimal_places=4)
    verified = models.DecimalField(max_digits=24, decimal_places=4)
    recovered = models.DecimalField(max_digits=24, decimal_places=4)
    in_low = models.DecimalField(max_digits=24, decimal_places=4)
    in_likely = models.DecimalField(max_digits=24, decimal_places=4)
    in_high = models.DecimalField(max_digits=24, decimal_places=4)
    in_claimed = models.DecimalField(max_digits=24, decimal_places=4)
    in_documented = models.DecimalField(max_digits=24, decimal_places=4)
    in_verified = models.DecimalField(max_digits=24, decimal_places=4)
    in_recovered = models.DecimalField(max_digits=24, decimal_places=4)
    unconverted = models.PositiveIntegerField()

    personal_data: tuple[str, ...] = ()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case_id", "component", "grade", "currency"], name="amount_fact_once_per_case_and_kind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.component} {self.grade} {self.currency}"


class Cell(models.Model):
    """Distinct sellers, accounts, cases, and sums. `currency` empty: of all of them, in the reporting currency;
    otherwise of those who have lines in that currency, in it. A cell that nobody stands in has no row."""

    demonstration = models.BooleanField()
    counted = models.BooleanField()
    layout = models.CharField(max_length=40)
    key = ArrayField(models.TextField(), help_text="one value per dimension of the layout")
    currency = models.CharField(max_length=3, blank=True)
    sellers = models.BigIntegerField()
    accounts = models.BigIntegerField()
    cases = models.BigIntegerField()
    low = models.DecimalField(max_digits=28, decimal_places=4)
    likely = models.DecimalField(max_digits=28, decimal_places=4)
    high = models.DecimalField(max_digits=28, decimal_places=4)
    claimed = models.DecimalField(max_digits=28, decimal_places=4)
    documented = models.DecimalField(max_digits=28, decimal_places=4)
    verified = models.DecimalField(max_digits=28, decimal_places=4)
    recovered = models.DecimalField(max_digits=28, decimal_places=4)
    unconverted = models.BigIntegerField()

    personal_data: tuple[str, ...] = ()

    class Meta:
        ordering: ClassVar = ["layout", "key", "currency"]
        constraints = [
            models.UniqueConstraint(
                fields=["layout", "key", "currency", "demonstration", "counted"], name="cell_once_per_place"
            ),
            models.CheckConstraint(
                condition=Q(layout__in=[layout.name for layout in LAYOUTS]), name="cell_layout_is_declared"
            ),
            models.CheckConstraint(
                condition=Q(sellers__gte=1, accounts__gte=1, cases__gte=1), name="cell_holds_somebody"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.layout} {self.key} {self.currency}"

"""What cases are found by: numbers instead of words (apps.core.blind_index)."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from apps.cases.models.cases import Case
from apps.cases.models.sellers import SellerAccount


class CaseTerms(models.Model):
    """The words of a filed case's story and notice. Written with them, deleted with them."""

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="terms")
    numbers = ArrayField(models.BigIntegerField(), help_text="blinded with the key of the case's owner")
    made_with = models.CharField(max_length=40, help_text="key and version of the rules")

    personal_data = ("numbers",)

    class Meta:
        indexes = [GinIndex(fields=["numbers"], name="case_terms")]

    def __str__(self) -> str:
        return str(self.case_id)


class AccountTerms(models.Model):
    """The names, tokens and links of a seller's account and its business."""

    account = models.OneToOneField(SellerAccount, models.CASCADE, primary_key=True, related_name="terms")
    numbers = ArrayField(models.BigIntegerField(), help_text="blinded with the key of the seller's owner")
    made_with = models.CharField(max_length=40, help_text="key and version of the rules")

    personal_data = ("numbers",)

    class Meta:
        indexes = [GinIndex(fields=["numbers"], name="account_terms")]

    def __str__(self) -> str:
        return str(self.account_id)

"""Which sellers are one: pairs with their history, and the clusters that follow from them."""

import uuid
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.cases.enums import PairState, PairStep
from apps.cases.models.sellers import Seller
from apps.cases.rules.pairs import PAIR_MOVES
from apps.core.encryption import EncryptedTextField
from apps.core.guards import RefuseTruncate, words_may_go


class SellerPair(models.Model):
    """Two sellers of whom somebody or something thinks that they are one. Only `actions.clusters` writes it.

    `agrees` and `differs` are codes of facts (`rules.likeness`), never the facts.
    """

    one = models.ForeignKey(Seller, models.CASCADE, db_index=False, related_name="+")
    other = models.ForeignKey(Seller, models.CASCADE, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=PairState)
    score = models.FloatField(_("likeness"), default=1.0, help_text="0 to 1; 1 for exact keys")
    agrees = ArrayField(models.CharField(max_length=20), default=list)
    differs = ArrayField(models.CharField(max_length=20), default=list)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    found_at = models.DateTimeField(_("found"))
    moved_at = models.DateTimeField(_("last step"))

    personal_data = ("one", "other", "proposed_by")

    class Meta:
        verbose_name = _("pair of sellers")
        verbose_name_plural = _("pairs of sellers")
        indexes = [
            models.Index(
                fields=["-score", "id"],
                condition=Q(state__in=[PairState.SUGGESTED, PairState.PROPOSED]),
                name="pair_to_decide",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="pair_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="pair_in_order"),
            models.CheckConstraint(condition=Q(state__in=PairState.values), name="pair_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state=PairState.PROPOSED) | Q(proposed_by__isnull=False), name="pair_proposal_has_a_name"
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="state_moves", field="state", transitions=PAIR_MOVES),
            RefuseTruncate(name="no_truncate"),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} {self.other_id}"


class PairEvent(models.Model):
    """What was found or decided of a pair, written once. `by` is empty for what happened by itself."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pair = models.ForeignKey(SellerPair, models.CASCADE, related_name="events")
    step = models.CharField(max_length=10, choices=PairStep)
    words = EncryptedTextField(help_text="why")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    personal_data = ("by", "words")

    class Meta:
        verbose_name = _("decision about two sellers")
        verbose_name_plural = _("decisions about two sellers")
        ordering: ClassVar = ["at", "id"]
        triggers = words_may_go("words")

    def __str__(self) -> str:
        return f"{self.step} {self.pair_id}"


class ClusterMember(models.Model):
    """A seller who counts as one with others. A seller without a row counts alone.

    Follows from the pairs that are the same (`rules.clusters.clusters_of`); `cluster` is the least id in it.
    """

    seller = models.OneToOneField(Seller, models.CASCADE, primary_key=True, related_name="member")
    cluster = models.UUIDField(db_index=True)

    personal_data = ("seller",)

    class Meta:
        verbose_name = _("seller counted with others")
        verbose_name_plural = _("sellers counted with others")

    def __str__(self) -> str:
        return f"{self.seller_id} in {self.cluster}"


class SellerKeys(models.Model):
    """By which numbers a seller's names find those that are like them: keyed hashes of the cores of company and store
    names (`rules.names.keys_of_name`). Only for finding; what is found is compared itself."""

    seller = models.OneToOneField(Seller, models.CASCADE, primary_key=True, related_name="keys")
    numbers = ArrayField(models.BigIntegerField(), default=list)
    made_with = models.CharField(max_length=40, help_text="version of the rules, and key")
    written_at = models.DateTimeField(null=True)
    compared_at = models.DateTimeField(null=True, help_text="with all others, in a night; earlier than written: anew")

    personal_data = ("seller", "numbers")

    class Meta:
        indexes = [
            GinIndex(fields=["numbers"], name="seller_keys", fastupdate=False),
            models.Index(fields=["made_with"], name="seller_keys_made_with"),
        ]

    def __str__(self) -> str:
        return str(self.seller_id)

"""Kinds of ledger lines and how well they are known."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LineKind(models.TextChoices):
    LOSS = "loss", _("loss")
    RECOVERY = "recovery", _("recovered")
    RETRACTION = "retraction", _("taken back")


class Grade(models.TextChoices):
    """How a line is backed: A platform document, B third party, C the seller's own word."""

    A = "A", _("platform document")
    B = "B", _("third party")
    C = "C", _("declared")


class Basis(models.TextChoices):
    """What the amount was valued by."""

    DECLARED = "declared", _("seller's estimate")
    SETTLEMENT = "settlement", _("settlement report")
    INVOICE = "invoice", _("invoice cost")
    MANUFACTURING = "manufacturing", _("manufacturing cost")
    SALE_PRICE = "sale_price", _("sale price")
    BOOK = "book", _("book value")


# Lost sales and the like are shown, but never enter a documented sum.
NEVER_DOCUMENTED = ("lost_sales", "rank_and_review_loss")

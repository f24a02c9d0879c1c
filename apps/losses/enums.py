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


class Figure(models.TextChoices):
    """The sums of a ledger that stand side by side."""

    CLAIMED = "claimed", _("Claimed")
    DOCUMENTED = "documented", _("Documented")
    VERIFIED = "verified", _("Verified")
    RECOVERED = "recovered", _("Recovered")


class Verdict(models.TextChoices):
    """What a moderator says of a line, having looked at what backs it."""

    VERIFIED = "verified", _("checked and accepted")
    REFUSED = "refused", _("not accepted")
    OPEN = "open", _("not looked at")  # as a row: an earlier word is taken back


# Lost sales and the like are shown, but never enter a documented sum.
NEVER_DOCUMENTED = ("lost_sales", "rank_and_review_loss")


class ImportState(models.TextChoices):
    """Where a report stands on its way into a ledger."""

    WAITING = "waiting", _("waiting to be looked at")
    LOOKING = "looking", _("being looked at")
    READY = "ready", _("ready: look, then take it over")
    REFUSED = "refused", _("cannot be read")
    QUEUED = "queued", _("waiting to be taken over")
    RUNNING = "running", _("being taken over")
    DONE = "done", _("taken over")
    UNDONE = "undone", _("taken back")
    CANCELLED = "cancelled", _("cancelled")
    FAILED = "failed", _("did not work")


_S = ImportState
# A worker that died hands its import back by its lease: the same state is claimed again.
IMPORT_MOVES = [
    (_S.WAITING, _S.LOOKING),
    (_S.LOOKING, _S.READY),
    (_S.LOOKING, _S.REFUSED),
    (_S.LOOKING, _S.FAILED),
    (_S.READY, _S.WAITING),
    (_S.REFUSED, _S.WAITING),
    (_S.FAILED, _S.WAITING),
    (_S.READY, _S.QUEUED),
    (_S.QUEUED, _S.RUNNING),
    (_S.RUNNING, _S.DONE),
    (_S.RUNNING, _S.FAILED),
    (_S.WAITING, _S.CANCELLED),
    (_S.LOOKING, _S.CANCELLED),
    (_S.READY, _S.CANCELLED),
    (_S.REFUSED, _S.CANCELLED),
    (_S.FAILED, _S.CANCELLED),
    (_S.QUEUED, _S.CANCELLED),
    (_S.RUNNING, _S.CANCELLED),
    (_S.CANCELLED, _S.WAITING),
    (_S.DONE, _S.UNDONE),
    (_S.UNDONE, _S.DONE),
]
WORKABLE = (_S.WAITING, _S.LOOKING, _S.QUEUED, _S.RUNNING)
LIVE_IMPORTS = (*WORKABLE, _S.READY, _S.DONE)
CANCELLABLE = (*WORKABLE, _S.READY, _S.REFUSED, _S.FAILED)

COSTS = "recourse_costs"  # format of a seller's own cost list
# Formats of reports that count stock, and the component of loss that their pieces are. Stranded and reserved pieces are
# also in the inventory, and some are both: selectors.stock says which report is valued.
VALUED = {
    "amazon_fba_inventory": "fba_stock",
    "amazon_stranded": "stranded_stock",
    "amazon_fba_reserved": "fba_stock",
    "amazon_removal_orders": "destroyed_stock",
}

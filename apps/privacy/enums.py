"""How far an export or an erasure is, and what erasing a person means for a table."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class ExportState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("being put together")
    READY = "ready", _("ready")
    FAILED = "failed", _("could not be made")
    OVER = "over", _("no longer kept")


class ErasureState(models.TextChoices):
    ASKED = "asked", _("asked for")
    CANCELLED = "cancelled", _("taken back")
    RUNNING = "running", _("being done")
    DONE = "done", _("done")


class WhenErased(StrEnum):
    """What becomes of a table's rows when the person they belong to is erased."""

    DELETED = "deleted"  # the rows go
    BLANKED = "blanked"  # what identifies goes, the row stays as a number
    STAYS = "stays"  # nothing in it says who it was


class Ground(models.TextChoices):
    """Why moderators erase one case against or without its seller's wish."""

    COURT = "court", _("a court or an authority orders it")
    IMPOSTOR = "impostor", _("it was filed by somebody who is not the seller")
    OTHERS = "others", _("it holds what is somebody else's private matter")


OPEN_EXPORTS = (ExportState.WAITING, ExportState.RUNNING)
OPEN_ERASURES = (ErasureState.ASKED, ErasureState.RUNNING)

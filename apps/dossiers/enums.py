"""How far a dossier is, and for whom it is meant."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DossierState(models.TextChoices):
    """Where a dossier stands. Ready, failed and cancelled ones are listed; the bytes of one that is over are gone."""

    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("being made")
    READY = "ready", _("ready")
    FAILED = "failed", _("could not be made")
    CANCELLED = "cancelled", _("cancelled")
    OVER = "over", _("no longer kept")


class Variant(models.TextChoices):
    """Everything, for one's own lawyer or a court; or without what says who the seller is, for handing round."""

    FULL = "full", _("Complete")
    REDACTED = "redacted", _("For sharing: without what says who you are")


class Reason(models.TextChoices):
    """Why a dossier could not be made, in a sentence for its owner."""

    NO_FONT = "no_font", _("There is no Chinese typeface on our machine. We have been told.")
    NO_PRESS = "no_press", _("The programs that print are not on our machine. We have been told.")
    TOO_LARGE = "too_large", _("It would be larger than 500 MB. Take files out of the case that prove nothing.")
    CRASHED = "crashed", _("This did not succeed although it was tried several times. We have been told.")


OPEN_DOSSIERS = (DossierState.WAITING, DossierState.RUNNING)

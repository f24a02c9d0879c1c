"""Stages of a campaign, where it is directed, what its timeline holds."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stage(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("With a moderator")
    GATHERING = "gathering", _("Gathering")
    THRESHOLD_MET = "threshold_met", _("Enough have joined")
    FILED = "filed", _("Filed")
    ANSWERED = "answered", _("Answered")
    WON = "won", _("Won")
    PARTLY_WON = "partly_won", _("Partly won")
    LOST = "lost", _("Lost")
    CLOSED = "closed", _("Closed")


class Forum(models.TextChoices):
    """To whom the demands go."""

    PETITION = "petition", _("Petition to the platform")
    REGULATOR = "regulator", _("Complaint to a regulator")
    P2B_DSA = "p2b_dsa", _("Complaint under the P2B Regulation or the DSA")
    MEDIATION = "mediation", _("Mediation")
    ARBITRATION = "arbitration", _("Arbitration")
    PRESS = "press", _("Press")
    GATHERING = "gathering", _("Peaceful gathering")


class Claim(models.TextChoices):
    """What an agent may speak about for a seller."""

    ACCOUNT = "account", _("giving the account back")
    MONEY = "money", _("paying out money that is held")
    STOCK = "stock", _("giving back stock, or paying for it")
    BRAND = "brand", _("giving back a brand or listings")
    REASONS = "reasons", _("the reasons for what was done, and the data behind them")


class EntryKind(models.TextChoices):
    """Entries of a campaign's timeline."""

    STAGE = "stage", _("Stage")
    ANSWER = "answer", _("Answer of the platform")
    NEWS = "news", _("News")


class Wish(models.TextChoices):
    """What somebody asks for on a campaign's page."""

    OPENLY = "openly", _("Join now")
    ESCROWED = "escrowed", _("Count me only when enough have joined")
    LEAVE = "leave", _("Take me off, if I am on it")


class Segment(models.TextChoices):
    """To whom of a campaign an update is mailed."""

    ALL = "all", _("Everybody, also those whose sign-on opens later")
    OPEN = "open", _("Those who take part openly today")
    MANDATE = "mandate", _("Those who gave this association a mandate")
    NO_MANDATE = "no_mandate", _("Those who gave this association none")
    MARKETPLACE = "marketplace", _("Those of one marketplace")


class UpdateState(models.TextChoices):
    """How far an update is."""

    DRAFT = "draft", _("Draft")
    RUNNING = "running", _("Being mailed")
    PAUSED = "paused", _("Paused")
    DONE = "done", _("Mailed")
    CANCELLED = "cancelled", _("Stopped")


BEGUN = (UpdateState.RUNNING, UpdateState.PAUSED, UpdateState.DONE, UpdateState.CANCELLED)
NOT_BEGUN = (Stage.DRAFT, Stage.SUBMITTED)
TAKES_ESCROW = (Stage.GATHERING,)
TAKES_PEOPLE = (Stage.GATHERING, Stage.THRESHOLD_MET, Stage.FILED, Stage.ANSWERED)
OPENED = (Stage.THRESHOLD_MET, Stage.FILED, Stage.ANSWERED, Stage.WON, Stage.PARTLY_WON, Stage.LOST)
OVER = (Stage.WON, Stage.PARTLY_WON, Stage.LOST, Stage.CLOSED)

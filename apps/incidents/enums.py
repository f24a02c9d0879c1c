"""How well a fact is known, how exactly a date, and how a case came into its incident."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.marketplaces.enums import FIGURE_STATUSES


def fact_statuses() -> list[tuple[str, str]]:
    """Claimed, reported, confirmed, computed, inferred: the vocabulary's words in the reader's language."""
    return FIGURE_STATUSES.choices()


class FactStatus(models.TextChoices):
    """The codes of `fact_statuses`, for code that names one."""

    CLAIMED = "claimed"
    REPORTED = "reported"
    CONFIRMED = "confirmed"
    COMPUTED = "computed"
    INFERRED = "inferred"


class Standing(models.TextChoices):
    """What is known of an incident's end."""

    UNKNOWN = "unknown", _("Outcome not known")
    PARTLY_SETTLED = "partly_settled", _("Partly settled")
    SETTLED = "settled", _("Settled")


class Precision(models.TextChoices):
    """How much of a date is known. A month or year stands on its first day, a weekend on its Saturday."""

    DAY = "day", _("day")
    WEEKEND = "weekend", _("weekend")
    MONTH = "month", _("month")
    YEAR = "year", _("year")


class Bound(models.TextChoices):
    EXACTLY = "exactly", _("exactly")
    ABOUT = "about", _("about")
    AT_LEAST = "at_least", _("at least")
    MORE_THAN = "more_than", _("more than")
    AT_MOST = "at_most", _("at most")


class Side(models.TextChoices):
    PLATFORM = "platform", _("The platform")
    SELLER = "seller", _("Sellers")


class Confidence(models.TextChoices):
    """How far we would lean on it ourselves; blank where nobody has judged."""

    HIGH = "high", _("high")
    MEDIUM = "medium", _("medium")
    LOW = "low", _("low")


class PromiseEnd(models.TextChoices):
    """What became of a platform's promise, as far as somebody can show it."""

    KEPT = "kept", _("kept")
    BROKEN = "broken", _("broken")
    NOT_KNOWN = "not_known", _("not known")


class Origin(models.TextChoices):
    """Who keeps an incident: the data files of this project, or a moderator who wrote or changed it."""

    DATA = "data", _("data file")
    MODERATOR = "moderator", _("moderator")


class PlacedHow(models.TextChoices):
    FILED_AS_AFFECTED = "filed_as_affected", _("filed by “I am affected too”")
    MODERATOR = "moderator", _("placed by a moderator")
    SELLER = "seller", _("placed by the seller")


BY_SELLER = (PlacedHow.FILED_AS_AFFECTED, PlacedHow.SELLER)


class StepKind(models.TextChoices):
    """What is done to many cases of an incident at once."""

    MERGE = "merge", _("Merge into another incident")
    SPLIT = "split", _("Move some of its cases to another incident")
    RESTORED = "restored", _("Restored by itself")


class StepState(models.TextChoices):
    PREVIEW = "preview", _("Prepared")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    UNDOING = "undoing", _("Being taken back")
    UNDONE = "undone", _("Taken back")
    DROPPED = "dropped", _("Given up")


WORKING = (StepState.RUNNING, StepState.UNDOING)


class StepCaseState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    DONE = "done", _("done")
    LEFT = "left", _("left as it was")
    BACK = "back", _("taken back")


# What agrees or differs between a case and an incident: codes of rules.fitting.Fact.
FIT_WORDS = {
    "docket": _("number of the court file"),
    "wording": _("wording of the notice"),
    "date": _("day of the notice"),
    "type": _("what happened"),
    "marketplace": _("marketplace"),
    "allegation": _("reason given"),
}


class SurgeState(models.TextChoices):
    """What became of a surge that the watch saw."""

    OPEN = "open", _("To be judged")
    PLACED = "placed", _("Made an incident")
    DISMISSED = "dismissed", _("Not an incident")

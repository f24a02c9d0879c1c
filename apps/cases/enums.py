"""States of a case, who may see it, what its timeline tells."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a case stands. What came of it is `outcome`, a word of the vocabulary."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    RETURNED = "returned", _("Returned to you")
    VERIFIED = "verified", _("Verified")
    APPEALED = "appealed", _("Appeal sent")
    MORE_INFO = "more_info", _("Platform wants more")
    REJECTED = "rejected", _("Appeal rejected")
    ESCALATED = "escalated", _("Escalated")
    MEDIATION = "mediation", _("In mediation")
    ARBITRATION = "arbitration", _("In arbitration")
    LITIGATION = "litigation", _("In court")
    PARTLY_RESOLVED = "partly_resolved", _("Partly resolved")
    RESOLVED = "resolved", _("Resolved")
    LOST = "lost", _("Closed without result")
    WITHDRAWN = "withdrawn", _("Withdrawn")


# Verified and still being fought for.
PURSUED = (
    State.VERIFIED,
    State.APPEALED,
    State.MORE_INFO,
    State.REJECTED,
    State.ESCALATED,
    State.MEDIATION,
    State.ARBITRATION,
    State.LITIGATION,
    State.PARTLY_RESOLVED,
)
CLOSED = (State.RESOLVED, State.LOST, State.WITHDRAWN)
WITH_OUTCOME = (State.PARTLY_RESOLVED, State.RESOLVED, State.LOST)


class Visibility(models.TextChoices):
    """What a seller allows. More can be allowed later; taking back is always possible."""

    PRIVATE = "private", _("Only me, the moderators, and people I invite myself")
    COUNTED = "counted", _("Counted in public figures, without my name")
    SHARED = "shared", _("Counted, and an association may ask me to join")


class EventKind(models.TextChoices):
    """Entries of a case's timeline. Transitions carry the name they have in rules.TRANSITIONS."""

    SUBMIT = "submit", _("submitted")
    RESUBMIT = "resubmit", _("submitted again")
    RETURN = "return", _("returned")
    VERIFY = "verify", _("verified")
    APPEAL = "appeal", _("appeal sent")
    MORE_INFO = "more_info", _("platform wants more")
    REJECT = "reject", _("appeal rejected")
    ESCALATE = "escalate", _("escalated")
    MEDIATE = "mediate", _("mediation begun")
    ARBITRATE = "arbitrate", _("arbitration begun")
    LITIGATE = "litigate", _("court proceedings begun")
    PARTLY_RESOLVE = "partly_resolve", _("partly resolved")
    RESOLVE = "resolve", _("resolved")
    LOSE = "lose", _("closed without result")
    WITHDRAW = "withdraw", _("withdrawn")
    REOPEN = "reopen", _("reopened")
    NOTE = "note", _("moderator's note")
    REVEAL = "reveal", _("identity looked at")
    VISIBILITY = "visibility", _("visibility changed")
    PLACED = "placed", _("placed in an incident")
    SHARE = "share", _("shared with a person")
    UNSHARE = "unshare", _("sharing ended")
    EVIDENCE_ADDED = "evidence_added", _("evidence added")
    EVIDENCE_REMOVED = "evidence_removed", _("evidence removed")


# What a seller does not see in the timeline.
INTERNAL = (EventKind.NOTE, EventKind.REVEAL)
# What a reader does not see in the timeline either: whom else the owner lets in.
OWNERS_ONLY = (EventKind.VISIBILITY, EventKind.SHARE, EventKind.UNSHARE)


class Scope(models.TextChoices):
    """How much of a case a grant opens, the least first; each holds what stands before it."""

    SUMMARY = "summary", _("The summary")
    FULL = "full", _("The whole case without its files")
    EVIDENCE = "evidence", _("The whole case with its files")


class OpeningKind(models.TextChoices):
    """In which way somebody who is not the owner read a case."""

    PAGE = "page", _("opened its page")
    EXPORT = "export", _("saved an export of it")
    PROGRAM = "program", _("read it through a program")


class ReaderRole(models.TextChoices):
    """As what somebody read a case."""

    READER = "reader", _("a reader")
    MODERATOR = "moderator", _("a moderator")

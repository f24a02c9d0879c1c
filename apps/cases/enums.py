"""States of a case, who may see it, what its timeline tells."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a case stands. What came of it is `outcome`, a word of the vocabulary."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    RETURNED = "returned", _("Returned for changes")
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
    SUPPLEMENT = "supplement", _("sent what was asked for")
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
    REVEAL_ASKED = "reveal_asked", _("identity asked for")
    REVEAL_ALLOWED = "reveal_allowed", _("identity allowed by a second moderator")
    REVEAL_REFUSED = "reveal_refused", _("identity refused by a second moderator")
    REVEAL = "reveal", _("identity looked at")
    VISIBILITY = "visibility", _("visibility changed")
    PLACED = "placed", _("placed in an incident")
    TAKEN_OUT = "taken_out", _("taken out of its incident")
    ERASED = "erased", _("erased by two moderators")
    SHARE = "share", _("shared with a person")
    UNSHARE = "unshare", _("sharing ended")
    EVIDENCE_ADDED = "evidence_added", _("evidence added")
    EVIDENCE_REMOVED = "evidence_removed", _("evidence removed")
    LIMIT = "limit", _("number of appeals stated")
    READING = "reading", _("second reader asked")
    READ = "read", _("appeal read")
    ALONE = "alone", _("goes on without a second reader")
    NO_ANSWER = "no_answer", _("no answer to the appeal")
    AMOUNTS_READ = "amounts_read", _("amounts checked")
    SENT_OTHERWISE = "sent_otherwise", _("sending of the appeal corrected")


# What becomes of a moderator's wish to see who the seller is. Its owner reads it in the log of who opened the case.
REVEALS = (EventKind.REVEAL_ASKED, EventKind.REVEAL_ALLOWED, EventKind.REVEAL_REFUSED, EventKind.REVEAL)
# What a seller does not see in the timeline.
INTERNAL = (EventKind.NOTE, *REVEALS)
# What a reader does not see in the timeline either: whom else the owner lets in.
OWNERS_ONLY = (EventKind.VISIBILITY, EventKind.SHARE, EventKind.UNSHARE)


class Scope(models.TextChoices):
    """How much of a case a grant opens, the least first; each holds what stands before it."""

    SUMMARY = "summary", _("The summary")
    FULL = "full", _("The whole case without its files")
    EVIDENCE = "evidence", _("The whole case with its files")


class CircleScope(models.TextChoices):
    """How much of a case a grant to a circle opens, the least first. All but the first are scopes of readers."""

    COUNT = "count", _("Counted, and not read")
    SUMMARY = "summary", _("The summary")
    EVIDENCE = "evidence", _("The whole case with its files")


class OpeningKind(models.TextChoices):
    """In which way somebody who is not the owner read a case."""

    PAGE = "page", _("opened its page")
    APPEAL = "appeal", _("read an appeal")
    EXPORT = "export", _("saved an export of it")
    PROGRAM = "program", _("read it through a program")


class ReaderRole(models.TextChoices):
    """As what somebody read a case."""

    READER = "reader", _("a reader")
    MODERATOR = "moderator", _("a moderator")


class Track(models.TextChoices):
    """What an appeal says: that nothing was wrong, or that it was and no longer is. One text cannot say both."""

    ERROR = "error", _("It was an error")
    CURED = "cured", _("It is cured")


class AppealState(models.TextChoices):
    """Where an attempt stands."""

    DRAFTING = "drafting", _("Being written")
    IN_READING = "in_reading", _("With a second reader")
    READ = "read", _("Read")
    COOLING = "cooling", _("Finished, waiting")
    SUBMITTED = "submitted", _("Sent")
    ANSWERED = "answered", _("Answered")
    WITHDRAWN = "withdrawn", _("Given up")


UNSENT = (AppealState.DRAFTING, AppealState.IN_READING, AppealState.READ, AppealState.COOLING)
SENT = (AppealState.SUBMITTED, AppealState.ANSWERED)


class Answer(models.TextChoices):
    """What the platform said to an appeal."""

    ACCEPTED = "accepted", _("Accepted")
    PARTLY = "partly", _("Accepted in part")
    REFUSED = "refused", _("Refused")
    MORE_INFO = "more_info", _("It asks for more")
    NO_ANSWER = "no_answer", _("No answer came")


class Verdict(models.TextChoices):
    """What a second reader said."""

    APPROVED = "approved", _("It can be sent as it is")
    COMMENTS = "comments", _("Something should be mended first")


class Guard(models.TextChoices):
    """How the last appeal there is came past the guard."""

    READ = "read", _("approved by a second reader")
    ALONE = "alone", _("without a second reader, at the seller's own word")
    ALREADY = "already", _("recorded after it had been sent")


class AppealChannel(models.TextChoices):
    """The way an appeal was sent."""

    FORM = "form", _("Form or button in the seller account")
    MAIL = "mail", _("E-mail")
    CASE = "case", _("Reply in a support case")
    OTHER = "other", _("Another way")


class VersionKind(models.TextChoices):
    """Why a version of an appeal's text was kept."""

    SAVED = "saved", _("saved")
    RESTORED = "restored", _("an earlier version taken up again")
    ASIDE = "aside", _("typed in another tab or on another device, and set aside")


class PairState(models.TextChoices):
    """What is held of two sellers. Those that are the same count as one; a chain of them too."""

    SUGGESTED = "suggested", _("To be decided")
    PROPOSED = "proposed", _("Merge proposed, waits for a second moderator")
    SAME = "same", _("The same seller")
    DIFFERENT = "different", _("Two sellers")


class PairStep(models.TextChoices):
    """Entries of a pair's history."""

    FOUND = "found", _("found by itself")
    JOINED = "joined", _("joined by an exact key")
    PROPOSED = "proposed", _("merge proposed")
    CONFIRMED = "confirmed", _("merge confirmed by a second moderator")
    APART = "apart", _("declared two sellers")
    UNDONE = "undone", _("decision taken back")


class Key(models.TextChoices):
    """What joins two sellers without asking anybody."""

    CREDIT_CODE = "credit_code", _("unified social credit code")
    TOKEN = "token", _("merchant token")
    URL = "url", _("store link")
    EMAIL = "email", _("e-mail address")


# What agrees or differs between two sellers: codes of rules.likeness.Fact.
FACTS = {
    "company": _("company name"),
    "place": _("city in the name"),
    "trade": _("trade in the name"),
    "store": _("store name"),
    "platform": _("platform"),
    **dict(Key.choices),
}

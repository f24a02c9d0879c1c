"""What can happen to a file in the vault."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Custody(models.TextChoices):
    """Entries of the custody log."""

    STORED = "stored", _("put into the vault")
    OPENED = "opened", _("opened")
    SHARED = "shared", _("shared")
    COPIED = "copied", _("share copy made")
    REDACTED = "redacted", _("redacted copy made")
    SCANNED = "scanned", _("scanned for malware")
    STAMPED = "stamped", _("time stamp obtained")
    CHECKED = "checked", _("checked: unchanged")
    DAMAGED = "damaged", _("checked: not as it was put in")
    BOUND = "bound", _("put into a dossier")
    DISCARDED = "discarded", _("removed from the vault")


class Making(models.TextChoices):
    """How a file came to be."""

    ORIGINAL = "original", _("original, sealed")
    SHARE = "share", _("share copy")
    REDACTED = "redacted", _("redacted copy")


class ScanState(models.TextChoices):
    """What a malware scanner said of an original. Copies of ours are drawn anew and are not scanned."""

    NOT_SCANNED = "not_scanned", _("not scanned")
    WAITING = "waiting", _("waiting to be scanned")
    CLEAN = "clean", _("nothing found")
    INFECTED = "infected", _("malware found")
    FAILED = "failed", _("could not be scanned")


class JobKind(models.TextChoices):
    """Work on a file that takes a while."""

    SHARE = "share", _("share copy")
    REDACTION = "redaction", _("redacted copy")
    SCAN = "scan", _("malware scan")
    STAMP = "stamp", _("time stamp")


class JobState(models.TextChoices):
    """Where such work stands. Done, refused and failed are ends."""

    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("being made")
    DONE = "done", _("done")
    REFUSED = "refused", _("not possible")
    FAILED = "failed", _("did not succeed")


class Reason(models.TextChoices):
    """Why work came to nothing, in a sentence for the person whose file it is."""

    PASSWORD = "password", _("This PDF asks for a password. Save it without one and add it again.")
    TOO_MANY_PAGES = "too_many_pages", _("This PDF has more than 300 pages. Split it and add the parts.")
    UNREADABLE = "unreadable", _("This file could not be read. It may be damaged: open it yourself and save it anew.")
    TOO_DEMANDING = (
        "too_demanding",
        _("This file takes more time or memory than we allow. Save it smaller, or print it to PDF, and add that."),
    )
    NO_PAGES = (
        "no_pages",
        _("Word and Excel files keep authors and history that nobody sees. Save this as PDF and add that."),
    )
    NOT_DRAWN = (
        "not_drawn",
        _("Text has no pages to draw on. Print it to PDF and add that, or add a copy with the words taken out."),
    )
    NO_SUCH_PAGE = "no_such_page", _("A box lies on a page that this file does not have.")
    INFECTED = "infected", _("The scanner found malware in this file, so no copy is made of it.")
    DAMAGED = "damaged", _("This file is not as it was put in. Please tell us.")
    SCANNER_AWAY = "scanner_away", _("The malware scanner did not answer.")
    SCANNER_REFUSED = "scanner_refused", _("The malware scanner did not take this file, perhaps because of its size.")
    STAMP_AWAY = "stamp_away", _("The time stamp server did not answer.")
    STAMP_REFUSED = "stamp_refused", _("The time stamp server gave no stamp that stands up to a check.")
    DISCARDED = "discarded", _("This file was removed before the work was done.")
    CRASHED = "crashed", _("This did not succeed although it was tried several times. We have been told.")

"""Where a body stands, what its members are, what each of them may do."""

from enum import StrEnum, auto

from django.db import models
from django.utils.translation import gettext_lazy as _


class Standing(models.TextChoices):
    """Whether moderators let a body receive cases."""

    PENDING = "pending", _("Waiting for a moderator")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Not approved")
    SUSPENDED = "suspended", _("Suspended")


class Role(models.TextChoices):
    """What somebody is in a body."""

    OWNER = "owner", _("Owner")
    COORDINATOR = "coordinator", _("Coordinator")
    CASE_WORKER = "case_worker", _("Case worker")
    OBSERVER = "observer", _("Observer")
    COUNSEL = "counsel", _("Counsel")


class Verb(StrEnum):
    """What can be done in a body; `rules.ROLES_FOR` says who does it."""

    SEE_MEMBERS = auto()
    MANAGE_MEMBERS = auto()
    EDIT_PROFILE = auto()
    SEE_NUMBERS = auto()
    READ_CASES = auto()
    WORK_ON_CASES = auto()  # notes, and taking a case on oneself
    ASSIGN_CASES = auto()
    EXPORT_CASES = auto()
    UPLOAD_LISTS = auto()
    RUN_CAMPAIGNS = auto()


class LegalForm(models.TextChoices):
    """What kind of body it is in law."""

    NON_PROFIT = "non_profit", _("Registered non-profit association")
    TRADE_BODY = "trade_body", _("Chamber of commerce or trade body")
    FOUNDATION = "foundation", _("Foundation")
    COOPERATIVE = "cooperative", _("Cooperative")
    PUBLIC_BODY = "public_body", _("Public body")
    INFORMAL = "informal", _("Group of sellers, not registered")


class Known(models.TextChoices):
    """By what a member of a list is known. Names are never read."""

    EMAIL = "email", _("E-mail address")
    TOKEN = "merchant_token", _("Merchant token")
    LINK = "store_url", _("Store link")
    CODE = "credit_code", _("Credit code")


class RowProblem(models.TextChoices):
    """Why a row of a member list was not taken."""

    EMPTY = "empty", _("Nothing in it by which somebody is known.")
    EMAIL = "email", _("No e-mail address can be read in it.")
    TOKEN = "merchant_token", _("This is not a merchant token.")
    LINK = "store_url", _("This is not a link to a store.")
    CODE = "credit_code", _("The credit code is wrong: its last character does not fit.")
    BROKEN = "broken", _("It has more cells than there are columns.")


class ListState(models.TextChoices):
    """Where a member list stands on its way in."""

    WAITING = "waiting", _("waiting to be looked at")
    LOOKING = "looking", _("being looked at")
    READY = "ready", _("waits for you")
    REFUSED = "refused", _("cannot be read")
    QUEUED = "queued", _("waiting to be imported")
    RUNNING = "running", _("being imported")
    DONE = "done", _("imported")
    UNDONE = "undone", _("taken back")
    CANCELLED = "cancelled", _("cancelled")
    FAILED = "failed", _("did not work")


_L = ListState
WORKABLE_LISTS = (_L.WAITING, _L.LOOKING, _L.QUEUED, _L.RUNNING)
UNDECIDED_LISTS = (*WORKABLE_LISTS, _L.READY, _L.REFUSED, _L.FAILED)  # their file is kept, encrypted
# A worker that died hands its list back by its lease: the same state is claimed again.
LIST_MOVES = [
    (_L.WAITING, _L.LOOKING),
    *((_L.LOOKING, end) for end in (_L.READY, _L.REFUSED, _L.FAILED)),
    *((stopped, _L.WAITING) for stopped in (_L.READY, _L.REFUSED, _L.FAILED)),
    (_L.READY, _L.QUEUED),
    (_L.QUEUED, _L.RUNNING),
    *((_L.RUNNING, end) for end in (_L.DONE, _L.FAILED)),
    *((undecided, _L.CANCELLED) for undecided in UNDECIDED_LISTS),
    (_L.DONE, _L.UNDONE),
]


class InvitingState(models.TextChoices):
    """Where the inviting of the people of a list stands."""

    HELD = "held", _("not begun")
    RUNNING = "running", _("mails go out")
    STOPPED = "stopped", _("stopped")
    DONE = "done", _("everybody had a turn")
    FORGOTTEN = "forgotten", _("not begun in time; the addresses are deleted")

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

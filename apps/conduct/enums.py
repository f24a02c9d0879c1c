"""What is reported as abuse, what comes of it, and what somebody can be kept from."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AbuseKind(models.TextChoices):
    FALSE_CASE = "false_case", _("Something here is made up")
    IMPERSONATION = "impersonation", _("Somebody pretends to be another")
    DATA = "data", _("Somebody's data stands in public")
    HARASSMENT = "harassment", _("Somebody is threatened, insulted or pressed")
    SPAM = "spam", _("Advertising, or the same again and again")


class About(models.TextChoices):
    """What a report is about; `key` of the report names it."""

    INCIDENT = "incident", _("an incident")
    CAMPAIGN = "campaign", _("a campaign")
    ASSOCIATION = "association", _("an association")
    CASE = "case", _("a case that was shared")
    SITE = "site", _("something else here")


class ReportState(models.TextChoices):
    OPEN = "open", _("Waits for a moderator")
    DISMISSED = "dismissed", _("Looked at, nothing to do")
    ACTED = "acted", _("Acted upon")


class Measure(models.TextChoices):
    """What was done about a report."""

    CORRECTED = "corrected", _("what was wrong is corrected")
    REMOVED = "removed", _("it is taken off the public pages")
    BARRED = "barred", _("somebody is kept from taking part")
    TOLD = "told", _("those concerned were spoken to")


class Part(models.TextChoices):
    """What somebody can be kept from. Reading, dates, copies and erasing are not among it, on purpose."""

    FILE = "file", _("filing new cases")
    JOIN = "join", _("joining campaigns and entering associations")
    REPORT = "report", _("reporting abuse")


class ConductStep(models.TextChoices):
    REPORTED = "reported", _("reported")
    DISMISSED = "dismissed", _("nothing to do")
    ACTED = "acted", _("acted upon")
    REOPENED = "reopened", _("opened again")
    BARRED = "barred", _("kept from taking part")
    OBJECTED = "objected", _("objected")
    UPHELD = "upheld", _("objection looked at, it stays")
    LIFTED = "lifted", _("lifted")


DECIDED = (ReportState.DISMISSED, ReportState.ACTED)

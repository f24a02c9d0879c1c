"""The vocabulary of deadlines. Packs and rows keep codes; labels in both languages come from data/words.yaml."""

from enum import StrEnum
from pathlib import Path
from typing import Any

import yaml
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.marketplaces.enums import Term, Terms

DATA = Path(__file__).parent / "data"
WORDS: dict[str, dict[str, dict[str, Any]]] = yaml.safe_load((DATA / "words.yaml").read_text(encoding="utf-8"))


class Unit(StrEnum):
    HOUR = "hour"
    CALENDAR_DAY = "calendar_day"
    BUSINESS_DAY = "business_day"
    MONTH = "month"
    YEAR = "year"


class Bound(StrEnum):
    """What the length of a rule limits."""

    AT_MOST = "at_most"
    ABOUT = "about"
    EXACTLY = "exactly"
    NOT_BEFORE = "not_before"
    AT_LEAST_BEFORE = "at_least_before"  # counted back from the trigger: notice must come no later
    AT_LEAST_OPEN = "at_least_open"
    NOT_OLDER_THAN = "not_older_than"  # counted back from the trigger: evidence must not be older
    REASONABLE_TIME = "reasonable_time"
    PROMPTLY = "promptly"


BACKWARDS = (Bound.AT_LEAST_BEFORE, Bound.NOT_OLDER_THAN)
OPENINGS = (Bound.NOT_BEFORE, Bound.NOT_OLDER_THAN)  # the day found is a first day, not a last one
WITHOUT_LENGTH = (Bound.REASONABLE_TIME, Bound.PROMPTLY)
MAY_BE_ZERO = (Bound.AT_LEAST_BEFORE, Bound.NOT_BEFORE)


class Kind(StrEnum):
    HARD_DEADLINE = "hard_deadline"
    CURE_WINDOW = "cure_window"
    WINDOW = "window"
    LIMITATION = "limitation"
    RECOMMENDED = "recommended"
    EARLIEST_DATE = "earliest_date"
    ATTEMPTS_LIMIT = "attempts_limit"
    EVIDENCE_AGE = "evidence_age"
    EXPECTED_REVIEW = "expected_review"
    HOLD_END = "hold_end"
    MINIMUM_NOTICE = "minimum_notice"
    PLATFORM_PROMISE = "platform_promise"
    DUTY = "duty"
    RISK_FROM = "risk_from"


class Who(StrEnum):
    SELLER = "seller"
    PLATFORM = "platform"
    THIRD_PARTY = "third_party"


class ZonePolicy(StrEnum):
    SELLER_MUST_ACT = "seller_must_act"  # ends with the earlier of the seller's and the platform's day
    PLATFORM_PROMISED = "platform_promised"  # broken only after the later of the two
    INSTANT = "instant"  # hours from the moment itself
    FORUM = "forum"  # the day of the court, arbitral seat or authority


class Counting(StrEnum):
    """Named ways to count; rules/counting.py says what each does."""

    CALENDAR = "calendar"
    EU_1182_71 = "eu_1182_71"
    US_FRCP_6 = "us_frcp_6"
    CN_CIVIL_CODE = "cn_civil_code"


class Confidence(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Basis(StrEnum):
    """Where a rule comes from, strongest first."""

    LAW = "law"
    CONTRACT = "contract"
    PLATFORM_POLICY = "platform_policy"
    PLATFORM_NOTICE = "platform_notice"
    PRACTITIONER = "practitioner"
    PRESS = "press"


class Doubt(StrEnum):
    """Why a date is shown as “check with counsel” and never as law."""

    LOW_CONFIDENCE = "low_confidence"
    UNDATED = "undated"
    TEXT_NOT_SEEN = "text_not_seen"
    BEFORE_APPLICATION = "before_application"
    READ_YOUR_NOTICE = "read_your_notice"


class NoDateReason(StrEnum):
    NOT_YET_VALID = "not_yet_valid"
    NO_LONGER_VALID = "no_longer_valid"
    ATTEMPTS_ONLY = "attempts_only"
    NO_LENGTH = "no_length"


class Stage(StrEnum):
    """Where a case stands when a rule matters for it whatever its type."""

    ARBITRATION = "arbitration"
    LITIGATION = "litigation"


class Jurisdiction(StrEnum):
    US = "US"
    EU = "EU"
    UK = "UK"
    DE = "DE"
    CN = "CN"


def _terms(section: str) -> Terms:
    return Terms([Term(code, words["en"], words["zh"]) for code, words in WORDS[section].items()])


TRIGGERS = _terms("trigger")
KINDS = _terms("kind")
WHO = _terms("who")
BOUNDS = _terms("bound")
ZONE_POLICIES = _terms("zone_policy")
COUNTINGS = _terms("counting")
CONFIDENCES = _terms("confidence")
BASES = _terms("basis")
DOUBTS = _terms("doubt")
JURISDICTIONS = _terms("jurisdiction")


class DeadlineState(models.TextChoices):
    """How a deadline of a docket stands. That its moment is over is not a state: only a person knows what was done."""

    OPEN = "open", _("Open")
    PAST = "past", _("Over before it was entered")
    MET = "met", _("Done")
    MISSED = "missed", _("Missed")
    WAIVED = "waived", _("Does not apply")
    SUPERSEDED = "superseded", _("Replaced")
    CLOSED = "closed", _("Closed with its case")


DECIDED = (DeadlineState.MET, DeadlineState.MISSED, DeadlineState.WAIVED)
PLANNED = (DeadlineState.OPEN, DeadlineState.PAST)  # what a corrected trigger or a new rule may move


class Why(models.TextChoices):
    """Why a deadline changed: an entry of its history."""

    OPENED = "opened", _("opened")
    TRIGGER_CORRECTED = "trigger_corrected", _("the event was corrected")
    TRIGGER_WITHDRAWN = "trigger_withdrawn", _("the event was taken back")
    EVENT_AGAIN = "event_again", _("it happened again")
    FACTS_CHANGED = "facts_changed", _("platform, kind of case or time zone changed")
    RULE_CHANGED = "rule_changed", _("the rule, or a calendar it uses, changed")
    DECIDED = "decided", _("decided")
    CLOSED = "closed", _("the case was closed")
    REOPENED = "reopened", _("the case was opened again")
    PAUSED = "paused", _("the clock was stopped")
    RESUMED = "resumed", _("the clock runs again")
    EDITED = "edited", _("you changed it")
    REMOVED = "removed", _("you removed it")
    ACKNOWLEDGED = "acknowledged", _("you said that you know")
    SNOOZED = "snoozed", _("you asked to be reminded later")
    REMINDERS = "reminders", _("its reminders were planned anew")


class ReminderState(models.TextChoices):
    PLANNED = "planned", _("waiting")
    QUEUED = "queued", _("handed to the outbox")
    FOLDED = "folded", _("left to the next reminder")
    CANCELLED = "cancelled", _("no longer needed")
    SILENT = "silent", _("due, but there was nothing left to remind of")

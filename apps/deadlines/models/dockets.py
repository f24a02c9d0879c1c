"""The docket: what happened and when, the deadlines that follow. A docket knows no case."""

import uuid
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from apps.core.encryption import EncryptedTextField
from apps.core.guards import append_only
from apps.deadlines.enums import DeadlineState, Why
from apps.deadlines.rules import Subject
from apps.deadlines.rules import Trigger as Event
from apps.deadlines.rules.ladder import Moments, Wishes
from apps.deadlines.rules.pausing import Stillness
from apps.deadlines.rules.words import Words


class Docket(models.Model):
    """Where events are entered and deadlines stand; a row so that concurrent writers have something to lock.

    `owner` is who is reminded. The other columns say what the docket is about, as far as rules ask.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="dockets")
    reference = models.CharField(max_length=20, blank=True, help_text="what people call it by")
    platform = models.CharField(max_length=40, blank=True)
    case_types = models.JSONField(default=list, blank=True)
    jurisdictions = models.JSONField(default=list, blank=True)
    platform_zone = models.CharField(max_length=64, blank=True)
    seller_zone = models.CharField(max_length=64, blank=True)
    is_personal = models.BooleanField(default=False, help_text="for dates of a person that belong to no case")
    opened_at = models.DateTimeField()

    personal_data = ("owner",)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner"], condition=Q(is_personal=True), name="docket_personal_is_one"),
        ]

    def __str__(self) -> str:
        return self.reference or str(self.id)

    @property
    def subject(self) -> Subject:
        return Subject(
            platform=self.platform,
            case_types=tuple(self.case_types),
            jurisdictions=tuple(self.jurisdictions),
            platform_zone=self.platform_zone,
            seller_zone=self.seller_zone,
        )


class TriggerEntry(models.Model):
    """That something happened, as somebody entered it. Written once; a correction is a new entry.

    `time` is wall time; day and time are meant in `zone` (IANA; empty: each compared zone reads the day as its own). A
    withdrawal is an entry too.
    """

    docket = models.ForeignKey(Docket, models.PROTECT, related_name="triggers")
    kind = models.CharField(max_length=60, help_text="a code of data/words.yaml")
    day = models.DateField()
    time = models.TimeField(null=True)
    zone = models.CharField(max_length=64, blank=True)
    is_withdrawal = models.BooleanField(default=False)
    supersedes = models.OneToOneField("self", models.PROTECT, null=True, related_name="superseded_by")
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    personal_data = ("entered_by",)

    class Meta:
        ordering: ClassVar = ["id"]
        triggers = append_only()
        constraints = [
            models.CheckConstraint(
                condition=Q(is_withdrawal=False) | Q(supersedes__isnull=False), name="trigger_withdrawal_names_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.day}"

    @property
    def event(self) -> Event:
        """The value the rules count from."""
        return Event(self.day, self.time, self.zone)


class Pause(models.Model):
    """The platform's clock stood still from the morning of `from_day` to that of `until_day`; None: it still does.

    What others owe is late by so many days later. What the seller has to do keeps its date, unless the platform said in
    so many words that this stands still too (`covers_own`).
    """

    docket = models.ForeignKey(Docket, models.PROTECT, related_name="pauses")
    from_day = models.DateField()
    until_day = models.DateField(null=True)
    covers_own = models.BooleanField(default=False)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    personal_data = ("entered_by", "ended_by")

    class Meta:
        ordering: ClassVar = ["from_day", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_day__isnull=True) | Q(until_day__gte=F("from_day")), name="pause_ends_after_it_begins"
            ),
            models.UniqueConstraint(fields=["docket"], condition=Q(until_day=None), name="pause_runs_once"),
        ]

    def __str__(self) -> str:
        return f"{self.from_day} to {self.until_day or '…'}"

    @property
    def value(self) -> Stillness:
        return Stillness(self.from_day, self.until_day, covers_own=self.covers_own)


class Deadline(models.Model):
    """One date of a docket: found by a rule from an event, or somebody's own.

    `due_day` is the date people quote, counted from the event as entered; the moment that counts is `act_by` (what the
    seller does), `late_after` (what another owes) or `open_from` (what opens), and `wall_…` is that moment on the clock
    that decides. `at` is the one of them to sort by. `facts` is what rules.DueDates.as_json said, with the working in
    both languages. `version` rises with every move: reminders belong to one version.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    docket = models.ForeignKey(Docket, models.PROTECT, related_name="deadlines")
    trigger = models.ForeignKey(TriggerEntry, models.PROTECT, null=True, related_name="deadlines")
    rule_id = models.CharField(max_length=80, blank=True)
    rule_checksum = models.CharField(max_length=64, blank=True)
    pack = models.CharField(max_length=60, blank=True)
    pack_version = models.PositiveIntegerField(default=0)
    label = EncryptedTextField(help_text="of somebody's own date")

    due_day = models.DateField()
    wall_day = models.DateField()
    wall_clock = models.CharField(max_length=5, help_text="24:00 ends the day")
    wall_zone = models.CharField(max_length=64)
    act_by = models.DateTimeField(null=True)
    late_after = models.DateTimeField(null=True)
    open_from = models.DateTimeField(null=True)
    at = models.DateTimeField()
    standing = models.CharField(max_length=20, blank=True, help_text="what it may be presented as")
    needs_counsel = models.BooleanField(default=False)
    is_provisional = models.BooleanField(default=False)
    holidays_version = models.CharField(max_length=40, blank=True)
    tzdata_version = models.CharField(max_length=40, blank=True)
    facts = models.JSONField(default=dict)

    state = models.CharField(max_length=12, choices=DeadlineState, default=DeadlineState.OPEN)
    version = models.PositiveIntegerField(default=1)
    opened_at = models.DateTimeField()
    moved_at = models.DateTimeField(help_text="when its moment or state last changed")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    acknowledged_at = models.DateTimeField(null=True, help_text="its owner knows: only the last reminder still comes")
    snoozed_until = models.DateTimeField(null=True, help_text="no reminder before then")
    reminds_at = models.DateTimeField(null=True, help_text="its owner's own reminder")

    personal_data = ("label", "decided_by")

    class Meta:
        ordering: ClassVar = ["at", "id"]
        indexes = [
            models.Index(fields=["docket", "at"], name="deadline_of_docket"),
            models.Index(fields=["rule_checksum"], condition=Q(state=DeadlineState.OPEN), name="deadline_by_rule"),
            models.Index(  # what the desk's page of rules counts, without the rows
                fields=["rule_id"],
                include=["docket", "rule_checksum", "tzdata_version", "holidays_version"],
                condition=Q(state=DeadlineState.OPEN),
                name="deadline_open_of_rule",
            ),
            models.Index(
                fields=["act_by"],
                condition=Q(state=DeadlineState.OPEN, acknowledged_at__isnull=True),
                name="deadline_unanswered",
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=DeadlineState.values), name="deadline_state_is_known"),
            models.CheckConstraint(
                condition=Q(at=F("act_by")) | Q(at=F("late_after")) | Q(at=F("open_from")),
                name="deadline_sorts_by_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(act_by__isnull=True) | Q(late_after__isnull=True), name="deadline_is_of_one_side"
            ),
            models.CheckConstraint(
                condition=Q(rule_id="", trigger__isnull=True, standing="")
                | (~Q(rule_id="") & Q(trigger__isnull=False)),
                name="deadline_has_rule_or_is_own",
            ),
            models.CheckConstraint(
                condition=Q(needs_counsel=False) | Q(standing=""), name="deadline_with_doubts_is_never_law"
            ),
            models.UniqueConstraint(fields=["trigger", "rule_id"], name="deadline_once_per_trigger_and_rule"),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id or 'own date'} {self.due_day}"

    @property
    def is_own(self) -> bool:
        return not self.rule_id

    @property
    def is_open(self) -> bool:
        return self.state == DeadlineState.OPEN

    @property
    def title(self) -> str:
        """What has to be done, in the reader's language; of an own date the words its owner gave it."""
        return self.label if self.is_own else self.words("title")

    @property
    def moments(self) -> Moments:
        """What its reminders hang on."""
        return Moments(self.act_by, self.late_after, self.open_from, self.facts.get("kind", ""))

    @property
    def wishes(self) -> Wishes:
        """What its owner asked for about its reminders."""
        return Wishes(is_known=self.acknowledged_at is not None, not_before=self.snoozed_until, own=self.reminds_at)

    def words(self, fact: str) -> str:
        """A text of `facts` in the reader's language; empty where the rule has none."""
        found = self.facts.get(fact)
        return Words(found["en"], found["zh"]).label() if found else ""

    def is_over(self, now: datetime) -> bool:
        """Whether its moment is past. What has opened is not over; it can be done now."""
        end = self.act_by or self.late_after
        return end is not None and end <= now


class DeadlineEvent(models.Model):
    """A change of a deadline: what it was, what it became, why. Written once, in the transaction of the change."""

    deadline = models.ForeignKey(Deadline, models.PROTECT, related_name="events")
    why = models.CharField(max_length=20, choices=Why)
    version = models.PositiveIntegerField()
    from_state = models.CharField(max_length=12, choices=DeadlineState, blank=True)
    to_state = models.CharField(max_length=12, choices=DeadlineState)
    from_moment = models.DateTimeField(null=True)
    to_moment = models.DateTimeField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    personal_data = ("by",)

    class Meta:
        ordering: ClassVar = ["id"]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.why} {self.deadline_id}"

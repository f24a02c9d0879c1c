"""Appeals: each attempt with its text, the versions of it, who read it, how it went. Only `cases.actions` writes them.

What was written is encrypted and can be erased; that it was written, read, sent and answered is final.
"""

import uuid
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.cases.enums import (
    SENT,
    UNSENT,
    Answer,
    AppealChannel,
    AppealState,
    Guard,
    Track,
    Verdict,
    VersionKind,
)
from apps.cases.models.cases import Case, CaseFile
from apps.cases.rules import AppealText, appeal_moves
from apps.core.encryption import EncryptedTextField
from apps.core.guards import FactsAreFinal, RefuseTruncate, words_may_go

# What may still change of an attempt that was sent: what came back, what is encrypted, and when and how it went out
# where that was noted wrongly (`actions.correct_sending`; the timeline keeps what was said before).
AFTER_SENDING = [
    "state",
    "moved_at",
    "answer",
    "answered_day",
    "text",
    "platform_reference",
    "sent_day",
    "sent_time",
    "sent_zone",
    "channel",
]


class AppealLimit(models.Model):
    """How often the platform allows an appeal in a case, by the words of its notice. The newest row counts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="appeal_limits")
    allowed = models.PositiveSmallIntegerField(null=True, help_text="empty: no limit is named")
    words = EncryptedTextField()
    stated_at = models.DateTimeField()
    stated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    personal_data = ("words", "stated_by")

    class Meta:
        ordering: ClassVar = ["stated_at"]
        indexes = [models.Index(fields=["case", "-stated_at"], name="appeal_limit_of_case")]
        constraints = [
            models.CheckConstraint(
                condition=Q(allowed__isnull=True) | Q(allowed__gte=1), name="appeal_limit_allows_one_at_least"
            ),
        ]
        triggers = words_may_go("words")

    def __str__(self) -> str:
        return str(self.id)


class Appeal(models.Model):
    """One attempt: what is written, where it stands, when it went out, what came back.

    `text` is what is typed now (JSON of rules.AppealText); what was sent is the version `sent_version`. `mark` says
    which open page saved last, as in a Draft. `allowed` is how often the platform allows an appeal, as known when it
    was sent, and `place` which of those sent it is: no two have one place, and none lies beyond what is allowed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="appeals")
    number = models.PositiveSmallIntegerField(_("attempt"))
    track = models.CharField(max_length=10, choices=Track)
    state = models.CharField(_("state"), max_length=12, choices=AppealState, default=AppealState.DRAFTING)

    text = EncryptedTextField()
    mark = models.CharField(max_length=32, blank=True)
    newest_version = models.PositiveIntegerField(default=0)
    text_changed_at = models.DateTimeField()
    started_at = models.DateTimeField()
    moved_at = models.DateTimeField(_("last step"), help_text="when `state` last changed")

    rest_told_at = models.DateTimeField(null=True, help_text="when its seller was told, or knew, that its rest is over")
    goes_alone_at = models.DateTimeField(null=True, help_text="when the seller chose to do without a second reader")
    allowed = models.PositiveSmallIntegerField(null=True)
    place = models.PositiveSmallIntegerField(null=True)
    guard = models.CharField(max_length=10, choices=Guard, blank=True)

    submitted_at = models.DateTimeField(null=True, help_text="when sending was recorded here")
    sent_version = models.PositiveIntegerField(null=True)
    sent_day = models.DateField(null=True)
    sent_time = models.TimeField(null=True)
    sent_zone = models.CharField(max_length=64, blank=True)
    channel = models.CharField(max_length=10, choices=AppealChannel, blank=True)
    platform_reference = EncryptedTextField(help_text="the platform's number of it")

    answer = models.CharField(max_length=12, choices=Answer, blank=True, help_text="the newest")
    answered_day = models.DateField(null=True)

    personal_data = ("text", "platform_reference")

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        ordering: ClassVar = ["case", "number"]
        indexes = [
            models.Index(fields=["moved_at"], condition=Q(state=AppealState.IN_READING), name="appeal_to_read"),
            models.Index(
                fields=["moved_at"],
                condition=Q(state=AppealState.COOLING, rest_told_at__isnull=True),
                name="appeal_at_rest",
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=AppealState.values), name="appeal_state_is_known"),
            models.UniqueConstraint(fields=["case", "number"], name="appeal_number_once"),
            models.UniqueConstraint(fields=["case"], condition=Q(state__in=UNSENT), name="appeal_one_being_written"),
            models.UniqueConstraint(fields=["case", "place"], condition=Q(state__in=SENT), name="appeal_place_once"),
            models.CheckConstraint(
                condition=Q(place__isnull=True) | Q(allowed__isnull=True) | Q(place__lte=F("allowed")),
                name="appeal_within_what_is_allowed",
            ),
            models.CheckConstraint(
                condition=Q(allowed__isnull=True) | Q(place__lt=F("allowed")) | ~Q(guard=""),
                name="appeal_last_came_past_the_guard",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=SENT)
                | (
                    Q(
                        place__isnull=False,
                        place__gte=1,
                        submitted_at__isnull=False,
                        sent_day__isnull=False,
                        sent_version__isnull=False,
                    )
                    & ~Q(sent_zone="")
                    & ~Q(channel="")
                ),
                name="appeal_sent_is_complete",
            ),
            models.CheckConstraint(
                condition=Q(state__in=SENT) | Q(place__isnull=True, submitted_at__isnull=True),
                name="appeal_unsent_has_no_place",
            ),
            models.CheckConstraint(
                condition=Q(state=AppealState.ANSWERED, answered_day__isnull=False) & ~Q(answer="")
                | ~Q(state=AppealState.ANSWERED) & Q(answer="", answered_day__isnull=True),
                name="appeal_answer_when_answered",
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="state_moves", field="state", transitions=appeal_moves()),
            FactsAreFinal(name="sent_is_final", words=AFTER_SENDING, once=pgtrigger.Q(old__state__in=SENT)),
            pgtrigger.Protect(name="rows_stay", operation=pgtrigger.Delete),
            RefuseTruncate(name="no_truncate"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.case_id}"

    @property
    def typed(self) -> AppealText:
        """What is written now."""
        return AppealText.from_json(self.text)

    @property
    def is_unsent(self) -> bool:
        return self.state in UNSENT

    @property
    def is_sent(self) -> bool:
        return self.state in SENT


class AppealVersion(models.Model):
    """The text of an attempt as it once stood. Written once; restoring is a new version."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=VersionKind, default=VersionKind.SAVED)
    text = EncryptedTextField()
    kept_at = models.DateTimeField()
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    personal_data = ("text", "kept_by")

    class Meta:
        ordering: ClassVar = ["appeal", "number"]
        constraints = [models.UniqueConstraint(fields=["appeal", "number"], name="appeal_version_once")]
        triggers = words_may_go("text")

    def __str__(self) -> str:
        return f"{self.number} {self.appeal_id}"

    @property
    def typed(self) -> AppealText:
        return AppealText.from_json(self.text)


class AppealReading(models.Model):
    """That somebody was asked to read a version, and what they said.

    Asked are the moderators, or one person with whom the whole case is shared (`asked_of`).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="readings")
    version = models.PositiveIntegerField()
    asked_at = models.DateTimeField()
    asked_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", help_text="empty: the moderators"
    )
    is_taken_back = models.BooleanField(default=False)
    verdict = models.CharField(max_length=10, choices=Verdict, blank=True)
    words = EncryptedTextField()
    read_at = models.DateTimeField(null=True)
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    personal_data = ("words", "reader", "asked_of")

    class Meta:
        ordering: ClassVar = ["asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["appeal"], condition=Q(verdict="", is_taken_back=False), name="appeal_reading_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(verdict="", read_at__isnull=True, reader__isnull=True)
                | (~Q(verdict="") & Q(read_at__isnull=False, reader__isnull=False, is_taken_back=False)),
                name="appeal_reading_has_reader",
            ),
            models.CheckConstraint(
                condition=Q(asked_of__isnull=True) | Q(reader__isnull=True) | Q(reader=F("asked_of")),
                name="appeal_reading_by_whom_was_asked",
            ),
        ]
        triggers = words_may_go("words", once=~pgtrigger.Q(old__verdict=""))

    def __str__(self) -> str:
        return f"{self.version} {self.appeal_id}"

    @property
    def is_waiting(self) -> bool:
        """Whether it still waits for its reader."""
        return not self.verdict and not self.is_taken_back and self.appeal.state == AppealState.IN_READING


class AppealAnswer(models.Model):
    """What the platform said to an attempt, and when. More than one may come; the newest is the attempt's `answer`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="answers")
    answer = models.CharField(max_length=12, choices=Answer)
    day = models.DateField()
    words = EncryptedTextField()
    file = models.ForeignKey(CaseFile, models.SET_NULL, null=True, related_name="appeal_answers")
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    personal_data = ("words", "entered_by")

    class Meta:
        ordering: ClassVar = ["entered_at"]
        triggers = words_may_go("words", "file")

    def __str__(self) -> str:
        return f"{self.answer} {self.appeal_id}"


class AppealFile(models.Model):
    """A piece of the case's evidence that goes with an attempt."""

    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="files")
    entry = models.ForeignKey(CaseFile, models.CASCADE, related_name="appeals")

    personal_data: tuple[str, ...] = ()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints = [models.UniqueConstraint(fields=["appeal", "entry"], name="appeal_file_once")]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.appeal_id}"

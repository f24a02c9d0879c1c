"""The case: what happened, to which account, where it stands."""

import secrets
import uuid
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.cases.enums import CLOSED, WITH_OUTCOME, State, Visibility
from apps.cases.models.sellers import SellerAccount
from apps.cases.rules import allowed_pairs
from apps.core.encryption import EncryptedTextField
from apps.core.guards import RefuseTruncate
from apps.core.references import new_reference
from apps.deadlines.models import Docket
from apps.evidence.models import StoredFile
from apps.losses.models import Ledger


def new_case_id() -> uuid.UUID:
    """128 random bits: a case's address tells nothing and cannot be guessed."""
    return uuid.UUID(bytes=secrets.token_bytes(16))


class Case(models.Model):
    """One thing a platform did to one account. Only `cases.actions` writes it.

    Until it is submitted it is a draft: the typed answers stand in `Draft`, and the columns here are empty. Notice date
    and time are wall time in `notice_zone`.
    """

    id = models.UUIDField(primary_key=True, default=new_case_id, editable=False)
    reference = models.CharField(_("reference"), max_length=16, unique=True, default=new_reference, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="cases")
    account = models.ForeignKey(SellerAccount, models.PROTECT, null=True, related_name="cases")
    ledger = models.OneToOneField(Ledger, models.PROTECT, related_name="case")
    docket = models.OneToOneField(Docket, models.PROTECT, null=True, related_name="case")

    state = models.CharField(_("state"), max_length=20, choices=State, default=State.DRAFT)
    outcome = models.CharField(max_length=40, blank=True)
    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.COUNTED)

    platform = models.CharField(max_length=40, blank=True)
    marketplace = models.CharField(max_length=60, blank=True)
    country = models.CharField(max_length=2, blank=True, help_text="ISO 3166, where the platform has no list")
    case_type = models.CharField(max_length=40, blank=True)
    allegation = models.CharField(max_length=40, blank=True)
    notice_date = models.DateField(null=True)
    notice_time = models.TimeField(null=True)
    notice_zone = models.CharField(max_length=64, blank=True)
    notice_text = EncryptedTextField()
    narrative = EncryptedTextField()

    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(_("filed"), null=True)
    verified_at = models.DateTimeField(null=True)
    moved_at = models.DateTimeField(_("last step"), help_text="when `state` last changed")
    amounts_read_at = models.DateTimeField(
        null=True, help_text="the latest word of a moderator on amounts of which the seller was not told yet"
    )
    is_demonstration = models.BooleanField(_("demonstration"), default=False)

    personal_data = ("owner", "account", "notice_text", "narrative")

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        ordering: ClassVar = ["-created_at"]
        indexes = [
            models.Index(fields=["owner", "-created_at"], name="case_of_owner"),
            models.Index(fields=["submitted_at"], condition=Q(state=State.SUBMITTED), name="case_to_verify"),
            models.Index(fields=["state", "moved_at"], name="case_state"),
            models.Index(fields=["-moved_at", "id"], condition=~Q(state=State.DRAFT), name="case_filed_by_step"),
            models.Index(fields=["submitted_at", "id"], condition=~Q(state=State.DRAFT), name="case_filed_by_date"),
            models.Index(fields=["-verified_at", "id"], condition=Q(verified_at__isnull=False), name="case_verified"),
            models.Index(fields=["notice_date"], name="case_by_notice"),
            models.Index(
                fields=["amounts_read_at"], condition=Q(amounts_read_at__isnull=False), name="case_amounts_to_tell"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="case_state_is_known"),
            models.CheckConstraint(
                condition=Q(state=State.DRAFT) | Q(owner__isnull=False), name="case_filed_has_owner"
            ),
            models.CheckConstraint(
                condition=Q(state=State.DRAFT)
                | (
                    Q(account__isnull=False, submitted_at__isnull=False, notice_date__isnull=False)
                    & ~Q(platform="")
                    & ~Q(case_type="")
                    & ~Q(allegation="")
                    & ~Q(notice_zone="")
                ),
                name="case_filed_is_complete",
            ),
            models.CheckConstraint(
                condition=Q(outcome="") | Q(state__in=list(WITH_OUTCOME)), name="case_outcome_only_when_ended"
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="state_moves", field="state", transitions=allowed_pairs()),
            pgtrigger.Protect(
                name="filed_cases_stay", operation=pgtrigger.Delete, condition=~pgtrigger.Q(old__state=State.DRAFT)
            ),
            RefuseTruncate(name="no_truncate"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_draft(self) -> bool:
        return self.state == State.DRAFT

    @property
    def is_closed(self) -> bool:
        return self.state in CLOSED


class CaseFile(models.Model):
    """A file of the vault that belongs to a case, and what kind of evidence it is."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="files")
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    added_at = models.DateTimeField()

    personal_data: tuple[str, ...] = ()

    class Meta:
        ordering: ClassVar = ["added_at", "id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.file_id}"

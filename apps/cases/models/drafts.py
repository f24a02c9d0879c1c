"""Answers as they were typed, kept on the server so that nothing is lost."""

import json
import uuid
from hashlib import sha256

from django.db import models

from apps.cases.models.cases import Case
from apps.cases.rules import Answers
from apps.core.encryption import EncryptedTextField


class Draft(models.Model):
    """What somebody typed into the filing form of one case, right or wrong, until it is submitted.

    `answers` is JSON: step -> field name -> list of texts. `marks` says of each step which open page saved it last: a
    page that has not seen that save is a second tab or device and is refused with both versions in hand, while the same
    page may save again even when the answer to its last save never reached it. An unclaimed draft belongs to whoever
    holds its key (in their browser session); only the key's hash is here.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.OneToOneField(Case, models.CASCADE, related_name="draft")
    answers = EncryptedTextField()
    marks = models.JSONField(default=dict, help_text="step -> mark of the page that saved it last")
    key_hash = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the browser's key, until claimed")
    saved_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    personal_data = ("answers",)

    class Meta:
        indexes = [
            models.Index(fields=["key_hash"], name="draft_key"),
            models.Index(fields=["expires_at"], name="draft_expiry"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def typed(self) -> Answers:
        """The answers as they were typed."""
        answers: Answers = json.loads(self.answers or "{}")
        return answers

    @staticmethod
    def hash_of_key(key: str) -> str:
        return sha256(key.encode()).hexdigest()

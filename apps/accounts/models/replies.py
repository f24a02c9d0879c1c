"""What was answered to a request that may be sent again."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from apps.core.encryption import EncryptedTextField


class Reply(models.Model):
    """The answer to a request with an `Idempotency-Key`, written in the transaction of what it did. Kept for a day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key_hash = models.CharField(max_length=64, help_text="SHA-256 of address and key")
    request_hash = models.CharField(max_length=64, help_text="SHA-256 of what was asked")
    status = models.PositiveSmallIntegerField()
    body = EncryptedTextField(help_text="JSON")
    answered_at = models.DateTimeField()

    personal_data = ("person", "body")

    class Meta:
        ordering: ClassVar = ["answered_at", "id"]
        indexes = [models.Index(fields=["answered_at"], name="reply_age")]
        constraints = [
            models.UniqueConstraint(fields=["person", "key_hash"], name="reply_once_per_key"),
        ]

    def __str__(self) -> str:
        return str(self.id)

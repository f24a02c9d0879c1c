"""Tokens with which a person's programs use the API in their name."""

import uuid
from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.rules import LONGEST_DAYS, USE_NOTED_EVERY


class ApiToken(models.Model):
    """One token. The secret itself is nowhere: only its SHA-256, which is enough to know 256 random bits again."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("name"), max_length=60)
    secret_hash = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=20), verbose_name=_("may"))
    made_at = models.DateTimeField(_("made"))
    expires_at = models.DateTimeField(_("expires"))
    last_used_at = models.DateTimeField(_("last used"), null=True, help_text="to ten minutes")
    revoked_at = models.DateTimeField(_("revoked"), null=True)

    personal_data = ("person", "name")

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering: ClassVar = ["-made_at", "id"]
        indexes = [models.Index(fields=["person", "-made_at"], name="token_of_person")]
        constraints = [
            models.CheckConstraint(condition=Q(secret_hash__regex="^[0-9a-f]{64}$"), name="token_hash_is_hex"),  # noqa: S106
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at"), expires_at__lte=F("made_at") + timedelta(days=LONGEST_DAYS)),
                name="token_lasts_a_year_at_most",
            ),
            models.CheckConstraint(condition=Q(scopes__len__gt=0), name="token_may_something"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    def is_live(self, now: datetime) -> bool:
        return self.revoked_at is None and now < self.expires_at

    def use_is_old(self, now: datetime) -> bool:
        """Whether its use is to be noted again."""
        return self.last_used_at is None or now - self.last_used_at >= USE_NOTED_EVERY

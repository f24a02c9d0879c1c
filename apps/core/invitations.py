"""Offers sent to an address, which one person can take, once."""

import secrets
import uuid
from hashlib import sha256

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.core.encryption import EncryptedTextField


class Invitation(models.Model):
    """Whoever signs in with the address can take it, until `expires_at`.

    The mail holds a token of which only the hash is here; the address is emptied once the invitation is settled: a
    person who accepted is known by their account from then on.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    address = EncryptedTextField()
    address_mark = models.CharField(max_length=80, blank=True, help_text="fingerprint of the address, while open")
    token_hash = models.CharField(max_length=64, unique=True, help_text="SHA-256")
    invited_at = models.DateTimeField(_("invited"))
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    expires_at = models.DateTimeField(_("to be accepted until"))
    accepted_at = models.DateTimeField(_("accepted"), null=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(_("taken back"), null=True, help_text="by its owner, or refused")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.id)

    @staticmethod
    def new_token() -> str:
        return secrets.token_urlsafe(32)

    @staticmethod
    def hash_of_token(token: str) -> str:
        return sha256(token.encode()).hexdigest()


def invitation_constraints(of: str, *, name: str, once: str) -> list[models.BaseConstraint]:
    """One open invitation per address and `of` (the field that names what it invites to), settled one way, and accepted
    by somebody. `name` begins the names of constraints, `once` is that of the first."""
    return [
        models.UniqueConstraint(
            fields=[of, "address_mark"],
            condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
            name=once,
        ),
        models.CheckConstraint(
            condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True),
            name=f"{name}_is_settled_one_way",
        ),
        models.CheckConstraint(
            condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
            | Q(accepted_at__isnull=False, accepted_by__isnull=False),
            name=f"{name}_is_accepted_by_somebody",
        ),
    ]

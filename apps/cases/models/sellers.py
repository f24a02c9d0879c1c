"""Sellers and their accounts. What identifies them is encrypted; what counts them is a keyed fingerprint."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.core.encryption import EncryptedTextField


class Seller(models.Model):
    """A business that sells. One person may run several; one business may have several accounts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="sellers")
    company_name = EncryptedTextField()
    credit_code = EncryptedTextField(help_text="unified social credit code, GB 32100-2015")
    company_fingerprint = models.CharField(max_length=80, blank=True)
    credit_code_fingerprint = models.CharField(max_length=80, blank=True)
    email_fingerprint = models.CharField(max_length=80, blank=True, help_text="of the owner's address when they filed")
    created_at = models.DateTimeField(_("since"))

    personal_data = ("owner", "company_name", "credit_code")

    class Meta:
        verbose_name = _("seller")
        verbose_name_plural = _("sellers")
        indexes = [
            models.Index(fields=["credit_code_fingerprint"], name="seller_credit_code"),
            models.Index(fields=["email_fingerprint"], name="seller_email"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "credit_code_fingerprint"],
                condition=~Q(credit_code_fingerprint=""),
                name="seller_once_per_owner_and_credit_code",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class SellerAccount(models.Model):
    """One account of a seller at a platform."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    seller = models.ForeignKey(Seller, models.PROTECT, related_name="accounts")
    platform = models.CharField(_("platform"), max_length=40)
    store_name = EncryptedTextField()
    merchant_token = EncryptedTextField()
    store_url = EncryptedTextField()
    store_fingerprint = models.CharField(max_length=80, blank=True)
    token_fingerprint = models.CharField(max_length=80, blank=True)
    url_fingerprint = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(_("since"))

    personal_data = ("store_name", "merchant_token", "store_url")

    class Meta:
        verbose_name = _("seller account")
        verbose_name_plural = _("seller accounts")
        ordering: ClassVar = ["created_at"]
        indexes = [
            models.Index(fields=["platform", "token_fingerprint"], name="account_token"),
            models.Index(fields=["url_fingerprint"], name="account_url"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["seller", "platform", "token_fingerprint"],
                condition=~Q(token_fingerprint=""),
                name="account_once_per_seller_and_token",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

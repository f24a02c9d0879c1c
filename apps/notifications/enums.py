"""What is sent, and how far it got."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MessageKind(models.TextChoices):
    """Every message that may leave the house. Each has templates/messages/<kind>.{subject.txt,txt,html}."""

    SIGN_IN_CODE = "sign_in_code", _("Sign-in code")
    CASE_RECEIVED = "case_received", _("Case received")
    CASE_RETURNED = "case_returned", _("Case returned")
    CASE_VERIFIED = "case_verified", _("Case verified")


class DeliveryState(models.TextChoices):
    QUEUED = "queued", _("waiting")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("could not be sent")
    EXPIRED = "expired", _("no longer useful, not sent")


UNSENT = (DeliveryState.QUEUED, DeliveryState.SENDING)
IN_APP = (MessageKind.CASE_RECEIVED, MessageKind.CASE_RETURNED, MessageKind.CASE_VERIFIED)

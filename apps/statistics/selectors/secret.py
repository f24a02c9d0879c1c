"""The secret by which printed numbers are floored."""

import hmac
from base64 import urlsafe_b64decode
from hashlib import sha256

from django.conf import settings


def installation_secret() -> bytes:
    """Of the oldest fingerprint key, which stays while fingerprints are compared: the offsets must never change."""
    oldest: str = settings.FINGERPRINT_KEYS[-1].split(":", 1)[1]
    return hmac.new(urlsafe_b64decode(oldest), b"offsets of printed counts", sha256).digest()

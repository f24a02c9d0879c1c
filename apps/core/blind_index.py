"""Finding words in texts that are encrypted, without the database knowing a word.

A term of a text is kept as 64 bits of an HMAC, made with a key that each owner of texts has alone. So nobody who holds
the database can try words against it, and equal words of two owners are different numbers: frequencies, and texts that
somebody files on purpose, tell nothing about the texts of others. What it costs: a search has to be told whose texts it
looks into (docs/decisions, "Words are found without being stored").
"""

import hmac
from base64 import urlsafe_b64decode
from collections.abc import Iterable
from functools import lru_cache
from uuid import UUID

from django.conf import settings


def key_in_use() -> str:
    """The id of the key from which owners' keys are made today."""
    return str(settings.FINGERPRINT_KEYS[0].split(":", 1)[0])


@lru_cache(maxsize=4096)
def _key_of(configured: str, owner: UUID) -> bytes:
    key = urlsafe_b64decode(configured.split(":", 1)[1])
    return hmac.digest(key, f"blind index\x1f{owner}".encode(), "sha256")


def blind(terms: Iterable[str], *, owner: UUID) -> list[int]:
    """The numbers by which these terms stand in texts of `owner` (the id of a person), in no telling order."""
    key = _key_of(settings.FINGERPRINT_KEYS[0], owner)
    numbers = {int.from_bytes(hmac.digest(key, term.encode(), "sha256")[:8], "big", signed=True) for term in terms}
    return sorted(numbers)

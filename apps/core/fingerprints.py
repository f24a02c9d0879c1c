"""Keyed fingerprints: the same seller gives the same 32 bytes, and nobody without the key can guess whose they are.

HMAC-SHA-256 over a kind, the platform and the normalised identifier. Figures count fingerprints and never read the
encrypted identifier itself. The key's id is stored beside the fingerprint, so that a change of key can be followed.
"""

import hmac
import unicodedata
from base64 import urlsafe_b64decode
from collections.abc import Iterable
from functools import lru_cache

from django.conf import settings

INVISIBLE = {"Cf", "Cc"}


def normalise(identifier: str) -> str:
    """NFKC, case folded, without spaces, bidirectional marks or other invisible characters."""
    if identifier.isascii() and identifier.isprintable():  # most of them; the rest takes a look at every character
        return identifier.lower().replace(" ", "")
    folded = unicodedata.normalize("NFKC", identifier).casefold()
    return "".join(c for c in folded if not c.isspace() and unicodedata.category(c) not in INVISIBLE)


def fingerprint(kind: str, platform: str, identifier: str) -> str:
    """`key id:hex` of the identifier, or the empty string when nothing is left after normalising.

    `kind` keeps apart what may look alike (a merchant token and a store name). `platform` is empty for identifiers that
    hold across platforms, such as the unified social credit code.
    """
    plain = normalise(identifier)
    if not plain:
        return ""
    key_id, key = _key(settings.FINGERPRINT_KEYS[0])
    message = "\x1f".join((kind, platform, plain)).encode()
    return f"{key_id}:{hmac.digest(key, message, 'sha256').hex()}"


@lru_cache(maxsize=4)
def _key(configured: str) -> tuple[str, bytes]:
    key_id, key = configured.split(":", 1)
    return key_id, urlsafe_b64decode(key)


def short_marks(kind: str, texts: Iterable[str]) -> list[int]:
    """A number of 64 bits for each text, for an index that only finds candidates; two texts may share one."""
    _, key = _key(settings.FINGERPRINT_KEYS[0])
    messages = {f"{kind}\x1f{text}".encode() for text in texts}
    return sorted(int.from_bytes(hmac.digest(key, m, "sha256")[:8], "big", signed=True) for m in messages)

"""Keyed fingerprints: the same seller gives the same 32 bytes, and nobody without the key can guess whose they are.

HMAC-SHA-256 over a kind, the platform and the normalised identifier. Figures count fingerprints and never read the
encrypted identifier itself. The key's id is stored beside the fingerprint, so that a change of key can be followed.
"""

import hmac
import unicodedata
from base64 import urlsafe_b64decode
from collections.abc import Iterable
from hashlib import sha256

from django.conf import settings

INVISIBLE = {"Cf", "Cc"}


def normalise(identifier: str) -> str:
    """NFKC, case folded, without spaces, bidirectional marks or other invisible characters."""
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
    key_id, key = settings.FINGERPRINT_KEYS[0].split(":", 1)
    message = "\x1f".join((kind, platform, plain)).encode()
    return f"{key_id}:{hmac.new(urlsafe_b64decode(key), message, sha256).hexdigest()}"


def short_marks(kind: str, texts: Iterable[str]) -> list[int]:
    """A number of 64 bits for each text, for an index that only finds candidates; two texts may share one."""
    key = urlsafe_b64decode(settings.FINGERPRINT_KEYS[0].split(":", 1)[1])
    messages = {f"{kind}\x1f{text}".encode() for text in texts}
    return sorted(int.from_bytes(hmac.digest(key, m, "sha256")[:8], "big", signed=True) for m in messages)

"""Ed25519 over the head of the chain. The key comes from AUDIT_SIGNING_KEY and is never derived from another."""

from base64 import urlsafe_b64decode

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings


def _private() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(urlsafe_b64decode(settings.AUDIT_SIGNING_KEY))


def public_key() -> bytes:
    """The 32 bytes by which anybody checks what is signed today."""
    return _private().public_key().public_bytes_raw()


def known_keys() -> list[bytes]:
    """The public key of today and those of AUDIT_OLD_PUBLIC_KEYS (hexadecimal)."""
    return [public_key(), *(bytes.fromhex(key) for key in settings.AUDIT_OLD_PUBLIC_KEYS)]


def sign(text: bytes) -> bytes:
    return _private().sign(text)


def is_signed(text: bytes, *, signature: bytes, by: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(by).verify(signature, text)
    except (InvalidSignature, ValueError):
        return False
    return True

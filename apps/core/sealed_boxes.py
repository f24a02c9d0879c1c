"""Boxes that anybody can close and only one private key can open: X25519, HKDF-SHA-256, ChaCha20-Poly1305.

A box is the public half of a key pair made for this box alone (32 bytes) and the ciphertext. Whoever closed it cannot
open it again, because that pair is thrown away. `bound_to` says where the box belongs; in another place it stays shut.
"""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY = 32
NONCE = bytes(12)  # the key of a box is never used twice, so its nonce may be fixed


class CannotOpen(Exception):
    """The box was closed for another key or another place, or was changed."""


def new_private_key() -> bytes:
    """32 random bytes that open what is closed with `public_key_of` them."""
    return X25519PrivateKey.generate().private_bytes_raw()


def public_key_of(private_key: bytes) -> bytes:
    return X25519PrivateKey.from_private_bytes(private_key).public_key().public_bytes_raw()


def close_box(public_key: bytes, plain: bytes, *, bound_to: str) -> bytes:
    """Encrypt `plain` for the holder of the private half. The same bytes give another box each time."""
    once = X25519PrivateKey.generate()
    own = once.public_key().public_bytes_raw()
    shared = once.exchange(X25519PublicKey.from_public_bytes(public_key))
    return own + _cipher(shared, own, public_key).encrypt(NONCE, plain, bound_to.encode())


def open_box(private_key: bytes, box: bytes, *, bound_to: str) -> bytes:
    """The bytes given to `close_box`. Raises CannotOpen."""
    own, sealed = box[:KEY], box[KEY:]
    if len(own) < KEY:
        raise CannotOpen("the box was cut off")
    mine = X25519PrivateKey.from_private_bytes(private_key)
    try:
        shared = mine.exchange(X25519PublicKey.from_public_bytes(own))
        public_key = mine.public_key().public_bytes_raw()
        return _cipher(shared, own, public_key).decrypt(NONCE, sealed, bound_to.encode())
    except (InvalidTag, ValueError) as error:
        raise CannotOpen("the box was closed for another key or place, or was changed") from error


def _cipher(shared: bytes, own: bytes, public_key: bytes) -> ChaCha20Poly1305:
    key = HKDF(SHA256(), KEY, salt=own + public_key, info=b"recourse sealed box 1").derive(shared)
    return ChaCha20Poly1305(key)

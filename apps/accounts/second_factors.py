"""Secrets of authenticator apps and recovery codes: ciphertext in allauth's table, as text in its JSON."""

from base64 import b64decode, b64encode

from apps.core.encryption import is_newest_key, seal, unseal

BOUND_TO = "mfa.authenticator"  # allauth does not say which row it asks for
SECRETS = ("secret", "seed")  # of an app, of recovery codes


def seal_secret(text: str) -> str:
    return b64encode(seal(text.encode(), BOUND_TO)).decode()


def open_secret(sealed: str) -> str:
    """Raises CannotDecrypt."""
    return unseal(b64decode(sealed), BOUND_TO).decode()


def has_old_key(sealed: str) -> bool:
    """Whether it was not made with the key that encrypts today."""
    return not is_newest_key(b64decode(sealed))

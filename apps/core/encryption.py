"""Identity fields at rest: AES-256-GCM with a key id in front, bound to their table, column and row.

Stored form: `key id` `:` nonce (12 bytes) ciphertext+tag. The associated data is `table|column|primary key`, so a value
copied into another row does not open. Keys come from the ENCRYPTION_KEYS setting, newest first, and are never derived
from SECRET_KEY. Rotation: put a new key in front, run `manage.py rotate_keys`, then drop the old one.
"""

import secrets
from base64 import urlsafe_b64decode
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models

NONCE = 12


class CannotDecrypt(Exception):
    """The stored value was made with a key that is not configured, or was tampered with or moved."""


@lru_cache(maxsize=8)
def _ciphers(configured: tuple[str, ...]) -> dict[str, AESGCM]:
    pairs = (entry.split(":", 1) for entry in configured)
    return {key_id: AESGCM(urlsafe_b64decode(key)) for key_id, key in pairs}


def _keyring() -> dict[str, AESGCM]:
    return _ciphers(tuple(settings.ENCRYPTION_KEYS))


def seal(plain: bytes, bound_to: str) -> bytes:
    """Encrypt `plain` with the newest key so that it opens only with the same `bound_to`."""
    key_id, cipher = next(iter(_keyring().items()))
    nonce = secrets.token_bytes(NONCE)
    return key_id.encode() + b":" + nonce + cipher.encrypt(nonce, plain, bound_to.encode())


def unseal(stored: bytes, bound_to: str) -> bytes:
    """The bytes given to `seal`. Raises CannotDecrypt."""
    key_id, _, rest = stored.partition(b":")
    cipher = _keyring().get(key_id.decode("ascii", "replace"))
    if cipher is None:
        raise CannotDecrypt("the key of this value is not configured")
    if len(rest) < NONCE:
        raise CannotDecrypt("the value was cut off")
    try:
        return cipher.decrypt(rest[:NONCE], rest[NONCE:], bound_to.encode())
    except InvalidTag as error:
        raise CannotDecrypt("the value does not belong here or was changed") from error


def is_newest_key(stored: bytes) -> bool:
    """Whether `stored` was made with the key that encrypts today; rotation re-writes the others."""
    return stored.startswith(newest_key().encode() + b":")


def newest_key() -> str:
    """The id of the key that encrypts today."""
    return next(iter(_keyring()))


class Sealed:
    """A value as it is in the database; opened when it is first read."""

    def __init__(self, stored: bytes) -> None:
        self.stored = stored


class _Opener:
    """Opens the sealed value on first read, so that a list of rows decrypts only what it shows."""

    def __init__(self, field: "EncryptedTextField") -> None:
        self.field = field

    def __get__(self, instance: models.Model | None, owner: type[models.Model]) -> Any:
        if instance is None:
            return self
        name = self.field.attname
        if name not in instance.__dict__:
            instance.refresh_from_db(fields=[name])
        value = instance.__dict__[name]
        if isinstance(value, Sealed):
            value = unseal(value.stored, self.field.bound_to(instance)).decode() if value.stored else ""
            instance.__dict__[name] = value
        return value

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class EncryptedTextField(models.Field):  # type: ignore[type-arg]
    """Text that is ciphertext in the database. The empty text is stored empty; it cannot be searched or ordered by.

    The model's primary key must exist before the first save (a UUID made in Python), because the value is bound to it.
    `QuerySet.update()` refuses it: only saving a row knows which row it is.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        kwargs["editable"] = False
        super().__init__(*args, **kwargs)

    def db_type(self, connection: Any) -> str:
        return "bytea"

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, _Opener(self))

    def bound_to(self, instance: models.Model) -> str:
        if instance.pk is None:
            raise ValueError("an encrypted field needs a primary key made before the first save")
        return f"{instance._meta.db_table}|{self.column}|{instance.pk}"

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return None if value is None else Sealed(bytes(value))

    def pre_save(self, instance: models.Model, add: bool) -> Any:
        value = instance.__dict__.get(self.attname, "")
        if isinstance(value, Sealed):
            return value
        return Sealed(seal(value.encode(), self.bound_to(instance)) if value else b"")

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, Sealed):
            return value.stored
        raise TypeError(f"{self.name} is encrypted: save the row, or do not filter by it")


@EncryptedTextField.register_lookup
class NotMadeWith(models.Lookup):
    """`name__not_made_with="k2"`: rows whose value is there and was made with another key."""

    lookup_name = "not_made_with"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, params = self.process_lhs(compiler, connection)
        prefix = f"{self.rhs}:".encode()
        condition = f"({column} <> ''::bytea AND substring({column} from 1 for {len(prefix)}) <> %s)"
        return condition, (*params, *params, prefix)

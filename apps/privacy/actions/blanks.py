"""What erasing and retention do to a column."""

from typing import Any

from django.db.models import Model

from apps.core.encryption import EncryptedTextField, Sealed


def emptied(model: type[Model], blank: dict[str, Any]) -> dict[str, Any]:
    """The columns of `blank` as an UPDATE takes them: no ciphertext at all where there was some."""
    return {
        name: Sealed(b"") if isinstance(model._meta.get_field(name), EncryptedTextField) else value
        for name, value in blank.items()
    }

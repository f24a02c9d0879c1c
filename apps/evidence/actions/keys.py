"""A new key for what lies in the vault."""

from django.db import transaction

from apps.core.encryption import CannotDecrypt
from apps.evidence import vault
from apps.evidence.actions.files import NOT_AS_PUT_IN, FileDamaged
from apps.evidence.actions.locks import lock_bytes


@transaction.atomic
def renew_encryption(*, digest: str) -> bool:
    """Seal the bytes with the newest key unless they are already; whether they were. Raises FileDamaged."""
    lock_bytes(digest)
    try:
        if vault.is_newest_key(digest):
            return False
        vault.reseal(digest)
    except (FileNotFoundError, CannotDecrypt) as error:
        raise FileDamaged(NOT_AS_PUT_IN) from error
    return True

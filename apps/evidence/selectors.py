"""Reads of the vault."""

from collections.abc import Iterator

from apps.evidence import vault
from apps.evidence.models import StoredFile


def digests_in_vault() -> Iterator[str]:
    """The hash of every blob that should lie in the vault, each once."""
    held = StoredFile.objects.filter(removed_at__isnull=True)
    return held.order_by("sha256").values_list("sha256", flat=True).distinct().iterator()


def needs_new_key(digest: str) -> bool:
    """Whether the blob was sealed with an older key. Raises FileNotFoundError."""
    return not vault.is_newest_key(digest)

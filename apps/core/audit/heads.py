"""A signed head as text and numbers: what the command prints and the page shows."""

from apps.core.audit.chain import stamp
from apps.core.audit.tables import AuditHead


def facts_of(head: AuditHead) -> dict[str, str | int]:
    """As `verify_audit --kept` reads it again."""
    return {
        "day": head.day.isoformat(),
        "seq": head.seq,
        "hash": bytes(head.hash).hex(),
        "signature": bytes(head.signature).hex(),
        "public_key": bytes(head.public_key).hex(),
        "signed_at": stamp(head.signed_at),
    }

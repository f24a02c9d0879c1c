"""Tables of the vault. The bytes lie encrypted under EVIDENCE_ROOT."""

from apps.evidence.models.files import CustodyEntry, StoredFile
from apps.evidence.models.jobs import FileJob
from apps.evidence.models.stamps import TimeStamp

__all__ = ["CustodyEntry", "FileJob", "StoredFile", "TimeStamp"]

"""What a copy of one's data says: every row of every holding as plain values."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import BinaryField, Field, Model

from apps.accounts.models import User
from apps.cases.models import CaseFile
from apps.core.encryption import CannotDecrypt, EncryptedTextField
from apps.evidence.models import StoredFile
from apps.losses.models import ReportImport
from apps.privacy.selectors.holdings import HOLDINGS, Holding

FORMAT, VERSION = "recourse-copy", 1
TYPED_AS_JSON = {("cases.draft", "answers"), ("notifications.message", "facts")}
UNREADABLE = "(cannot be decrypted any more)"


def copy_of(person: User, *, now: datetime) -> dict[str, Any]:
    """Everything of a person: `name of a holding` -> rows. Moments are ISO 8601 in UTC, decimals texts, ids texts.

    Of other people it says what they are (`you`, `a moderator`, `somebody else`), never who.
    """
    told: dict[str, Any] = {"format": FORMAT, "version": VERSION, "made_at": plain(now)}
    for holding in HOLDINGS:
        if holding.name:
            told[holding.name] = [_row(holding, row, person) for row in holding.shown_to(person)]
    return told


def columns_of(holding: Holding) -> "list[Field[Any, Any]]":
    """The columns of a holding that a copy carries."""
    fields = holding.model._meta.concrete_fields
    return [field for field in fields if field.name not in holding.leave_out and not isinstance(field, BinaryField)]


def _row(holding: Holding, row: Model, person: User) -> dict[str, Any]:
    label = holding.model._meta.label_lower
    values = {field.name: _value(row, field, person) for field in columns_of(holding)}
    typed = {name: json.loads(text) for name, text in values.items() if text and (label, name) in TYPED_AS_JSON}
    return values | typed


def _value(row: Model, field: "Field[Any, Any]", person: User) -> Any:
    if field.related_model is User:
        return _who(row, field, person)
    if isinstance(field, EncryptedTextField):
        try:
            return getattr(row, field.attname)
        except CannotDecrypt:
            return UNREADABLE
    return plain(getattr(row, field.attname))


def _who(row: Model, field: "Field[Any, Any]", person: User) -> str | None:
    key = getattr(row, field.attname)
    if key is None:
        return None
    if key == person.pk:
        return "you"
    return "a moderator" if getattr(row, field.name).is_staff else "somebody else"


def plain(value: Any) -> Any:
    """A value as JSON carries it without losing anything."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, dict):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set):
        return [plain(inner) for inner in value]
    return value


@dataclass(frozen=True)
class Original:
    """A file somebody put in, and where it belongs."""

    case: str
    kind: str
    file: StoredFile


def originals_of(person: User) -> list[Original]:
    """The files of a person's cases whose bytes are still kept: evidence, then reports, the oldest first."""
    evidence = CaseFile.objects.filter(case__owner=person, file__discarded_at__isnull=True)
    reports = ReportImport.objects.filter(ledger__case__owner=person, file__discarded_at__isnull=True)
    found = [
        Original(entry.case.reference, entry.kind, entry.file)
        for entry in evidence.select_related("case", "file").order_by("added_at", "id")
    ]
    known = {original.file.pk for original in found}
    brought = reports.select_related("ledger__case", "file").order_by("brought_at", "id")
    return found + [Original(r.ledger.case.reference, "report", r.file) for r in brought if r.file_id not in known]

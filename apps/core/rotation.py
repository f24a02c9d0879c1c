"""Changing the key of identity fields, row by row, while the house is open.

A row made with the newest key is no longer found, so a run that was interrupted goes on where it was. Rows are taken in
small locked batches and written only if they still hold what was read.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models, transaction

from apps.core.encryption import CannotDecrypt, EncryptedTextField, Sealed, newest_key, seal, unseal


@dataclass(frozen=True)
class Column:
    """One encrypted column of one table."""

    model: type[models.Model]
    field: EncryptedTextField

    def __str__(self) -> str:
        return f"{self.model._meta.db_table}.{self.field.column}"

    def old_rows(self) -> "models.QuerySet[Any]":
        return self.model._base_manager.filter(**{f"{self.field.name}__not_made_with": newest_key()})


def encrypted_columns() -> Iterator[Column]:
    """Every encrypted column of the house."""
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, EncryptedTextField):
                yield Column(model, field)


def rotate(column: Column, *, batch: int) -> tuple[int, int]:
    """Write every old row of `column` again with the newest key. How many were written, how many do not open."""
    written = closed = 0
    last: Any = None
    while True:
        rows, here_written, here_closed = _rotate_batch(column, after=last, batch=batch)
        written, closed = written + here_written, closed + here_closed
        if not rows:
            return written, closed
        last = rows[-1]


@transaction.atomic
def _rotate_batch(column: Column, *, after: Any, batch: int) -> tuple[list[Any], int, int]:
    name = column.field.name
    waiting = column.old_rows() if after is None else column.old_rows().filter(pk__gt=after)
    rows = list(waiting.order_by("pk").select_for_update().only("pk", name)[:batch])
    written = closed = 0
    for row in rows:
        stored = row.__dict__[name].stored
        bound_to = column.field.bound_to(row)
        try:
            sealed = Sealed(seal(unseal(stored, bound_to), bound_to))
        except CannotDecrypt:
            closed += 1
        else:
            written += column.model._base_manager.filter(pk=row.pk).update(**{name: sealed})
    return [row.pk for row in rows], written, closed

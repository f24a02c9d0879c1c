"""What the database itself refuses, as triggers to list in a model's Meta."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pgtrigger
from django.db import transaction

from apps.core.encryption import EncryptedTextField

AUDITED = "audited"


class RefuseTruncate(pgtrigger.Trigger):
    """TRUNCATE does not fire row triggers; this one it does."""

    when = pgtrigger.Before
    operation = pgtrigger.Truncate
    level = pgtrigger.Statement

    def get_func(self, model: Any) -> str:
        return "RAISE EXCEPTION 'recourse: % keeps its rows', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';"


class RefuseChange(pgtrigger.Trigger):
    """UPDATE and DELETE of any row are refused; a correction is a new row that names the one it replaces."""

    when = pgtrigger.Before
    operation = pgtrigger.Update | pgtrigger.Delete
    level = pgtrigger.Row

    def get_func(self, model: Any) -> str:
        return "RAISE EXCEPTION 'recourse: rows of % are final', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';"


class Audited(pgtrigger.Trigger):
    """Every new row leaves a note for the record of writes (apps.core.audit): a salted digest of its plain columns.

    Ciphertext is left out, because a change of keys writes it anew; its encryption authenticates it. So are the fields
    in `without`, which may still be emptied. Columns are named one by one, so that one added later does not change what
    earlier notes were made of.
    """

    when = pgtrigger.After
    operation = pgtrigger.Insert
    level = pgtrigger.Row

    def __init__(self, *, without: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.without = without

    def get_func(self, model: Any) -> str:
        left_out = {model._meta.get_field(name).column for name in self.without}
        columns = ",".join(column for column in plain_columns_of(model) if column not in left_out)
        return f"""
            INSERT INTO core_auditnote ("table", "row", "columns", salt, digest, noted_at)
            SELECT TG_TABLE_NAME, NEW.{model._meta.pk.column}::text, '{columns}', salt,
                   recourse_row_digest(salt, NEW, '{columns}'), clock_timestamp()
            FROM (SELECT uuid_send(gen_random_uuid()) AS salt) AS fresh;
            RETURN NULL;
        """  # noqa: S608  names of our own columns


def plain_columns_of(model: Any) -> list[str]:
    """The columns of a table whose values stay as they were written: all but ciphertext."""
    fields = model._meta.local_concrete_fields
    return sorted(field.column for field in fields if not isinstance(field, EncryptedTextField) and not field.generated)


class FactsAreFinal(pgtrigger.ReadOnly):
    """A row may not change but in the `words` it may lose (erasure) or that another key may encrypt anew.

    With `once` only rows for which this condition on `old__…` holds are final.
    """

    def __init__(self, *, words: list[str] | None = None, once: Any = None, **kwargs: Any) -> None:
        super().__init__(exclude=words, **kwargs)
        self.once = once

    def get_condition(self, model: Any) -> Any:
        changed = super().get_condition(model)  # type: ignore[no-untyped-call]
        return changed & self.once if self.once is not None else changed


def final_rows() -> list[pgtrigger.Trigger]:
    """Triggers for a table whose rows are written once: no UPDATE, no DELETE, no TRUNCATE."""
    return [RefuseChange(name="rows_are_final"), RefuseTruncate(name="no_truncate")]


def append_only() -> list[pgtrigger.Trigger]:
    """`final_rows`, each of them in the record of writes."""
    return [*final_rows(), Audited(name=AUDITED)]


def words_may_go(*words: str, once: Any = None) -> list[pgtrigger.Trigger]:
    """As append_only, but the `words` of a row can be erased, or encrypted again with another key.

    With `once` the rows are final only from where that holds; a row that is still filled in is not in the record of
    writes, the entry of the timeline that tells of it is.
    """
    guards: list[pgtrigger.Trigger] = [
        FactsAreFinal(name="facts_are_final", words=list(words), once=once),
        pgtrigger.Protect(name="rows_stay", operation=pgtrigger.Delete),
        RefuseTruncate(name="no_truncate"),
    ]
    return guards if once is not None else [*guards, Audited(name=AUDITED, without=words)]


@contextmanager
def lifted_for_demonstration() -> Iterator[None]:
    """Inside one transaction, let this connection delete final rows. Only `manage.py demo clear` uses it.

    The caller chooses rows of demonstration cases and nothing else; other connections stay guarded, and so does this
    one when the block ends. What is written meanwhile is still noted.
    """
    guards = [trigger.get_uri(model) for model, trigger in pgtrigger.registered() if trigger.name != AUDITED]
    with transaction.atomic(), pgtrigger.ignore(*guards):  # noqa: TID251  the one place
        yield

"""What the database itself refuses, as triggers to list in a model's Meta."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pgtrigger
from django.db import transaction


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


def append_only() -> list[pgtrigger.Trigger]:
    """Triggers for a table whose rows are written once: no UPDATE, no DELETE, no TRUNCATE."""
    return [RefuseChange(name="rows_are_final"), RefuseTruncate(name="no_truncate")]


@contextmanager
def lifted_for_demonstration() -> Iterator[None]:
    """Inside one transaction, let this connection delete final rows. Only `manage.py demo clear` uses it.

    The caller chooses rows of demonstration cases and nothing else; other connections stay guarded, and so does this
    one when the block ends.
    """
    with transaction.atomic(), pgtrigger.ignore():  # noqa: TID251  the one place
        yield

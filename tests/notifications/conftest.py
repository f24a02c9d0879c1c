"""Sending refuses to happen inside a transaction, so these tests commit; emptying two tables is quicker than all."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A database whose transactions are real. Only messages and people may be made in it."""
    with django_db_blocker.unblock():
        yield
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM notifications_message; DELETE FROM accounts_user")
        connection.close()

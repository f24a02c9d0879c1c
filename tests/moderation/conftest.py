from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from apps.accounts.models import User

NOW = datetime(2018, 2, 24, 9, tzinfo=UTC)


@pytest.fixture
def desk(at: Callable[[datetime], Any], client_of: Callable[[User], Client], moderator: User) -> Client:
    """The browser of a moderator who has just signed in, at nine o'clock of a day in February 2018."""
    at(NOW)
    return client_of(moderator)

"""The floor under the other tests holds."""

import socket
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from apps.accounts.models import User
from apps.core import clock
from apps.core.models import Heartbeat


def test_connecting_outside_is_refused() -> None:
    with pytest.raises(OSError, match="keep to this machine"), socket.socket() as outside:
        outside.connect(("203.0.113.1", 80))


def test_looking_up_a_name_outside_is_refused() -> None:
    with pytest.raises(OSError, match="keep to this machine"):
        socket.getaddrinfo("example.org", 80)


def test_the_clock_stops_and_moves_on(at: Callable[[datetime], Any]) -> None:
    at(datetime(2018, 2, 14, 8, tzinfo=UTC))
    assert clock.now() == datetime(2018, 2, 14, 8, tzinfo=UTC)
    at(datetime(2018, 12, 13, tzinfo=UTC))
    assert clock.now() == datetime(2018, 12, 13, tzinfo=UTC)


def test_people_are_three_persons(seller: User, stranger: User, moderator: User) -> None:
    assert [person.is_moderator for person in (seller, stranger, moderator)] == [False, False, True]
    assert len({seller.pk, stranger.pk, moderator.pk}) == 3


def test_client_of_is_signed_in(seller: User, client_of: Callable[[User], Client]) -> None:
    assert client_of(seller).session["_auth_user_id"] == str(seller.pk)


def test_the_database_finds_chinese_text(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT '亚' ~ '^[[:alpha:]]$'")
        assert cursor.fetchone() == (True,)


@pytest.mark.django_db(transaction=True)
def test_a_flush_empties_tables_that_refuse_truncate() -> None:
    table = connection.ops.quote_name(Heartbeat._meta.db_table)
    Heartbeat.objects.create(name="beat", seen_at=clock.now())
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION pg_temp.refuse() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE 'refused'; END$$;"
            f"CREATE TRIGGER refuse BEFORE TRUNCATE ON {table} EXECUTE FUNCTION pg_temp.refuse()"
        )
        try:
            call_command("flush", interactive=False, verbosity=0)
            assert Heartbeat.objects.count() == 0
        finally:
            cursor.execute(f"DROP TRIGGER refuse ON {table}")

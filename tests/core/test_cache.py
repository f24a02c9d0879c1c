"""Counting with the server, and without it."""

import uuid
from typing import Any

import pytest
from django.conf import settings
from django.core.cache.backends.redis import RedisCache

from apps.core.cache import SteadyCache, redis_location
from tests.mail_server import free_port

QUICK = {"OPTIONS": {"socket_connect_timeout": 0.2, "socket_timeout": 0.2}}


@pytest.fixture
def key() -> str:
    return f"test-{uuid.uuid4()}"


@pytest.mark.parametrize(
    ("url", "location"),
    [
        ("redis+socket:///tmp/x/valkey.sock", "unix:///tmp/x/valkey.sock"),
        ("redis://broker:6379/2", "redis://broker:6379/2"),
        ("rediss://:secret@broker:6380/0", "rediss://:secret@broker:6380/0"),
    ],
)
def test_the_brokers_address_is_said_as_the_client_wants_it(url: str, location: str) -> None:
    assert redis_location(url) == location


def test_what_one_process_counts_another_sees(key: str) -> None:
    one, other = SteadyCache(settings.REDIS_URL, QUICK), SteadyCache(settings.REDIS_URL, QUICK)
    one.set(key, [1.5], 30)
    assert other.get(key) == [1.5]
    assert other.add(key, "again") is False
    assert other.delete(key) is True
    assert one.get(key, "gone") == "gone"


def test_without_a_server_a_process_counts_for_itself(key: str) -> None:
    away = SteadyCache(f"redis://127.0.0.1:{free_port()}/0", QUICK)
    assert away.add(key, 1, 30) is True
    assert away.add(key, 2, 30) is False
    assert away.get(key) == 1
    away.set(key, 3)
    assert away.get(key) == 3


def test_a_server_that_is_away_is_left_alone_for_a_while(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    real = RedisCache.get

    def counting(self: RedisCache, *args: Any, **kwargs: Any) -> Any:
        asked.append("get")
        return real(self, *args, **kwargs)

    monkeypatch.setattr(RedisCache, "get", counting)
    away = SteadyCache(f"redis://127.0.0.1:{free_port()}/0", QUICK)
    for _ in range(5):
        away.get(key)
    assert asked == ["get"]
    away._not_before = 0.0
    away.get(key)
    assert asked == ["get", "get"]


def test_clearing_leaves_the_brokers_database_alone(key: str) -> None:
    cache = SteadyCache(settings.REDIS_URL, QUICK)
    cache.set(key, 1, 30)
    cache.clear()
    assert cache.get(key) == 1

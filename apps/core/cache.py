"""The cache: counters of sign-in attempts and of refusals, codes already used. In Redis or Valkey; without it, here.

A broker that is away must not lock people out. Then each process counts for itself for a while: an attacker gets as
many tries more as there are processes, which the six digits bear, and everybody else notices nothing.
"""

import time
from typing import Any
from urllib.parse import urlsplit

import structlog
from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from prometheus_client import Counter
from redis.exceptions import RedisError

PAUSE = 10.0  # seconds without asking a server that just failed: a frozen one costs a second each time
AWAY = Counter("recourse_cache_away", "Times the cache server did not answer and this process counted for itself")
log = structlog.get_logger()


def redis_location(url: str) -> str:
    """`redis+socket:///path` is how Celery says it; redis-py says `unix:///path`."""
    if url.startswith("redis+socket://"):
        return "unix://" + urlsplit(url).path
    return url


class SteadyCache(BaseCache):
    """Redis as long as it answers, else memory of this process."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._there = RedisCache(redis_location(location), params)
        self._here = LocMemCache("steady", params)
        self._not_before = 0.0

    def _ask(self, what: str, *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() >= self._not_before:
            try:
                return getattr(self._there, what)(*args, **kwargs)
            except (RedisError, OSError) as error:
                self._not_before = time.monotonic() + PAUSE
                AWAY.inc()
                log.warning("cache_away", error=type(error).__name__)
        return getattr(self._here, what)(*args, **kwargs)

    def add(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._ask("add", *args, **kwargs))

    def get(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("get", *args, **kwargs)

    def set(self, *args: Any, **kwargs: Any) -> None:
        self._ask("set", *args, **kwargs)

    def incr(self, *args: Any, **kwargs: Any) -> int:
        return int(self._ask("incr", *args, **kwargs))

    def get_many(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return dict(self._ask("get_many", *args, **kwargs))

    def touch(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._ask("touch", *args, **kwargs))

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._ask("delete", *args, **kwargs))

    def clear(self) -> None:
        """Only what this process keeps: the server is the broker's too, and would lose its queue."""
        self._here.clear()

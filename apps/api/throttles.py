"""How often somebody may ask. The rates are in settings.REST_FRAMEWORK; the help page says them, a test compares."""

from hashlib import sha256
from typing import Any

from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from apps.accounts.models import ApiToken
from apps.core import clock
from apps.core.refusals import note_refused


class Counted(SimpleRateThrottle):
    """A limit whose refusals moderators see as counts by day (apps.core.refusals)."""

    def throttle_failure(self) -> bool:
        note_refused(str(self.scope), on=clock.now().date())
        return super().throttle_failure()


class ByAddress(Counted):
    """For what is open to everybody. Only a hash of the network address is kept, for the minute it counts in."""

    scope = "address"

    def get_cache_key(self, request: Request, view: Any) -> str:
        return f"api_address_{sha256(str(self.get_ident(request)).encode()).hexdigest()}"


class ByToken(Counted):
    """Everything one token, or one person's session, asks for."""

    scope = "token"

    def get_cache_key(self, request: Request, view: Any) -> str | None:
        asking = request.auth if isinstance(request.auth, ApiToken) else request.user
        return f"api_{self.scope}_{asking.pk}"


class Writes(ByToken):
    """Of these, what changes something."""

    scope = "writes"

    def get_cache_key(self, request: Request, view: Any) -> str | None:
        return super().get_cache_key(request, view) if request.method not in ("GET", "HEAD") else None

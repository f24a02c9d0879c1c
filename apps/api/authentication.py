"""Who is asking: a program with a token, or somebody signed in whose browser shows the description.

Both are sellers here whatever else they are: moderators have their desk (accounts.selectors.as_seller).
"""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from apps.accounts.actions import note_use
from apps.accounts.models import ApiToken, User
from apps.accounts.selectors import as_seller, token_with_secret
from apps.core import clock

SCHEME = "bearer"
LONGEST_SECRET = 200


class BearerToken(BaseAuthentication):
    """`Authorization: Bearer recourse_…`. Any other scheme is left to the session."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != SCHEME:
            return None
        now = clock.now()
        secret = secret.strip()
        token = token_with_secret(secret, now=now) if secret.isascii() and len(secret) <= LONGEST_SECRET else None
        if token is None:
            raise AuthenticationFailed(_("This token is not known, has expired or was revoked."))
        if token.use_is_old(now):
            note_use(token=token, now=now)
        return as_seller(token.person), token

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="Recourse"'


class SignedIn(SessionAuthentication):
    """The session of a browser; what writes needs the CSRF token too."""

    def authenticate(self, request: Request) -> tuple[User, Any] | None:
        found = super().authenticate(request)
        return (as_seller(found[0]), None) if found else None

"""Tables of people: who they are, and the tokens their programs use, what those were answered."""

from apps.accounts.models.people import User, UserManager, zone_of
from apps.accounts.models.replies import Reply
from apps.accounts.models.tokens import ApiToken

__all__ = ["ApiToken", "Reply", "User", "UserManager", "zone_of"]

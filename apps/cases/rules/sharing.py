"""How much of a case a reader sees, and how long an invitation stands. No database, no clock."""

import re
from datetime import UTC, datetime, timedelta

from apps.cases.enums import Scope

INVITATION_STANDS = timedelta(days=14)
MOST_OPEN_INVITATIONS = 20  # of one case
MOST_INVITATIONS_A_DAY = 30  # of one person: mail to addresses that never asked for it
LONGEST_SHARER_NAME = 80
_ORDER = tuple(Scope)
_LINKABLE = re.compile(r"[/:@<>\\\x00-\x1f]|\.\w")


def covers(scope: str | None, needed: Scope) -> bool:
    """Whether somebody with `scope` sees what takes `needed`; without a scope nobody sees anything."""
    return scope is not None and _ORDER.index(Scope(scope)) >= _ORDER.index(needed)


def is_plain_name(name: str) -> bool:
    """Whether a name can stand in our mail: nothing in it that a mail program would make a link of."""
    return _LINKABLE.search(name) is None


def hour_of(moment: datetime) -> datetime:
    """The hour a moment lies in, UTC: openings are written down once in it."""
    return moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)

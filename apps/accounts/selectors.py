"""Reads of people."""

from time import monotonic

from apps.accounts.models import User

REMEMBER = 60.0  # seconds; every page asks
_last: list[tuple[float, bool]] = []


def has_demonstration_data() -> bool:
    """Whether demonstration people (and so their cases) are in the database. Remembered for a minute per process."""
    if _last and monotonic() - _last[0][0] < REMEMBER:
        return _last[0][1]
    found = User.objects.filter(is_demonstration=True).exists()
    _last[:] = [(monotonic(), found)]
    return found


def forget_demonstration_data() -> None:
    """Ask the database again next time: demonstration data was just loaded or cleared."""
    _last.clear()

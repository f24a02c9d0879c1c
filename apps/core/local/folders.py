"""Folders that only we can enter, and the one error of this package."""

import os
import pwd
import stat
from pathlib import Path

ORDINARY_USERS = ("postgres", "nobody")  # whom root may run PostgreSQL as


class CannotStart(Exception):
    """Something that `make run` or `make test` needs is missing or in the way. The text says what to do about it."""


def make_private(folder: Path, uid: int | None = None) -> None:
    """Make `folder` for `uid` alone (mode 0700), or take the one made before. Raises CannotStart when it is another's.

    Without `uid` it is ours, or stays whose it is when root made it for an ordinary user. Its name under /tmp can be
    guessed, so a folder or link that somebody else put there first must not be trusted.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.lstat()
    except OSError as error:
        raise CannotStart(f"{folder} cannot be made: {error.strerror}. Free the path, then try again.") from error
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in _our_users():
        raise CannotStart(f"{folder} belongs to somebody else. Remove it, then try again.")
    if uid is not None and found.st_uid != uid:
        os.chown(folder, uid, -1)
    if stat.S_IMODE(found.st_mode) != 0o700:
        folder.chmod(0o700)


def uid_of(name: str) -> int | None:
    """The number of a user of this machine, if there is one of that name."""
    try:
        return pwd.getpwnam(name).pw_uid
    except KeyError:
        return None


def _our_users() -> set[int | None]:
    return {os.getuid()} | ({uid_of(name) for name in ORDINARY_USERS} if os.getuid() == 0 else set())


def last_words(log: Path) -> str:
    """The last line of a server's log, to be quoted in an error."""
    lines = log.read_text(encoding="utf-8", errors="replace").split("\n") if log.exists() else []
    told = [line for line in lines if "FATAL" in line or "PANIC" in line] or [line for line in lines if line.strip()]
    return told[-1].strip() if told else "it said nothing"

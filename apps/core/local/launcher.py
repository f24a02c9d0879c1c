"""How to start PostgreSQL, which refuses to run as root, when we are root."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from apps.core.local.folders import ORDINARY_USERS, CannotStart, uid_of

USER_NAMESPACE = ("unshare", "--user", "--map-user=1000", "--map-group=1000")


@dataclass(frozen=True)
class Launcher:
    """Runs a program as an ordinary user: `uid` owns its files as seen from here."""

    uid: int
    prefix: tuple[str, ...] = ()
    user: str | None = None

    def run(self, command: list[str], *, output: IO[bytes], timeout: int) -> int:
        """Exit code of `command`. Its output goes to a file: a server that stays would hold a pipe open for ever."""
        done = subprocess.run(
            [*self.prefix, *command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            timeout=timeout,
            check=False,
            cwd="/",
            user=self.user,
            group=pwd.getpwnam(self.user).pw_gid if self.user else None,
            extra_groups=[] if self.user else None,
        )
        return done.returncode


def find_launcher(program: Path, folder: Path) -> Launcher:
    """The least intrusive way to run `program` on files in `folder` as somebody other than root. Raises CannotStart.

    A user namespace first: files stay ours, and it works inside a home that others may not enter. Where the machine
    refuses namespaces (many containers), the user `postgres` or `nobody`, if they can reach both paths.
    """
    if os.geteuid() != 0:
        return Launcher(uid=os.geteuid())
    inside_namespace = Launcher(uid=0, prefix=USER_NAMESPACE)
    if shutil.which(USER_NAMESPACE[0]) and _can(inside_namespace, program, folder):
        return inside_namespace
    for name in ORDINARY_USERS:
        uid = uid_of(name)
        if uid is not None and _can(Launcher(uid=uid, user=name), program, folder):
            return Launcher(uid=uid, user=name)
    raise CannotStart(
        "PostgreSQL refuses to run as root, and this machine allows neither user namespaces nor another user to reach"
        f" {folder}. Run as an ordinary user, or set DATABASE_URL to a PostgreSQL server of yours."
    )


def _can(launcher: Launcher, program: Path, folder: Path) -> bool:
    """Whether `program` starts and `folder` can be listed that way."""
    try:
        with open(os.devnull, "wb") as nowhere:
            starts = launcher.run([str(program), "--version"], output=nowhere, timeout=20) == 0
            return starts and launcher.run(["ls", str(folder)], output=nowhere, timeout=20) == 0
    except (OSError, subprocess.SubprocessError):
        return False

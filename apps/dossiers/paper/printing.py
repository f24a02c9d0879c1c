"""The way to the press and back."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from apps.dossiers.enums import Reason

SECONDS = 300  # a dossier of 500 pages takes a tenth of it
KEPT = ("PATH", "HOME", "FONTCONFIG_FILE", "LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH")  # where Pango may be
CSS = Path(__file__).parent / "print.css"


class PressFailed(Exception):
    """The press died or took too long."""


class CannotPrint(Exception):
    """The press declines; `args[0]` is a Reason."""


@dataclass(frozen=True)
class Printed:
    """A PDF; `places` says on which page, from 0, the place called so is. `peak`: bytes of memory it took."""

    content: bytes
    pages: int
    places: dict[str, int]
    peak: int


def print_pages(html: str, *, identifier: str) -> Printed:
    """Print it. Raises CannotPrint and PressFailed."""
    asked = {"html": html, "css": CSS.read_text(encoding="utf-8"), "identifier": identifier}
    keep = {name: os.environ[name] for name in KEPT if name in os.environ}
    try:
        done = subprocess.run(
            [sys.executable, "-B", "-m", "apps.dossiers.paper.press"],
            input=json.dumps(asked).encode(),
            capture_output=True,
            timeout=SECONDS,
            cwd=settings.BASE_DIR,
            env=keep | {"LANG": "C.UTF-8", "PYTHONHASHSEED": "0"},
            check=True,
        )
        head, _newline, content = done.stdout.partition(b"\n")
        answer = json.loads(head)
    except subprocess.CalledProcessError as error:
        if b"cannot load library" in error.stderr:  # Pango is no wheel
            raise CannotPrint(Reason.NO_PRESS) from error
        raise PressFailed(type(error).__name__) from error
    except (subprocess.SubprocessError, ValueError) as error:
        raise PressFailed(type(error).__name__) from error
    if refused := answer.get("refused"):
        raise CannotPrint(Reason(refused))
    return Printed(content, answer["pages"], answer["places"], answer["peak"])

"""The way to the workshop and back: a file goes in by a descriptor, what was made comes out by another.

Neither has a name on the disk, and on Linux neither is on the disk at all.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any

from django.conf import settings

from apps.evidence import vault
from apps.evidence.models import StoredFile

SECONDS = 60  # of one piece of work on the clock; of processor time likewise


class Crashed(Exception):
    """The workshop died or ran out of time: perhaps because of the file, perhaps of the machine."""


@dataclass(frozen=True)
class Made:
    """What came back. `refused` is a Reason where nothing was made; `peak` the most memory it held, in bytes."""

    content: IO[bytes]
    media_type: str
    pages: int | None
    refused: str
    peak: int


@contextmanager
def worked(file: StoredFile, work: str, *, seconds: int = SECONDS, **asked: Any) -> Iterator[Made]:
    """Have `work` done on a file of the vault. Raises Crashed, and what `vault.read` raises."""
    with _unnamed() as source, _unnamed() as target:
        for chunk in vault.read(file.sha256):
            source.write(chunk)
        source.flush()
        source.seek(0)
        answer = _ask(source, target, seconds, {"work": work, "media_type": file.media_type, **asked})
        target.seek(0)
        yield Made(
            content=target,
            media_type=answer.get("media_type", ""),
            pages=answer.get("pages"),
            refused=answer.get("refused", ""),
            peak=answer["peak"],
        )


def _ask(source: IO[bytes], target: IO[bytes], seconds: int, asked: dict[str, Any]) -> dict[str, Any]:
    descriptors = (source.fileno(), target.fileno())
    request = asked | {"source": descriptors[0], "target": descriptors[1], "seconds": seconds}
    command = [sys.executable, "-E", "-s", "-B", "-m", "apps.evidence.workshop"]
    try:
        done = subprocess.run(
            command,
            input=json.dumps(request).encode(),
            capture_output=True,
            timeout=seconds,
            cwd=settings.BASE_DIR,
            env={"PATH": os.defpath, "LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "1"},
            pass_fds=descriptors,
            check=True,
        )
        answer: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError) as error:
        raise Crashed(type(error).__name__) from error
    return answer


@contextmanager
def _unnamed() -> Iterator[IO[bytes]]:
    if hasattr(os, "memfd_create"):
        with os.fdopen(os.memfd_create("evidence"), "w+b") as file:
            yield file
    else:
        vault.new_temporary()  # makes the folder
        with tempfile.TemporaryFile(dir=settings.EVIDENCE_ROOT) as file:
            yield file

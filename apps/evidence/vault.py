"""The bytes of the vault: encrypted files, addressed by the SHA-256 of what they hold, under EVIDENCE_ROOT.

Layout: `RV1:` and 16 random bytes, then per chunk of 1 MiB four bytes of length and its AES-256-GCM ciphertext, which
names its key. Each chunk is bound to the random bytes, its number and whether it is the last, so that chunks can be
neither swapped, cut off nor mixed.
"""

import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO

from django.conf import settings

from apps.core.encryption import CannotDecrypt, seal, unseal
from apps.core.encryption import is_newest_key as made_with_newest_key

CHUNK = 1024 * 1024
SALT = 16


class TooLarge(Exception):
    """More bytes than the caller allows."""


@dataclass(frozen=True)
class Received:
    """Bytes that came in and were flushed to the disk under a temporary name; hash and number of the plain bytes."""

    path: Path
    sha256: str
    size: int


def path_of(digest: str) -> Path:
    """Where the bytes with this SHA-256 lie, if they do."""
    return Path(settings.EVIDENCE_ROOT) / digest[:2] / digest[2:4] / digest


def receive(source: IO[bytes], *, first: bytes, at_most: int) -> Received:
    """Stream `first` and then the rest of `source` into a temporary file. Raises TooLarge and leaves nothing behind."""
    root = Path(settings.EVIDENCE_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    temporary = root / f"incoming-{secrets.token_hex(8)}"
    try:
        with temporary.open("xb") as target:
            digest, size = _stream(source, first, at_most, target)
            target.flush()
            os.fsync(target.fileno())
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return Received(temporary, digest, size)


def keep(received: Received) -> None:
    """Give received bytes their final name, in one step: there is never half a file under it."""
    final = path_of(received.sha256)
    final.parent.mkdir(parents=True, exist_ok=True)
    received.path.replace(final)
    _flush_folder(final.parent)


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _stream(source: IO[bytes], first: bytes, at_most: int, target: IO[bytes]) -> tuple[str, int]:
    salt = secrets.token_bytes(SALT)
    target.write(b"RV1:" + salt)
    digest = sha256()
    size = number = 0
    held = first
    while True:
        while len(held) < CHUNK and (more := source.read(CHUNK - len(held))):
            held += more
        ahead = source.read(1)
        digest.update(held)
        size += len(held)
        if size + len(ahead) > at_most:
            raise TooLarge
        _write_chunk(target, held, _bound_to(salt, number, last=not ahead))
        if not ahead:
            return digest.hexdigest(), size
        held, number = ahead, number + 1


def _write_chunk(target: IO[bytes], plain: bytes, bound_to: str) -> None:
    sealed = seal(plain, bound_to)
    target.write(len(sealed).to_bytes(4) + sealed)


def _bound_to(salt: bytes, number: int, *, last: bool) -> str:
    return f"vault|{salt.hex()}|{number}|{'last' if last else 'more'}"


def read(digest: str) -> Iterator[bytes]:
    """The plain bytes, chunk by chunk. Raises FileNotFoundError, or CannotDecrypt where the file was changed."""
    with path_of(digest).open("rb") as source:
        head = source.read(4 + SALT)
        if head[:4] != b"RV1:":
            raise CannotDecrypt("not a file of the vault")
        salt, number = head[4:], 0
        length = source.read(4)
        while length:
            sealed = source.read(int.from_bytes(length))
            length = source.read(4)
            yield unseal(sealed, _bound_to(salt, number, last=not length))
            number += 1


def is_newest_key(digest: str) -> bool:
    """Whether the bytes were sealed with the key that encrypts today. Raises FileNotFoundError."""
    with path_of(digest).open("rb") as source:
        source.seek(4 + SALT + 4)
        return made_with_newest_key(source.read(64))


def reseal(digest: str) -> None:
    """Write the bytes again with the newest key, replacing the file in one step once all of it was read and written.

    Raises FileNotFoundError and CannotDecrypt, and leaves the file as it was.
    """
    temporary = Path(settings.EVIDENCE_ROOT) / f"incoming-{secrets.token_hex(8)}"
    salt = secrets.token_bytes(SALT)
    try:
        with temporary.open("xb") as target:
            target.write(b"RV1:" + salt)
            chunks = read(digest)
            held = next(chunks, b"")
            number = 0
            for number, ahead in enumerate(chunks, 1):
                _write_chunk(target, held, _bound_to(salt, number - 1, last=False))
                held = ahead
            _write_chunk(target, held, _bound_to(salt, number, last=True))
            target.flush()
            os.fsync(target.fileno())
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    keep(Received(temporary, digest, 0))


def remove(digest: str) -> None:
    """Unlink the bytes; nothing happens where there are none."""
    path_of(digest).unlink(missing_ok=True)

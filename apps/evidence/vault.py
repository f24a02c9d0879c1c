"""The bytes of the vault: encrypted files, addressed by the SHA-256 of what they hold, under EVIDENCE_ROOT.

Layout: `RV1:` and 16 random bytes, then per chunk of 1 MiB four bytes of length and its AES-256-GCM ciphertext, which
names its key. Each chunk is bound to the random bytes, its number and whether it is the last, so that chunks can be
neither swapped, cut off nor mixed.
"""

import io
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from django.conf import settings

from apps.core.encryption import CannotDecrypt, seal, unseal
from apps.core.encryption import is_newest_key as made_with_newest_key

CHUNK = 1024 * 1024
SALT = 16
INCOMING = "incoming-"


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
    temporary = new_temporary()
    try:
        with open(temporary, "xb", opener=_for_us_alone) as target:
            digest, size = _stream(source, first, at_most, target)
            target.flush()
            os.fsync(target.fileno())
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return Received(temporary, digest, size)


def new_temporary() -> Path:
    """A name in the vault's own folder under which bytes may stand until they are kept; `sweep` forgets old ones."""
    root = Path(settings.EVIDENCE_ROOT)
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    return root / f"{INCOMING}{secrets.token_hex(8)}"


def _for_us_alone(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


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


class PlainFile(io.RawIOBase):
    """The plain bytes of an encrypted file, to be read anywhere in it; a chunk at a time is in memory.

    Raises CannotDecrypt where the file was changed.
    """

    def __init__(self, path: Path, size: int) -> None:
        self._source = path.open("rb")
        self._size = size
        self._salt = self._source.read(4 + SALT)[4:]
        self._sealed = int.from_bytes(self._source.read(4))  # all chunks but the last are of one length
        self._position = 0
        self._held = (-1, b"")

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._size}[whence]
        if start + offset < 0:
            raise OSError("before the beginning of the file")
        self._position = start + offset
        return self._position

    def readinto(self, target: Any, /) -> int:
        number, begin = divmod(self._position, CHUNK)
        part = self._chunk(number)[begin : begin + len(target)] if self._position < self._size else b""
        target[: len(part)] = part
        self._position += len(part)
        return len(part)

    def close(self) -> None:
        self._source.close()
        super().close()

    def _chunk(self, number: int) -> bytes:
        if self._held[0] != number:
            self._source.seek(4 + SALT + number * (4 + self._sealed))
            sealed = self._source.read(int.from_bytes(self._source.read(4)))
            last = (number + 1) * CHUNK >= self._size
            self._held = (number, unseal(sealed, _bound_to(self._salt, number, last=last)))
        return self._held[1]


def open_plain(received: Received) -> IO[bytes]:
    """Received bytes, to be looked at before they are kept."""
    return io.BufferedReader(PlainFile(received.path, received.size))


def open_kept(digest: str, size: int) -> IO[bytes]:
    """The plain bytes of a kept file of `size` bytes, to be read anywhere in it. Raises FileNotFoundError at once, and
    CannotDecrypt where the file was changed."""
    return io.BufferedReader(PlainFile(path_of(digest), size), buffer_size=CHUNK)


def is_newest_key(digest: str) -> bool:
    """Whether the bytes were sealed with the key that encrypts today. Raises FileNotFoundError."""
    with path_of(digest).open("rb") as source:
        source.seek(4 + SALT + 4)
        return made_with_newest_key(source.read(64))


def reseal(digest: str) -> None:
    """Write the bytes again with the newest key, replacing the file in one step once all of it was read and written.

    Raises FileNotFoundError and CannotDecrypt, and leaves the file as it was.
    """
    temporary = new_temporary()
    salt = secrets.token_bytes(SALT)
    try:
        with open(temporary, "xb", opener=_for_us_alone) as target:
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


def forget(received: Received) -> None:
    """Unlink received bytes that are not kept after all."""
    received.path.unlink(missing_ok=True)


def remove_half_done(*, before: datetime) -> int:
    """Unlink temporary files last written before that moment; how many."""
    removed = 0
    for path in Path(settings.EVIDENCE_ROOT).glob(f"{INCOMING}*"):
        if _written_before(path, before):
            path.unlink(missing_ok=True)
            removed += 1
    return removed


def digests_on_disk(*, before: datetime) -> Iterator[str]:
    """The hash of every blob that lies here since before that moment."""
    for path in Path(settings.EVIDENCE_ROOT).glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*"):
        if _written_before(path, before):
            yield path.name


def _written_before(path: Path, moment: datetime) -> bool:
    try:
        return path.stat().st_mtime < moment.timestamp()
    except FileNotFoundError:  # gone in between
        return False

"""Many encrypted files, of which one at a time is open.

A PDF reads its sources again and again until it is written, and an open file of the vault holds a decrypted chunk of
1 MiB and a place in the process's list of files.
"""

import io
import os
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

from apps.evidence import vault


class Shelf:
    """Hands out files by path and size. What was kept here for a while goes when it is closed."""

    def __init__(self) -> None:
        self._open: tuple[Path, vault.PlainFile] | None = None
        self._kept: list[vault.Received] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._put_back()
        for received in self._kept:
            vault.forget(received)

    def place(self, path: Path, size: int) -> BinaryIO:
        """The plain bytes of an encrypted file, to be read anywhere in it."""
        return io.BufferedReader(_Shelved(self, path, size))

    def keep(self, content: bytes) -> BinaryIO:
        """The same for bytes that lie nowhere yet: they are encrypted like all others."""
        received = vault.receive(io.BytesIO(content), first=b"", at_most=len(content))
        self._kept.append(received)
        return self.place(received.path, received.size)

    def take(self, path: Path, size: int) -> vault.PlainFile:
        """The file, opened; the one before it is closed."""
        if self._open is None or self._open[0] != path:
            self._put_back()
            self._open = path, vault.PlainFile(path, size)
        return self._open[1]

    def _put_back(self) -> None:
        if self._open is not None:
            self._open[1].close()
            self._open = None


class _Shelved(io.RawIOBase):
    """A file that knows where it is being read, and is opened only while it is."""

    def __init__(self, shelf: Shelf, path: Path, size: int) -> None:
        self._shelf, self._path, self._size, self._position = shelf, path, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        self._position = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._size}[whence] + offset
        return self._position

    def readinto(self, target: Any, /) -> int:
        file = self._shelf.take(self._path, self._size)
        file.seek(self._position)
        found = file.readinto(target)
        self._position += found
        return found

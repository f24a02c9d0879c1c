"""Where an upload waits between the browser and the vault: on the disk, but never readable there.

Django's own handler writes larger uploads to a temporary file in the clear. This file has no name, so nothing is left
of it when the process ends, however it ends; and it is encrypted with a key that only this object knows, so that no
disk, no image of one and no backup tells what was in it.
"""

import io
import os
import secrets
import tempfile
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR
from django.conf import settings

BLOCK = 16


class SealedTemporary(io.RawIOBase):
    """A nameless file: written from beginning to end once, then read anywhere. AES-256 in counter mode."""

    def __init__(self) -> None:
        root = Path(settings.EVIDENCE_ROOT)
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._file = tempfile.TemporaryFile(dir=root)  # noqa: SIM115  closed by close()
        self._key, self._start = secrets.token_bytes(32), int.from_bytes(secrets.token_bytes(12) + bytes(4))
        self._encryptor = self._cipher_at(0)
        self._size = self._position = 0

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        """Add to the end."""
        self._file.seek(self._size)
        self._file.write(self._encryptor.update(data))
        self._size += len(data)
        self._position = self._size
        return len(data)

    def readinto(self, target: Any, /) -> int:
        block, within = divmod(self._position, BLOCK)
        self._file.seek(block * BLOCK)
        plain = self._cipher_at(block).update(self._file.read(within + len(target)))[within:]
        target[: len(plain)] = plain
        self._position += len(plain)
        return len(plain)

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._size}[whence]
        if start + offset < 0:
            raise OSError("before the beginning of the file")
        self._position = start + offset
        return self._position

    def close(self) -> None:
        self._file.close()
        super().close()

    def _cipher_at(self, block: int) -> CipherContext:
        """Counter mode starts anywhere; what encrypts also decrypts."""
        counter = (self._start + block) % 2 ** (8 * BLOCK)
        return Cipher(AES(self._key), CTR(counter.to_bytes(BLOCK))).encryptor()

"""A ZIP that is read while it is written, so that nothing of it lies open on a disk."""

import io
import zipfile
from collections.abc import Iterable, Iterator

Member = tuple[str, Iterable[bytes]]


class _Sink(io.RawIOBase):
    """Takes what zipfile writes and hands it on; it cannot go back, so zipfile writes sizes behind each member."""

    def __init__(self) -> None:
        self.held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self.held += data
        return len(data)

    def take(self) -> bytes:
        taken = bytes(self.held)
        self.held.clear()
        return taken


class Archive(io.RawIOBase):
    """The ZIP of `members` as a readable stream; each member's bytes are asked for when their turn comes."""

    def __init__(self, members: Iterable[Member]) -> None:
        self._chunks = _chunks(members)
        self._held = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        while size < 0 or len(self._held) < size:
            more = next(self._chunks, None)
            if more is None:
                break
            self._held += more
        taken = self._held if size < 0 else self._held[:size]
        self._held = self._held[len(taken) :]
        return taken


def _chunks(members: Iterable[Member]) -> Iterator[bytes]:
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
        for name, content in members:
            with archive.open(name, "w", force_zip64=True) as member:
                for chunk in content:
                    member.write(chunk)
                    yield sink.take()
    yield sink.take()


def safe_name(name: str, number: int) -> str:
    """A file's name that every system can unpack: numbered, without a path or reserved characters."""
    plain = "".join("_" if c in '<>:"/\\|?*' or not c.isprintable() else c for c in name).strip(". ")
    return f"{number:03}-{plain[-120:] or 'file'}"

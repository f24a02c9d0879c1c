"""How large a picture says it is, read from its header alone: nothing is decoded."""

from collections.abc import Callable
from typing import IO

Size = tuple[int, int]
SEGMENTS = 2000  # of a JPEG before its frame; more is no photograph
HEIF_HEAD = 512 * 1024


def size_of(source: IO[bytes], media_type: str) -> Size | None:
    """Width and height in pixels as the header claims; None where there is no such header."""
    source.seek(0)
    reader = READERS[media_type]
    size = reader(source)
    return size if size and min(size) > 0 else None


def _png(source: IO[bytes]) -> Size | None:
    head = source.read(24)
    if head[12:16] != b"IHDR" or len(head) < 24:
        return None
    return int.from_bytes(head[16:20]), int.from_bytes(head[20:24])


def _gif(source: IO[bytes]) -> Size | None:
    head = source.read(10)
    if head[:6] not in (b"GIF87a", b"GIF89a") or len(head) < 10:
        return None
    return int.from_bytes(head[6:8], "little"), int.from_bytes(head[8:10], "little")


def _webp(source: IO[bytes]) -> Size | None:
    head = source.read(30)
    if len(head) < 30:
        return None
    kind = head[12:16]
    if kind == b"VP8X":
        return int.from_bytes(head[24:27], "little") + 1, int.from_bytes(head[27:30], "little") + 1
    if kind == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 ":
        return int.from_bytes(head[26:28], "little") & 0x3FFF, int.from_bytes(head[28:30], "little") & 0x3FFF
    return None


def _jpeg(source: IO[bytes]) -> Size | None:
    """Segments are skipped by their length until the frame header (SOF) comes."""
    source.seek(2)
    for _segment in range(SEGMENTS):
        mark = source.read(2)
        while mark[1:] == b"\xff":  # fill bytes
            mark = b"\xff" + source.read(1)
        if len(mark) < 2 or mark[0] != 0xFF:
            return None
        if 0xC0 <= mark[1] <= 0xCF and mark[1] not in (0xC4, 0xC8, 0xCC):
            frame = source.read(7)
            return (int.from_bytes(frame[5:7]), int.from_bytes(frame[3:5])) if len(frame) == 7 else None
        if mark[1] == 0x01 or 0xD0 <= mark[1] <= 0xD7:  # marks without a length
            continue
        length = int.from_bytes(source.read(2))
        if length < 2:
            return None
        source.seek(length - 2, 1)
    return None


def _heif(source: IO[bytes]) -> Size | None:
    """The largest of the sizes that it holds: of the picture, of its tiles, of its thumbnail."""
    head = source.read(HEIF_HEAD)
    found: list[Size] = []
    at = head.find(b"ispe")
    while at >= 0 and len(head) >= at + 16:
        found.append((int.from_bytes(head[at + 8 : at + 12]), int.from_bytes(head[at + 12 : at + 16])))
        at = head.find(b"ispe", at + 4)
    return max(found, key=lambda size: size[0] * size[1], default=None)


READERS: dict[str, Callable[[IO[bytes]], Size | None]] = {
    "image/png": _png,
    "image/gif": _gif,
    "image/webp": _webp,
    "image/jpeg": _jpeg,
    "image/heif": _heif,
    "image/heic": _heif,
}

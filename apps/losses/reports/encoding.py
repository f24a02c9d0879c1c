"""Which encoding a text file has, by a ladder: mark at its head, strict UTF-8, UTF-16 by zero bytes, then by the words
of known column names, and at last by how the bytes above 127 stand together.
"""

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO

CHUNK = 1 << 18
SAMPLE = 1 << 16
LONGEST_LINE = 1 << 20
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
LEGACY = ("cp932", "gb18030", "cp1252")
_HIGH_RUN = re.compile(rb"[\x81-\xfe]+")
_KANA = re.compile("[\u3041-\u30fa]")


@dataclass(frozen=True)
class Scan:
    """What one pass over the bytes of a file told."""

    encoding: str
    size: int
    ends_with_line: bool
    long_line: bool
    damaged: bool  # bytes that do not fit the encoding it otherwise has
    suspicious: bool  # lines must be watched for damaged characters and zero bytes


class _Pass:
    """Counts and checks while the bytes go by; nothing is kept but a sample of the head."""

    def __init__(self) -> None:
        self.size = self.zeros_even = self.zeros_odd = 0
        self.sample = b""
        self.tail = b""
        self.long_line = False
        self.letters = self.wrong = self.marks = 0
        self._since_line = 0
        self._utf8 = codecs.getincrementaldecoder("utf-8")("replace")

    def take(self, chunk: bytes) -> None:
        if len(self.sample) < SAMPLE:
            self.sample += chunk[: SAMPLE - len(self.sample)]
        if b"\x00" in chunk:
            even = chunk[self.size % 2 :: 2]
            self.zeros_even += even.count(0)
            self.zeros_odd += chunk.count(0) - even.count(0)
        self._lines(chunk)
        pending = self._utf8.getstate()[0]
        if pending or not chunk.isascii():
            text = self._utf8.decode(chunk)
            marks = (pending + chunk).count(b"\xef\xbf\xbd")
            self.marks += marks
            self.wrong += text.count("\ufffd") - marks
            self.letters += len(text) - len(text.encode("ascii", "ignore"))
        self.size += len(chunk)
        self.tail = (self.tail + chunk)[-4:]

    def _lines(self, chunk: bytes) -> None:
        last = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
        if last < 0:
            self._since_line += len(chunk)
        else:
            self._since_line = len(chunk) - last - 1
        self.long_line = self.long_line or self._since_line > LONGEST_LINE

    @property
    def zeros(self) -> int:
        return self.zeros_even + self.zeros_odd

    @property
    def utf8(self) -> bool:
        """Strictly, but for a letter cut off at the very end."""
        return self.wrong <= 0

    @property
    def mostly_utf8(self) -> bool:
        return self.letters - self.wrong >= 5 * self.wrong


def scan(source: BinaryIO, words: Iterable[str], chosen: str = "") -> Scan:
    """Read `source` once from where it stands. `words` are known column names; `chosen` overrides the ladder."""
    seen = _Pass()
    while chunk := source.read(CHUNK):
        seen.take(chunk)
    encoding, damaged = (chosen, False) if chosen else _ladder(seen, words)
    plain = encoding in ("utf-8", "utf-8-sig") and seen.utf8 and not seen.marks and not seen.zeros
    ends_with_line = seen.tail.rstrip(b"\x00")[-1:] in (b"\n", b"\r")
    return Scan(encoding, seen.size, ends_with_line, seen.long_line, damaged, suspicious=not plain)


def _ladder(seen: _Pass, words: Iterable[str]) -> tuple[str, bool]:
    for mark, name in MARKS:
        if seen.sample.startswith(mark):
            return name, False
    if seen.zeros > seen.size / 5:
        return ("utf-16-le" if seen.zeros_odd > seen.zeros_even else "utf-16-be"), False
    if seen.utf8:
        return "utf-8", False
    if seen.mostly_utf8:
        return "utf-8", True
    return _by_words(seen.sample, words) or _by_bytes(seen.sample), False


def _by_words(sample: bytes, words: Iterable[str]) -> str:
    """The legacy encoding in which most known column names stand in the head of the file."""
    telling = [word for word in words if not word.isascii()]
    found = {}
    for name in LEGACY:
        text = sample.decode(name, "replace")
        found[name] = sum(word in text for word in telling)
    best = max(LEGACY, key=lambda name: found[name])
    return best if found[best] else ""


def _by_bytes(sample: bytes) -> str:
    """No known word: kana mean Japanese, pairs of high bytes Chinese; lone high bytes are letters with accents."""
    runs = _HIGH_RUN.findall(sample)
    high = sum(map(len, runs))
    if len(_KANA.findall(sample.decode("cp932", "replace"))) * 4 >= max(high, 1):
        return "cp932"
    paired = sum(len(run) for run in runs if len(run) >= 2)
    if paired * 10 >= high * 9 and sample.decode("gb18030", "replace").count("\ufffd") <= 1:
        return "gb18030"
    return "cp1252"


def is_known(name: str) -> bool:
    """Whether Python decodes text by this name."""
    try:
        return codecs.lookup(name)._is_text_encoding
    except (LookupError, ValueError):
        return False

"""Word and Excel files are ZIP archives: looked at by their directory, never unpacked."""

import zipfile
from typing import IO

from apps.evidence.rules.types import DOCX, XLSX

MOST_ENTRIES = 2000  # a workbook of a hundred sheets has some 300
MOST_UNPACKED = 500 * 1024 * 1024  # bytes
MOST_RATIO = 200  # unpacked to packed; XML of repeated rows reaches 40
SMALL = 20 * 1024 * 1024  # bytes that may be packed as tightly as they like
MAIN_PARTS = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX}


class NotOffice(Exception):
    """A ZIP archive, or part of one, that is neither Word nor Excel."""


class Bomb(Exception):
    """It would unpack to far more than it is."""


class HasMacros(Exception):
    """It brings a program along."""


def office_type_of(source: IO[bytes], size: int) -> str:
    """Whether it is Word or Excel. Raises NotOffice, Bomb, HasMacros."""
    try:
        with zipfile.ZipFile(source) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError) as error:
        raise NotOffice from error
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if len(entries) > MOST_ENTRIES or unpacked > MOST_UNPACKED or packed > size:  # packed > size: entries overlap
        raise Bomb
    if unpacked > SMALL and unpacked > MOST_RATIO * size:
        raise Bomb
    names = {entry.filename.lower() for entry in entries}
    if any(name.rpartition("/")[2] in ("vbaproject.bin", "vbadata.xml") for name in names):
        raise HasMacros
    kinds = {kind for part, kind in MAIN_PARTS.items() if part in names}
    if "[content_types].xml" not in names or len(kinds) != 1:
        raise NotOffice
    return kinds.pop()


def is_also_zip(tail: bytes) -> bool:
    """Whether the last bytes of a file are the end of a ZIP archive: a reader of archives would open it."""
    at = tail.rfind(b"PK\x05\x06")
    while at >= 0:
        if at + 22 + int.from_bytes(tail[at + 20 : at + 22], "little") == len(tail):
            return True
        at = tail.rfind(b"PK\x05\x06", 0, at)
    return False

"""Which type a file is, by its first bytes."""

import re

import puremagic

LARGEST_FILE = 50 * 1024 * 1024  # bytes
HEAD = 8192  # bytes from the start that decide the type
MOST_PIXELS = 50_000_000  # of a picture that must be decoded whole: four bytes each, within the memory of a worker
MOST_PIXELS_JPEG = 250_000_000  # JPEG is decoded at a fraction of its size

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = "application/pdf"
PICTURES = frozenset({"image/png", "image/jpeg", "image/webp", "image/heif", "image/heic", "image/gif"})
TEXTS = frozenset({"text/plain", "text/csv", "message/rfc822"})
OFFICE = frozenset({DOCX, XLSX})
DRAWN = PICTURES | {PDF}  # what can be drawn as pages, and so be redacted
# Types a seller's evidence comes in. Anything that a browser or an office program would run is not among them.
TAKEN = DRAWN | OFFICE | TEXTS

ENCODINGS = ("utf-8", "gb18030", "cp1252", "utf-16")  # that sellers' machines write
MARKUP = re.compile(rb"[\s\xef\xbb\xbf]*(<(!doctype|!--|\?|/?[a-z]+[\s>/:])|\{\\rtf|%!ps|#!|mz)", re.IGNORECASE)
HEADER = re.compile(rb"[A-Za-z][A-Za-z0-9-]{1,60}:[ \t]?[^\r\n]*(\r?\n[ \t][^\r\n]*)*\r?\n")
OF_MAIL = re.compile(rb"^(from|received|return-path|delivered-to|mime-version):", re.IGNORECASE | re.MULTILINE)


def media_type_of(head: bytes) -> str:
    """The type of a file by its first bytes, never by its name; empty when it is nothing we take.

    Of Word and Excel only that it is one of the two; `inspect` tells which.
    """
    known = _by_magic(head)
    if known in TAKEN - TEXTS:
        return known
    if not is_text(head) or MARKUP.match(head):
        return ""
    if _is_mail(head):
        return "message/rfc822"
    return "text/csv" if _is_table(head) else "text/plain"


def _by_magic(head: bytes) -> str:
    try:
        matches = puremagic.magic_string(head)
    except puremagic.PureError:
        return ""
    best = max(match.confidence for match in matches)
    types = [match.mime_type for match in matches if match.confidence == best]
    return next((kind for kind in types if kind in TAKEN), "")


def _is_mail(head: bytes) -> bool:
    """Whether it begins with the headers of an e-mail: several lines `Name: value`, one of them only mails have."""
    end = 0
    lines = 0
    while match := HEADER.match(head, end):
        end, lines = match.end(), lines + 1
    return lines >= 2 and OF_MAIL.search(head[:end]) is not None


def _is_table(head: bytes) -> bool:
    """Whether the first lines have the same number of one separator."""
    lines = [line for line in head.splitlines()[:6] if line.strip()][:5]
    if len(lines) < 2:
        return False
    counts = [{line.count(sign) for line in lines} for sign in (b",", b";", b"\t")]
    return any(len(found) == 1 and found != {0} for found in counts)


def is_text(head: bytes) -> bool:
    """Whether the bytes read as text in an encoding sellers' machines write."""
    if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    for encoding in ENCODINGS:
        try:
            head[: HEAD - 4].decode(encoding)
        except UnicodeDecodeError as error:
            if error.start >= len(head) - 4:  # a character cut in two by the end of the head
                return True
        else:
            return True
    return False

"""What the vault takes. No database, no clock."""

import puremagic

LARGEST_FILE = 50 * 1024 * 1024  # bytes
HEAD = 8192  # bytes from the start that decide the type

# Types a seller's evidence comes in. Anything that a browser or an office program would run is not among them.
TAKEN = frozenset(
    {
        "application/pdf",
        "image/png",
        "image/jpeg",
        "image/webp",
        "image/heif",
        "image/heic",
        "image/gif",
        "message/rfc822",
        "text/plain",
        "text/csv",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    }
)


def media_type_of(head: bytes) -> str:
    """The type of a file by its first bytes, never by its name; empty when it is nothing we take."""
    try:
        matches = puremagic.magic_string(head)
    except puremagic.PureError:
        return "text/plain" if is_text(head) else ""
    best = max(match.confidence for match in matches)
    types = [match.mime_type for match in matches if match.confidence == best]
    return next((kind for kind in types if kind in TAKEN), "")


def is_text(head: bytes) -> bool:
    """Whether the bytes read as text in an encoding sellers' machines write."""
    if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    for encoding in ("utf-8", "gb18030", "cp1252", "utf-16"):
        try:
            head[: HEAD - 4].decode(encoding)
        except UnicodeDecodeError as error:
            if error.start >= len(head) - 4:  # a character cut in two by the end of the head
                return True
        else:
            return True
    return False

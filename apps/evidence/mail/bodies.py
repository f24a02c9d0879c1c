"""The text of a mail and its attachments, out of parts that may say anything about themselves."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from hashlib import sha256

import nh3

from apps.evidence.mail.charsets import clean, decode, header_text, is_as_declared
from apps.evidence.mail.found import Attachment, Trouble, TroubleKind

LONGEST_TEXT = 200_000  # characters
LARGEST_HTML = 1_000_000  # bytes
MOST_ATTACHMENTS, DEEPEST = 100, 30
BREAKS = re.compile(r"<(?:br|/p|/div|/tr|/li|/h[1-6]|/table|/blockquote|hr)\b[^>]{0,200}>", re.IGNORECASE)
TAGS = re.compile(r"<[^<>]{0,2000}>")
MOST_TAGS = 20_000
TEXTS = ("text/plain", "multipart/mixed", "multipart/alternative", "multipart/related")  # a leaf without its boundary
ENCRYPTED = ("application/pkcs7-mime", "application/x-pkcs7-mime", "multipart/encrypted")


@dataclass
class Body:
    text: str = ""
    attachments: list[Attachment] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)


def body_of(message: Message) -> Body:
    """The first plain text, or the first HTML without its markup; everything else is listed."""
    body = Body()
    plain: Message | None = None
    markup: Message | None = None
    for part in leaves(message):
        kind = _kind(part)
        if kind in ENCRYPTED:
            body.troubles.append(Trouble(TroubleKind.ENCRYPTED))
        if plain is None and kind in TEXTS and not _is_attached(part):
            plain = part
        elif markup is None and kind == "text/html" and not _is_attached(part):
            markup = part
        elif len(body.attachments) < MOST_ATTACHMENTS:
            body.attachments.append(_attachment(part, kind))
    if plain is not None:
        body.text = _text_of(plain, body.troubles)
    if markup is not None and not body.text.strip():
        body.text = text_of_html(_text_of(markup, body.troubles, LARGEST_HTML))
        body.troubles.append(Trouble(TroubleKind.FROM_HTML))
    if not body.text:
        body.troubles.append(Trouble(TroubleKind.NO_TEXT))
    return body


def leaves(message: Message) -> Iterator[Message]:
    """Parts that hold content, in their order. A mail attached to the mail is one part; it is not opened."""
    waiting = [(message, 0)]
    while waiting:
        part, depth = waiting.pop()
        payload = part.get_payload()
        if isinstance(payload, list) and depth < DEEPEST and _kind(part) != "message/rfc822":
            waiting += [(each, depth + 1) for each in reversed(payload) if isinstance(each, Message)]
        else:
            yield part


def text_of_html(source: str) -> str:
    """What a reader would see of it: no tags, no scripts, no styles; entities as characters."""
    broken = BREAKS.sub("\n", source)
    # The cleaner takes time with the square of the depth of tags; what has so many is no letter, and is only text here.
    bare = nh3.clean(broken, tags=set()) if broken.count("<") <= MOST_TAGS else TAGS.sub("", broken)
    text = html.unescape(bare)
    lines = (re.sub(r"[ \t\xa0]+", " ", line).strip() for line in text.splitlines())
    return clean(re.sub(r"\n{3,}", "\n\n", "\n".join(lines)), lines=True)


def _text_of(part: Message, troubles: list[Trouble], at_most: int = 4 * LONGEST_TEXT) -> str:
    declared = _charset(part)
    text, used = decode(_bytes_of(part)[:at_most], declared)
    if used.startswith("?"):
        troubles.append(Trouble(TroubleKind.LOST_CHARACTERS, declared or used[1:]))
    elif not is_as_declared(declared, used):
        troubles.append(Trouble(TroubleKind.OTHER_CHARSET, f"{declared} → {used}"))
    return clean(text, lines=True)[: max(LONGEST_TEXT, at_most // 4)]


def _bytes_of(part: Message) -> bytes:
    """The part's content; what is broken in its encoding is left out. A mail inside the mail is given as its source."""
    try:
        payload = part.get_payload(decode=True)
        if payload is None and isinstance(part.get_payload(), list):
            return b"".join(each.as_bytes() for each in part.get_payload() if isinstance(each, Message))
    except (ValueError, LookupError, KeyError, RecursionError, AttributeError, TypeError):
        return b""
    return payload if isinstance(payload, bytes) else b""


def _kind(part: Message) -> str:
    try:
        return clean(part.get_content_type())[:100]
    except (ValueError, LookupError, TypeError, AttributeError):
        return "application/octet-stream"


def _charset(part: Message) -> str:
    try:
        return clean(str(part.get_content_charset("")))[:40]
    except (ValueError, LookupError, TypeError, AttributeError):
        return ""


def _is_attached(part: Message) -> bool:
    return str(part.get("Content-Disposition", "")).strip().lower().startswith("attachment")


def _name_of(part: Message) -> str:
    try:
        name = part.get_filename("")
    except (ValueError, LookupError, TypeError, AttributeError):
        name = ""
    return header_text(str(name), 500)


def _attachment(part: Message, kind: str) -> Attachment:
    content = _bytes_of(part)
    return Attachment(_name_of(part), kind, len(content), sha256(content).hexdigest())

"""Text, tables and e-mails to plain UTF-8 text: what a reader sees, and nothing that only programs see."""

import re
from email import message_from_binary_file, policy
from email.message import EmailMessage
from html.parser import HTMLParser
from typing import IO

from apps.evidence.workshop.drawing import Refused

ENCODINGS = ("utf-8", "gb18030", "cp1252")
SHOWN = ("From", "To", "Cc", "Date", "Subject")
# Letters that show nothing and may steer or hide: controls but tab and line ends, directions, zero widths, tags.
UNSEEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]"
)
# A cell that a spreadsheet would take for a formula; numbers with a sign stay as they are.
FORMULA = re.compile(r"(?m)(^|[,;\t])(\"?)(?=[=@]|[+-](?![\d.,]))")


def write_text(source: IO[bytes], media_type: str, target: IO[bytes]) -> None:
    """Raises Refused."""
    text = _mail(source) if media_type == "message/rfc822" else _decoded(source.read())
    text = UNSEEN.sub("", text)
    if media_type == "text/csv":
        text = FORMULA.sub(r"\1\2'", text)
    if not text.strip():
        raise Refused("unreadable")
    target.write(text.encode("utf-8", "replace"))


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("utf-8", "replace")


def _mail(source: IO[bytes]) -> str:
    """Sender, receivers, date, subject and the words of an e-mail; of what is attached only the names."""
    try:
        mail = message_from_binary_file(source, policy=policy.default)
        lines = [f"{name}: {mail[name]}" for name in SHOWN if mail[name]]
        lines += ["", _words(mail)]
        attached = [part.get_filename() or part.get_content_type() for part in mail.iter_attachments()]
    except (ValueError, LookupError, AttributeError, TypeError, RecursionError, KeyError) as error:
        raise Refused("unreadable") from error
    if attached:
        lines += ["", *(f"[{name}]" for name in attached)]
    return "\n".join(lines)


def _words(mail: EmailMessage) -> str:
    body = mail.get_body(("plain", "html"))
    if body is None:
        return ""
    text = str(body.get_content())
    return text if body.get_content_subtype() == "plain" else _without_tags(text)


class _Words(HTMLParser):
    """Collects what is shown."""

    LINES = frozenset({"p", "br", "div", "tr", "li", "h1", "h2", "h3", "table"})
    HIDDEN = frozenset({"script", "style", "head", "title"})

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in self.HIDDEN
        if tag in self.LINES:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.hidden = max(0, self.hidden - (tag in self.HIDDEN))

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.parts.append(data)


def _without_tags(html: str) -> str:
    words = _Words()
    words.feed(html)
    words.close()
    return re.sub(r"\n\s*\n+", "\n\n", "".join(words.parts)).strip()

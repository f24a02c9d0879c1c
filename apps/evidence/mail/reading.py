"""A mail from its bytes. Whatever they are, the answer is a Mail that says what could not be read; never an error.

The parser runs with the `compat32` policy: it keeps headers as the bytes they are. The newer policies parse each header
when it is read, which loses Chinese written in raw bytes and can be made to run for minutes.
"""

import re
from email import policy
from email.message import Message
from email.parser import BytesParser

from apps.evidence.mail.bodies import body_of
from apps.evidence.mail.charsets import clean, decode_words, header_text, unescape
from apps.evidence.mail.found import Mail, Moment, Trouble, TroubleKind
from apps.evidence.mail.moments import read_moment
from apps.evidence.mail.pasted import read_pasted
from apps.evidence.mail.senders import Headers, addresses_of, first_text, hops_of, stated_of, values_of

LARGEST_READ = 5 * 1024 * 1024  # bytes from the start; texts come before attachments
LARGEST_HEAD = 256 * 1024
LONGEST_HEAD_SHOWN = 64_000  # characters
MOST_LINES, MOST_BOUNDARIES = 150_000, 2_000
END_OF_HEAD = re.compile(rb"\r?\n[ \t]*\r?\n|\r\r")
HEADER = re.compile(r"^([A-Za-z][A-Za-z0-9-]{1,60})[ \t]?:", re.MULTILINE)
TELLING = frozenset({"from", "received", "date", "subject", "return-path", "delivered-to", "message-id", "to"})


def looks_like_mail(head: bytes) -> bool:
    """Whether a text begins with the headers of a mail: three of them, two of those that every mail has."""
    text = head[:8192].decode("latin-1").lstrip("\ufeff\xef\xbb\xbf\r\n ")
    names = []
    for line in text.splitlines()[:200]:
        if match := HEADER.match(line):
            names.append(match.group(1).lower())
        elif not (names and line[:1] in (" ", "\t")) and not (not names and line.startswith("From ")):
            break
    return len(names) >= 3 and len(TELLING.intersection(names)) >= 2


def read_text(text: str) -> Mail:
    """A text that may be a mail with all its headers, or hold quoted ones, or neither."""
    raw = text.encode("utf-8", "replace")
    if looks_like_mail(raw):
        return read_mail(raw)
    cleaned = clean(text, lines=True)
    return Mail(text=cleaned, quoted=read_pasted(cleaned))


def read_mail(raw: bytes) -> Mail:
    """The mail in `raw`, of which the first 5 MB are read."""
    troubles = [Trouble(TroubleKind.CUT)] if len(raw) > LARGEST_READ else []
    raw = raw[:LARGEST_READ].removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    head, rest = _split(raw)
    if len(head) > LARGEST_HEAD:
        head = head[: head.rfind(b"\n", 0, LARGEST_HEAD) + 1 or LARGEST_HEAD].rstrip()
        troubles.append(Trouble(TroubleKind.HEADERS_CUT))
    message = _parsed(head, rest, troubles)
    headers: Headers = [(name, str(value)) for name, value in message.raw_items()]
    if not headers:
        troubles.append(Trouble(TroubleKind.NOT_A_MAIL))
    body = body_of(message)
    mail = Mail(
        senders=addresses_of(headers, "from"),
        reply_to=addresses_of(headers, "reply-to"),
        return_path=first_text(headers, "return-path").strip("<> "),
        to=addresses_of(headers, "to"),
        subject=first_text(headers, "subject"),
        message_id=first_text(headers, "message-id"),
        date=_date(headers, troubles),
        hops=hops_of(headers),
        stated=stated_of(headers),
        text=body.text,
        attachments=tuple(body.attachments),
        quoted=read_pasted(body.text),
        head=_head(headers),
    )
    return _with_troubles(mail, headers, [*troubles, *body.troubles])


def _split(raw: bytes) -> tuple[bytes, bytes]:
    end = END_OF_HEAD.search(raw)
    return (raw[: end.start()], raw[end.end() :]) if end else (raw, b"")


def _parsed(head: bytes, rest: bytes, troubles: list[Trouble]) -> Message:
    """The whole message, or only its headers where the rest would cost too much or cannot be parsed."""
    parser = BytesParser(policy=policy.compat32)
    few = rest.count(b"\n") <= MOST_LINES and rest.count(b"\n--") <= MOST_BOUNDARIES
    if few:
        try:
            return parser.parsebytes(head + b"\n\n" + rest)
        except (RecursionError, ValueError, LookupError, TypeError, AttributeError, IndexError):
            pass
    troubles.append(Trouble(TroubleKind.BODY_UNREADABLE))
    return parser.parsebytes(head + b"\n\n", headersonly=True)


def _date(headers: Headers, troubles: list[Trouble]) -> Moment:
    dates = values_of(headers, "date")
    if not dates:
        troubles.append(Trouble(TroubleKind.NO_DATE))
        return Moment()
    moment = read_moment(header_text(dates[0], 400))
    if moment.at is None:
        troubles.append(Trouble(TroubleKind.DATE_UNREADABLE, moment.written))
    elif not moment.is_exact:
        troubles.append(Trouble(TroubleKind.DATE_WITHOUT_ZONE, moment.written))
    return moment


def _head(headers: Headers) -> str:
    lines = []
    size = 0
    for name, value in headers:
        lines.append(f"{clean(unescape(name))}: {clean(decode_words(unescape(value[:8_000])), lines=True)}")
        size += len(lines[-1])
        if size > LONGEST_HEAD_SHOWN:
            break
    return "\n".join(lines)[:LONGEST_HEAD_SHOWN]


def _with_troubles(mail: Mail, headers: Headers, troubles: list[Trouble]) -> Mail:
    if not mail.senders:
        troubles.append(Trouble(TroubleKind.NO_SENDER))
    if len(mail.senders) > 1 or len(values_of(headers, "from")) > 1:
        troubles.append(Trouble(TroubleKind.MANY_SENDERS))
    for sender in mail.senders:
        named = re.search(r"[\w.+-]{1,64}@[\w.-]{1,255}", sender.name)
        if named and named.group().lower() != sender.address.lower():
            troubles.append(Trouble(TroubleKind.ADDRESS_IN_NAME, sender.name))
    values = {name: getattr(mail, name) for name in Mail.__dataclass_fields__}
    return Mail(**{**values, "troubles": tuple(dict.fromkeys(troubles))})

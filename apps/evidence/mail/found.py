"""What was found in a mail, as plain values that survive JSON."""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class TroubleKind(StrEnum):
    """What could not be read, or wants a second look. Sentences for readers: apps.web.mail_pages."""

    NOT_A_MAIL = "not_a_mail"  # no header of a mail at all
    CUT = "cut"  # larger than what is read
    HEADERS_CUT = "headers_cut"
    BODY_UNREADABLE = "body_unreadable"  # too many parts or nested too deeply
    NO_TEXT = "no_text"
    FROM_HTML = "from_html"  # the text was taken from the HTML version
    NO_DATE = "no_date"
    DATE_UNREADABLE = "date_unreadable"
    DATE_WITHOUT_ZONE = "date_without_zone"
    NO_SENDER = "no_sender"
    MANY_SENDERS = "many_senders"
    ADDRESS_IN_NAME = "address_in_name"  # the name that is shown is another address
    OTHER_CHARSET = "other_charset"  # read otherwise than declared; detail says how
    LOST_CHARACTERS = "lost_characters"
    ENCRYPTED = "encrypted"


@dataclass(frozen=True)
class Trouble:
    kind: TroubleKind
    detail: str = ""


@dataclass(frozen=True)
class Address:
    """A name and an address as they were written; either may be empty."""

    name: str = ""
    address: str = ""

    def __str__(self) -> str:
        return f"{self.name} <{self.address}>" if self.name and self.address else self.name or self.address


@dataclass(frozen=True)
class Moment:
    """A date as written, and what it means where that is certain.

    `at` is wall time; it is aware only where the mail states an offset or a zone that means one thing. `zone` is that
    zone as written.
    """

    written: str = ""
    at: datetime | None = None
    zone: str = ""

    @property
    def is_exact(self) -> bool:
        """Whether it names one moment on earth."""
        return self.at is not None and self.at.tzinfo is not None


@dataclass(frozen=True)
class Hop:
    """One `Received` line: a server says that it took the mail."""

    by: str
    source: str
    moment: Moment


@dataclass(frozen=True)
class Stated:
    """One result of a check of the sender, as a header states it. `said_by` is the server that claims to have checked;
    empty where the header names none (a signature nobody reports having checked)."""

    header: str
    said_by: str
    method: str
    result: str
    detail: str = ""


@dataclass(frozen=True)
class Attachment:
    """A part of the mail that is a file: its name and type as stated, its size in bytes and its SHA-256."""

    name: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Quoted:
    """A mail quoted or pasted inside a text: `From: … Sent: …` or its Chinese forms."""

    sender: Address
    sent: Moment
    to: str
    subject: str
    text: str


@dataclass(frozen=True)
class Mail:
    """A mail as it was read. Texts are decoded and without control characters; nothing in them is to be trusted."""

    senders: tuple[Address, ...] = ()
    reply_to: tuple[Address, ...] = ()
    return_path: str = ""
    to: tuple[Address, ...] = ()
    subject: str = ""
    message_id: str = ""
    date: Moment = Moment()
    hops: tuple[Hop, ...] = ()  # the last server first, as they stand
    stated: tuple[Stated, ...] = ()
    text: str = ""
    attachments: tuple[Attachment, ...] = ()
    quoted: tuple[Quoted, ...] = ()
    head: str = ""  # all headers as they stand, decoded
    troubles: tuple[Trouble, ...] = ()

    @property
    def is_mail(self) -> bool:
        return bool(self.head)

    def as_json(self) -> dict[str, Any]:
        return dataclasses.asdict(self, dict_factory=_plain)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Mail":
        """What `as_json` gave. Keys that a later version dropped are ignored; new ones are empty."""
        builders: dict[str, Callable[[Any], object]] = {
            "senders": _address,
            "reply_to": _address,
            "to": _address,
            "hops": _hop,
            "stated": lambda row: Stated(**row),
            "attachments": lambda row: Attachment(**row),
            "quoted": _quoted,
            "troubles": lambda row: Trouble(TroubleKind(row["kind"]), row["detail"]),
        }
        known = {field.name for field in dataclasses.fields(cls)}
        values: dict[str, Any] = {name: value for name, value in data.items() if name in known}
        for name, build in builders.items():
            values[name] = tuple(build(row) for row in values.get(name, ()))
        values["date"] = _moment(values.get("date", {}))
        return cls(**values)


def _plain(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in pairs}


def _address(row: dict[str, str]) -> Address:
    return Address(**row)


def _moment(row: dict[str, Any]) -> Moment:
    at = row.get("at")
    return Moment(row.get("written", ""), datetime.fromisoformat(at) if at else None, row.get("zone", ""))


def _hop(row: dict[str, Any]) -> Hop:
    return Hop(row["by"], row["source"], _moment(row["moment"]))


def _quoted(row: dict[str, Any]) -> Quoted:
    return Quoted(_address(row["sender"]), _moment(row["sent"]), row["to"], row["subject"], row["text"])

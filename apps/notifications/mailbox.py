"""A mailbox on a developer's machine: mails as files in one folder, the newest few hundred. Not in production."""

import os
import re
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import getaddresses
from pathlib import Path

MOST = 300
NAME = re.compile(r"^\d{19}-[0-9a-f]{8}$")
CODE = re.compile(r"(?<!\d)(\d{6})(?!\d)")


@dataclass(frozen=True)
class Mail:
    """One received mail. `code` is the six digits of its subject, if there are any."""

    id: str
    received_at: datetime
    to: tuple[str, ...]
    subject: str
    text: str
    html: str

    @property
    def code(self) -> str:
        found = CODE.search(self.subject)
        return found.group(1) if found else ""


class Mailbox:
    """The folder. Names begin with the moment in nanoseconds, so that they sort."""

    def __init__(self, folder: Path, most: int = MOST) -> None:
        self.folder = folder
        self.most = most

    def keep(self, content: bytes) -> str:
        """Write one mail whole or not at all, then forget the oldest. Returns its id."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        name = f"{time.time_ns():019}-{secrets.token_hex(4)}"
        draft = self.folder / f"{name}.part"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
        draft.rename(self.folder / f"{name}.eml")
        for old in self._names()[self.most :]:
            (self.folder / f"{old}.eml").unlink(missing_ok=True)
        return name

    def newest(self, *, containing: str = "") -> Iterator[Mail]:
        """Newest first; only those to an address that contains `containing`."""
        for name in self._names():
            mail = self.get(name)
            if mail and any(containing.lower() in address.lower() for address in mail.to):
                yield mail

    def get(self, name: str) -> Mail | None:
        """The mail called `name`; None when there is none (or it was just forgotten)."""
        if not NAME.match(name):
            return None
        try:
            content = (self.folder / f"{name}.eml").read_bytes()
        except FileNotFoundError:
            return None
        return _read(name, content)

    def _names(self) -> list[str]:
        if not self.folder.is_dir():
            return []
        found = (path.stem for path in self.folder.glob("*.eml"))
        return sorted((name for name in found if NAME.match(name)), reverse=True)


def _read(name: str, content: bytes) -> Mail:
    parsed = message_from_bytes(content, policy=default)
    moment = datetime.fromtimestamp(int(name.partition("-")[0]) / 1e9, UTC)
    addresses = tuple(address for _name, address in getaddresses([str(parsed.get("To", ""))]) if address)
    return Mail(name, moment, addresses, str(parsed.get("Subject", "")), _part(parsed, "plain"), _part(parsed, "html"))


def _part(parsed: EmailMessage, kind: str) -> str:
    body = parsed.get_body((kind,))
    return str(body.get_content()) if body is not None else ""

"""What a message says: subject, text and HTML in the reader's language, from its kind and its facts.

The words are in templates/messages/<kind>.{subject.txt,txt,html}. They stay neutral, because an inbox may be seen by
others: a reference, what happened in one line, what comes next, a link. Links are built from SITE_URL.
"""

import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.charset import QP, Charset
from email.header import Header
from email.utils import formatdate, parseaddr
from functools import lru_cache
from html import escape
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import css_inline
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import sanitize_address
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from apps.notifications.enums import MessageKind

EXAMPLE_CASE = {"reference": "RC-7KFM-39XQ-T", "case_id": "00000000-0000-4000-8000-000000000000"}
EXAMPLES: dict[MessageKind, dict[str, str]] = {
    MessageKind.SIGN_IN_CODE: {"code": "123456"},
    MessageKind.SIGN_IN_CHANGED: {"change": "totp_activated"},
    MessageKind.CASE_RECEIVED: EXAMPLE_CASE,
    MessageKind.CASE_RETURNED: EXAMPLE_CASE,
    MessageKind.CASE_VERIFIED: EXAMPLE_CASE,
    MessageKind.CASE_RESTORED: EXAMPLE_CASE,
    MessageKind.CASE_INVITATION: {"token": "an-example-and-no-key", "sharer": "Chen Wei"},
    MessageKind.INVITATION_ACCEPTED: EXAMPLE_CASE,
    MessageKind.AMOUNTS_READ: EXAMPLE_CASE,
    MessageKind.MEMBER_INVITATION: {"token": "an-example-and-no-key", "association": "Shenzhen Sellers' Union"},
    MessageKind.LIST_INVITATION: {"key": "an-example-and-no-key", "association": "Shenzhen Sellers' Union"},
    MessageKind.ASSOCIATION_DECIDED: {"slug": "shenzhen-sellers-union", "association": "Shenzhen Sellers' Union"},
    MessageKind.APPEAL_READ: EXAMPLE_CASE,
    MessageKind.APPEAL_RESTED: EXAMPLE_CASE,
    MessageKind.READING_ASKED: {**EXAMPLE_CASE, "reading_id": EXAMPLE_CASE["case_id"]},
    MessageKind.DEADLINE_REMINDER: {
        "reference": EXAMPLE_CASE["reference"],
        "deadline_id": "00000000-0000-4000-8000-000000000001",
        "what": "act",
        "mine": "19 Mar 2018, 15:00 (Beijing time)",
        "there": "19 Mar 2018, 00:00 (Los Angeles time)",
        "late": "",
    },
    MessageKind.DATE_UNANSWERED: {
        "reference": EXAMPLE_CASE["reference"],
        "mine": "19 Mar 2018, 15:00 (Beijing time)",
        "there": "19 Mar 2018, 00:00 (Los Angeles time)",
    },
    MessageKind.DEADLINES_MOVED: {
        "reference": EXAMPLE_CASE["reference"],
        "lines": "19 Mar 2018, 15:00 (Beijing time) → 22 Mar 2018, 15:00 (Beijing time)",
    },
    MessageKind.OUTLET_TEST: {},
    MessageKind.DATES_OF_THE_DAY: {"lines": "RC-7KFM-39XQ-T: 19 Mar 2018, 15:00 (Beijing time)"},
    MessageKind.COPY_READY: {},
    MessageKind.DOSSIER_READY: EXAMPLE_CASE,
    MessageKind.SURGE_NEAR: {"association": "Shenzhen Sellers' Union", "slug": "szsu"},
    MessageKind.SURGE_SEEN: {"surge_id": "1", "sellers": "12", "day": "2022-12-08"},
    MessageKind.FIGURES_DIFFER: {"differences": "2"},
    MessageKind.ERASURE_ASKED: {"days": "7"},
    MessageKind.ERASURE_DONE: {},
    MessageKind.KEPT_TOO_LONG: {**EXAMPLE_CASE, "days": "60"},
    MessageKind.CASE_ERASED: EXAMPLE_CASE,
    MessageKind.ABUSE_DECIDED: {"report_id": EXAMPLE_CASE["case_id"]},
    MessageKind.BARRED: {},
    MessageKind.BAR_ANSWERED: {},
    MessageKind.CAMPAIGN_MET: {},
    MessageKind.CAMPAIGN_UPDATE: {"update_id": EXAMPLE_CASE["case_id"], "stop": "an-example-and-no-key"},
    MessageKind.CAMPAIGN_DAY: {"slug": "szsu", "day": "19 March 2018"},
}
# Where a message leads: the address's name, and the fact that stands in it.
PAGES: dict[MessageKind, tuple[str, str]] = {
    MessageKind.CASE_RECEIVED: ("case-detail", "case_id"),
    MessageKind.CASE_RETURNED: ("case-detail", "case_id"),
    MessageKind.CASE_VERIFIED: ("case-detail", "case_id"),
    MessageKind.CASE_RESTORED: ("case-detail", "case_id"),
    MessageKind.AMOUNTS_READ: ("ledger", "case_id"),
    MessageKind.APPEAL_READ: ("case-detail", "case_id"),
    MessageKind.APPEAL_RESTED: ("case-detail", "case_id"),
    MessageKind.READING_ASKED: ("reading", "reading_id"),
    MessageKind.INVITATION_ACCEPTED: ("case-detail", "case_id"),
    MessageKind.CASE_INVITATION: ("invitation", "token"),
    MessageKind.MEMBER_INVITATION: ("member-invitation", "token"),
    MessageKind.LIST_INVITATION: ("list-invitation", "key"),
    MessageKind.ASSOCIATION_DECIDED: ("association-detail", "slug"),
    MessageKind.DEADLINE_REMINDER: ("date-detail", "deadline_id"),
    MessageKind.DATE_UNANSWERED: ("shared-list", ""),
    MessageKind.DEADLINES_MOVED: ("date-list", ""),
    MessageKind.DATES_OF_THE_DAY: ("date-list", ""),
    MessageKind.OUTLET_TEST: ("outlet-list", ""),
    MessageKind.SIGN_IN_CHANGED: ("preferences", ""),
    MessageKind.COPY_READY: ("own-data", ""),
    MessageKind.DOSSIER_READY: ("dossiers", "case_id"),
    MessageKind.SURGE_NEAR: ("body-cases", "slug"),
    MessageKind.SURGE_SEEN: ("admin:surge", "surge_id"),
    MessageKind.FIGURES_DIFFER: ("admin:operations", ""),
    MessageKind.ERASURE_ASKED: ("own-data", ""),
    MessageKind.KEPT_TOO_LONG: ("case-detail", "case_id"),
    MessageKind.CASE_ERASED: ("case-detail", "case_id"),
    MessageKind.ABUSE_DECIDED: ("abuse-receipt", "report_id"),
    MessageKind.BARRED: ("own-standing", ""),
    MessageKind.BAR_ANSWERED: ("own-standing", ""),
    MessageKind.CAMPAIGN_MET: ("own-campaigns", ""),
    MessageKind.CAMPAIGN_UPDATE: ("own-update", "update_id"),
    MessageKind.CAMPAIGN_DAY: ("body-dates", "slug"),
}
# Where one click ends such mails (RFC 8058): the address's name, and the fact that is the key of it.
STOPS: dict[MessageKind, tuple[str, str]] = {
    MessageKind.CAMPAIGN_UPDATE: ("update-stop", "stop"),
    MessageKind.LIST_INVITATION: ("list-invitation-stop", "key"),
}
LONGEST_LINE = 76
# Most addresses: nothing about them has to be read, encoded or quoted, which is slow where ten thousand are due.
PLAIN_ADDRESS = re.compile(r"\w+(?:[.+-]\w+)*@[a-z0-9]+(?:[.-][a-z0-9]+)*", re.ASCII)
QUOTED_PRINTABLE = Charset("utf-8")
QUOTED_PRINTABLE.body_encoding = QP  # seven bits on the wire: any server may pass it on unchanged


# Facts of kinds that go out by the thousand, which templates only print and never ask about: such a letter is rendered
# once with marks in their places, and filled in for each reader. The marks of ids have the form of an id.
PRINTED: dict[MessageKind, dict[str, str]] = {
    MessageKind.DEADLINE_REMINDER: {
        "reference": "\ue000reference\ue001",
        "deadline_id": "5f8e1c6a-0000-4000-8000-00000000e000",
        "mine": "\ue000mine\ue001",
        "there": "\ue000there\ue001",
    },
    MessageKind.CAMPAIGN_UPDATE: {
        "update_id": "5f8e1c6a-0000-4000-8000-00000000e001",
        "stop": "mark-of-a-stop-5f8e1c6a-00000000e002",
    },
}


@dataclass(frozen=True)
class Letter:
    """One message as it reads; `html` has its styles inlined. `stop`: where one click ends such mails, if it does."""

    subject: str
    text: str
    html: str
    stop: str = ""


def write_letter(
    *, kind: str, language: str, facts: dict[str, str], may_be_second: bool = False, is_late: bool = False
) -> Letter:
    """The message in `language`. `may_be_second` and `is_late` add one line each, which says so."""
    options = {"language": language, "may_be_second": may_be_second, "is_late": is_late}
    site = {"site_url": settings.SITE_URL, "operator_email": settings.OPERATOR_EMAIL}
    marks = {fact: mark for fact, mark in PRINTED.get(MessageKind(kind), {}).items() if facts.get(fact)}
    if not marks:
        return _render(kind, {**facts, **options, **site})
    form = _form(kind, frozenset({**facts, **marks, **options, **site}.items()))
    return form.fill({mark: facts[fact] for fact, mark in marks.items()})


def _render(kind: str, context: Mapping[str, Any]) -> Letter:
    with translation.override(context["language"]):
        context = {**context, "link": link_of(kind, context), "stop_link": stop_link_of(kind, context)}
        subject = render_to_string(f"messages/{kind}.subject.txt", context)
        text = render_to_string(f"messages/{kind}.txt", context)
        html = render_to_string(f"messages/{kind}.html", context)
    return Letter(" ".join(subject.split()), text.strip() + "\n", _inliner().inline(html), context["stop_link"])


@dataclass(frozen=True)
class _Form:
    """A letter cut at its marks: every second piece is one."""

    subject: list[str]
    text: list[str]
    html: list[str]
    stop: list[str]

    def fill(self, values: Mapping[str, str]) -> Letter:
        """The values in the marks' places; a value that looks like a mark stays what it is."""
        escaped = {mark: escape(value, quote=False) for mark, value in values.items()}
        return Letter(
            " ".join(_filled(self.subject, values).split()),
            _filled(self.text, values).strip() + "\n",
            _filled(self.html, escaped),
            _filled(self.stop, values),
        )


def _filled(pieces: list[str], values: Mapping[str, str]) -> str:
    whole = pieces.copy()
    whole[1::2] = [values[mark] for mark in pieces[1::2]]
    return "".join(whole)


@lru_cache(maxsize=256)
def _form(kind: str, context: frozenset[tuple[str, Any]]) -> _Form:
    """There are as many as there are answers to what the templates of a kind ask."""
    letter = _render(kind, dict(context))
    marks = re.compile(f"({'|'.join(map(re.escape, PRINTED[MessageKind(kind)].values()))})")
    return _Form(*(marks.split(words) for words in (letter.subject, letter.text, letter.html, letter.stop)))


def link_of(kind: str, facts: Mapping[str, Any]) -> str:
    """Where the message leads, as an absolute address; empty for a message that must be acted on where it was asked."""
    return _address_of(PAGES, kind, facts)


def stop_link_of(kind: str, facts: Mapping[str, Any]) -> str:
    """Where one click ends mails of this kind, as an absolute address; empty where none does."""
    return _address_of(STOPS, kind, facts)


def _address_of(pages: Mapping[MessageKind, tuple[str, str]], kind: str, facts: Mapping[str, Any]) -> str:
    page, fact = pages.get(MessageKind(kind), ("", ""))
    args = [facts[fact]] if fact else []
    return f"{settings.SITE_URL}{reverse(page, args=args)}" if page else ""


def subject_of(kind: str, facts: dict[str, str]) -> str:
    """The message's subject in the language that is active now: its line in the product's own list."""
    return " ".join(render_to_string(f"messages/{kind}.subject.txt", dict(facts)).split())


def _inliner() -> css_inline.CSSInliner:
    """Nothing is fetched; `@media` rules (dark mode) stay in the head, for readers that know them."""
    return css_inline.CSSInliner(keep_style_tags=True, keep_at_rules=True, load_remote_stylesheets=False)


def _headers(message_id: UUID, language: str, stop: str) -> dict[str, str]:
    """The same Message-ID at every attempt, marked as sent by a machine, nothing that tracks."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    one_click = {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return {
        **(one_click if stop else {}),
        "Message-ID": f"<{message_id}@{host}>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "Content-Language": "zh-Hans" if language == "zh-hans" else language,
    }


def as_mail(letter: Letter, *, message_id: UUID, to: str, language: str) -> EmailMultiAlternatives:
    """The message as Django's backends take it."""
    headers = _headers(message_id, language, letter.stop)
    mail = EmailMultiAlternatives(letter.subject, letter.text, settings.DEFAULT_FROM_EMAIL, [to], headers=headers)
    mail.encoding = QUOTED_PRINTABLE
    mail.attach_alternative(letter.html, "text/html")
    return mail


def as_bytes(letter: Letter, *, message_id: UUID, to: str, language: str) -> bytes:
    """The same mail as our own SMTP takes it, with CRLF line ends: ten times quicker than the standard library, which
    matters where ten thousand are due at once. Raises ValueError for a header of more than one line."""
    boundary = f"=_{message_id.hex}"  # no quoted-printable line begins so: a real "=" is written =3D
    headers = {
        "Subject": _header_text(letter.subject, len("Subject: ")),
        "From": _address(settings.DEFAULT_FROM_EMAIL),
        "To": _address(to),
        "Date": formatdate(),
        **_headers(message_id, language, letter.stop),
        "MIME-Version": "1.0",
        "Content-Type": f'multipart/alternative;\r\n boundary="{boundary}"',
    }
    lines = [f"{name}: {value}" for name, value in headers.items()]
    head = "".join(lines).replace("\r\n ", "")
    if "\r" in head or "\n" in head:
        raise ValueError("a header has one line")
    lines.append("")
    for kind, words in (("plain", letter.text), ("html", letter.html)):
        lines += [f"--{boundary}", f'Content-Type: text/{kind}; charset="utf-8"']
        lines += ["Content-Transfer-Encoding: quoted-printable", "", _quoted_printable(words)]
    return "\r\n".join([*lines, f"--{boundary}--", ""]).encode("ascii")


def _header_text(words: str, used: int) -> str:
    """The words as a header prints them, `used` characters being taken on its first line; folded as RFC 2047 says."""
    if words.isascii():
        short = used + len(words) <= LONGEST_LINE
        return words if short else Header(words, header_name="x" * (used - 2)).encode(linesep="\r\n")
    room, chunks = _bytes_in(LONGEST_LINE - used), [b""]
    for character in words:
        more = character.encode()
        if len(chunks[-1]) + len(more) > room:
            chunks, room = [*chunks, b""], _bytes_in(LONGEST_LINE - 1)
        chunks[-1] += more
    return "\r\n ".join(f"=?utf-8?b?{binascii.b2a_base64(chunk, newline=False).decode()}?=" for chunk in chunks)


def _bytes_in(columns: int) -> int:
    """How many bytes an encoded word of so many columns takes: base64 writes three as four."""
    return (columns - len("=?utf-8?b??=")) // 4 * 3


def _quoted_printable(words: str) -> str:
    """Lines end in CRLF throughout: binascii breaks long ones as it finds the first one ended."""
    made = binascii.b2a_qp(words.replace("\n", "\r\n").encode(), istext=True).decode("ascii")
    return made if "\n" in words else made.replace("\n", "\r\n")


@lru_cache(maxsize=256)
def _address(address: str) -> str:
    """As a header prints it: a name or domain beyond ASCII encoded. Raises ValueError for what is none."""
    return address if PLAIN_ADDRESS.fullmatch(address) else sanitize_address(address, "utf-8")


def bare_address(address: str) -> str:
    """`Recourse <noreply@…>` without the name, a domain in Chinese as its ASCII form: what SMTP's envelope takes."""
    if PLAIN_ADDRESS.fullmatch(address):
        return address
    return parseaddr(sanitize_address(parseaddr(address)[1], "utf-8"))[1]

"""A mail as a page shows it: what stands in it, who says what about its sender, what could not be read."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from babel.dates import format_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.core.money import locale_of
from apps.evidence.mail import Address, Mail, Moment, Stated, Trouble, TroubleKind, read_text

MOST_OF_TEXT = 20_000  # characters of a mail's text that a page shows

TROUBLES: dict[TroubleKind, str | Promise] = {
    TroubleKind.NOT_A_MAIL: _("No headers of a mail stand in this file."),
    TroubleKind.CUT: _("The file is large: only its first 5 MB were read."),
    TroubleKind.HEADERS_CUT: _("It has far more headers than a mail has; only the first were read."),
    TroubleKind.BODY_UNREADABLE: _("Its parts could not be taken apart; only its headers were read."),
    TroubleKind.NO_TEXT: _("It has no text."),
    TroubleKind.FROM_HTML: _("It has no plain text; what is shown was taken from its HTML."),
    TroubleKind.NO_DATE: _("It states no date."),
    TroubleKind.DATE_UNREADABLE: _("Its date could not be understood: %(detail)s"),
    TroubleKind.DATE_WITHOUT_ZONE: _("Its date names no time zone, so it can mean several moments: %(detail)s"),
    TroubleKind.NO_SENDER: _("It names no sender."),
    TroubleKind.MANY_SENDERS: _("It names more than one sender. A genuine notice names one."),
    TroubleKind.ADDRESS_IN_NAME: _("The sender's name is itself an address, and another one: %(detail)s"),
    TroubleKind.OTHER_CHARSET: _("Its letters are not written as it says (%(detail)s); they were read as they are."),
    TroubleKind.LOST_CHARACTERS: _("Some characters could not be read."),
    TroubleKind.ENCRYPTED: _("It is encrypted; what is inside was not read."),
}
DOUBTFUL = (TroubleKind.MANY_SENDERS, TroubleKind.ADDRESS_IN_NAME)


@dataclass(frozen=True)
class When:
    """A date of a mail: as written, and the moment or the wall time it means."""

    written: str
    at: datetime | None
    wall: str

    @classmethod
    def of(cls, moment: Moment) -> "When":
        if moment.at is None or moment.is_exact:
            return cls(moment.written, moment.at, "")
        pattern = "y年M月d日 HH:mm" if locale_of().language == "zh" else "d MMM y, HH:mm"
        return cls(moment.written, None, str(format_datetime(moment.at, pattern, locale=locale_of())))


def mail_parts(mail: Mail) -> dict[str, Any]:
    """Everything the panel of a mail shows."""
    return {
        "mail": mail,
        "mail_rows": rows_of(mail),
        "mail_date": When.of(mail.date),
        "mail_text": mail.text[:MOST_OF_TEXT],
        "mail_is_cut": len(mail.text) > MOST_OF_TEXT,
        "mail_doubts": [sentence_of(trouble) for trouble in mail.troubles if trouble.kind in DOUBTFUL],
        "mail_troubles": [sentence_of(trouble) for trouble in mail.troubles if trouble.kind not in DOUBTFUL],
        "mail_stated": [(each, said_by(each), result_of(each)) for each in mail.stated],
        "mail_hops": [(hop, When.of(hop.moment)) for hop in mail.hops],
        "mail_quoted": [(quoted, When.of(quoted.sent)) for quoted in mail.quoted],
    }


def pasted_mails(text: str) -> list[tuple[Any, When]]:
    """The mails that somebody pasted with their headers, for the page of the case."""
    mail = read_text(text)
    return [(quoted, When.of(quoted.sent)) for quoted in mail.quoted]


def rows_of(mail: Mail) -> list[tuple[str, str]]:
    """Headers that say between whom the mail went, those that are there."""
    rows = [
        (gettext("From"), told(mail.senders)),
        (gettext("Answers go to"), told(mail.reply_to)),
        (gettext("Returned to, if undelivered"), mail.return_path),
        (gettext("To"), told(mail.to)),
        (gettext("Subject"), mail.subject),
        ("Message-ID", mail.message_id),
    ]
    return [(label, value) for label, value in rows if value]


def told(addresses: tuple[Address, ...]) -> str:
    return "; ".join(str(address) for address in addresses)


def sentence_of(trouble: Trouble) -> str:
    sentence = str(TROUBLES[trouble.kind])
    return sentence % {"detail": trouble.detail} if "%(" in sentence else sentence


def said_by(stated: Stated) -> str:
    return stated.said_by or gettext("the sender itself; no server says that it checked this")


def result_of(stated: Stated) -> str:
    """`DKIM: pass`, in the words of the header."""
    return f"{stated.method.upper()}: {stated.result}" if stated.method else stated.result

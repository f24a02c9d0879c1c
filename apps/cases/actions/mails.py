"""Reading the mails among a case's files, when they are put in."""

import json
from datetime import datetime

from apps.cases.models import CaseFile, CaseMail
from apps.evidence.mail import LARGEST_READ, Mail, looks_like_mail, normalised, read_mail, read_text
from apps.evidence.mail.charsets import decode
from apps.evidence.selectors import first_bytes

MAIL, TEXT = "message/rfc822", "text/plain"


def keep_reading(*, entry: CaseFile, now: datetime) -> CaseMail | None:
    """Read a file just put in and keep what stands in it, inside the caller's transaction.

    None for what is neither a mail nor a text in which mails are quoted. Never raises: a mail that cannot be read says
    so in its `troubles`.
    """
    if entry.file.media_type not in (MAIL, TEXT):
        return None
    raw = first_bytes(entry.file, LARGEST_READ + 1)
    mail = read_mail(raw) if entry.file.media_type == MAIL or looks_like_mail(raw) else read_text(decode(raw)[0])
    if not mail.is_mail and not mail.quoted:
        return None
    found = json.dumps(mail.as_json(), ensure_ascii=False)
    return CaseMail.objects.create(entry=entry, found=found, wording=normalised(notice_in(mail)), read_at=now)


def notice_in(mail: Mail) -> str:
    """The text that came from the platform: of the first mail quoted or forwarded inside, else of the mail itself."""
    return next((quoted.text for quoted in mail.quoted if quoted.text.strip()), mail.text)

"""Reading e-mail as evidence: what stands in a mail, who says so, what could not be read. No database, no clock.

Nothing here is a verdict of ours. A mail is a text that anybody can write or edit, so every fact keeps the header it
comes from, and a sender's authentication is given as the receiving server stated it.
"""

from apps.evidence.mail.found import Address, Attachment, Hop, Mail, Moment, Quoted, Stated, Trouble, TroubleKind
from apps.evidence.mail.pasted import read_pasted
from apps.evidence.mail.reading import LARGEST_READ, looks_like_mail, read_mail, read_text
from apps.evidence.mail.wording import normalised

__all__ = [
    "LARGEST_READ",
    "Address",
    "Attachment",
    "Hop",
    "Mail",
    "Moment",
    "Quoted",
    "Stated",
    "Trouble",
    "TroubleKind",
    "looks_like_mail",
    "normalised",
    "read_mail",
    "read_pasted",
    "read_text",
]

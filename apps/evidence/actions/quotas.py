"""How much one person and one case may put in. Share copies are not counted: nobody asked for them."""

from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.evidence.actions.locks import lock_limit
from apps.evidence.selectors import usage_of, usage_of_person


class FileRefused(Exception):
    """The vault does not take this file; `args[0]` says why to the person who gave it."""


class QuotaReached(FileRefused):
    """It would be more than this person or this case may keep here."""


def refuse_past_limits(*, size: int, belongs_to: UUID | None, by: User | None) -> None:
    """Raise QuotaReached if `size` more bytes are too many. The count stands still until the transaction ends.

    The person's limit is always locked before the case's, so that two uploads never wait for each other in a ring.
    """
    if by is not None:
        lock_limit(f"person {by.pk}")
        had = usage_of_person(by)
        if had.files >= settings.EVIDENCE_FILES_PER_PERSON:
            raise QuotaReached(
                _("You have %(most)s files here, which is the most we keep for one person. Remove some first.")
                % {"most": settings.EVIDENCE_FILES_PER_PERSON}
            )
        if had.bytes + size > settings.EVIDENCE_BYTES_PER_PERSON:
            raise QuotaReached(
                _("With this file you would keep more than %(most)s GB here, which is the most for one person.")
                % {"most": _gigabytes(settings.EVIDENCE_BYTES_PER_PERSON)}
            )
    if belongs_to is not None:
        lock_limit(f"case {belongs_to}")
        had = usage_of(belongs_to)
        if had.files >= settings.EVIDENCE_FILES_PER_CASE:
            raise QuotaReached(
                _("This case has %(most)s files, which is the most for one case. Remove some first.")
                % {"most": settings.EVIDENCE_FILES_PER_CASE}
            )
        if had.bytes + size > settings.EVIDENCE_BYTES_PER_CASE:
            raise QuotaReached(
                _("With this file the case would hold more than %(most)s GB, which is the most for one case.")
                % {"most": _gigabytes(settings.EVIDENCE_BYTES_PER_CASE)}
            )


def _gigabytes(size: int) -> str:
    return f"{size / 1024**3:g}"

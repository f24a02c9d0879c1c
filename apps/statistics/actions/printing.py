"""Printing the press sheets of published batches."""

from collections.abc import Callable
from datetime import datetime

import structlog
from django.conf import settings

from apps.dossiers.paper.printing import CannotPrint, PressFailed, print_pages
from apps.statistics.models import Batch, PressSheet
from apps.statistics.paper.sheets import subjects_of, write_sheet
from apps.statistics.selectors import latest_published

log = structlog.get_logger()


def print_sheets(*, clock: Callable[[], datetime]) -> int:
    """Print what the newest batch lacks of its press kit; returns how many sheets. Twice is as once.

    No transaction is open while a page is printed; of two workers at one sheet the second throws its page away.
    """
    batch = latest_published()
    if batch is None:
        return 0
    done = set(PressSheet.objects.filter(batch=batch).values_list("subject", "language"))
    wanted = [(subject, language) for subject in subjects_of(batch) for language, _name in settings.LANGUAGES]
    made = 0
    for subject, language in wanted:
        if (subject, language) in done:
            continue
        try:
            made += _print(batch, subject, language, clock)
        except (CannotPrint, PressFailed) as failure:
            log.error("sheet_not_printed", batch=batch.number, error=type(failure).__name__)
            return made  # the next would fare the same; beat tries again
    return made


def _print(batch: Batch, subject: str, language: str, clock: Callable[[], datetime]) -> int:
    printed = print_pages(write_sheet(batch, subject, language), identifier=batch.sha256[:16])
    sheet = PressSheet(batch=batch, subject=subject, language=language, content=printed.content, printed_at=clock())
    PressSheet.objects.bulk_create([sheet], ignore_conflicts=True)
    return 1

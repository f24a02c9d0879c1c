"""The files of a case as numbered exhibits, and which copy of each a dossier carries."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Prefetch

from apps.cases.models import Case, CaseFile
from apps.cases.selectors import files_of
from apps.dossiers.enums import Variant
from apps.evidence.enums import JobKind, JobState, Making
from apps.evidence.models import FileJob, StoredFile, TimeStamp

WAIT_FOR_PAGES = timedelta(minutes=5)


@dataclass(frozen=True)
class Exhibit:
    """A file of a case under its number, which is the same in both kinds of dossier.

    `copy` is what of it may be shown: for the complete dossier its share copy, every page drawn anew and nothing
    covered; for sharing the newest copy with parts covered, and none where there is none.
    """

    number: int
    entry: CaseFile
    copy: StoredFile | None
    stamp: TimeStamp | None
    refused: str = ""  # why its pages cannot be shown, in a sentence

    @property
    def file(self) -> StoredFile:
        return self.entry.file


def exhibits_of(case: Case, variant: str) -> list[Exhibit]:
    """The exhibits in the order in which they were added. Four queries, however many there are."""
    derived = StoredFile.objects.filter(discarded_at__isnull=True).order_by("-stored_at", "id")
    jobs = FileJob.objects.filter(kind=JobKind.SHARE)
    entries = files_of(case).prefetch_related(
        Prefetch("file__derived", queryset=derived, to_attr="copies"),
        Prefetch("file__jobs", queryset=jobs, to_attr="share_jobs"),
        Prefetch("file__stamps", queryset=TimeStamp.objects.order_by("stamped_at"), to_attr="all_stamps"),
    )
    wanted = Making.REDACTED if variant == Variant.REDACTED else Making.SHARE
    return [_exhibit(number, entry, wanted) for number, entry in enumerate(entries, 1)]


def _exhibit(number: int, entry: CaseFile, wanted: Making) -> Exhibit:
    file = entry.file
    gone = file.is_infected or file.discarded_at is not None
    copies: list[StoredFile] = [] if gone else file.copies  # type: ignore[attr-defined]
    stamps: list[TimeStamp] = file.all_stamps  # type: ignore[attr-defined]
    jobs: list[FileJob] = file.share_jobs  # type: ignore[attr-defined]
    ended = [job for job in jobs if job.state in (JobState.REFUSED, JobState.FAILED)]
    return Exhibit(
        number=number,
        entry=entry,
        copy=next((copy for copy in copies if copy.making == wanted), None),
        stamp=stamps[0] if stamps else None,
        refused=str(ended[0].get_reason_display()) if ended else "",
    )


def pages_are_coming(case: Case, *, asked_at: datetime, now: datetime) -> bool:
    """Whether copies of its files are being drawn just now, and waiting for them is not for ever."""
    if now >= asked_at + WAIT_FOR_PAGES:
        return False
    open_jobs = FileJob.objects.filter(state__in=(JobState.WAITING, JobState.RUNNING))
    return open_jobs.filter(
        kind__in=(JobKind.SHARE, JobKind.REDACTION), file__in=files_of(case).values("file")
    ).exists()

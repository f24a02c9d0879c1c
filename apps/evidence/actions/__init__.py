"""Writes of the vault. Every step leaves a custody entry; every sentence in an error is for the person concerned.

A file is stored once and never changed. What is made from it (share copy, redacted copy) is a `StoredFile` of its own
with `making` and `original`; what takes a while is a `FileJob`, worked by the task `evidence.work`.

    store_file(source, name, belongs_to=None, by, now) -> StoredFile       raises FileRefused (QuotaReached is one)
        `belongs_to`: id of the case or campaign, counted for its limit. Queues the share copy, the scan (when CLAMD_URL
        is set) and the time stamp (when TSA_URL is set).
    open_file(file, warned=False, by, now) -> Iterator[bytes]              raises FileDamaged, FileInfected
        `warned=True` only for its owner after a page that warned them; nobody else gets an infected file at all.
    share_file(file, by, now) -> None                                      notes that `by` gave somebody access to it
    discard_file(file, by, now) -> None                                    with everything that was made from it
    redact_file(original, boxes, by, now) -> FileJob                       raises CannotRedact
        `boxes`: rows of page (from 1), left, top, width, height in fractions of the page as `page_image` shows it. The
        job's `made` is the redacted copy once its `state` is done; else `get_reason_display()` says why not.
    page_image(file, page, by, now) -> bytes                               a JPEG; raises PageNotShown, FileDamaged
        Page from 1 to `file.pages` (None until the share copy was made). For originals and copies of DRAWN types.
    try_again(job, by, now) -> bool                                        a failed job, from the beginning
    request_stamp(file, by, now) -> FileJob                                raises NoStampServer
    check_files(not_since=None, limit, seconds, clock) -> Counter          reads bytes again

Reads that go with them are in `selectors`: `share_copy_of`, `redacted_copies_of`, `jobs_of`, `custody_of`,
`last_stamp_of`, `usage_of_person`, `usage_of`.
"""

from apps.evidence.actions.checking import check_files
from apps.evidence.actions.files import (
    FileDamaged,
    FileInfected,
    FileRefused,
    QuotaReached,
    discard_file,
    open_file,
    plain_name,
    share_file,
    store_file,
)
from apps.evidence.actions.jobs import run_due
from apps.evidence.actions.keys import renew_encryption
from apps.evidence.actions.pages import CannotRedact, PageNotShown, page_image, redact_file
from apps.evidence.actions.queue import NoStampServer, request_stamp, try_again
from apps.evidence.actions.scanning import queue_unscanned
from apps.evidence.actions.sweeping import sweep_files, sweep_leftovers

__all__ = [
    "CannotRedact",
    "FileDamaged",
    "FileInfected",
    "FileRefused",
    "NoStampServer",
    "PageNotShown",
    "QuotaReached",
    "check_files",
    "discard_file",
    "open_file",
    "page_image",
    "plain_name",
    "queue_unscanned",
    "redact_file",
    "renew_encryption",
    "request_stamp",
    "run_due",
    "share_file",
    "store_file",
    "sweep_files",
    "sweep_leftovers",
    "try_again",
]

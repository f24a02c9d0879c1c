"""The evidence of a case as its pages show it: a line per file, what happened to each in prose, the limits."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from babel.lists import format_list
from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.cases.enums import EventKind
from apps.cases.models import Case, CaseEvent, CaseFile
from apps.core.money import locale_of
from apps.evidence.enums import Custody, JobKind, ScanState
from apps.evidence.models import CustodyEntry, FileJob, StoredFile
from apps.evidence.rules import DRAWN
from apps.evidence.selectors import jobs_of, last_stamp_of, openings_of, usage_of
from apps.marketplaces.enums import EVIDENCE_KINDS
from apps.web.components import Link, TimelineEntry
from apps.web.components.base import Tone
from apps.web.forms.evidence import ACCEPT, KIND_GROUPS, KIND_MEANS
from apps.web.mail_pages import mail_parts

EVIDENCE_EVENTS = (EventKind.EVIDENCE_ADDED, EventKind.EVIDENCE_REMOVED)
TYPES = {
    "application/pdf": _("PDF"),
    "image/jpeg": _("picture (JPEG)"),
    "image/png": _("picture (PNG)"),
    "image/webp": _("picture (WebP)"),
    "image/gif": _("picture (GIF)"),
    "image/heic": _("picture (HEIC)"),
    "image/heif": _("picture (HEIF)"),
    "message/rfc822": _("e-mail"),
    "text/plain": _("text"),
    "text/csv": _("table (CSV)"),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": _("table (Excel)"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": _("document (Word)"),
}
FEW = 5  # files that the page of the case itself shows


@dataclass(frozen=True)
class Row:
    """A file in the list of a case's evidence."""

    entry: CaseFile
    opened: int

    @property
    def kind(self) -> str:
        return EVIDENCE_KINDS.label(self.entry.kind)

    @property
    def scan(self) -> tuple[str, Tone]:
        return scan_of(self.entry.file)

    @property
    def openings(self) -> str:
        """How often it was opened, in words."""
        if not self.opened:
            return gettext("never opened")
        return ngettext("opened once", "opened %(number)d times", self.opened) % {"number": self.opened}


def list_page(case: Case, entries: Iterable[CaseFile]) -> dict[str, Any]:
    """The page with all files of a case, without its form."""
    found = list(entries)
    opened = openings_of(entry.file_id for entry in found)
    used = usage_of(case.pk)
    shares = (used.files / settings.EVIDENCE_FILES_PER_CASE, used.bytes / settings.EVIDENCE_BYTES_PER_CASE)
    return {
        "case": case,
        "crumbs": crumbs_of(case),
        "rows": [Row(entry, opened.get(entry.file_id, 0)) for entry in reversed(found)],
        "usage": used,
        "used_percent": min(100, math.ceil(100 * max(shares))),
        "most_files": settings.EVIDENCE_FILES_PER_CASE,
        "most_bytes": settings.EVIDENCE_BYTES_PER_CASE,
        "accept": ACCEPT,
        "kinds": kinds_explained(),
    }


def detail_page(case: Case, entry: CaseFile, log: Iterable[CustodyEntry], reader: User) -> dict[str, Any]:
    """The page of one file."""
    return {
        **(mail_parts(entry.mail.mail) if hasattr(entry, "mail") else {}),
        "case": case,
        "entry": entry,
        "kind": EVIDENCE_KINDS.label(entry.kind),
        "crumbs": crumbs_of(case, to_list=True),
        "type": type_of(entry.file.media_type),
        "scan": scan_of(entry.file),
        "stamp": last_stamp_of(entry.file),
        **copies_of(entry),
        "log": log_of(log, case=case, entry=entry, reader=reader),
    }


@dataclass(frozen=True)
class Covered:
    """One copy on which parts are covered, or the work on it."""

    job: FileJob
    copy: StoredFile | None


def copies_of(entry: CaseFile) -> dict[str, Any]:
    """The share copy and the covered copies of a file, made or under way; `is_making` while any is."""
    jobs = list(jobs_of(entry.file))
    share = next((job for job in jobs if job.kind == JobKind.SHARE), None)
    covered = [
        Covered(job, job.made if job.made and job.made.discarded_at is None else None)
        for job in reversed(jobs)
        if job.kind == JobKind.REDACTION and not (job.made and job.made.discarded_at)
    ]
    return {
        "share_job": share,
        "share_copy": share.made if share and share.made and not entry.file.is_infected else None,
        "covered": covered,
        "is_making": any(job.is_open and job.kind in (JobKind.SHARE, JobKind.REDACTION) for job in jobs),
        "can_draw": entry.file.media_type in DRAWN and not entry.file.is_infected,
    }


def scan_of(file: StoredFile) -> tuple[str, Tone]:
    """The malware scanner's verdict, said as it is: no scan is no "clean"."""
    sentences: dict[str, tuple[str, Tone]] = {
        ScanState.NOT_SCANNED: (gettext("Not scanned for malware"), "neutral"),
        ScanState.WAITING: (gettext("Waiting for the malware scanner"), "neutral"),
        ScanState.CLEAN: (gettext("Malware scanner: nothing found"), "success"),
        ScanState.INFECTED: (gettext("Malware scanner: something found"), "error"),
        ScanState.FAILED: (gettext("Could not be scanned for malware"), "warning"),
    }
    return sentences[file.scan_state]


def infected_question(case: Case, entry: CaseFile) -> dict[str, Any]:
    """Asked before its owner is handed a file in which malware was found."""
    return {
        "title": gettext("Malware was found in this file"),
        "text": gettext(
            "The scanner names it: %(found)s. Nobody else is handed this file. Save it only to a machine on which it "
            "can do no harm, and do not open it."
        )
        % {"found": entry.file.scan_found or "?"},
        "label": gettext("Save it all the same"),
        "back": reverse("evidence-detail", args=[case.pk, entry.pk]),
        "danger": True,
    }


def type_of(media_type: str) -> str:
    """What a reader calls a type of file."""
    return str(TYPES.get(media_type, media_type))


def panel_of(entries: Iterable[CaseFile]) -> dict[str, Any]:
    """The newest files and how many there are, for the page of the case."""
    found = list(entries)
    return {"files": found[: -FEW - 1 : -1], "file_count": len(found)}


def crumbs_of(case: Case, *, to_list: bool = False) -> list[Link]:
    links = [
        Link(gettext("My cases"), reverse("case-list")),
        Link(case.reference, reverse("case-detail", args=[case.pk])),
    ]
    return [*links, Link(gettext("Evidence"), reverse("evidence-list", args=[case.pk]))] if to_list else links


def kinds_explained() -> list[tuple[str | Promise, list[tuple[str, str, str]]]]:
    """Groups of (code, label, what belongs there)."""
    return [
        (name, [(code, EVIDENCE_KINDS.label(code), str(KIND_MEANS[code])) for code in codes.split()])
        for name, codes in KIND_GROUPS
    ]


def added_words(number: int) -> str:
    return ngettext("%(number)d file added.", "%(number)d files added.", number) % {"number": number}


def remove_question(case: Case, entry: CaseFile) -> dict[str, Any]:
    return {
        "title": gettext("Remove %(name)s?") % {"name": entry.file.name},
        "text": gettext(
            "The file and every copy made of it are deleted for everybody, and cannot be brought back. What stays: the "
            "timeline says that there was a file of this kind, and its log keeps who opened it, when, and its SHA-256."
        ),
        "label": gettext("Remove the file"),
        "back": reverse("evidence-detail", args=[case.pk, entry.pk]),
        "danger": True,
    }


# -- the timeline of the case
def told_once(events: Iterable[CaseEvent]) -> list[CaseEvent]:
    """Evidence added (or removed) in one go is one entry of the story: `details["evidence"]` then lists the kinds."""
    told: list[CaseEvent] = []
    for event in events:
        last = told[-1] if told else None
        if last and event.kind in EVIDENCE_EVENTS and (last.kind, last.by_id) == (event.kind, event.by_id):
            kinds = [last.details.get("evidence", ""), event.details.get("evidence", "")]
            last.details = {"evidence": ",".join(kinds)}
            last.at = event.at
        else:
            told.append(event)
    return told


def kinds_in_words(codes: str) -> str:
    """`Supplier invoice (3), Bank statement` for the codes that `told_once` has put together."""
    counted: dict[str, int] = {}
    for code in filter(None, codes.split(",")):
        counted[code] = counted.get(code, 0) + 1
    words = [
        EVIDENCE_KINDS.label(code)
        if number == 1
        else gettext("%(kind)s (%(number)d)") % {"kind": EVIDENCE_KINDS.label(code), "number": number}
        for code, number in counted.items()
    ]
    return format_list(words, locale=locale_of())


# -- one file
@dataclass(frozen=True)
class Deed:
    """One kind of custody entry: told to whoever did it, and told of others, who are named by `%(who)s`."""

    you: str | Promise
    others: str | Promise
    machine: str | Promise = ""


def fact(words: str | Promise) -> Deed:
    return Deed(words, words, words)


DEEDS: dict[str, Deed] = {
    Custody.STORED: Deed(_("You put the file into the vault."), _("%(who)s put the file into the vault.")),
    Custody.OPENED: Deed(_("You opened the file."), _("%(who)s opened the file.")),
    Custody.SHARED: Deed(_("You gave somebody access to it."), _("%(who)s gave somebody access to it.")),
    Custody.COPIED: fact(_("The share copy was made, without hidden data.")),
    Custody.REDACTED: Deed(_("You had a covered copy made."), _("%(who)s had a covered copy made.")),
    Custody.SCANNED: fact(_("It was scanned for malware.")),
    Custody.STAMPED: fact(_("A time stamp proves that it existed by then.")),
    Custody.CHECKED: fact(_("Its bytes were read again: unchanged.")),
    Custody.BOUND: Deed(_("You had it put into a dossier."), _("%(who)s had it put into a dossier.")),
    Custody.DAMAGED: fact(_("Its bytes were read again and are not as they were put in.")),
    Custody.DISCARDED: Deed(
        _("You removed the file."), _("%(who)s removed the file."), _("The file was removed from the vault.")
    ),
}
OF_A_COPY = {
    Custody.OPENED: Deed(_("You opened a copy."), _("%(who)s opened a copy.")),
    Custody.DISCARDED: Deed(_("You removed a copy."), _("%(who)s removed a copy."), _("A copy was removed.")),
}


def log_of(entries: Iterable[CustodyEntry], *, case: Case, entry: CaseFile, reader: User) -> list[TimelineEntry]:
    """What happened to a file and its copies, the last first. One person opening it again and again is one line."""
    lines: list[TimelineEntry] = []
    number = 0
    for line in entries:
        copied = line.file_id != entry.file_id
        title = sentence_of(line, of_copy=copied, case=case, reader=reader)
        if lines and line.kind == Custody.OPENED and lines[-1].title == title:
            number += 1
            words = ngettext("%(number)d time", "%(number)d times", number) % {"number": number}
            lines[-1] = replace(lines[-1], at=line.at, badge=words)
        else:
            number = 1
            lines.append(TimelineEntry(title=title, at=line.at, text=line.detail))
    return list(reversed(lines))


def sentence_of(entry: CustodyEntry, *, of_copy: bool, case: Case, reader: User) -> str:
    deed = (OF_A_COPY.get(Custody(entry.kind)) if of_copy else None) or DEEDS[entry.kind]
    if entry.by_id == reader.pk:
        return str(deed.you)
    if entry.by is None and deed.machine:
        return str(deed.machine)
    sentence = str(deed.others)
    return sentence % {"who": who_did(entry.by, case)} if "%(" in sentence else sentence


def who_did(person: User | None, case: Case) -> str:
    """Somebody in the log, by what they are to the case; moderators are not named."""
    if person is None:
        return gettext("Somebody who had not signed in yet")
    if person.pk == case.owner_id:
        return gettext("The seller")
    return gettext("A moderator") if person.is_moderator else gettext("Somebody you shared the case with")

"""An appeal as somebody reads it who was asked to: the text that was asked about, the notice, what their access covers.

What identifies the seller is not among the parts, unless their own words name it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from apps.accounts.models import User
from apps.cases.enums import Scope
from apps.cases.models import AppealReading, AppealVersion
from apps.cases.rules import covers, document_of
from apps.cases.selectors import files_of, scope_for, sharer_names, with_copies
from apps.cases.selectors.appeals import due_of, guard_of, limit_of, readings_open_to, sent_count
from apps.web.appeal_pages import Changed, changes_between
from apps.web.case_pages import facts_of, title_of
from apps.web.components import Link
from apps.web.date_pages import DateRow


@dataclass(frozen=True)
class Earlier:
    """What the reader said of the version they read before, and what has changed since."""

    reading: AppealReading
    changes: list[Changed]


@dataclass(frozen=True)
class AskedRow:
    """A reading that waits for somebody, where they are told of it."""

    reading: AppealReading
    title: str

    @property
    def url(self) -> str:
        return reverse("reading", args=[self.reading.pk])


def asked_rows(reader: User, now: datetime) -> list[AskedRow]:
    """What waits to be read by this person, the longest waiting first."""
    waiting = readings_open_to(reader, now=now).filter(asked_of=reader)
    return [AskedRow(reading, title_of(reading.appeal.case)) for reading in waiting]


def parts_of(reading: AppealReading, reader: User, now: datetime) -> dict[str, Any]:
    """The page; the text only while it waits to be read."""
    case = reading.appeal.case
    parts = {
        "reading": reading,
        "appeal": reading.appeal,
        "case": case,
        "title": title_of(case),
        "crumbs": [
            Link(gettext("Shared with me"), reverse("shared-list")),
            Link(case.reference, reverse("case-detail", args=[case.pk])),
        ],
        "sharer": sharer_names([case.pk], reader).get(case.pk, ""),
        "newer": readings_open_to(reader, now=now).filter(appeal=reading.appeal, asked_of=reader).first(),
        "now": now,
    }
    return parts | _text_parts(reading, reader, now) if reading.is_waiting else parts


def _text_parts(reading: AppealReading, reader: User, now: datetime) -> dict[str, Any]:
    appeal, case = reading.appeal, reading.appeal.case
    version = appeal.versions.get(number=reading.version)
    chosen = files_of(case).filter(pk__in=appeal.files.values("entry"))
    sees_files = covers(scope_for(case, reader, now=now), Scope.EVIDENCE)
    due = due_of(case)
    return {
        "document": document_of(version.typed),
        "facts": facts_of(case),
        "checks": guard_of(appeal).checks,
        "is_last": limit_of(case).is_last(sent_count(case)),
        "due": DateRow(due, now) if due else None,
        "sees_files": sees_files,
        "files": with_copies(chosen) if sees_files else [],
        "files_count": chosen.count(),
        "earlier": _earlier(reading, version, reader),
    }


def _earlier(reading: AppealReading, version: AppealVersion, reader: User) -> Earlier | None:
    """Their own last answer about this attempt."""
    said = reading.appeal.readings.filter(reader=reader).exclude(verdict="").order_by("-read_at").first()
    read = reading.appeal.versions.filter(number=said.version).first() if said else None
    return Earlier(said, changes_between(read.typed, version.typed)) if said and read else None

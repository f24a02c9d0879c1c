"""Reporting abuse, and deciding what comes of it."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.conduct.actions.bars import refuse_barred
from apps.conduct.enums import About, AbuseKind, ConductStep, Measure, Part, ReportState
from apps.conduct.models import AbuseReport, ConductEvent
from apps.conduct.rules import LONGEST_WORDS, MOST_REPORTS, WITHIN
from apps.conduct.selectors import reports_of
from apps.notifications.actions import queue_message
from apps.notifications.enums import MessageKind


class ReportRefused(Exception):
    """Too many reports, one's own, or decided a moment ago; `args[0]` says it to the user."""


@dataclass(frozen=True)
class Said:
    """What somebody reports: of what, which kind, in their words, and the language they read."""

    about: About
    key: str
    kind: AbuseKind
    words: str
    language: str


@transaction.atomic
def report_abuse(*, said: Said, by: User | None, now: datetime) -> AbuseReport:
    """Keep a report for the moderators. `by` is None for a visitor.

    The same of the same page again, while it waits, is the report that is there. Raises ReportRefused and Barred.
    """
    if by is not None:
        User.objects.select_for_update(no_key=True).get(pk=by.pk)  # one after another: the limit counts rows
        refuse_barred(person=by, part=Part.REPORT, now=now)
        waiting = reports_of(by).filter(about=said.about, key=said.key, kind=said.kind, state=ReportState.OPEN).first()
        if waiting:
            return waiting
        if reports_of(by).filter(reported_at__gt=now - WITHIN).count() >= MOST_REPORTS:
            raise ReportRefused(_("You have sent many reports today. Moderators read them first; go on tomorrow."))
    report = AbuseReport.objects.create(
        about=said.about,
        key=said.key,
        kind=said.kind,
        words=said.words.strip()[:LONGEST_WORDS],
        reporter=by,
        language=said.language,
        reported_at=now,
    )
    ConductEvent.objects.create(report=report, step=ConductStep.REPORTED, at=now)  # without a name, on purpose
    return report


@transaction.atomic
def decide_report(*, report: AbuseReport, measure: Measure | None, words: str, by: User, now: datetime) -> None:
    """Say what came of a report: what was done, or, with `measure` None, that there is nothing to do.

    The one who reported reads `words`. Raises ReportRefused when somebody decided first, or on one's own report.
    """
    if report.reporter_id == by.pk:
        raise ReportRefused(_("You sent this report. Somebody else decides about it."))
    state = ReportState.ACTED if measure else ReportState.DISMISSED
    decided = AbuseReport.objects.filter(pk=report.pk, state=ReportState.OPEN).update(
        state=state, measure=measure or "", decided_by=by, decided_at=now
    )
    if not decided:
        raise ReportRefused(_("Somebody decided about this a moment ago. Please look at it again."))
    report.refresh_from_db()
    report.reason = words.strip()[:LONGEST_WORDS]
    report.save(update_fields=["reason"])
    event = ConductEvent.objects.create(report=report, step=ConductStep(state.value), by=by, at=now)
    if report.reporter:
        queue_message(
            kind=MessageKind.ABUSE_DECIDED,
            to=report.reporter,
            dedupe_key=f"abuse:{event.pk}",
            facts={"report_id": str(report.pk)},
            now=now,
        )


@transaction.atomic
def reopen_report(*, report: AbuseReport, by: User, now: datetime) -> None:
    """Take a decision back, so that it is made anew. Raises ReportRefused."""
    again = AbuseReport.objects.filter(pk=report.pk).exclude(state=ReportState.OPEN)
    if not again.update(state=ReportState.OPEN, measure="", decided_by=None, decided_at=None):
        raise ReportRefused(_("This waits for a decision already."))
    ConductEvent.objects.create(report=report, step=ConductStep.REOPENED, by=by, at=now)

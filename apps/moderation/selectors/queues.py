"""The queues of the desk, in the order in which they are asked for. Each is a question to the tables, never a table."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.associations.selectors import associations_to_approve
from apps.cases.enums import EventKind, State
from apps.cases.models import Case, CaseEvent, CaseFile, Claim
from apps.cases.selectors import cases_to_verify
from apps.cases.selectors.appeals import readings_open_to
from apps.cases.selectors.identities import identity_asks_open_to
from apps.cases.selectors.pairs import pairs_to_decide
from apps.conduct.selectors import objections_open_to, reports_open_to
from apps.evidence.enums import Custody, ScanState
from apps.evidence.models import CustodyEntry
from apps.incidents.selectors import cases_to_place
from apps.incidents.selectors.publications import publications_open_to
from apps.incidents.selectors.steps import steps_to_run
from apps.incidents.selectors.surges import surges_to_judge
from apps.losses.enums import LineKind
from apps.losses.models import LineVerdict, LossLine
from apps.moderation.rules import MOST_SHOWN
from apps.moderation.selectors import given_up_messages
from apps.privacy.selectors.case_erasures import case_erasures_open_to
from apps.statistics.enums import BatchState
from apps.statistics.models import Batch

Rows = Callable[[User, datetime], QuerySet[Any]]


@dataclass(frozen=True)
class Queue:
    """One queue: its things in order, since when each waits (a column), and where it is worked on.

    `page` is the page of one thing, asked with the columns `subject`; without it the list `things` is the place.
    """

    name: str
    label: str | Promise
    rows: Rows
    since: str
    things: str
    page: str = ""
    subject: tuple[str, ...] = ("pk",)
    shows: str = ""  # the tab of `things`

    @property
    def things_name(self) -> str:
        return f"admin:{self.things}"

    def waiting(self, by: User, now: datetime, at_most: int) -> list[tuple[Any, ...]]:
        """What names the first things, in order."""
        return list(self.rows(by, now).values_list(*self.subject)[:at_most])


def _verify(by: User, now: datetime) -> QuerySet[Case]:
    again = CaseEvent.objects.filter(case=OuterRef("pk"), kind=EventKind.RESUBMIT)
    return cases_to_verify().exclude(owner=by).exclude(Exists(again))


def _answered(by: User, now: datetime) -> QuerySet[Case]:
    again = CaseEvent.objects.filter(case=OuterRef("pk"), kind=EventKind.RESUBMIT)
    return cases_to_verify().exclude(owner=by).filter(Exists(again))


def _amounts(by: User, now: datetime) -> QuerySet[Case]:
    """Cases that were verified and have lines nobody has looked at, the longest verified first."""
    said = LineVerdict.objects.filter(line=OuterRef("pk"))
    later = LossLine.objects.filter(supersedes=OuterRef("pk"))
    lines = LossLine.objects.filter(~Exists(later), ~Exists(said), ledger=OuterRef("ledger"))
    cases = Case.objects.filter(verified_at__isnull=False).exclude(owner=by).exclude(state=State.WITHDRAWN)
    return cases.filter(Exists(lines.exclude(kind=LineKind.RETRACTION))).order_by("verified_at", "id")


def _evidence(by: User, now: datetime) -> QuerySet[CaseFile]:
    """Files that came after their case was verified and that no moderator has opened; none that a scanner stopped."""
    opened = CustodyEntry.objects.filter(file=OuterRef("file"), kind=Custody.OPENED, by__is_staff=True)
    files = CaseFile.objects.filter(added_at__gt=F("case__verified_at")).exclude(case__state=State.WITHDRAWN)
    files = files.exclude(case__owner=by).exclude(file__scan_state=ScanState.INFECTED)
    return files.filter(~Exists(opened)).order_by("added_at", "id")


def _figures(by: User, now: datetime) -> QuerySet[Batch]:
    """Batches that were prepared by somebody else, or by the weekly run, and not published."""
    return Batch.objects.filter(state=BatchState.PREPARED).exclude(prepared_by=by).order_by("as_of", "id")


QUEUES = {
    queue.name: queue
    for queue in (
        Queue("surges", _("Surges to judge"), lambda by, now: surges_to_judge(), "found_at", "surges", "surge"),
        Queue(
            "appeals", _("Appeals waiting for a second reader"), lambda by, now: readings_open_to(by, now=now),
            "asked_at", "appeal-queue", "appeal-desk", ("appeal__case", "appeal__number"),
        ),
        Queue("answered", _("Returned and answered"), _answered, "submitted_at", "index", "case-desk"),
        Queue("verify", _("Cases to verify"), _verify, "submitted_at", "index", "case-desk"),
        Queue("amounts", _("Amounts nobody has looked at"), _amounts, "verified_at", "index", "case-ledger"),
        Queue("place", _("Cases without incident"), lambda by, now: cases_to_place(), "submitted_at", "index",
              "placing", shows="unplaced"),
        Queue("duplicates", _("Sellers that may be one"), lambda by, now: pairs_to_decide(), "found_at", "duplicates",
              "duplicate"),
        Queue("steps", _("Steps on many cases to run"), lambda by, now: steps_to_run(), "made_at", "steps", "step"),
        Queue("evidence", _("Evidence nobody has opened"), _evidence, "added_at", "index", "case-desk", ("case",)),
        Queue("figures", _("Figures to publish"), _figures, "as_of", "figures-desk"),
        Queue("associations", _("Associations to approve"), lambda by, now: associations_to_approve(), "founded_at",
              "association-queue", "association-desk"),
        Queue("abuse", _("Reports of abuse"), lambda by, now: reports_open_to(by), "reported_at", "abuse-reports",
              "abuse-report"),
        Queue("objections", _("Objections to exclusions"), lambda by, now: objections_open_to(by), "objected_at",
              "bars", "bar"),
        Queue("identities", _("Identities asked for"), lambda by, now: identity_asks_open_to(by, now=now), "asked_at",
              "identity-asks", "identity-ask"),
        Queue("publications", _("Incidents to be shown to everybody"), lambda by, now: publications_open_to(by),
              "asked_at", "publication-asks", "publication-ask"),
        Queue("erasures", _("Cases to be erased"), lambda by, now: case_erasures_open_to(by), "asked_at",
              "erasure-asks", "erasure-ask"),
        Queue("messages", _("Messages that could not be sent"), lambda by, now: given_up_messages(), "queued_at",
              "operations"),
    )
}  # fmt: skip


KEYS = "1234567890abcdefg"  # in their order; w is this page itself


@dataclass(frozen=True)
class Stand:
    """How a queue stands: how many wait, counted no further than MOST_SHOWN, since when the oldest, and who is at how
    many of them."""

    queue: Queue
    count: int
    oldest: datetime | None
    mine: int
    others: int
    key: str  # pressed on the page, it takes the next

    @property
    def is_more(self) -> bool:
        return self.count == MOST_SHOWN


def stands_of_queues(by: User, now: datetime) -> list[Stand]:
    """Every queue: one statement for all of them, and one for the claims."""
    held = list(Claim.objects.filter(until__gt=now).values_list("queue", "by"))
    mine = Counter(name for name, who in held if who == by.pk)
    others = Counter(name for name, who in held if who != by.pk)
    told = _counted(by, now)
    return [
        Stand(queue, *told[name], mine[name], others[name], key)
        for (name, queue), key in zip(QUEUES.items(), KEYS, strict=True)
    ]


def _counted(by: User, now: datetime) -> dict[str, tuple[int, datetime | None]]:
    """How many wait in each queue, counted no further than MOST_SHOWN, and since when the oldest."""
    found: dict[str, tuple[int, datetime | None]] = dict.fromkeys(QUEUES, (0, None))
    parts, values = [], []
    for queue in QUEUES.values():
        first = queue.rows(by, now).order_by(queue.since).values_list(queue.since)[:MOST_SHOWN]
        try:
            sql, params = first.query.sql_with_params()
        except EmptyResultSet:
            continue
        parts.append(f"SELECT %s, count(*), min(since)::timestamptz FROM ({sql}) AS waiting (since)")  # noqa: S608 (our own)
        values += [queue.name, *params]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), values)
        found.update({name: (count, oldest) for name, count, oldest in cursor.fetchall()})
    return found

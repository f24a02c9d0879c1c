"""What the desk shows: the list with everything a row says, and one case with everything around it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from apps.accounts.models import User
from apps.cases.enums import PURSUED, EventKind, State
from apps.cases.models import Case, CaseEvent
from apps.cases.search import Reach, search_cases
from apps.cases.selectors import cases_to_verify, filed_cases_visible_to, related_cases
from apps.core.money import Money
from apps.deadlines.enums import DeadlineState, ReminderState
from apps.deadlines.models import Deadline, Reminder
from apps.deadlines.rules.ladder import TOLD
from apps.incidents.models import Incident
from apps.incidents.selectors import cases_to_place
from apps.losses.models import LossLine
from apps.losses.selectors import lines_by_ledger, totals_of
from apps.moderation.rules import MOST_SHOWN, RECENT, WAITS_LONG, Choice, Shown
from apps.notifications.enums import DeliveryState as DeliveryState
from apps.notifications.models import Message

NEAR = timedelta(days=7)
AGAIN = (EventKind.RESUBMIT, EventKind.REOPEN)


def cases_shown(choice: Choice, reader: User, now: datetime) -> QuerySet[Case]:
    """The cases of one tab, in the order in which they want to be looked at."""
    cases = _of_tab(choice.show, reader, now)
    if choice.platform:
        cases = cases.filter(platform=choice.platform)
    if choice.case_type:
        cases = cases.filter(case_type=choice.case_type)
    if choice.language:
        cases = cases.filter(owner__language=choice.language)
    if choice.incident:
        # asked for first, so that the planner knows how many stand there
        incidents = list(Incident.objects.filter(slug=choice.incident).values_list("pk", flat=True))
        cases = cases.filter(placement__incident__in=incidents)
    if choice.text:
        cases = search_cases(cases, choice.text, reach=_reach_among(cases))
    return cases


def ids_shown(choice: Choice, reader: User, now: datetime) -> list[UUID]:
    """Which cases one tab shows, in order, no more than MOST_SHOWN: found once, and counted and paged by this list."""
    return list(cases_shown(choice, reader, now).values_list("pk", flat=True)[:MOST_SHOWN])


def cases_of_page(ids: list[UUID]) -> list[Case]:
    """These cases in this order, with what a row says."""
    again = CaseEvent.objects.filter(case=OuterRef("pk"), kind__in=AGAIN)
    cases = Case.objects.select_related("owner", "placement__incident").defer("notice_text", "narrative")
    found = cases.annotate(is_again=Exists(again)).in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]


def _reach_among(cases: QuerySet[Case]) -> Reach:
    """Words of story and notice are looked for in the texts of those sellers whose cases the list would show.

    Who a seller is, is found whole only, since looking at it wants a reason.
    """
    owners = set(cases.values_list("owner", flat=True)[:MOST_SHOWN])
    return Reach(owners=tuple(sorted(owner for owner in owners if owner)), stories=Q(), whole_names=True)


def _of_tab(show: Shown, reader: User, now: datetime) -> QuerySet[Case]:
    if show == Shown.TO_VERIFY:
        return cases_to_verify()
    filed = filed_cases_visible_to(reader, now=now)
    if show == Shown.RETURNED:
        return filed.filter(state=State.RETURNED).order_by("moved_at", "id")
    if show == Shown.UNPLACED:
        return cases_to_place()
    if show == Shown.VERIFIED:
        return filed.filter(state__in=PURSUED, verified_at__gte=now - RECENT).order_by("-verified_at", "id")
    return filed.order_by("-moved_at", "id")


def counts_of_tabs(reader: User, now: datetime) -> dict[Shown, int]:
    """How many cases stand in each tab, unfiltered, and counted no further than MOST_SHOWN."""
    return {show: _of_tab(show, reader, now)[:MOST_SHOWN].count() for show in Shown}


@dataclass(frozen=True)
class Row:
    """A line of the list."""

    case: Case
    incident: Incident | None
    likely: list[Money]
    is_again: bool
    waits_long: bool


def rows_of(cases: Iterable[Case], now: datetime) -> list[Row]:
    """Lines for these cases; the same number of queries however many there are."""
    found = list(cases)
    lines = lines_by_ledger(case.ledger_id for case in found)
    return [
        Row(
            case=case,
            incident=case.placement.incident if hasattr(case, "placement") else None,
            likely=totals_of(lines.get(case.ledger_id, [])).likely,
            is_again=bool(getattr(case, "is_again", False)),
            waits_long=is_waiting_long(case, now),
        )
        for case in found
    ]


def has_come_again(case: Case) -> bool:
    """Whether somebody has looked at an earlier version of it."""
    return case.events.filter(kind__in=AGAIN).exists()


def is_waiting_long(case: Case, now: datetime) -> bool:
    return case.state == State.SUBMITTED and case.submitted_at is not None and now - case.submitted_at >= WAITS_LONG


@dataclass(frozen=True)
class Place:
    """Where a case stands in the queue as it was filtered; `position` is None when it is not in it."""

    position: int | None
    total: int
    before: UUID | None
    after: UUID | None


def place_in_queue(case: Case, choice: Choice, reader: User, now: datetime) -> Place:
    """The neighbours of a case among those to verify, oldest first; from the end of the queue on to its start."""
    queue = cases_shown(choice, reader, now).order_by("submitted_at", "id")
    at, pk = case.submitted_at, case.pk
    # the first condition follows from the second and tells the index where to begin
    earlier = queue.filter(Q(submitted_at__lte=at), Q(submitted_at__lt=at) | Q(id__lt=pk))
    later = queue.filter(Q(submitted_at__gte=at), Q(submitted_at__gt=at) | Q(id__gt=pk))
    before, after = earlier.count(), later.count()
    stands = case.state == State.SUBMITTED and queue.filter(pk=case.pk).exists()
    return Place(
        position=before + 1 if stands else None,
        total=before + after + stands,
        before=earlier.reverse().values_list("pk", flat=True).first(),
        after=(later if after else earlier).values_list("pk", flat=True).first(),
    )


@dataclass(frozen=True)
class Related:
    """Another case, and by what it belongs to the one on the desk."""

    case: Case
    same_person: bool
    same_account: bool

    @property
    def is_suspicious(self) -> bool:
        """Two people file for one account: one of them may not be its seller."""
        return self.same_account and not self.same_person


def related_to(case: Case, at_most: int = 50) -> list[Related]:
    """What else is known of the seller: what wants a look first, then the same account, then the rest."""
    found = [
        Related(
            case=other,
            same_person=other.owner_id == case.owner_id,
            same_account=_same_account(case, other),
        )
        for other in related_cases(case)[:at_most]
    ]
    return sorted(found, key=lambda related: (not related.is_suspicious, not related.same_account))


def _same_account(case: Case, other: Case) -> bool:
    here, there = case.account, other.account
    if here is None or there is None or here.platform != there.platform:
        return False
    marks = ("token_fingerprint", "url_fingerprint", "store_fingerprint")
    return here.pk == there.pk or any(
        getattr(here, mark) and getattr(here, mark) == getattr(there, mark) for mark in marks
    )


def lines_of(case: Case) -> list[LossLine]:
    return lines_by_ledger([case.ledger_id]).get(case.ledger_id, [])


def given_up_messages() -> QuerySet[Message]:
    """Messages that no attempt delivered, the newest first. To whom is not asked for."""
    failed = Message.objects.filter(is_given_up=True).order_by("-queued_at", "id")
    return failed.defer("address", "facts")


def near_and_unanswered(reader: User, now: datetime) -> QuerySet[Deadline]:
    """What sellers have to do within a week and have not said a word about, of filed cases, the nearest first.

    Each with how often its owner was reminded (`reminded`), and whether somebody else was told (`is_told`).
    """
    cases = filed_cases_visible_to(reader, now=now).order_by().values("pk")
    told = Reminder.objects.filter(deadline=OuterRef("pk"), step=TOLD)
    sent = Q(reminders__state=ReminderState.QUEUED) & ~Q(reminders__step=TOLD)
    waiting = Deadline.objects.filter(
        docket__case__in=cases,
        state=DeadlineState.OPEN,
        acknowledged_at=None,
        act_by__gt=now,
        act_by__lte=now + NEAR,
    )
    waiting = waiting.annotate(reminded=Count("reminders", sent), is_told=Exists(told))
    return waiting.select_related("docket__case").order_by("act_by", "id")[:MOST_SHOWN]

"""Reads of appeals. Who may read a case's appeals follows from who may read the case."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from apps.accounts.models import User
from apps.cases.enums import SENT, UNSENT, Answer, AppealState, CircleScope, EventKind, Scope, Verdict, Visibility
from apps.cases.models import Appeal, AppealLimit, AppealReading, AppealVersion, Case
from apps.cases.rules import (
    GuardFacts,
    Limit,
    checklist,
    docket_subject,
    limit_by_rule,
    rules_met_by,
    waits_until,
)
from apps.cases.selectors.circles import circle_grants_read_by
from apps.cases.selectors.grants import live_grants
from apps.deadlines.enums import DeadlineState
from apps.deadlines.models import Deadline
from apps.deadlines.selectors import dates_of
from apps.marketplaces.enums import MARKETPLACES, Marketplace

MOST_READINGS = 100  # of the list of those to read; nobody reads more in a day
WHOLE = (Scope.FULL, Scope.EVIDENCE)  # scopes in which somebody can be a second reader
READS_CHINESE = ("CN", "TW", "HK", "MO", "SG")


def appeals_of(case: Case) -> QuerySet[Appeal]:
    """The attempts of a case in their order, texts left in the database until they are read."""
    return case.appeals.defer("text", "platform_reference").order_by("number")


def appeal_of(case: Case, number: int) -> Appeal:
    """One attempt of a case the caller may see. Raises Appeal.DoesNotExist."""
    return case.appeals.select_related("case__docket", "case__owner").get(number=number)


def appeal_being_written(case: Case) -> Appeal | None:
    """The attempt that has not been sent yet; there is one at most."""
    return case.appeals.filter(state__in=UNSENT).first()


def sent_count(case: Case) -> int:
    """How many attempts of a case were sent."""
    return case.appeals.filter(state__in=SENT).count()


def limit_of(case: Case) -> Limit:
    """How often an appeal is allowed: as the seller stated it last from the notice, else by a cited rule."""
    return _limit(case, case.appeal_limits.order_by("-stated_at").first())


def _limit(case: Case, stated: AppealLimit | None) -> Limit:
    if stated:
        return Limit(allowed=stated.allowed, words=stated.words)
    subject = docket_subject(
        platform=case.platform,
        marketplace=case.marketplace,
        country=case.country,
        case_type=case.case_type,
        held=(),
        seller_zone="",
    )
    return limit_by_rule(subject, case.notice_date)


def due_of(case: Case) -> Deadline | None:
    """The earliest date still open that an appeal would meet."""
    if case.docket is None:
        return None
    return _to_be_met(dates_of(case.docket)).first()


def _to_be_met(dates: QuerySet[Deadline]) -> QuerySet[Deadline]:
    """Open dates that sending an appeal meets."""
    rules = rules_met_by(EventKind.APPEAL)
    return dates.filter(state=DeadlineState.OPEN, rule_id__in=rules, act_by__isnull=False)


def replies_due(case: Case) -> list[Deadline]:
    """When the platform says it answers the newest appeal, the earliest first."""
    if case.docket is None:
        return []
    opened = dates_of(case.docket).filter(trigger__kind="appeal_submitted", state=DeadlineState.OPEN)
    return list(opened.filter(late_after__isnull=False))


def versions_of(appeal: Appeal) -> QuerySet[AppealVersion]:
    """Every version of an attempt, the newest first."""
    return appeal.versions.select_related("kept_by").order_by("-number")


def reading_of(appeal: Appeal) -> AppealReading | None:
    """The newest reading that was not taken back."""
    return appeal.readings.filter(is_taken_back=False).select_related("asked_of").order_by("-asked_at").first()


def guard_of(appeal: Appeal) -> GuardFacts:
    """What stands between an attempt and being sent."""
    case = appeal.case
    reading = reading_of(appeal)
    due = due_of(case)
    return GuardFacts(
        is_last=limit_of(case).is_last(sent_count(case)),
        checks=checklist(
            appeal.typed, files=appeal.files.count(), marketplace_reads_chinese=reads_chinese(case.marketplace)
        ),
        verdict=reading.verdict if reading and reading.version == appeal.newest_version else "",
        is_asked=appeal.state == AppealState.IN_READING,
        goes_alone=appeal.goes_alone_at is not None,
        waits_until=waits_until(
            changed=appeal.text_changed_at, hours=settings.APPEAL_COOLING_HOURS, date_at=due.act_by if due else None
        ),
    )


def reads_chinese(marketplace: str) -> bool:
    """Whether a marketplace decides about texts in Chinese. Of one we do not know nothing is said against it."""
    place = MARKETPLACES.get(marketplace)
    return not isinstance(place, Marketplace) or place.country in READS_CHINESE


# -- readers of a shared case
def appeals_shared_with(person: User, *, now: datetime) -> QuerySet[Appeal]:
    """Attempts of others that a person may read: sent, of cases that are shared with them whole, appeals included."""
    held = live_grants(now=now).filter(person=person, scope__in=WHOLE, shows_appeals=True)
    through = circle_grants_read_by(person, scopes=[CircleScope.EVIDENCE], now=now)
    readable = held.order_by().values("case_id").union(through.order_by().values("case_id"))
    return sent_appeals().filter(case__in=readable)


def sent_appeals() -> QuerySet[Appeal]:
    """What readers may see of appeals at all: those that went out, without the platform's number for them."""
    return Appeal.objects.filter(state__in=SENT).defer("text", "platform_reference").order_by("number")


# -- second readers
def asked_readings(person: User, *, now: datetime) -> QuerySet[AppealReading]:
    """Readings this person was asked for by name, as long as they may read the whole case; whatever became of them."""
    whole = live_grants(now=now).filter(person=person, scope__in=WHOLE)
    asked = AppealReading.objects.filter(asked_of=person, appeal__case__in=whole.order_by().values("case_id"))
    return asked.select_related("appeal__case__docket", "appeal__case__owner").order_by("asked_at", "id")


def readings_open_to(person: User, *, now: datetime) -> QuerySet[AppealReading]:
    """Readings that wait for somebody and that this person may take, the longest waiting first.

    Those asked of the person by name, and for moderators those asked of them all; never of one's own appeal.
    """
    waiting = AppealReading.objects.filter(verdict="", is_taken_back=False, appeal__state=AppealState.IN_READING)
    theirs = Q(pk__in=asked_readings(person, now=now).order_by().values("pk"))
    mine = theirs | Q(asked_of__isnull=True) if person.is_moderator else theirs
    readable = waiting.filter(mine).exclude(appeal__case__owner=person)
    return readable.select_related("appeal__case__docket", "appeal__case__owner").order_by("asked_at", "id")


def can_be_asked(case: Case, person: User, *, now: datetime) -> bool:
    """Whether a person may read the whole case now, so that its seller can ask them to read an appeal."""
    return live_grants(now=now).filter(case=case, person=person, scope__in=WHOLE).exists()


@dataclass(frozen=True)
class ToRead:
    """An appeal that waits for a second reader; `due` is the date it has to meet, as far as one is known."""

    reading: AppealReading
    is_last: bool
    due: Deadline | None


def readings_in_order(person: User, *, at_most: int = MOST_READINGS, now: datetime) -> list[ToRead]:
    """What a person may read: the only chances first, of these the nearest date, then the longest waiting.

    The same few queries however many there are.
    """
    waiting = list(readings_open_to(person, now=now)[:at_most])
    cases = [reading.appeal.case for reading in waiting]
    stated = {limit.case_id: limit for limit in AppealLimit.objects.filter(case__in=cases).order_by("stated_at")}
    sent = Counter(Appeal.objects.filter(case__in=cases, state__in=SENT).values_list("case", flat=True))
    dates = Deadline.objects.filter(docket__in=[case.docket_id for case in cases if case.docket_id])
    due: dict[UUID | None, Deadline] = {one.docket_id: one for one in _to_be_met(dates).order_by("-at")}
    rows = [
        ToRead(
            reading,
            _limit(case, stated.get(case.pk)).is_last(sent[case.pk]),
            due.get(case.docket_id),
        )
        for reading, case in zip(waiting, cases, strict=True)
    ]
    return sorted(rows, key=_urgency)


def _urgency(row: ToRead) -> tuple[bool, bool, datetime]:
    return not row.is_last, row.due is None, row.due.at if row.due else row.reading.asked_at


def count_readings() -> int:
    """How many appeals wait for a moderator to read them."""
    waiting = AppealReading.objects.filter(verdict="", is_taken_back=False, appeal__state=AppealState.IN_READING)
    return waiting.filter(asked_of__isnull=True).count()


# -- statistics
@dataclass(frozen=True)
class Attempt:
    """One appeal that was sent, as far as it may be counted: nothing that names anybody.

    `days` from the day it was sent to the day of its last answer; None while there is none, or when none came.
    """

    platform: str
    marketplace: str
    case_type: str
    allegation: str
    place: int
    allowed: int | None
    track: str
    was_read: bool
    sent_day: date
    answer: str
    days: int | None


def attempts_for_statistics() -> list[Attempt]:
    """Sent appeals of verified cases whose sellers let them be counted; no demonstration, nothing that identifies."""
    approved = AppealReading.objects.filter(appeal=OuterRef("pk"), verdict=Verdict.APPROVED)
    verified = Appeal.objects.filter(state__in=SENT, case__verified_at__isnull=False, case__is_demonstration=False)
    counted = verified.exclude(case__visibility=Visibility.PRIVATE).annotate(was_read=Exists(approved))
    rows = counted.select_related("case").defer("text", "platform_reference", "case__notice_text", "case__narrative")
    return [_attempt(row) for row in rows.order_by("sent_day", "id")]


def _attempt(row: Any) -> Attempt:
    ended = row.answered_day if row.answer != Answer.NO_ANSWER else None
    return Attempt(
        platform=row.case.platform,
        marketplace=row.case.marketplace,
        case_type=row.case.case_type,
        allegation=row.case.allegation,
        place=row.place,
        allowed=row.allowed,
        track=row.track,
        was_read=row.was_read,
        sent_day=row.sent_day,
        answer=row.answer,
        days=(ended - row.sent_day).days if ended else None,
    )

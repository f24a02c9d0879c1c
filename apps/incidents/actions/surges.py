"""The watch over days of events, and what a person makes of what it sees."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.core.clock import latest_today
from apps.incidents.actions.placing import place_case
from apps.incidents.enums import FactStatus, Precision, SurgeState
from apps.incidents.models import Incident, Surge
from apps.incidents.rules.surge.scan import Watch
from apps.incidents.rules.surge.watching import Risen, first_day, rising
from apps.incidents.selectors.surges import events_since, moderators, unplaced_of_surge
from apps.notifications.actions import queue_message
from apps.notifications.enums import MessageKind

LOCK = 0x5245434F_53555247  # one watcher at a time
MAY_COME_LATE = timedelta(days=2)  # a warning of a surge that nobody could read by then is of no use any more


class SurgeRefused(Exception):
    """Somebody decided already, or something is missing; `args[0]` says it to the user."""


@transaction.atomic
def watch_surges(*, now: datetime) -> list[Surge]:
    """Look whether more sellers are hit than expected; new surges, of which every moderator is told.

    A series that rose rests for a fortnight. Nothing is opened and nothing public. Twice is as once; who comes while
    another looks goes home.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return []
    return _watch(latest_today(now), now)


@transaction.atomic
def watch_demonstration(*, day: date, now: datetime) -> list[Surge]:
    """The same look as of a day of the past, at invented cases alone; only invented moderators are told."""
    return _watch(day, now, demonstration=True)


def _watch(today: date, now: datetime, *, demonstration: bool = False) -> list[Surge]:
    watch = Watch()
    events = events_since(first_day(today, watch), today, demonstration=demonstration)
    risen = [one for one in rising(events, today, watch) if not _rests(one, watch)]
    found = [_keep(one, now, demonstration=demonstration) for one in risen]
    for surge in found:
        _tell(surge, now)
    return found


def _rests(risen: Risen, watch: Watch) -> bool:
    platform, case_type, marketplace = risen.series
    rest = timedelta(days=watch.rest - 1)
    known = Surge.objects.filter(platform=platform, case_type=case_type, marketplace=marketplace)
    return known.filter(day__range=(risen.day - rest, risen.day + rest)).exists()


def _keep(risen: Risen, now: datetime, *, demonstration: bool) -> Surge:
    platform, case_type, marketplace = risen.series
    return Surge.objects.create(
        platform=platform,
        case_type=case_type,
        marketplace=marketplace,
        day=risen.day,
        window=risen.found.window,
        seen=risen.found.seen,
        expected=risen.found.expected or 0.0,
        p=risen.found.p or 0.0,
        found_at=now,
        is_demonstration=demonstration,
    )


def _tell(surge: Surge, now: datetime) -> None:
    people = moderators().filter(is_demonstration=True) if surge.is_demonstration else moderators()
    for person in people:
        queue_message(
            kind=MessageKind.SURGE_SEEN,
            to=person,
            dedupe_key=f"surge:{surge.pk}:{person.pk}",
            facts={"surge_id": str(surge.pk), "sellers": str(surge.seen), "day": surge.day.isoformat()},
            keep_for=MAY_COME_LATE,
            now=now,
        )


@dataclass(frozen=True)
class Named:
    """How a new incident is called."""

    title_en: str
    title_zh: str
    summary_en: str = ""
    summary_zh: str = ""


@transaction.atomic
def make_incident(*, surge: Surge, named: Named, by: User, now: datetime) -> Incident:
    """A surge becomes an incident with its cases placed. It is not public before somebody says so. Raises
    SurgeRefused."""
    if not named.title_en.strip() or not named.title_zh.strip():
        raise SurgeRefused(_("Give the incident a name in both languages."))
    first = surge.day - timedelta(days=surge.window - 1)
    incident = Incident.objects.create(
        slug=_free_slug(surge, first),
        platform=surge.platform,
        title_en=named.title_en.strip(),
        title_zh=named.title_zh.strip(),
        summary_en=named.summary_en.strip() or named.title_en.strip(),
        summary_zh=named.summary_zh.strip() or named.title_zh.strip(),
        case_types=[surge.case_type],
        started_on=first,
        started_precision=Precision.DAY,
        started_status=FactStatus.COMPUTED,
        is_public=False,
        created_at=now,
        changed_at=now,
    )
    place_surge(surge=surge, incident=incident, by=by, now=now)
    return incident


def _free_slug(surge: Surge, first: date) -> str:
    start = slugify(f"{surge.platform}-{surge.case_type}-{first}".replace("_", "-"))
    taken = set(Incident.objects.filter(slug__startswith=start).values_list("slug", flat=True))
    return next(slug for slug in (start, *(f"{start}-{n}" for n in range(2, 100))) if slug not in taken)


@transaction.atomic
def place_surge(*, surge: Surge, incident: Incident, by: User, now: datetime) -> int:
    """Place the cases of a surge that stand nowhere into an incident; how many. Raises SurgeRefused."""
    cases = list(unplaced_of_surge(surge).select_for_update(of=("self",)))
    _decide(surge, SurgeState.PLACED, by, now, incident=incident)
    for case in cases:
        place_case(case=case, incident=incident, by=by, now=now)
    return len(cases)


@transaction.atomic
def dismiss_surge(*, surge: Surge, reason: str, by: User, now: datetime) -> None:
    """It is no incident, and why. Raises SurgeRefused."""
    if not reason.strip():
        raise SurgeRefused(_("Write why it is no incident."))
    _decide(surge, SurgeState.DISMISSED, by, now)
    surge.reason = reason.strip()
    surge.save(update_fields=["reason"])


def _decide(surge: Surge, state: SurgeState, by: User, now: datetime, incident: Incident | None = None) -> None:
    open_still = Surge.objects.filter(pk=surge.pk, state=SurgeState.OPEN)
    values = {"state": state, "incident": incident, "decided_by": by, "decided_at": now}
    if not open_still.update(**values):
        raise SurgeRefused(_("Somebody decided about this surge a moment ago."))
    surge.refresh_from_db()

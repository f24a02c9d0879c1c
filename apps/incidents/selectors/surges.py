"""What the watch reads, and what moderators see of a surge: its days, its cases, what they have in common."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from apps.accounts.models import User
from apps.cases.enums import State
from apps.cases.models import Case
from apps.cases.selectors.clusters import cluster_of
from apps.incidents.enums import SurgeState
from apps.incidents.models import Surge
from apps.incidents.rules.shingles import largest_wording, shingles_of
from apps.incidents.rules.surge.control import Method, judge
from apps.incidents.rules.surge.scan import Watch
from apps.incidents.rules.surge.series import Series
from apps.incidents.rules.surge.watching import Event, first_day, series_of

NOT_COUNTED = (State.DRAFT, State.WITHDRAWN)
SAMPLE = 8
MOST_READ = 120  # notices that are compared; to read more of them would not tell more
SHOWN_DAYS = 63
GOES_ON = 14  # days after the alarm whose cases still belong to it, unless placed elsewhere


def events_since(first: date, last: date, *, demonstration: bool = False) -> list[Event]:
    """Which sellers were hit when: filed cases by the day of their notice, verified or not. Sellers that are one count
    as one. `demonstration`: those of invented cases alone."""
    cases = Case.objects.filter(notice_date__range=(first, last)).exclude(state__in=NOT_COUNTED).order_by()
    if demonstration:
        cases = cases.filter(is_demonstration=True)
    rows = cases.annotate(who=cluster_of("account__seller")).values_list(
        "platform", "case_type", "marketplace", "notice_date", "who"
    )
    return [
        Event(platform, kind, marketplace, day, str(who))
        for platform, kind, marketplace, day, who in rows.iterator(5000)
        if day
    ]


def surges_to_judge() -> QuerySet[Surge]:
    """Those nobody has decided about, the oldest first."""
    return Surge.objects.filter(state=SurgeState.OPEN).order_by("found_at", "id")


def surges_decided() -> QuerySet[Surge]:
    return Surge.objects.exclude(state=SurgeState.OPEN).select_related("incident", "decided_by").order_by("-decided_at")


def cases_of_surge(surge: Surge) -> QuerySet[Case]:
    """The filed cases of its series from its first day on, until two weeks after the alarm, the earliest first."""
    first, last = surge.day - timedelta(days=surge.window - 1), surge.day + timedelta(days=GOES_ON)
    cases = Case.objects.filter(
        platform=surge.platform,
        case_type=surge.case_type,
        marketplace=surge.marketplace,
        notice_date__range=(first, last),
    )
    if surge.is_demonstration:
        cases = cases.filter(is_demonstration=True)
    return cases.exclude(state__in=NOT_COUNTED).order_by("notice_date", "id")


def unplaced_of_surge(surge: Surge) -> QuerySet[Case]:
    """Those of them that stand in no incident: what one action would place."""
    return cases_of_surge(surge).filter(placement__isnull=True)


def moderators() -> QuerySet[User]:
    """Who is told of a surge."""
    return User.objects.filter(is_staff=True, is_active=True).order_by("pk")


@dataclass(frozen=True)
class Shared:
    """What most of the cases have in common: how many of `of`."""

    what: str  # wording, allegation, hour
    value: str
    count: int
    of: int

    @property
    def share(self) -> float:
        return self.count / self.of


def likely_cause(surge: Surge) -> list[Shared]:
    """What the largest part of the cases share, as far as at least half of them do: one wording of the notice, one
    allegation, one hour. No text of anybody leaves here."""
    cases = list(cases_of_surge(surge).only("id", "notice_text", "allegation", "notice_time")[:MOST_READ])
    found = []
    notices = [shingles_of(case.notice_text) for case in cases if case.notice_text]
    if notices:
        found.append(Shared("wording", "", len(largest_wording(notices)), len(notices)))
    found += _most_common("allegation", [case.allegation for case in cases])
    found += _most_common("hour", [f"{case.notice_time:%H}:00" for case in cases if case.notice_time])
    return [shared for shared in found if shared.of > 1 and shared.share >= 0.5]


def _most_common(what: str, values: list[str]) -> list[Shared]:
    return [Shared(what, value, count, len(values)) for value, count in Counter(values).most_common(1)]


@dataclass(frozen=True)
class Chart:
    """The days around a surge, and what other methods say of its day."""

    series: Series
    others: dict[str, bool]


def chart_of(surge: Surge) -> Chart:
    """Distinct sellers a day in the series of a surge, as it is known today, up to two weeks after it."""
    watch = Watch()
    first, last = first_day(surge.day, watch), surge.day + timedelta(days=GOES_ON)
    name = (surge.platform, surge.case_type, surge.marketplace)
    events = events_since(first, last, demonstration=surge.is_demonstration)
    events = [event for event in events if event.series == name]
    series = series_of(events, first, last).get(name) or Series("", (0,) * ((last - first).days + 1), first)
    place = (surge.day - first).days
    others = {method.value: judge(series.counts, [place], method)[0].alarm for method in Method}
    return Chart(series, others)

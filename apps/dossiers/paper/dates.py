"""The chapter of dates: each with the working by which it was found, and its source."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext

from apps.cases.models import Case
from apps.core.moments import say_date, say_moment
from apps.deadlines.enums import DOUBTS, KINDS, TRIGGERS
from apps.deadlines.models import Deadline
from apps.deadlines.rules.words import Words
from apps.deadlines.selectors import dates_of
from apps.dossiers.rules.covering import Cover


@dataclass(frozen=True)
class DateOnPaper:
    """One date of the case."""

    title: str
    kind: str
    state: str
    day: str
    here: str  # the moment that counts, on the reader's clock
    there: str  # and on the clock that decides; empty where that is the same
    event: str
    working: list[str]
    doubts: list[str]
    sources: list[tuple[str, str]]  # what is cited, and where it stands
    needs_counsel: bool


def dates_on_paper(case: Case, cover: Cover) -> list[DateOnPaper]:
    """The dates of the case that were not replaced, the earliest first."""
    return [_on_paper(deadline, cover) for deadline in dates_of(case.docket)] if case.docket else []


def _on_paper(deadline: Deadline, cover: Cover) -> DateOnPaper:
    facts = deadline.facts
    here = say_moment(deadline.at)
    there = say_moment(deadline.at, ZoneInfo(deadline.wall_zone)) if deadline.wall_zone else ""
    same_clock = (
        deadline.at.astimezone(timezone.get_current_timezone()).utcoffset()
        == deadline.at.astimezone(ZoneInfo(deadline.wall_zone or "UTC")).utcoffset()
    )
    return DateOnPaper(
        title=cover(deadline.title) if deadline.is_own else deadline.title,
        kind=gettext("The seller's own date") if deadline.is_own else KINDS.label(facts["kind"]),
        state=deadline.get_state_display(),
        day=say_date(deadline.due_day),
        here=here,
        there="" if same_clock else there,
        event=f"{TRIGGERS.label(deadline.trigger.kind)}, {say_date(deadline.trigger.day)}" if deadline.trigger else "",
        working=[Words(step["en"], step["zh"]).label() for step in facts.get("working", [])],
        doubts=[DOUBTS.label(code) for code in facts.get("doubts", [])],
        sources=[
            (Words(source["cite"]["en"], source["cite"]["zh"]).label(), source["url"] or "")
            for source in facts.get("sources", [])
        ],
        needs_counsel=deadline.needs_counsel,
    )

"""Dates as pages show them: what comes next, why it falls on this day, what is known about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from apps.cases.models import Case
from apps.core import clock
from apps.deadlines.enums import BASES, DOUBTS, KINDS, TRIGGERS, DeadlineState
from apps.deadlines.models import Deadline
from apps.deadlines.rules.ladder import last_working_moment
from apps.deadlines.rules.words import Words
from apps.deadlines.selectors import coming_first, dates_of, reminders_to_come
from apps.web.components.base import Tone

SHOWN_WITH_CASE = 3


@dataclass(frozen=True)
class DateRow:
    """One date in a list, or leading its case's page."""

    deadline: Deadline
    now: datetime

    @property
    def kind(self) -> str:
        return gettext("Your own date") if self.deadline.is_own else KINDS.label(self.deadline.facts["kind"])

    @property
    def is_over(self) -> bool:
        return self.deadline.is_open and self.deadline.is_over(self.now)

    @property
    def says(self) -> str:
        """Where it stands, in one sentence."""
        deadline = self.deadline
        if deadline.state == DeadlineState.PAST:
            return gettext("This was over before you entered it. We do not remind you of it.")
        if not deadline.is_open:
            return ""
        is_there = deadline.at <= self.now
        if deadline.act_by:
            passed = gettext("This moment has passed. Say whether you did it.")
            return passed if is_there else gettext("To be safe, act before this moment.")
        if deadline.late_after:
            passed = gettext("Their time is over. If nothing came, ask for it and write down that you did.")
            return passed if is_there else gettext("Only after this moment are they surely late.")
        return gettext("Possible now.") if is_there else gettext("Possible from this moment.")

    @property
    def tone(self) -> Tone:
        return "warning" if self.is_over else "neutral"


def rows_of(deadlines: Iterable[Deadline], now: datetime) -> list[DateRow]:
    return [DateRow(deadline, now) for deadline in deadlines]


def dates_of_case(case: Case) -> dict[str, Any]:
    """What the page of a case shows of its dates: the next one, a few after it, how many there are in all."""
    if case.docket is None:
        return {"next_date": None, "other_dates": [], "more_dates": 0, "now": clock.now()}
    now = clock.now()
    found = list(dates_of(case.docket))
    rows = rows_of(coming_first(found, now), now)
    past = [row for row in rows_of(found, now) if row.deadline.state == DeadlineState.PAST]
    return {
        "next_date": rows[0] if rows else None,
        "other_dates": rows[1 : 1 + SHOWN_WITH_CASE],
        "more_dates": max(len(rows) - 1 - SHOWN_WITH_CASE, 0),
        "past_dates": past,
        "now": now,
    }


def parts_of_date(deadline: Deadline, now: datetime) -> dict[str, Any]:
    """Everything the page of one date shows."""
    owner = deadline.docket.owner
    facts = deadline.facts
    in_hours = last_working_moment(deadline.act_by, owner.zone) if deadline.act_by and owner else None
    return {
        "deadline": deadline,
        "row": DateRow(deadline, now),
        "now": now,
        "working": [Words(step["en"], step["zh"]) for step in facts.get("working", [])],
        "doubts": [DOUBTS.label(code) for code in facts.get("doubts", [])],
        "standing": BASES.label(deadline.standing) if deadline.standing else "",
        "sources": [
            {"cite": Words(source["cite"]["en"], source["cite"]["zh"]), "url": source["url"]}
            for source in facts.get("sources", [])
        ],
        "event": TRIGGERS.label(deadline.trigger.kind) if deadline.trigger else "",
        "todo": "" if deadline.is_own else deadline.words("todo"),
        "note": "" if deadline.is_own else deadline.words("note"),
        "in_hours": in_hours if in_hours and in_hours > now and in_hours != deadline.act_by else None,
        "reminders": reminders_to_come(deadline),
        "history": deadline.events.order_by("-id"),
        "can_decide": deadline.state in (DeadlineState.OPEN, DeadlineState.PAST),
        "can_take_back": deadline.state in (DeadlineState.MET, DeadlineState.MISSED, DeadlineState.WAIVED),
        "case_id": deadline.docket.case.pk if hasattr(deadline.docket, "case") else None,
    }

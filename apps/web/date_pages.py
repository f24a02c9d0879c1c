"""Dates as pages show them: what comes next, why it falls on this day, what is known about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from apps.cases.models import Case
from apps.core import clock
from apps.core.moments import say_moment
from apps.deadlines.actions import Change
from apps.deadlines.enums import BASES, DOUBTS, KINDS, TRIGGERS, DeadlineState
from apps.deadlines.models import Deadline
from apps.deadlines.rules import rule_book
from apps.deadlines.rules.ladder import last_working_moment
from apps.deadlines.rules.words import Words
from apps.deadlines.selectors import coming_first, dates_of, is_paused, reminders_to_come
from apps.notifications.enums import Channel
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

    @property
    def in_hours(self) -> datetime | None:
        """The last safe moment in the reader's own working hours, while it is to come and is not the end itself."""
        deadline = self.deadline
        if not deadline.is_open or not deadline.act_by:
            return None
        safe = last_working_moment(deadline.act_by, timezone.get_current_timezone())
        return safe if self.now < safe < deadline.act_by else None

    @property
    def clock(self) -> str:
        """The time of day on the reader's clock, for a month's cell; the day's end is 24:00."""
        local = timezone.localtime(self.deadline.at)
        is_end = self.deadline.act_by or self.deadline.late_after
        return "24:00" if is_end and local.time() == time() else f"{local:%H:%M}"


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
    facts = deadline.facts
    return {
        "deadline": deadline,
        "row": DateRow(deadline, now),
        "now": now,
        "working": [Words(step["en"], step["zh"]) for step in facts.get("working", [])],
        "doubts": [DOUBTS.label(code) for code in facts.get("doubts", [])],
        "standing": BASES.label(deadline.standing) if deadline.standing else "",
        "has_rule_page": deadline.rule_id in rule_book(),
        "sources": [
            {"cite": Words(source["cite"]["en"], source["cite"]["zh"]), "url": source["url"]}
            for source in facts.get("sources", [])
        ],
        "event": TRIGGERS.label(deadline.trigger.kind) if deadline.trigger else "",
        "todo": "" if deadline.is_own else deadline.words("todo"),
        "note": "" if deadline.is_own else deadline.words("note"),
        "reminders": reminders_to_come(deadline).filter(channel=Channel.EMAIL),
        "history": deadline.events.order_by("-id"),
        "is_paused": deadline.is_open and is_paused(deadline),
        "can_decide": deadline.state in (DeadlineState.OPEN, DeadlineState.PAST),
        "can_take_back": deadline.state in (DeadlineState.MET, DeadlineState.MISSED, DeadlineState.WAIVED),
        "case_id": deadline.docket.case.pk if hasattr(deadline.docket, "case") else None,
    }


def remove_question(deadline: Deadline) -> dict[str, Any]:
    return {
        "title": gettext("Remove this date?"),
        "text": deadline.label,
        "label": gettext("Remove it"),
        "back": reverse("date-detail", args=[deadline.pk]),
        "danger": True,
    }


def acknowledge_question(deadline: Deadline) -> dict[str, Any]:
    last = reminders_to_come(deadline).last()
    text = gettext("We no longer remind you of it until the last reminder, %(moment)s. The date itself stays as it is.")
    nothing = gettext("No reminder is still to come. The date itself stays as it is.")
    return {
        "title": gettext("You know of this date?"),
        "text": text % {"moment": say_moment(last.due_at)} if last else nothing,
        "label": gettext("I know of it"),
        "back": reverse("date-detail", args=[deadline.pk]),
    }


def tell_moved(changes: Iterable[Change]) -> list[str]:
    """What a correction did, a line for each date that moved, began or fell away."""
    lines = []
    for change in changes:
        words = {"title": change.deadline.title}
        if change.was:
            words["was"] = say_moment(change.was)
        if change.now:
            words["now"] = say_moment(change.now)
        if not change.now:
            text = gettext("%(title)s: no longer applies (it was %(was)s).")
        elif not change.was:
            text = gettext("%(title)s: new, %(now)s.")
        else:
            text = gettext("%(title)s: moved from %(was)s to %(now)s.")
        lines.append(text % words)
    return lines

"""The dates of one case as parts of their page."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from apps.accounts.models import User
from apps.cases.actions import docket_of, kinds_for
from apps.cases.models import Case
from apps.cases.rules import NOTICE_EVENTS
from apps.deadlines.enums import TRIGGERS
from apps.deadlines.models import TriggerEntry
from apps.deadlines.selectors import coming_first, dates_of, running_pause, standing_triggers
from apps.web.components import Link
from apps.web.date_pages import rows_of
from apps.web.forms.dates import EventForm, PauseForm, ResumeForm


def parts_of_docket(case: Case, person: User, now: datetime) -> dict[str, Any]:
    """What follows from what, and the forms to say more."""
    docket = docket_of(case, now)
    found = list(dates_of(docket))
    rows = rows_of(coming_first(found, now), now)
    pause = running_pause(docket)
    today = {"day": now.astimezone(person.zone).date()}
    return {
        "case": case,
        "docket_key": str(docket.pk),
        "now": now,
        "crumbs": [
            Link(gettext("My cases"), reverse("case-list")),
            Link(case.reference, reverse("case-detail", args=[case.pk])),
        ],
        "rows": rows,
        "past": [row for row in rows_of(found, now) if not row.deadline.is_open],
        "events": told_once(standing_triggers(docket)),
        "pause": pause,
        "pauses": [one for one in docket.pauses.all() if one.until_day],
        "event_form": EventForm(person=person, docket=docket, kinds=kinds_for(docket)),
        "pause_form": ResumeForm(initial=today) if pause else PauseForm(initial=today),
    }


def told_once(entries: Iterable[TriggerEntry]) -> list[tuple[TriggerEntry, str]]:
    """Events with their words. One notice may be several events to the rules; for the reader it is the notice."""
    groups: dict[object, list[TriggerEntry]] = {}
    for entry in entries:
        groups.setdefault(entry.event if entry.kind in NOTICE_EVENTS else entry.pk, []).append(entry)
    return [
        (same[0], gettext("The platform's notice") if len(same) > 1 else TRIGGERS.label(same[0].kind))
        for same in groups.values()
    ]


def withdraw_question(case: Case, entry: TriggerEntry) -> dict[str, Any]:
    return {
        "title": gettext("Did this not happen?"),
        "text": gettext("%(event)s: the dates that follow from it leave your list, and nobody is reminded of them.")
        % {"event": TRIGGERS.label(entry.kind)},
        "label": gettext("It did not happen"),
        "back": reverse("case-dates", args=[case.pk]),
        "danger": True,
    }

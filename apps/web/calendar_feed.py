"""A person's dates as iCalendar (RFC 5545), for the calendar on their phone.

Each date is an entry of half an hour that ends when the date does, because many calendars hide entries without length.
Its UID never changes, SEQUENCE rises with every move, what fell away is CANCELLED for a month. Alarms are the reminders
still to come.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext
from icalendar import Alarm, Calendar, Event, vDuration

from apps.core.moments import say_moment
from apps.deadlines.enums import DeadlineState
from apps.deadlines.models import CalendarLink, Deadline
from apps.deadlines.selectors import FELL_AWAY

LENGTH = timedelta(minutes=30)
LOOK_AGAIN = timedelta(hours=6)


def write_calendar(link: CalendarLink, deadlines: Iterable[Deadline], *, now: datetime) -> bytes:
    """The whole calendar in its owner's language and zone. Without `shows_titles` it says no more than mail does."""
    with translation.override(link.person.language or "en"), timezone.override(link.person.zone):
        calendar = Calendar()
        calendar.add("prodid", "-//Recourse//dates//EN")
        calendar.add("version", "2.0")
        calendar.add("method", "PUBLISH")
        calendar.add("x-wr-calname", gettext("Recourse: my dates"))
        calendar.add("refresh-interval", vDuration(LOOK_AGAIN), parameters={"value": "DURATION"})
        calendar.add("x-published-ttl", vDuration(LOOK_AGAIN))
        for deadline in deadlines:
            calendar.add_component(_event(link, deadline, now))
        return bytes(calendar.to_ical())


def _event(link: CalendarLink, deadline: Deadline, now: datetime) -> Event:
    event = Event()
    fell_away = deadline.state in FELL_AWAY
    starts = deadline.at - LENGTH if deadline.act_by or deadline.late_after else deadline.at
    event.add("uid", f"{deadline.pk}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("sequence", deadline.version - 1)
    event.add("dtstamp", deadline.moved_at)
    event.add("last-modified", deadline.moved_at)
    event.add("dtstart", starts)
    event.add("dtend", starts + LENGTH)
    event.add("summary", _summary(link, deadline))
    event.add("description", _description(deadline))
    event.add("url", _address(deadline))
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    event.add("status", "CANCELLED" if fell_away else "CONFIRMED")
    for reminder in deadline.waiting if deadline.is_open else ():  # type: ignore[attr-defined]  # prefetched
        event.add_component(_alarm(reminder.due_at - starts, _summary(link, deadline)))
    return event


def _alarm(distance: timedelta, words: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", words)
    alarm.add("trigger", distance)
    return alarm


def _summary(link: CalendarLink, deadline: Deadline) -> str:
    words = deadline.title if link.shows_titles else deadline.docket.reference or gettext("A date")
    if deadline.late_after:
        words = gettext("%(words)s (others owe it)") % {"words": words}
    if deadline.state == DeadlineState.MET:
        words = gettext("Done: %(words)s") % {"words": words}
    return words


def _description(deadline: Deadline) -> str:
    """Both clocks, and where more stands. No title: that is the entry's name, where it was asked for."""
    lines = [say_moment(deadline.at)]
    if deadline.wall_zone != timezone.get_current_timezone_name():
        lines.append(say_moment(deadline.at, deadline.wall_zone))
    if deadline.needs_counsel:
        lines.append(gettext("Check with counsel"))
    return "\n".join([*lines, _address(deadline)])


def _address(deadline: Deadline) -> str:
    return f"{settings.SITE_URL}{reverse('date-detail', args=[deadline.pk])}"

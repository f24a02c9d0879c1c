"""Secret addresses of calendars: made, shown once, revoked at once."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.accounts.rules import hash_of_secret
from apps.deadlines.models import CalendarLink

MOST_LINKS = 10


class LinkRefused(Exception):
    """No such address is made; `args[0]` says why."""


@dataclass(frozen=True)
class NewLink:
    """An address with its secret part, which is told now and never again."""

    link: CalendarLink
    secret: str


@transaction.atomic
def make_calendar_link(*, name: str, shows_titles: bool, by: User, now: datetime) -> NewLink:
    """One more address for the calendar of `by`. Raises LinkRefused when there are ten."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # two at once are counted one after the other
    if CalendarLink.objects.filter(person=by, revoked_at=None).count() >= MOST_LINKS:
        raise LinkRefused(_("You have ten calendar addresses, which is the most. Revoke one that you no longer use."))
    secret = secrets.token_urlsafe(32)
    link = CalendarLink.objects.create(
        person=by, name=name.strip(), shows_titles=shows_titles, token_hash=hash_of_secret(secret), made_at=now
    )
    return NewLink(link, secret)


@transaction.atomic
def revoke_calendar_link(*, link: CalendarLink, by: User, now: datetime) -> bool:
    """From now on the address answers like one that never was. False when it was revoked already."""
    return bool(CalendarLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=now))


@transaction.atomic
def note_reading(*, link: CalendarLink, now: datetime) -> None:
    """Remember the day on which a calendar asked, so that an address nobody uses can be told from one in use."""
    CalendarLink.objects.filter(pk=link.pk).exclude(read_on=now.date()).update(read_on=now.date())

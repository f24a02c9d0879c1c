"""Keeping somebody from taking part, telling them, hearing them, and ending it.

Nothing here touches what is theirs: cases, dates and reminders, copies and erasing stay open to them.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.conduct.enums import ConductStep, Part
from apps.conduct.models import AbuseReport, Bar, ConductEvent
from apps.conduct.rules import LONGEST_WORDS
from apps.conduct.selectors import bars_from, live_bars
from apps.core.refusals import note_refused
from apps.notifications.actions import queue_message
from apps.notifications.enums import MessageKind


class Barred(Exception):
    """Somebody is kept from this; `args[0]` says so and where to read why."""


class BarRefused(Exception):
    """Not to be done, or done already; `args[0]` says it to the user."""


def refuse_barred(*, person: User, part: Part, beside: QuerySet[User] | None = None, now: datetime) -> None:
    """Raise Barred where a moderator keeps them from it, or, with their sellers, one of those `beside` them."""
    found = bars_from(person, part, beside=beside, now=now).values_list("person", flat=True)
    whose = set(found)
    if whose:
        note_refused("barred", on=now.date())
    if person.pk in whose:
        raise Barred(
            _(
                "A moderator has closed this to your account for now. Your account page says why, until when, and how"
                " to object. Your cases and dates stay open to you."
            )
        )
    if whose:
        raise Barred(
            _(
                "A moderator has stopped new cases of this seller for now. If that cannot be meant for you, write to"
                " us: the address is at the foot of the page."
            )
        )


@transaction.atomic
def bar_person(
    *,
    person: User,
    parts: Collection[Part],
    with_sellers: bool,
    words: str,
    until: datetime | None,
    report: AbuseReport | None,
    by: User,
    now: datetime,
) -> Bar:
    """Keep somebody from `parts` until a moment, or until it is lifted, and tell them.

    Raises BarRefused for moderators, and for whom one stands already; one that has run out gives way.
    """
    if person.is_staff or person == by:
        raise BarRefused(_("Moderators are not kept from anything here. Speak to whoever runs this site."))
    if until is not None and until <= now:
        raise BarRefused(_("Choose a day that is still to come."))
    Bar.objects.filter(person=person, lifted_at=None, until__lte=now).update(lifted_at=now)
    try:
        with transaction.atomic():
            bar = Bar.objects.create(
                person=person,
                parts=sorted(parts),
                with_sellers=with_sellers,
                reason=words.strip()[:LONGEST_WORDS],
                report=report,
                made_at=now,
                made_by=by,
                until=until,
            )
    except IntegrityError as error:
        raise BarRefused(_("This person is kept from taking part already. Lift that first.")) from error
    _note(bar, ConductStep.BARRED, MessageKind.BARRED, by, now)
    return bar


@transaction.atomic
def object_to_bar(*, bar: Bar, words: str, by: User, now: datetime) -> None:
    """The person says why it is wrong: once, and another moderator reads it. Raises BarRefused."""
    said = live_bars(now=now).filter(pk=bar.pk, person=by, objected_at=None).update(objected_at=now)
    if not said:
        raise BarRefused(_("Your objection is with a moderator already, or this has ended."))
    bar.refresh_from_db()
    bar.objection = words.strip()[:LONGEST_WORDS]
    bar.save(update_fields=["objection"])
    _note(bar, ConductStep.OBJECTED, None, by, now)


@transaction.atomic
def answer_objection(*, bar: Bar, is_right: bool, words: str, by: User, now: datetime) -> None:
    """Another moderator than the one who made it lifts it, or leaves it standing with a reason. Raises BarRefused."""
    if bar.made_by_id == by.pk:
        raise BarRefused(_("You made this decision. Somebody else answers the objection."))
    waiting = Bar.objects.filter(pk=bar.pk, objected_at__isnull=False, answered_at=None, lifted_at=None)
    _end(bar, waiting, lifts=is_right, words=words, by=by, now=now)


@transaction.atomic
def lift_bar(*, bar: Bar, words: str, by: User, now: datetime) -> None:
    """End it before its time; any moderator may. Raises BarRefused."""
    _end(bar, Bar.objects.filter(pk=bar.pk, lifted_at=None), lifts=True, words=words, by=by, now=now)


def _end(bar: Bar, waiting: QuerySet[Bar], *, lifts: bool, words: str, by: User, now: datetime) -> None:
    if not waiting.update(answered_at=now, answered_by=by, lifted_at=now if lifts else None):
        raise BarRefused(_("Somebody decided about this a moment ago. Please look at it again."))
    bar.refresh_from_db()
    bar.answer = words.strip()[:LONGEST_WORDS]
    bar.save(update_fields=["answer"])
    _note(bar, ConductStep.LIFTED if lifts else ConductStep.UPHELD, MessageKind.BAR_ANSWERED, by, now)


def _note(bar: Bar, step: ConductStep, kind: MessageKind | None, by: User, now: datetime) -> None:
    event = ConductEvent.objects.create(bar=bar, step=step, by=by, at=now)
    if kind:
        queue_message(kind=kind, to=bar.person, dedupe_key=f"bar:{event.pk}", facts={}, now=now)

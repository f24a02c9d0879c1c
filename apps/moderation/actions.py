"""Taking work off the queues and putting it back; telling associations of a surge among their cases."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from apps.accounts.models import User
from apps.associations.selectors import on_duty
from apps.cases.models import Claim
from apps.incidents.selectors.surges import surges_to_judge
from apps.moderation.selectors.queues import Queue
from apps.moderation.selectors.warned import associations_near
from apps.notifications.actions import queue_message
from apps.notifications.enums import MessageKind

LASTS = timedelta(minutes=30)
NEWS = timedelta(days=2)  # a surge that was found earlier is none any more
MORE = 10  # looked at beyond what others hold, in case several ask at once


@transaction.atomic
def take_next(*, queue: Queue, by: User, now: datetime) -> tuple[Any, ...] | None:
    """Claim the first thing of a queue that nobody else is at; what names it, or None when there is none.

    Two who ask at the same moment get two different things. Who asks again goes on: what they hold comes last.
    """
    Claim.objects.filter(until__lte=now).delete()
    held = dict(Claim.objects.filter(queue=queue.name).values_list("subject", "by"))
    waiting = [(subject, key_of(subject)) for subject in queue.waiting(by, now, len(held) + MORE)]
    for subject, key in sorted(waiting, key=lambda one: held.get(one[1]) == by.pk):
        if held.get(key, by.pk) != by.pk:
            continue
        claim, _is_new = Claim.objects.get_or_create(
            queue=queue.name, subject=key, defaults={"by": by, "until": now + LASTS}
        )
        if claim.by_id == by.pk:
            return subject
    return None


@transaction.atomic
def release_claims(*, queue: Queue, by: User) -> int:
    """Put back what a moderator has taken off a queue; how many."""
    return Claim.objects.filter(queue=queue.name, by=by).delete()[0]


def key_of(subject: tuple[Any, ...]) -> str:
    return "/".join(map(str, subject))


@transaction.atomic
def warn_associations(*, now: datetime) -> int:
    """Tell whoever is on duty in an association that cases shared with it are part of a surge; how many were told.

    Once for each surge and association, however often it is asked; of one among invented cases never. They learn that
    it is so, and no number.
    """
    told = 0
    for surge in surges_to_judge().filter(found_at__gt=now - NEWS, is_demonstration=False):
        for association in associations_near(surge, now=now):
            if (person := on_duty(association)) is None:
                continue
            told += (
                queue_message(
                    kind=MessageKind.SURGE_NEAR,
                    to=person,
                    dedupe_key=f"surge:{surge.pk}:{association.pk}",
                    facts={"association": association.name, "slug": association.slug},
                    keep_for=NEWS,
                    now=now,
                )
                is not None
            )
    return told

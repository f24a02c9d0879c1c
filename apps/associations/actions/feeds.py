"""Secret addresses of feeds: made, shown once, ended at once."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from apps.accounts.models import User
from apps.accounts.rules import hash_of_secret
from apps.associations.enums import Verb
from apps.associations.models import CaseFeed, Membership
from apps.associations.rules import roles_for


class FeedRefused(Exception):
    """Whoever asks may have no such address (any more)."""


@dataclass(frozen=True)
class NewFeed:
    """An address with its secret part, which is told now and never again."""

    feed: CaseFeed
    secret: str


@transaction.atomic
def make_feed(*, membership: Membership, by: User, now: datetime) -> NewFeed:
    """An address for `by`, one at a time: the one before ends. Raises FeedRefused for who may not save cases."""
    locked = Membership.objects.select_for_update(no_key=True).get(pk=membership.pk)
    if locked.person_id != by.pk or not locked.is_live or locked.role not in roles_for(Verb.EXPORT_CASES):
        raise FeedRefused
    CaseFeed.objects.filter(membership=locked, ended_at=None).update(ended_at=now)
    secret = secrets.token_urlsafe(32)
    feed = CaseFeed.objects.create(membership=locked, token_hash=hash_of_secret(secret), made_at=now)
    return NewFeed(feed, secret)


@transaction.atomic
def end_feed(*, membership: Membership, by: User, now: datetime) -> bool:
    """From now on the address answers like one that never was. False where there was none."""
    own = CaseFeed.objects.filter(membership=membership, membership__person=by, ended_at=None)
    return bool(own.update(ended_at=now))


@transaction.atomic
def note_reading(*, feed: CaseFeed, now: datetime) -> None:
    """Remember the day on which a program asked, so that an address nobody uses can be told from one in use."""
    CaseFeed.objects.filter(pk=feed.pk).exclude(read_on=now.date()).update(read_on=now.date())

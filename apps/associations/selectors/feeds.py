"""Reads of feeds: whose address it is, and what its programs learn."""

from datetime import datetime

from django.db.models import QuerySet

from apps.accounts.rules import hash_of_secret
from apps.accounts.selectors import has_second_factor
from apps.associations.enums import Verb
from apps.associations.models import CaseFeed, Membership
from apps.associations.rules import roles_for
from apps.associations.selectors import live_memberships
from apps.cases.models import CircleGrant
from apps.cases.selectors.circles import READ, live_circle_grants

NEWEST = 50  # cases of a feed


def feed_of(membership: Membership) -> CaseFeed | None:
    """The address a member has now."""
    return CaseFeed.objects.filter(membership=membership, ended_at=None).first()


def feed_by(secret: str) -> CaseFeed | None:
    """The living address with this secret part, as long as its member may save the body's cases."""
    members = live_memberships().filter(role__in=roles_for(Verb.EXPORT_CASES), person__is_active=True)
    live = CaseFeed.objects.filter(ended_at=None, membership__in=members.values("pk"))
    found = live.select_related("membership__person", "membership__association")
    feed = found.filter(token_hash=hash_of_secret(secret)).first()
    return feed if feed and has_second_factor(feed.membership.person) else None


def newest_shared(feed: CaseFeed, *, now: datetime) -> QuerySet[CircleGrant]:
    """The cases that were shared last, of those the body may read at this moment, each with its case."""
    held = live_circle_grants(now=now).filter(circle=feed.membership.association.circle_id, scope__in=READ)
    cases = held.select_related("case").defer("case__notice_text", "case__narrative")
    return cases.order_by("-granted_at", "id")[:NEWEST]

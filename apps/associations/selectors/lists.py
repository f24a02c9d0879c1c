"""Reads of member lists. Whoever calls has made sure that the reader's role lets them."""

from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from apps.associations.enums import ListState
from apps.associations.models import Association, MemberList


def lists_of(association: Association) -> QuerySet[MemberList]:
    """The lists a body brought, the newest first, without what they show at length."""
    brought = association.member_lists.select_related("brought_by").defer("facts", "refused")
    return brought.order_by("-brought_at", "id")


def list_of(association: Association, list_id: UUID) -> MemberList | None:
    """One list of this body."""
    return association.member_lists.filter(pk=list_id).first()


def lists_to_do(now: datetime) -> QuerySet[MemberList]:
    """Lists that wait for a worker, or whose worker has not been heard of; the longest first."""
    left = Q(state__in=(ListState.LOOKING, ListState.RUNNING), lease_until__lte=now)
    waiting = MemberList.objects.filter(Q(state__in=(ListState.WAITING, ListState.QUEUED)) | left)
    return waiting.order_by("moved_at", "id")


def members_listed(association: Association) -> int:
    """How many different members stand in the lists of a body."""
    with connection.cursor() as cursor:
        cursor.execute(_LISTED, {"association": association.pk})
        return int(cursor.fetchone()[0])


_LISTED = """
    SELECT count(DISTINCT member.key)
    FROM associations_listedmember member JOIN associations_memberlist list ON list.id = member.source_id
    WHERE list.association_id = %(association)s AND list.state = 'done'
"""


def rows_known(brought: MemberList) -> int:
    """How many members of a list stand in another list of the same body."""
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, {"list": brought.pk, "association": brought.association_id})
        return int(cursor.fetchone()[0])


_KNOWN = """
    SELECT count(*) FROM associations_listedmember mine
    WHERE mine.source_id = %(list)s AND mine.key IN (
        SELECT member.key
        FROM associations_listedmember member JOIN associations_memberlist list ON list.id = member.source_id
        WHERE list.association_id = %(association)s AND list.state = 'done' AND list.id <> %(list)s
    )
"""

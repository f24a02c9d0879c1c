"""Reads for the list of a person's cases: what stands in it, what is shown beside it, what is kept of it."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from apps.accounts.models import User
from apps.cases.models import Case, SavedView
from apps.cases.selectors.grants import live_grants


def cases_listed_for(person: User, *, now: datetime) -> QuerySet[Case]:
    """What stands in a person's list: their own cases and those shared with them, without their long texts.

    As `cases_visible_to`, but a moderator's list holds what is theirs, not what they moderate.
    """
    listed = Case.objects.select_related("account").defer("notice_text", "narrative").order_by("-created_at", "id")
    shared = live_grants(now=now).filter(person=person).order_by().values("case_id")
    if not shared.exists():  # nearly everybody: then one index holds all of it in the order of the list
        return listed.filter(owner=person)
    own = Case.objects.filter(owner=person).order_by().values("pk")
    return listed.filter(pk__in=own.union(shared))


def cases_for_export(ids: Iterable[UUID]) -> QuerySet[Case]:
    """Cases by id with what a table of them says, without their long texts. Whose they are was asked before."""
    wanted = Case.objects.filter(pk__in=list(ids)).select_related("account")
    return wanted.defer("notice_text", "narrative")


def saved_views_of(person: User, place: str = "") -> QuerySet[SavedView]:
    """The views a person keeps of a list (their own where `place` is empty), in the order they were kept."""
    return SavedView.objects.filter(person=person, place=place).order_by("created_at", "id")

"""Who can see a case, as its owner reads it: those who may, those invited, those who looked."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from apps.accounts.models import User
from apps.accounts.rules import masked
from apps.cases.enums import EventKind, Scope
from apps.cases.models import Case, CaseEvent, CaseGrant
from apps.cases.selectors import open_invitations, readers_of, reveals_of
from apps.deadlines.selectors import stand_in_of
from apps.web.body_sharing_pages import bodies_shown
from apps.web.components import Link

LOOKS_SHOWN = 3  # on the case page; the log has all


@dataclass(frozen=True)
class ReaderRow:
    """Somebody who can read the case: by the address its owner typed, else by one nobody can write to."""

    grant: CaseGrant
    name: str
    scope: str
    last_opened_at: datetime | None


def name_of(person: User, *, was_invited: bool) -> str:
    """How a reader is called to the owner."""
    return person.email if was_invited else masked(person.email)


def readers_shown(case: Case, now: datetime) -> list[ReaderRow]:
    return [
        ReaderRow(
            grant=grant,
            name=name_of(grant.person, was_invited=grant.was_invited),  # type: ignore[attr-defined]
            scope=str(Scope(grant.scope).label),
            last_opened_at=grant.last_opened_at,  # type: ignore[attr-defined]
        )
        for grant in readers_of(case, now=now)
    ]


def who_sees(case: Case, now: datetime) -> dict[str, Any]:
    """The readers, how many are invited, and what moderators who want to know the owner did last. Three queries."""
    return {
        "readers": readers_shown(case, now),
        "bodies": bodies_shown(case, now),
        "invited": open_invitations(case, now=now).count(),
        "looks": [look_of(event) for event in reveals_of(case)[:LOOKS_SHOWN]],
    }


def look_of(event: CaseEvent) -> dict[str, Any]:
    """A step of a moderator's wish to see who the owner is, and their words."""
    reason = event.remark.text if hasattr(event, "remark") else ""
    return {"title": _look_words(event.kind, reason), "at": event.at, "reason": reason}


def _look_words(kind: str, reason: str) -> str:
    if kind == EventKind.REVEAL_ASKED:
        return gettext("A moderator asked to see who you are, and gave this reason:")
    if kind == EventKind.REVEAL_REFUSED:
        return gettext("A second moderator refused it, and said:")
    if kind == EventKind.REVEAL_ALLOWED and reason:
        return gettext("A second moderator allowed it, and said:")
    if kind == EventKind.REVEAL_ALLOWED:
        return gettext("A second moderator allowed it.")
    return gettext("A moderator looked at who you are, and gave this reason:")


def parts_of_sharing(case: Case, now: datetime) -> dict[str, Any]:
    """Everything the page about sharing shows, without its form."""
    return {
        "case": case,
        "crumbs": crumbs_to(case),
        "readers": readers_shown(case, now),
        "bodies": bodies_shown(case, now),
        "told": stand_in_of(case.docket),
        "invitations": open_invitations(case, now=now),
        "scopes": Scope.choices,
    }


def crumbs_to(case: Case) -> list[Link]:
    return [
        Link(gettext("My cases"), reverse("case-list")),
        Link(case.reference, reverse("case-detail", args=[case.pk])),
    ]


def restore_url(grant: CaseGrant) -> str:
    return reverse("grant-restore", args=[grant.case_id, grant.pk])


def last_day_of(ends_at: datetime | None) -> date | None:
    """The last day on which a sharing that ends at this moment holds, in the reader's zone."""
    return timezone.localtime(ends_at - timedelta(microseconds=1)).date() if ends_at else None

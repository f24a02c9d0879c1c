"""Incidents that one moderator wants everybody to see: those to answer, and the page of one."""

from uuid import UUID

from django.db.models import QuerySet

from apps.accounts.models import User
from apps.core.four_eyes import ANSWERED, AskState
from apps.incidents.models import Incident, PublicationAsk


def publications_open_to(by: User) -> QuerySet[PublicationAsk]:
    """Proposals of others, the oldest first."""
    return PublicationAsk.objects.filter(state=AskState.ASKED).exclude(asked_by=by).order_by("asked_at", "id")


def publication_asks(*, answered: bool) -> QuerySet[PublicationAsk]:
    """All that wait, the oldest first; or all that were answered, the latest first."""
    asks = PublicationAsk.objects.select_related("incident", "asked_by", "answered_by")
    if answered:
        return asks.filter(state__in=ANSWERED).order_by("-answered_at", "id")
    return asks.filter(state=AskState.ASKED).order_by("asked_at", "id")


def publication_ask_at_desk(ask_id: UUID) -> PublicationAsk:
    """One with its incident. Raises PublicationAsk.DoesNotExist."""
    return PublicationAsk.objects.select_related("incident", "asked_by", "answered_by").get(pk=ask_id)


def open_publication_of(incident: Incident) -> PublicationAsk | None:
    return incident.publication_asks.filter(state=AskState.ASKED).select_related("asked_by").first()


def facts_counted(incident: Incident) -> dict[str, int]:
    """How much an incident says, by kind: claims, statements, timeline, sources, promises."""
    kinds = ("timeline", "figures", "statements", "promises", "sources")
    return {kind: getattr(incident, kind).count() for kind in kinds}

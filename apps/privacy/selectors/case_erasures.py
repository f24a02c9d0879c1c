"""Cases that one moderator wants erased: those to answer, the page of one, and what would go."""

from uuid import UUID

from django.db.models import QuerySet

from apps.accounts.models import User
from apps.cases.models import Case
from apps.core.four_eyes import ANSWERED, AskState
from apps.privacy.models import CaseErasure


def case_erasures_open_to(by: User) -> QuerySet[CaseErasure]:
    """Proposals of others about cases that are not their own, the oldest first."""
    waiting = CaseErasure.objects.filter(state=AskState.ASKED).exclude(asked_by=by).exclude(case__owner=by)
    return waiting.order_by("asked_at", "id")


def case_erasures(*, answered: bool) -> QuerySet[CaseErasure]:
    """All that wait, the oldest first; or all that were answered, the latest first."""
    asks = CaseErasure.objects.select_related("case", "asked_by", "answered_by")
    if answered:
        return asks.filter(state__in=ANSWERED).order_by("-answered_at", "id")
    return asks.filter(state=AskState.ASKED).order_by("asked_at", "id")


def case_erasure_at_desk(ask_id: UUID) -> CaseErasure:
    """One with its case. Raises CaseErasure.DoesNotExist."""
    return CaseErasure.objects.select_related("case__owner", "asked_by", "answered_by").get(pk=ask_id)


def erasure_of_case(case: Case) -> CaseErasure | None:
    """Where a case's erasing stands: proposed or done; None: neither."""
    live = case.erasures.filter(state__in=[AskState.ASKED, AskState.ALLOWED])
    return live.select_related("asked_by", "answered_by").first()


def what_goes(case: Case) -> dict[str, int]:
    """How much of a case is erased, by kind, so that it can be looked at before."""
    return {
        "files": case.files.count(),
        "appeals": case.appeals.count(),
        "remarks": case.events.filter(remark__isnull=False).count(),
        "readers": case.grants.filter(revoked_at=None).count() + case.circle_grants.filter(revoked_at=None).count(),
        "dossiers": case.dossiers.count(),
    }

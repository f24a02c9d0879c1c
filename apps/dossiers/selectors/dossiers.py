"""Reads of dossiers. They are their case's owner's alone: a grant opens the case, never these files."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from apps.accounts.models import User
from apps.cases.models import Case
from apps.dossiers.enums import DossierState
from apps.dossiers.models import Dossier
from apps.evidence.models import StoredFile
from apps.evidence.selectors import openings_of


def dossiers_of(case: Case, person: User) -> QuerySet[Dossier]:
    """Every dossier of a person's own case, the newest first; of another's case none."""
    return Dossier.objects.filter(case=case, case__owner=person).select_related("file", "manifest")


def own_dossier(case: Case, person: User, dossier_id: UUID) -> Dossier:
    """One of them. Raises Dossier.DoesNotExist."""
    return dossiers_of(case, person).get(pk=dossier_id)


def ready_dossier(case: Case, person: User, dossier_id: UUID, *, now: datetime) -> Dossier:
    """One whose files are still handed out. Raises Dossier.DoesNotExist."""
    return dossiers_of(case, person).filter(state=DossierState.READY, expires_at__gt=now).get(pk=dossier_id)


def downloads_of(dossiers: Iterable[Dossier]) -> dict[UUID, int]:
    """How often each PDF was downloaded, by the id of its file."""
    return openings_of(dossier.file_id for dossier in dossiers if dossier.file_id)


def files_of_dossiers(dossiers: QuerySet[Dossier]) -> QuerySet[StoredFile]:
    """The PDFs and manifests of dossiers."""
    chosen = dossiers.order_by()
    return StoredFile.objects.filter(Q(pk__in=chosen.values("file")) | Q(pk__in=chosen.values("manifest")))

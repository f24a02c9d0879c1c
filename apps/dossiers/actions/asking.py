"""A dossier is asked for, or no longer wanted."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.cases.models import Case
from apps.core.dispatch import enqueue
from apps.dossiers.enums import OPEN_DOSSIERS, DossierState
from apps.dossiers.models import Dossier


class DossierRefused(Exception):
    """None can be made here; `args[0]` says why to whoever asked."""


@transaction.atomic
def request_dossier(*, case: Case, language: str, variant: str, by: User, now: datetime) -> Dossier:
    """Ask for a dossier of one's own filed case. While one of the kind is being made, that one is meant.

    Raises DossierRefused.
    """
    if case.owner_id != by.pk or case.is_draft:
        raise DossierRefused(_("Only the seller of a filed case has a dossier made of it."))
    asked = Dossier(case=case, language=language, variant=variant, asked_at=now, asked_by=by)
    Dossier.objects.bulk_create([asked], ignore_conflicts=True)
    enqueue("dossiers.make")
    return Dossier.objects.get(case=case, language=language, variant=variant, state__in=OPEN_DOSSIERS)


@transaction.atomic
def cancel_dossier(*, dossier: Dossier, by: User, now: datetime) -> bool:
    """Stop it, waiting or being made; its worker finds out with its next step. False where it had ended already."""
    mine = Dossier.objects.filter(pk=dossier.pk, case__owner=by, state__in=OPEN_DOSSIERS)
    return bool(mine.update(state=DossierState.CANCELLED, lease_token=None, lease_until=None))

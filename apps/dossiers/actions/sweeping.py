"""Dossiers go after their time; the row stays and says that there was one, and its hash."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from apps.accounts.models import User
from apps.cases.models import Case
from apps.dossiers.enums import OPEN_DOSSIERS, DossierState
from apps.dossiers.models import Dossier
from apps.evidence.actions import discard_file

KEPT = timedelta(days=30)
MOST_KEPT = 8  # of one case at a time; the oldest goes first


@transaction.atomic
def sweep_dossiers(*, now: datetime) -> int:
    """Throw away dossiers whose time is over; returns how many."""
    over = Dossier.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        state=DossierState.READY, expires_at__lte=now
    )
    return sum(throw_away(dossier, by=None, now=now) for dossier in over.select_related("file", "manifest"))


@transaction.atomic
def discard_dossiers(*, cases: Iterable[Case], by: User | None, now: datetime) -> int:
    """Throw away every dossier of these cases and stop those being made; returns how many."""
    mine = Dossier.objects.filter(case__in=[case.pk for case in cases])
    stopped = mine.filter(state__in=OPEN_DOSSIERS).update(
        state=DossierState.CANCELLED, lease_token=None, lease_until=None
    )
    ready = mine.filter(state=DossierState.READY).select_related("file", "manifest")
    return stopped + sum(throw_away(dossier, by=by, now=now) for dossier in ready)


def throw_away(dossier: Dossier, *, by: User | None, now: datetime) -> int:
    """The bytes go with the vault's next sweep. Twice is as once."""
    for file in (dossier.file, dossier.manifest):
        if file:
            discard_file(file=file, by=by, now=now)
    return Dossier.objects.filter(pk=dossier.pk, state=DossierState.READY).update(state=DossierState.OVER)

"""Taking the whole demonstration away."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from apps.associations.models import Association
from apps.campaigns.models import Campaign, Mandate
from apps.core.guards import lifted_for_demonstration
from apps.evidence.actions import discard_file, sweep_files
from apps.incidents.actions.demo import Cleared
from apps.incidents.actions.demo.clearing import erase
from apps.statistics.actions import clear_with_figures


@transaction.atomic
def clear_everything(*, dry_run: bool = False, now: datetime) -> Cleared:
    """As `clear_with_figures`, and every association that one of its people founded, every campaign that one of them
    wrote or such an association leads, with all that hangs on these, whoever joined. Again changes nothing."""
    if not dry_run:
        bodies = Association.objects.filter(founded_by__is_demonstration=True)
        campaigns = Campaign.objects.filter(Q(made_by__is_demonstration=True) | Q(led_by__in=bodies))
        given = Q(campaign__in=campaigns) | Q(agent__in=bodies) | Q(person__is_demonstration=True)
        _empty_vault(given, now)
        with lifted_for_demonstration():
            erase(Mandate.objects.filter(given), now=now)
            erase(campaigns, now=now)
            erase(bodies, now=now)
    return clear_with_figures(dry_run=dry_run, now=now)


def _empty_vault(given: Q, now: datetime) -> None:
    """Papers of mandates: their bytes go by the vault's own way."""
    for mandate in Mandate.objects.filter(given, file__isnull=False).select_related("file"):
        if mandate.file:
            discard_file(file=mandate.file, by=None, now=now)
    while sweep_files(now=now):
        pass

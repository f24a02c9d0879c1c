"""Making the whole demonstration."""

from datetime import datetime

from django.db import transaction

from apps.campaigns.actions.demo.bodies import make_bodies
from apps.campaigns.actions.demo.cast import make_cast
from apps.campaigns.actions.demo.courses import make_campaigns
from apps.campaigns.actions.demo.plots import read_together
from apps.core.dispatch import without_hints
from apps.incidents.actions.demo import Demonstration
from apps.incidents.actions.demo.loading import demonstration_people
from apps.notifications.actions import count_as_sent
from apps.statistics.actions import load_with_figures


@transaction.atomic
def load_everything(*, dry_run: bool = False, now: datetime) -> Demonstration:
    """As `load_with_figures`, and the associations, campaigns and mandates of its sellers: all of it or nothing, once.

    Nothing of it is sent to anybody. Raises LookupError where the project's incidents are not loaded.
    """
    made = load_with_figures(dry_run=dry_run, now=now)
    if dry_run or made.was_there:
        return made
    told, cast = read_together(), make_cast(now)
    with without_hints():
        make_bodies(told, cast)
        make_campaigns(told, cast)
    count_as_sent(people=demonstration_people(), now=now)
    return made

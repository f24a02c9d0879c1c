"""What beat does: campaigns whose time is up end, the shown count is renewed, sealed rows are shuffled."""

from datetime import UTC, datetime

from django.db import connection, transaction

from apps.campaigns.actions.moves import forget_sealed, lock_campaign, put_stage
from apps.campaigns.enums import TAKES_PEOPLE, Stage
from apps.campaigns.models import Campaign, SignOn
from apps.campaigns.rules import floored, is_over


def close_expired(*, now: datetime) -> int:
    """Campaigns that gathered too few by their last day end, and what was sealed is deleted unread, keys and all."""
    today = now.astimezone(UTC).date()
    waiting = Campaign.objects.filter(stage=Stage.GATHERING, until__lt=today)
    return sum(_close(campaign, now) for campaign in waiting)


@transaction.atomic
def _close(campaign: Campaign, now: datetime) -> int:
    locked = lock_campaign(campaign)
    if locked.stage != Stage.GATHERING or not is_over(locked.until, now):
        return 0
    put_stage(locked, Stage.GATHERING, Stage.CLOSED, None, now)
    forget_sealed(locked)
    return 1


def renew_counts(*, now: datetime) -> int:
    """Shuffle the sealed rows, and once a day (UTC) renew what is shown of the count; returns how many were renewed.

    A count that followed each joining would tell who joined to whoever watches it.
    """
    return sum(renew_count(campaign, now) for campaign in Campaign.objects.filter(stage__in=TAKES_PEOPLE))


@transaction.atomic
def renew_count(campaign: Campaign, now: datetime) -> int:
    """`renew_counts` of one campaign: 1 where its shown count was renewed, else 0."""
    locked = lock_campaign(campaign)
    today = now.astimezone(UTC).date()
    _shuffle(locked)
    if locked.shown_on == today:
        return 0
    shown = floored(SignOn.objects.filter(campaign=locked).count())
    return Campaign.objects.filter(pk=locked.pk).update(shown_count=shown, shown_on=today)


def _shuffle(campaign: Campaign) -> None:
    """Write the sealed rows anew under new ids in random order: a dump lists rows as they came."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH gone AS (DELETE FROM campaigns_signon WHERE campaign_id = %s AND person_id IS NULL RETURNING *)
            INSERT INTO campaigns_signon (id, campaign_id, mark, person_mark, box)
            SELECT gen_random_uuid(), campaign_id, mark, person_mark, box FROM gone ORDER BY random()
            """,
            [campaign.pk],
        )

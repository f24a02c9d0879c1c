"""With which associations a case is shared, as its owner reads it."""

from dataclasses import dataclass
from datetime import datetime

from apps.associations.models import Association
from apps.associations.selectors import associations_of_circles
from apps.cases.models import Case, CircleGrant
from apps.cases.selectors.circles import circle_grants_of, last_openings


@dataclass(frozen=True)
class BodyRow:
    """An association that may count or read the case."""

    grant: CircleGrant
    body: Association
    last_opened_at: datetime | None


def bodies_shown(case: Case, now: datetime) -> list[BodyRow]:
    """Associations with a live grant, in three queries at most."""
    grants = list(circle_grants_of(case, now=now))
    if not grants:
        return []
    bodies, opened = associations_of_circles(grant.circle_id for grant in grants), last_openings(case)
    return [
        BodyRow(grant, bodies[grant.circle_id], opened.get(grant.circle_id))
        for grant in grants
        if grant.circle_id in bodies
    ]

"""What would be in a dossier, in numbers."""

from dataclasses import dataclass

from apps.cases.enums import INTERNAL, OWNERS_ONLY, AppealState
from apps.cases.models import Case
from apps.deadlines.selectors import dates_of
from apps.dossiers.enums import Variant
from apps.dossiers.selectors.exhibits import exhibits_of
from apps.losses.selectors import current_lines


@dataclass(frozen=True)
class Outline:
    """Numbers of entries. Of `exhibits`, `shown` have pages for the complete one, `covered` for the one for sharing."""

    events: int
    dates: int
    lines: int
    appeals: int
    exhibits: int
    shown: int
    covered: int


def outline_of(case: Case) -> Outline:
    """The same few queries however much there is."""
    full, sharing = (exhibits_of(case, variant) for variant in (Variant.FULL, Variant.REDACTED))
    return Outline(
        events=case.events.exclude(kind__in=(*INTERNAL, *OWNERS_ONLY)).count(),
        dates=dates_of(case.docket).count() if case.docket else 0,
        lines=current_lines(case.ledger).count(),
        appeals=case.appeals.exclude(state=AppealState.WITHDRAWN).count(),
        exhibits=len(full),
        shown=sum(exhibit.copy is not None for exhibit in full),
        covered=sum(exhibit.copy is not None for exhibit in sharing),
    )

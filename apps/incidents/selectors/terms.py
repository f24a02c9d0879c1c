"""What a case can cite of its incident: terms that were in force on the day of its notice, kept copies of sources."""

from dataclasses import dataclass, field

from django.db.models import Q

from apps.cases.models import Case
from apps.incidents.models import Incident, PolicyVersion, Source


@dataclass(frozen=True)
class Citable:
    """Terms from the oldest, sources by number; of sources only those of which a copy was kept."""

    terms: list[PolicyVersion] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)


def citable_for(case: Case) -> Citable:
    """Nothing of an incident that is not public. Without a day of the notice no terms can be named.

    Terms count as in force unless a known first or last day says otherwise. The caller has made sure that the reader
    may see the case.
    """
    incident = Incident.objects.filter(is_public=True, placements__case=case).first()
    if incident is None:
        return Citable()
    sources = incident.sources.filter(archived_on__isnull=False)
    if case.notice_date is None:
        return Citable(sources=list(sources))
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=case.notice_date)
    not_over = Q(valid_until__isnull=True) | Q(valid_until__gte=case.notice_date)
    return Citable(list(incident.policies.filter(begun, not_over)), list(sources))

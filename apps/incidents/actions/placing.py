"""Putting cases into incidents."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.cases.actions import record_placed, record_taken_out, start_case
from apps.cases.enums import State
from apps.cases.models import Case
from apps.cases.rules import Answers
from apps.incidents.enums import PlacedHow, Precision
from apps.incidents.models import Incident, Placement, PlacementChange
from apps.incidents.selectors import begun_in


class NotPlaceable(Exception):
    """The case is still a draft, or somebody placed it elsewhere meanwhile; `args[0]` says it to the user."""


@transaction.atomic
def place_case(*, case: Case, incident: Incident, by: User, now: datetime) -> Placement:
    """A moderator puts a filed case into an incident, or into another than it stood in.

    Placing where it stands already changes nothing. Every change leaves a final row of history and an entry of the
    case's timeline. Raises NotPlaceable.
    """
    return _place(case, incident, PlacedHow.MODERATOR, by, now)


@transaction.atomic
def place_own_case(*, case: Case, incident: Incident, by: User, now: datetime) -> Placement:
    """A seller says that their filed case belongs to a public incident, or to another than they said before.

    Where a moderator placed it, it stays. Raises NotPlaceable.
    """
    if case.owner_id != by.pk or case.state == State.WITHDRAWN or not incident.is_public:
        raise NotPlaceable(_("This case cannot be placed here."))
    if Placement.objects.filter(case=case, how=PlacedHow.MODERATOR).exists():
        raise NotPlaceable(_("A moderator has placed this case. If it is in the wrong incident, please write to us."))
    return _place(case, incident, PlacedHow.SELLER, by, now)


def _place(case: Case, incident: Incident, how: PlacedHow, by: User, now: datetime) -> Placement:
    if case.is_draft:
        raise NotPlaceable(_("A draft cannot be placed before it is submitted."))
    if Incident.objects.select_for_update(no_key=True).get(pk=incident.pk).merged_into_id:
        raise NotPlaceable(_("This incident was merged into another. Please choose that one."))
    placement, is_new = Placement.objects.get_or_create(
        case=case, defaults={"incident": incident, "how": how, "by": by, "at": now}
    )
    before = None if is_new else placement.incident_id
    if before == incident.pk:
        return placement
    if before is not None:
        moved = Placement.objects.filter(pk=placement.pk, incident_id=before, how=placement.how).update(
            incident=incident, how=how, by=by, at=now
        )
        if not moved:
            raise NotPlaceable(_("Somebody placed this case a moment ago. Please look at where it stands now."))
        placement.refresh_from_db()
    PlacementChange.objects.create(case=case, from_incident_id=before, to_incident=incident, by=by, at=now)
    record_placed(case=case, incident_slug=incident.slug, by=by, now=now)
    return placement


@transaction.atomic
def take_out_case(*, case: Case, seen: int, by: User, now: datetime) -> None:
    """A moderator takes a filed case out of the incident `seen` (its key): from then on it stands in none.

    The history keeps where it stood, and its seller reads it in the timeline. Raises NotPlaceable when it does not
    stand there any more.
    """
    taken, _rows = Placement.objects.filter(case=case, incident_id=seen).exclude(case__state=State.DRAFT).delete()
    if not taken:
        raise NotPlaceable(_("Somebody placed this case a moment ago. Please look at where it stands now."))
    PlacementChange.objects.create(case=case, from_incident_id=seen, to_incident=None, by=by, at=now)
    record_taken_out(case=case, by=by, now=now)


@transaction.atomic
def start_affected_case(*, incident: Incident, by: User | None, key: str = "", now: datetime) -> Case:
    """“I am affected too”: a draft that stands in the incident from the start, with what is known filled in.

    It belongs to `by`, or to the browser that holds `key` (see cases.actions.start_case). Whoever has begun one already
    goes on with it: pressing twice is the same as once.
    """
    if begun := begun_in(incident, person=by, key=key):
        return begun
    incident = _standing(incident)
    case = start_case(answers=known_answers(incident), by=by, key=key, now=now)
    Placement.objects.create(case=case, incident=incident, how=PlacedHow.FILED_AS_AFFECTED, by=by, at=now)
    return case


def _standing(incident: Incident) -> Incident:
    """The incident itself, or the one it was merged into a moment ago; held to the end of the transaction."""
    locked = Incident.objects.select_for_update(no_key=True, of=("self",)).get(pk=incident.pk)
    return _standing(locked.merged_into) if locked.merged_into else locked


def known_answers(incident: Incident) -> Answers:
    """What the incident tells about a case in it: platform, what happened, and the day where it was one known day.

    The reason is left to the seller: an accusation is not put into anybody's mouth.
    """
    answers = {"platform": [incident.platform]}
    if incident.case_types:
        answers["case_type"] = [incident.case_types[0]]
    happened_on_one_day = incident.started_precision == Precision.DAY and incident.ended_on is None
    if incident.started_on and happened_on_one_day and not incident.year_inferred:
        answers["notice_date"] = [incident.started_on.isoformat()]
    return {"event": answers}

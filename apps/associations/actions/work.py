"""Who of a body works on a case, and its notes. Whoever calls has made sure that the body has the case now."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.associations.enums import Verb
from apps.associations.models import Association, CaseAssignment, CaseNote
from apps.associations.selectors import may
from apps.cases.models import Case

LONGEST_NOTE = 4_000
MOST_AT_ONCE = 1_000  # cases of one bulk action


class WorkRefused(Exception):
    """This cannot be done with the case; `args[0]` says why to the person who asked."""


@transaction.atomic
def assign_cases(
    *, association: Association, cases: Iterable[Case], person: User | None, by: User, now: datetime
) -> int:
    """`person` works on these cases from now on, or nobody; returns on how many that changed. Raises WorkRefused.

    Who may not assign others takes a case on themselves or gives it back.
    """
    wanted = {case.pk for case in cases}
    if len(wanted) > MOST_AT_ONCE:
        raise WorkRefused(_("That is more than 1,000 cases at once. Narrow the list first."))
    Association.objects.select_for_update().get(pk=association.pk)
    if not may(by, association, Verb.ASSIGN_CASES if person and person != by else Verb.WORK_ON_CASES):
        raise WorkRefused(_("Your role does not let you assign cases to others."))
    if person and not may(person, association, Verb.READ_CASES):
        raise WorkRefused(_("This person cannot read the association's cases."))
    live = CaseAssignment.objects.filter(association=association, case__in=wanted, ended_at__isnull=True)
    if person is None and not may(by, association, Verb.ASSIGN_CASES):
        live = live.filter(person=by)
    before = dict(live.values_list("case", "person"))
    changed = {case_id for case_id in wanted if before.get(case_id) != (person.pk if person else None)}
    live.filter(case__in=changed).update(ended_at=now)
    if person:
        rows = [
            CaseAssignment(association=association, case_id=case_id, person=person, since=now, by=by)
            for case_id in sorted(changed)
        ]
        CaseAssignment.objects.bulk_create(rows)
    return len(changed)


@transaction.atomic
def write_notes(*, association: Association, cases: Iterable[Case], text: str, by: User, now: datetime) -> int:
    """The same note about each of these cases; returns how many. Raises WorkRefused."""
    text, about = text.strip(), list(cases)
    if not text or len(text) > LONGEST_NOTE:
        raise WorkRefused(_("Write a note of up to 4,000 characters."))
    if len(about) > MOST_AT_ONCE:
        raise WorkRefused(_("That is more than 1,000 cases at once. Narrow the list first."))
    if not may(by, association, Verb.WORK_ON_CASES):
        raise WorkRefused(_("Your role does not let you write notes."))
    for case in about:  # one by one: each text is encrypted to its own row
        CaseNote.objects.create(association=association, case=case, text=text, by=by, at=now)
    return len(about)

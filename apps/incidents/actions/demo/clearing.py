"""Taking the demonstration away: every row of it, final ones too, and nothing else.

A demonstration case is one made by the demonstration or by somebody signed in as one of its people. Whatever hangs on
it goes with it, in tables that know cases already and in those to come.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.deletion import ProtectedError

from apps.accounts.models import User
from apps.accounts.selectors import forget_demonstration_data
from apps.cases.models import Case, Seller
from apps.core.audit.sealing import forget_rows
from apps.core.guards import lifted_for_demonstration
from apps.evidence.actions import discard_file, sweep_files
from apps.incidents.actions.demo.loading import demonstration_people
from apps.incidents.models import Incident, Surge

Rows = QuerySet[Any]


@dataclass(frozen=True)
class Cleared:
    """How many went. `kept`: people who took part in real cases; they cannot sign in any more."""

    people: int
    cases: int
    kept: list[str]


def clear_demonstration(*, dry_run: bool = False, now: datetime) -> Cleared:
    """Remove the demonstration completely; doing it again changes nothing."""
    cases = Case.objects.filter(Q(is_demonstration=True) | Q(owner__is_demonstration=True))
    found = Cleared(people=demonstration_people().count(), cases=cases.count(), kept=[])
    if dry_run:
        return found
    _empty_vault(cases, now)
    with lifted_for_demonstration():
        erase(cases, now=now)
        _erase_surges(now)
        erase(Seller.objects.filter(owner__is_demonstration=True), now=now)
        kept = _erase_people(demonstration_people())
        transaction.on_commit(forget_demonstration_data)
    return Cleared(people=found.people - len(kept), cases=found.cases, kept=kept)


def _erase_surges(now: datetime) -> None:
    """The surges among invented cases, and what was made of one: an incident that nobody has published since."""
    surges = Surge.objects.filter(is_demonstration=True)
    made = Incident.objects.filter(surges__in=surges, created_at=F("surges__decided_at"), is_public=False)
    keys = list(made.filter(placements__isnull=True).values_list("pk", flat=True))
    erase(surges, now=now)
    erase(Incident.objects.filter(pk__in=keys), now=now)


@transaction.atomic
def _empty_vault(cases: QuerySet[Case], now: datetime) -> None:
    """Files somebody put into demonstration cases: their bytes go by the vault's own way."""
    for case in cases.prefetch_related("files__file"):
        for entry in case.files.all():
            discard_file(file=entry.file, by=None, now=now)
    while sweep_files(now=now):
        pass


def erase(rows: Rows, *, now: datetime) -> None:
    """Delete rows with everything that hangs on them, and what belongs to them one to one (a case's ledger).

    Never called for people: what hangs on a person may belong to real cases.
    """
    keys = list(rows.values_list("pk", flat=True))
    if not keys:
        return
    rows = rows.model._base_manager.filter(pk__in=keys)
    belonging = [
        (field.related_model, list(rows.exclude(**{field.name: None}).values_list(field.attname, flat=True)))
        for field in rows.model._meta.concrete_fields
        if field.one_to_one and field.related_model is not User
    ]
    for model, column in _hanging_on(rows.model):
        erase(model._base_manager.filter(**{f"{column}__in": keys}), now=now)
    rows._raw_delete(rows.db)
    forget_rows(model=rows.model, keys=keys, why="demonstration", now=now)
    for model, owned in belonging:
        erase(model._base_manager.filter(pk__in=owned), now=now)


def _hanging_on(model: type[models.Model]) -> Iterator[tuple[type[models.Model], str]]:
    for relation in model._meta.related_objects:
        if not relation.many_to_many:
            yield relation.related_model, relation.field.name


def _erase_people(people: QuerySet[User]) -> list[str]:
    """Delete invented people with their sign-ins. Those whom a real case names stay, shut out: their addresses."""
    keys = UserSession.objects.filter(user__in=people).values_list("session_key", flat=True)
    Session.objects.filter(session_key__in=list(keys)).delete()
    try:
        with transaction.atomic():
            people.delete()
    except ProtectedError:
        return [person.email for person in people if not _erase_person(person)]
    return []


def _erase_person(person: User) -> bool:
    try:
        with transaction.atomic():
            person.delete()
    except ProtectedError:
        User.objects.filter(pk=person.pk).update(is_active=False, is_staff=False)
        return False
    return True

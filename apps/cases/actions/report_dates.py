"""Days that a report names, kept as dates of the case: stock that will be removed, money that will be released."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.models import User
from apps.cases.actions.dates import docket_of
from apps.cases.models import Case
from apps.core.money import Money
from apps.deadlines.actions import DecisionRefused, add_own_date
from apps.deadlines.models import Deadline
from apps.losses.models import ReportImport


@dataclass(frozen=True)
class NamedDay:
    """A day that a report names. `label` says what then happens."""

    what: Literal["removal", "release"]
    day: date
    label: str

    @property
    def name(self) -> str:
        return f"{self.what}:{self.day.isoformat()}"


def days_named(report: ReportImport) -> list[NamedDay]:
    """The days a report names for stock and money, the earliest first; those of one day and kind are one."""
    facts = json.loads(report.facts) if report.facts else {}
    found = [
        NamedDay("removal", date.fromisoformat(said["date"]), _removal(said["units"]))
        for said in facts.get("removals", [])
    ]
    due: dict[date, list[Money]] = {}
    for said in facts.get("deferred", []):
        if said["release"] and Decimal(said["amount"]) > 0:
            due.setdefault(date.fromisoformat(said["release"]), []).append(
                Money(Decimal(said["amount"]), said["currency"])
            )
    found += [NamedDay("release", day, _release(amounts)) for day, amounts in due.items()]
    return sorted(found, key=lambda named: (named.day, named.what))


def _removal(units: int) -> str:
    words = ngettext("%(units)s stranded piece is removed", "%(units)s stranded pieces are removed", units)
    return words % {"units": units}


def _release(amounts: list[Money]) -> str:
    return _("%(money)s of deferred money is to be released") % {"money": " + ".join(map(str, amounts))}


@transaction.atomic
def add_report_date(*, case: Case, report: ReportImport, name: str, by: User, now: datetime) -> Deadline:
    """Keep a day that the report names as an own date of the case, with reminders. Twice is as once.

    Raises DecisionRefused for a day that the report does not name, or that is over.
    """
    named = next((found for found in days_named(report) if found.name == name), None)
    if named is None:
        raise DecisionRefused(_("The report names no such day."))
    docket = docket_of(Case.objects.select_for_update(of=("self",)).select_related("docket").get(pk=case.pk), now)
    for known in docket.deadlines.filter(wall_day=named.day):
        if known.is_own and known.is_open and known.label == named.label:
            return known
    return add_own_date(docket=docket, label=named.label, day=named.day, zone=by.zone.key, by=by, now=now)

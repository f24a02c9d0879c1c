"""The log its owner reads: who could read a case from when to when, who opened what, who looked at who they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import F, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast

from apps.cases.models import Case, CaseEvent, CaseGrant, CaseOpening, CircleGrant
from apps.cases.selectors.grants import reveals_of
from apps.evidence.enums import Custody
from apps.evidence.models import CustodyEntry


class LogKind(StrEnum):
    OPENED = "opened"
    FILE = "file"
    LOOKED = "looked"
    GRANTED = "granted"
    REVOKED = "revoked"
    RAN_OUT = "ran_out"
    CIRCLE_GRANTED = "circle_granted"
    CIRCLE_REVOKED = "circle_revoked"
    CIRCLE_RAN_OUT = "circle_ran_out"


OF_CIRCLES = (LogKind.CIRCLE_GRANTED, LogKind.CIRCLE_REVOKED, LogKind.CIRCLE_RAN_OUT)


@dataclass(frozen=True)
class LogEntry:
    """One line; `row` is what it stands on."""

    kind: LogKind
    at: datetime
    row: CaseOpening | CustodyEntry | CaseEvent | CaseGrant | CircleGrant


def access_log(case: Case, *, now: datetime) -> QuerySet[Any]:
    """Keys of the log's lines, the newest first, to be cut into pages; `log_entries` makes lines of them."""
    files = case.files.values("file")
    of_files = CustodyEntry.objects.filter(Q(file__in=files) | Q(file__original__in=files), kind=Custody.OPENED)
    keys = [
        _keys(case.openings.all(), LogKind.OPENED, "at"),
        _keys(of_files.exclude(by=case.owner_id), LogKind.FILE, "at"),
        _keys(reveals_of(case).select_related(None), LogKind.LOOKED, "at"),
        *_of_grants(case.grants.all(), (LogKind.GRANTED, LogKind.REVOKED, LogKind.RAN_OUT), now),
        *_of_grants(case.circle_grants.all(), OF_CIRCLES, now),
    ]
    together: QuerySet[Any] = keys[0].union(*keys[1:], all=True).order_by("-moment", "-what", "-key")
    return together


def _of_grants(grants: Any, kinds: tuple[LogKind, LogKind, LogKind], now: datetime) -> list[Any]:
    """Keys of when grants began, were revoked, or ran out."""
    granted, revoked, ran_out = kinds
    ended = grants.filter(ends_at__lte=now).filter(Q(revoked_at__isnull=True) | Q(revoked_at__gt=F("ends_at")))
    taken = grants.filter(revoked_at__isnull=False).filter(Q(ends_at__isnull=True) | Q(ends_at__gte=F("revoked_at")))
    return [
        _keys(grants, granted, "granted_at"),
        _keys(taken, revoked, "revoked_at"),
        _keys(ended, ran_out, "ends_at"),
    ]


def _keys(rows: Any, kind: LogKind, moment: str) -> Any:
    """What, when and which row, of one kind; the same three columns for all, so that they can be put together."""
    named = rows.order_by().annotate(what=Value(kind.value, TextField()), moment=F(moment), key=Cast("pk", TextField()))
    return named.values_list("what", "moment", "key")


def log_entries(keys: Sequence[tuple[str, datetime, str]]) -> list[LogEntry]:
    """The lines of these keys, each with its row: a query per kind of row, however many lines."""
    found: dict[str, dict[str, Any]] = {}
    sources: dict[LogKind, QuerySet[Any]] = {
        LogKind.OPENED: CaseOpening.objects.select_related("by"),
        LogKind.FILE: CustodyEntry.objects.select_related("by", "file"),
        LogKind.LOOKED: CaseEvent.objects.select_related("remark"),
        LogKind.GRANTED: CaseGrant.objects.select_related("person"),
    }
    sources[LogKind.REVOKED] = sources[LogKind.RAN_OUT] = sources[LogKind.GRANTED]
    sources |= dict.fromkeys(OF_CIRCLES, CircleGrant.objects.all())
    for kind in {what for what, _moment, _key in keys}:
        wanted = [key for what, _moment, key in keys if what == kind]
        found[kind] = {str(row.pk): row for row in sources[LogKind(kind)].filter(pk__in=wanted)}
    return [LogEntry(LogKind(what), moment, found[what][key]) for what, moment, key in keys]


def people_invited(case: Case) -> set[object]:
    """Keys of the people whose address the owner typed and who accepted."""
    return set(case.invitations.filter(accepted_by__isnull=False).values_list("accepted_by", flat=True))

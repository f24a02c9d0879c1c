"""A case as somebody reads it with whom it was shared. What identifies its seller is not among the parts."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from apps.accounts.models import User
from apps.cases.enums import Scope
from apps.cases.models import Appeal, Case, CaseGrant
from apps.cases.rules import covers, document_of
from apps.cases.selectors import files_of, sharer_names, timeline_of, with_copies
from apps.cases.selectors.appeals import sent_appeals
from apps.incidents.models import Incident
from apps.incidents.selectors import placement_of
from apps.losses.selectors import history_of
from apps.web.appeal_pages import AppealRow, text_of
from apps.web.case_pages import entry_of, facts_of, money_of, title_of
from apps.web.components import Link, TimelineEntry
from apps.web.date_pages import dates_of_case
from apps.web.evidence_pages import told_once


class SharedAppeal(AppealRow):
    """One attempt in the list of a reader."""

    @property
    def url(self) -> str:
        return reverse("shared-appeal", args=[self.appeal.case_id, self.appeal.number])


@dataclass(frozen=True)
class SharedRow:
    """A case in the list of what others share."""

    case: Case
    title: str
    url: str
    scope: str
    sharer: str
    ends_at: datetime | None


def shared_rows(grants: list[CaseGrant], reader: User) -> list[SharedRow]:
    names = sharer_names([grant.case_id for grant in grants], reader)
    return [
        SharedRow(
            case=grant.case,
            title=title_of(grant.case),
            url=reverse("case-detail", args=[grant.case_id]),
            scope=str(Scope(grant.scope).label),
            sharer=names.get(grant.case_id, ""),
            ends_at=grant.ends_at,
        )
        for grant in grants
    ]


def parts_for_reader(case: Case, scope: Scope, *, with_appeals: bool, reader: User) -> dict[str, Any]:
    """What somebody with this scope sees of the case; `with_appeals` as their grant says."""
    placement = placement_of(case)
    incident = placement.incident if placement and placement.incident.is_public else None
    parts = {
        "case": case,
        "title": title_of(case),
        "crumbs": [Link(gettext("Shared with me"), reverse("shared-list"))],
        "scope": Scope(scope).label,
        "incident": incident,
        "facts": facts_of(case),
        "story": _story(case, scope, reader, incident),
        "is_full": covers(scope, Scope.FULL),
    }
    if covers(scope, Scope.FULL):
        parts |= {"money": money_of(history_of(case.ledger)), **dates_of_case(case)}
    if with_appeals:
        parts["appeals"] = [SharedAppeal(appeal) for appeal in sent_appeals().filter(case=case)]
    if covers(scope, Scope.EVIDENCE):
        parts["files"] = with_copies(files_of(case))
    return parts


def _story(case: Case, scope: Scope, reader: User, incident: Incident | None) -> list[TimelineEntry]:
    """The timeline; people's words about an event belong to the whole case."""
    events = reversed(told_once(timeline_of(case, reader)))
    entries = [entry_of(event, case=case, reader=reader, incident=incident) for event in events]
    return entries if covers(scope, Scope.FULL) else [replace(entry, text="") for entry in entries]


def parts_of_appeal(appeal: Appeal, scope: Scope) -> dict[str, Any]:
    """An appeal that was sent, as a reader sees it: not the platform's number for it, and files only by their scope."""
    case = appeal.case
    sees_files = covers(scope, Scope.EVIDENCE)
    chosen = files_of(case).filter(pk__in=appeal.files.values("entry"))
    return {
        "case": case,
        "appeal": appeal,
        "row": SharedAppeal(appeal),
        "crumbs": [
            Link(gettext("Shared with me"), reverse("shared-list")),
            Link(case.reference, reverse("case-detail", args=[case.pk])),
        ],
        "document": document_of(text_of(appeal)),
        "answers": list(appeal.answers.select_related("file__file").order_by("-entered_at")),
        "sees_files": sees_files,
        "files": with_copies(chosen) if sees_files else [],
        "files_count": chosen.count(),
    }

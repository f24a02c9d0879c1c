"""Whom a seller can ask to read an appeal, and who was asked, as the page of the appeal shows it."""

from typing import Any

from django.utils.translation import gettext

from apps.accounts.models import User
from apps.accounts.rules import masked
from apps.cases.actions import AppealRefused
from apps.cases.enums import Scope
from apps.cases.models import Appeal, AppealReading, Case
from apps.cases.rules import covers
from apps.core import clock
from apps.web.forms.readings import MODERATORS, AskForm
from apps.web.sharing_pages import ReaderRow, readers_shown


def readers_to_ask(case: Case) -> list[ReaderRow]:
    """Those who can read the whole case now."""
    return [row for row in readers_shown(case, clock.now()) if covers(row.grant.scope, Scope.FULL)]


def asking_parts(appeal: Appeal, reading: AppealReading | None) -> dict[str, Any]:
    """The form that asks, and whom the newest reading was asked of: by name, and whether they still may read."""
    rows = readers_to_ask(appeal.case) if appeal.is_unsent or reading else []
    names = {row.grant.person_id: row.name for row in rows}
    asked = reading.asked_of if reading else None
    others = [row for row in rows if asked is None or row.grant.person_id != asked.pk]
    return {
        "ask_form": AskForm(readers=[(str(row.grant.pk), row.name, row.scope) for row in others]),
        "has_readers": bool(others),
        "asked_name": names.get(asked.pk) or masked(asked.email) if asked else "",
        "is_asked_shut_out": asked is not None and asked.pk not in names,
    }


def reader_chosen(appeal: Appeal, key: str) -> User | None:
    """The person of the grant that was chosen; None for the moderators. Raises AppealRefused."""
    if key in ("", MODERATORS):
        return None
    chosen = next((row.grant.person for row in readers_to_ask(appeal.case) if str(row.grant.pk) == key), None)
    if chosen is None:
        raise AppealRefused(gettext("This person cannot read the whole case. Share it with them first, then ask them."))
    return chosen

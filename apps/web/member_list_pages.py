"""Lists of members as pages show them."""

import json
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.associations.enums import UNDECIDED_LISTS, InvitingState, ListState, RowProblem
from apps.associations.models import InvitationRun, MemberList, Membership
from apps.associations.selectors.inviting import Turns, run_of, turns_of
from apps.associations.selectors.lists import lists_of, members_listed
from apps.notifications.enums import MessageKind
from apps.notifications.letters import Letter, write_letter
from apps.web.body_case_pages import frame_of
from apps.web.components import Link
from apps.web.components.base import Tone
from apps.web.forms.member_lists import InvitingForm
from apps.web.report_words import writing_of

STATE_TONES: dict[str, Tone] = {
    ListState.READY: "accent",
    ListState.REFUSED: "error",
    ListState.FAILED: "error",
    ListState.DONE: "success",
    ListState.UNDONE: "neutral",
    ListState.CANCELLED: "neutral",
}
COMPLAINTS = {
    "empty": _("The file is empty."),
    "other_file": _("This is a PDF, a picture or a compressed file. Save the list as CSV or XLSX and bring that."),
    "password": _("The workbook is protected by a password. Save it without one."),
    "formulas": _("This workbook calculates with formulas. Save it as values, or as CSV."),
    "rows": _("This list has more than 250,000 rows. Split it."),
    "workbook_too_large": _("Unpacked, this workbook is larger than we open. Save the list as CSV and bring that."),
}
UNREADABLE = _("The file cannot be read as a table. Save the list as CSV or XLSX and bring it again.")
FEW_REFUSED = 5


@dataclass(frozen=True)
class ListCard:
    """A list among those a body brought."""

    brought: MemberList

    @property
    def name(self) -> str:
        return str(self.brought.name)

    @property
    def tone(self) -> Tone:
        return STATE_TONES.get(self.brought.state, "info")


def lists_parts(membership: Membership) -> dict[str, Any]:
    """Everything the page of lists shows, without its form."""
    association = membership.association
    return {
        **frame_of(membership, "lists"),
        "cards": [ListCard(brought) for brought in lists_of(association)],
        "members": members_listed(association),
    }


def list_parts(membership: Membership, brought: MemberList) -> dict[str, Any]:
    """Everything the page of one list shows, without its forms."""
    association = membership.association
    frame = frame_of(membership, "lists")
    shown = shown_of(brought)
    return {
        **frame,
        "crumbs": [*frame["crumbs"], Link(gettext("Member lists"), reverse("body-lists", args=[association.slug]))],
        "brought": brought,
        "card": ListCard(brought),
        "complaint": COMPLAINTS.get(brought.complaint, UNREADABLE) if brought.state == ListState.REFUSED else "",
        "shown": shown,
        "first_rows": _first_rows(shown),
        "facts": facts_of(shown) if shown else [],
        "refused": [(number, RowProblem(code).label) for number, code in brought.refused[:FEW_REFUSED]],
        "can_look": brought.state in (ListState.READY, ListState.REFUSED, ListState.FAILED),
        "can_take": brought.state == ListState.READY,
        "can_cancel": brought.state in UNDECIDED_LISTS,
        "can_undo": brought.state == ListState.DONE,
        "inviting": _inviting(brought) if brought.state == ListState.DONE else None,
    }


def _first_rows(shown: dict[str, Any]) -> list[list[tuple[str, str]]]:
    """The first rows of the file, each cell with the name of its column, or its number."""
    names = [name or str(number) for number, name in enumerate(shown.get("headings", []), 1)]
    return [list(zip(names, row, strict=False)) for row in shown.get("first", [])]


@dataclass(frozen=True)
class Inviting:
    """The panel about inviting the people of a list."""

    run: InvitationRun
    turns: Turns
    letters: list[tuple[str, Letter]]
    form: InvitingForm

    @property
    def tone(self) -> Tone:
        tones: dict[str, Tone] = {InvitingState.HELD: "accent", InvitingState.RUNNING: "info"}
        return tones.get(self.run.state, "neutral")


def _inviting(brought: MemberList) -> Inviting | None:
    run = run_of(brought)
    if run is None:
        return None
    facts = {"key": gettext("a-key-of-each-reader"), "association": brought.association.name}
    letters = [
        (shown, write_letter(kind=MessageKind.LIST_INVITATION, language=language, facts=facts))
        for shown, language in (("zh-Hans", "zh-hans"), ("en", "en"))
    ]
    is_held = run.state == InvitingState.HELD
    return Inviting(run, turns_of(run), letters if is_held else [], InvitingForm())


def shown_of(brought: MemberList) -> dict[str, Any]:
    """What the file shows of itself while it is undecided: see `rules.member_lists.Look`."""
    return json.loads(brought.facts) if brought.facts else {}


def facts_of(shown: dict[str, Any]) -> list[tuple[str, str]]:
    """How the file was read: what can be overruled below."""
    headings = gettext("row %(number)s") % {"number": shown["header"]} if shown["header"] else gettext("none")
    return [
        (gettext("Rows"), f"{shown['rows']:,}"),
        (gettext("Encoding"), writing_of(shown["encoding"], shown["delimiter"])),
        (gettext("Names of columns"), headings),
    ]


def column_choices(shown: dict[str, Any]) -> list[tuple[str, str]]:
    """The columns of the file by number, heading and the first cell that says something."""
    found = []
    for place, heading in enumerate(shown.get("headings", [])):
        cells = (row[place] for row in shown["first"] if place < len(row) and row[place])
        words = [heading, next(cells, "")]
        label = " · ".join(word for word in words if word) or gettext("empty")
        found.append((str(place), gettext("Column %(number)s: %(label)s") % {"number": place + 1, "label": label}))
    return found


def initial_columns(shown: dict[str, Any]) -> dict[str, str]:
    return {"platform": "amazon", **{kind: str(place) for kind, place in shown.get("columns", {}).items()}}

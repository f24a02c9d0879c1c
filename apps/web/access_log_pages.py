"""The log of a case in prose, as its owner reads it."""

from collections.abc import Callable
from uuid import UUID

from django.utils.translation import gettext

from apps.accounts.models import User
from apps.associations.models import Association
from apps.associations.selectors import associations_of_circles
from apps.cases.enums import OpeningKind, ReaderRole
from apps.cases.models import CaseEvent, CaseGrant, CaseOpening, CircleGrant
from apps.cases.selectors import LogEntry, LogKind
from apps.evidence.models import CustodyEntry
from apps.web.components import TimelineEntry
from apps.web.components.base import Tone
from apps.web.sharing_pages import look_of, name_of

NameOf = Callable[[User | None], str]
TONES: dict[LogKind, Tone] = {LogKind.LOOKED: "warning", LogKind.GRANTED: "accent", LogKind.CIRCLE_GRANTED: "accent"}


def lines_of(entries: list[LogEntry], *, owner: User, invited: set[object]) -> list[TimelineEntry]:
    """Lines of the log. Readers are called by the address their owner typed; moderators have no name.

    Who read as one of an association is called with its name.
    """
    bodies = associations_of_circles(circle_id for entry in entries if (circle_id := _circle_of(entry)))

    def called(person: User | None) -> str:
        if person is None or person.is_staff:
            return gettext("A moderator")
        return name_of(person, was_invited=person.pk in invited)

    return [_line(entry, _called_in(bodies.get(_circle_of(entry)), called)) for entry in entries]  # type: ignore[arg-type]


def _circle_of(entry: LogEntry) -> UUID | None:
    return getattr(entry.row, "circle_id", None)


def _called_in(body: Association | None, called: NameOf) -> NameOf:
    """Names as they stand beside an association: itself, and its people with its name."""
    if body is None:
        return called
    within = gettext("%(person)s of “%(body)s”")
    return lambda person: within % {"person": called(person), "body": body.name} if person else f"“{body.name}”"


def _line(entry: LogEntry, called: NameOf) -> TimelineEntry:
    title, text = _words(entry, called)
    return TimelineEntry(title=title, at=entry.at, text=text, tone=TONES.get(entry.kind, "neutral"))


def _words(entry: LogEntry, called: NameOf) -> tuple[str, str]:
    row = entry.row
    if isinstance(row, CaseOpening):
        who = gettext("A moderator") if row.role == ReaderRole.MODERATOR else called(row.by)
        return _opened(row.kind) % {"who": who}, ""
    if isinstance(row, CustodyEntry):
        return gettext("%(who)s opened the file “%(name)s”.") % {"who": called(row.by), "name": row.file.name}, ""
    if isinstance(row, CaseEvent):
        look = look_of(row)
        return look["title"], look["reason"]
    return _of_grant(entry.kind, row, called), ""


def _opened(kind: str) -> str:
    sentences = {
        OpeningKind.PAGE: gettext("%(who)s opened the case."),
        OpeningKind.APPEAL: gettext("%(who)s read the text of an appeal."),
        OpeningKind.EXPORT: gettext("%(who)s saved an export of the case."),
        OpeningKind.PROGRAM: gettext("A program of %(who)s read the case."),
    }
    return sentences[OpeningKind(kind)]


def _of_grant(kind: LogKind, grant: CaseGrant | CircleGrant, called: NameOf) -> str:
    person = grant.person if isinstance(grant, CaseGrant) else None
    words = {"who": called(person), "scope": grant.get_scope_display()}
    sentences = {
        LogKind.GRANTED: gettext("From here on %(who)s could read: %(scope)s."),
        LogKind.REVOKED: gettext("You ended what %(who)s could read (%(scope)s)."),
        LogKind.RAN_OUT: gettext("The time of %(who)s ran out (%(scope)s)."),
    }
    sentences |= {LogKind[f"CIRCLE_{plain.name}"]: words for plain, words in list(sentences.items())}
    return sentences[kind] % words

"""The log of a case in prose, as its owner reads it."""

from collections.abc import Callable, Iterable

from django.utils.translation import gettext

from apps.accounts.models import User
from apps.cases.enums import OpeningKind, ReaderRole, Scope
from apps.cases.models import CaseEvent, CaseGrant, CaseOpening
from apps.cases.selectors import LogEntry, LogKind
from apps.evidence.models import CustodyEntry
from apps.web.components import TimelineEntry
from apps.web.components.base import Tone
from apps.web.sharing_pages import name_of

NameOf = Callable[[User | None], str]
TONES: dict[LogKind, Tone] = {LogKind.LOOKED: "warning", LogKind.GRANTED: "accent"}


def lines_of(entries: Iterable[LogEntry], *, owner: User, invited: set[object]) -> list[TimelineEntry]:
    """Lines of the log. Readers are called by the address their owner typed; moderators have no name."""

    def called(person: User | None) -> str:
        if person is None or person.is_staff:
            return gettext("A moderator")
        return name_of(person, was_invited=person.pk in invited)

    return [_line(entry, called) for entry in entries]


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
        reason = row.remark.text if hasattr(row, "remark") else ""
        return gettext("A moderator looked at who you are, and gave this reason:"), reason
    return _of_grant(entry.kind, row, called), ""


def _opened(kind: str) -> str:
    sentences = {
        OpeningKind.PAGE: gettext("%(who)s opened the case."),
        OpeningKind.APPEAL: gettext("%(who)s read the text of an appeal."),
        OpeningKind.EXPORT: gettext("%(who)s saved an export of the case."),
        OpeningKind.PROGRAM: gettext("A program of %(who)s read the case."),
    }
    return sentences[OpeningKind(kind)]


def _of_grant(kind: LogKind, grant: CaseGrant, called: NameOf) -> str:
    words = {"who": called(grant.person), "scope": Scope(grant.scope).label}
    sentences = {
        LogKind.GRANTED: gettext("From here on %(who)s could read: %(scope)s."),
        LogKind.REVOKED: gettext("You ended what %(who)s could read (%(scope)s)."),
        LogKind.RAN_OUT: gettext("The time of %(who)s ran out (%(scope)s)."),
    }
    return sentences[kind] % words

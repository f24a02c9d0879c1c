"""Appeals as pages show them: what is to be done now, the guard in words, the text as it goes out, its versions."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Any, Literal

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from apps.cases.enums import CLOSED, Answer, AppealChannel, AppealState
from apps.cases.models import Appeal, AppealVersion, Case
from apps.cases.rules import (
    ALONE_PHRASES,
    CONFIRMATIONS,
    PART_LABELS,
    AppealText,
    GuardFacts,
    document_of,
    plain_of,
)
from apps.cases.selectors.appeals import (
    appeals_of,
    due_of,
    guard_of,
    limit_of,
    reading_of,
    replies_due,
    sent_count,
)
from apps.core import clock
from apps.core.moments import say_date
from apps.web.asking_pages import asking_parts
from apps.web.components import Link, Step
from apps.web.components.base import Tone
from apps.web.date_pages import DateRow

STATE_TONES: dict[str, Tone] = {
    AppealState.DRAFTING: "neutral",
    AppealState.IN_READING: "info",
    AppealState.READ: "info",
    AppealState.COOLING: "warning",
    AppealState.SUBMITTED: "accent",
    AppealState.WITHDRAWN: "neutral",
}
ANSWER_TONES: dict[str, Tone] = {
    Answer.ACCEPTED: "success",
    Answer.PARTLY: "success",
    Answer.REFUSED: "error",
    Answer.MORE_INFO: "warning",
    Answer.NO_ANSWER: "neutral",
}
MOST_TOKENS = 6_000  # texts beyond it are compared line by line


@dataclass(frozen=True)
class AppealRow:
    """One attempt in the list of a case."""

    appeal: Appeal

    @property
    def url(self) -> str:
        return reverse("appeal-detail", args=[self.appeal.case_id, self.appeal.number])

    @property
    def title(self) -> str:
        return gettext("Attempt %(number)d") % {"number": self.appeal.number}

    @property
    def label(self) -> str:
        appeal = self.appeal
        return str(Answer(appeal.answer).label if appeal.answer else AppealState(appeal.state).label)

    @property
    def tone(self) -> Tone:
        return ANSWER_TONES.get(self.appeal.answer) or STATE_TONES.get(self.appeal.state, "neutral")

    @property
    def says(self) -> str:
        """When it went out and what came back, in one line."""
        appeal = self.appeal
        if not appeal.sent_day:
            return gettext("Begun on %(date)s") % {"date": say_date(appeal.started_at)}
        sent = gettext("Sent on %(date)s") % {"date": say_date(appeal.sent_day)}
        if not appeal.answered_day:
            return sent
        days = (appeal.answered_day - appeal.sent_day).days
        came = translation.ngettext("answer after %(days)d day", "answer after %(days)d days", days) % {"days": days}
        return sent if appeal.answer == Answer.NO_ANSWER else f"{sent}, {came}"


def said_before(details: dict[str, str]) -> str:
    """When and how an appeal was sent, as it had been noted before it was corrected."""
    if not details.get("was_day"):
        return ""
    moment = [
        say_date(date.fromisoformat(details["was_day"])),
        details.get("was_time", ""),
        details.get("was_zone", ""),
    ]
    way = dict(AppealChannel.choices).get(details.get("was_channel", ""), "")
    return ", ".join(filter(None, (" ".join(filter(None, moment)), str(way))))


def appeals_of_case(case: Case) -> dict[str, Any]:
    """What the page of a case shows of its appeals."""
    appeals = list(appeals_of(case))
    limit = limit_of(case)
    left = limit.left_after(sum(appeal.is_sent for appeal in appeals))
    unsent = next((appeal for appeal in appeals if appeal.is_unsent), None)
    return {
        "appeals": [AppealRow(appeal) for appeal in reversed(appeals)],
        "appeal_limit": limit,
        "appeals_left": left,
        "appeal_unsent": unsent,
        "appeal_waiting": next((appeal for appeal in appeals if appeal.state == AppealState.SUBMITTED), None),
        "can_appeal": unsent is None and left != 0 and case.state not in CLOSED,
    }


def crumbs_of(case: Case) -> list[Link]:
    return [
        Link(gettext("My cases"), reverse("case-list")),
        Link(case.reference, reverse("case-detail", args=[case.pk])),
        Link(gettext("Appeals"), reverse("appeal-list", args=[case.pk])),
    ]


def dates_of_appeal(case: Case, appeal: Appeal | None = None) -> dict[str, Any]:
    """The date the page leads with: by when to appeal, or by when an answer was promised."""
    now = clock.now()
    if appeal is not None and not appeal.is_unsent:
        waits = appeal.state == AppealState.SUBMITTED
        return {"due": None, "replies": [DateRow(one, now) for one in replies_due(case)] if waits else [], "now": now}
    due = due_of(case)
    return {"due": DateRow(due, now) if due else None, "replies": [], "now": now}


def list_parts(case: Case) -> dict[str, Any]:
    """The page of all attempts, where the next one begins."""
    return {"case": case, "crumbs": crumbs_of(case)[:2], **appeals_of_case(case), **dates_of_appeal(case)}


def frame_of(appeal: Appeal) -> dict[str, Any]:
    """What every page of an attempt has."""
    case = appeal.case
    limit = limit_of(case)
    return {
        "case": case,
        "appeal": appeal,
        "row": AppealRow(appeal),
        "crumbs": crumbs_of(case),
        "limit": limit,
        "appeals_left": limit.left_after(sent_count(case)),
        **dates_of_appeal(case, appeal),
    }


def sending_of(appeal: Appeal) -> dict[str, Any]:
    """When and how it was sent, as the form that corrects it begins."""
    return {
        "day": appeal.sent_day,
        "at": appeal.sent_time,
        "zone": appeal.sent_zone,
        "channel": appeal.channel,
        "reference": appeal.platform_reference,
    }


def text_of(appeal: Appeal) -> AppealText:
    """The text as it was sent, or as it stands."""
    sent = appeal.versions.filter(number=appeal.sent_version or 0).first()
    return sent.typed if sent else appeal.typed


def parts_of(appeal: Appeal) -> dict[str, Any]:
    """The page of one attempt."""
    guard = guard_of(appeal) if appeal.is_unsent else None
    text = text_of(appeal)
    reading = reading_of(appeal)
    return {
        **frame_of(appeal),
        **asking_parts(appeal, reading),
        "guard": guard,
        "text": text,
        "plain": plain_of(text),
        "document": document_of(text),
        "chosen_files": [one.entry for one in appeal.files.select_related("entry__file")],
        "reading": reading,
        "answers": list(appeal.answers.select_related("file__file").order_by("-entered_at")),
        "steps": steps_of(appeal, guard),
        "confirmations": list(CONFIRMATIONS.items()),
        "alone_phrase": ALONE_PHRASES[1 if (translation.get_language() or "").startswith("zh") else 0],
        "is_closed": appeal.case.is_closed,
    }


def steps_of(appeal: Appeal, guard: GuardFacts | None) -> list[Step]:
    """Where the attempt stands on its way; the guard's stations only where there is one to pass."""
    way: list[tuple[str, tuple[AppealState, ...]]] = [(gettext("Write"), (AppealState.DRAFTING,))]
    if (guard and guard.is_last) or appeal.guard or appeal.state in (AppealState.IN_READING, AppealState.READ):
        way.append((gettext("Second reader"), (AppealState.IN_READING, AppealState.READ)))
        way.append((gettext("Let it rest"), (AppealState.COOLING,)))
    way += [(gettext("Send and note"), ()), (gettext("Answer"), (AppealState.SUBMITTED,))]
    if appeal.state == AppealState.WITHDRAWN:
        return []
    here = next((n for n, (_label, states) in enumerate(way) if appeal.state in states), len(way))
    return [Step(label, "", _place(number, here)) for number, (label, _states) in enumerate(way)]


def _place(number: int, here: int) -> Literal["todo", "done", "current"]:
    if number == here:
        return "current"
    return "done" if number < here else "todo"


def saved_words(appeal: Appeal) -> str:
    """`Saved 12:04` in the reader's zone; empty before the first save."""
    if not appeal.mark:
        return ""
    return gettext("Saved %(time)s") % {"time": f"{timezone.localtime(appeal.text_changed_at):%H:%M}"}


# -- versions
@dataclass(frozen=True)
class Changed:
    """One piece of the text that differs between two versions: what it says in each, marked where it changed."""

    label: str
    before: SafeString
    after: SafeString


def pieces_of(text: AppealText) -> dict[str, str]:
    """Every piece under its name, for comparing."""
    pieces = {str(PART_LABELS[name]): text.parts.get(name, "") for name in PART_LABELS}
    pieces[gettext("The text as it was sent")] = text.whole
    for number, one in enumerate(text.questions, start=1):
        pieces[gettext("Question %(number)d") % {"number": number}] = one.question
        pieces[gettext("Answer %(number)d") % {"number": number}] = one.answer
    return pieces


def changes_between(before: AppealText, after: AppealText) -> list[Changed]:
    """The pieces that differ, in their order; what is empty in both is the same."""
    old, new = pieces_of(before), pieces_of(after)
    names = dict.fromkeys([*old, *new])
    return [
        Changed(name, *marked(old.get(name, ""), new.get(name, "")))
        for name in names
        if old.get(name, "") != new.get(name, "")
    ]


def marked(before: str, after: str) -> tuple[SafeString, SafeString]:
    """Both texts, marked: in the first what went, in the second what came; by words, in Chinese by signs."""
    old, new = _tokens(before), _tokens(after)
    left: list[tuple[str, str]] = []
    right: list[tuple[str, str]] = []
    for what, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        left.append(("same" if what == "equal" else "del", "".join(old[i:j])))
        right.append(("same" if what == "equal" else "ins", "".join(new[k:m])))
    return _joined(left), _joined(right)


def _tokens(text: str) -> Sequence[str]:
    found: list[str] = re.findall(r"[\u3400-\u9fff]|\w+|\s+|[^\w\s]", text)
    return found if len(found) <= MOST_TOKENS else text.splitlines(keepends=True)


def _joined(runs: Iterable[tuple[str, str]]) -> SafeString:
    html = {"same": "{}", "del": "<del>{}</del>", "ins": "<ins>{}</ins>"}
    return format_html_join("", "{}", ((format_html(html[kind], words),) for kind, words in runs if words))


def versions_parts(appeal: Appeal, versions: list[AppealVersion], shown: AppealVersion | None) -> dict[str, Any]:
    """The list of versions, and one of them beside the text as it stands."""
    changes = changes_between(shown.typed, appeal.typed) if shown else []
    return {**frame_of(appeal), "versions": versions, "shown": shown, "changes": changes}

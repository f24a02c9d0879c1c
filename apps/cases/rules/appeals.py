"""The states an appeal goes through, how often one may appeal, and the guard of the last. No database, no clock."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.cases.enums import Answer, AppealChannel, AppealState, EventKind, Guard, Track, Verdict
from apps.cases.rules.appeal_text import AppealText, is_chinese_text
from apps.core.clock import is_zone
from apps.deadlines.enums import Who
from apps.deadlines.rules import Rule, Subject, applies, rule_book

BEFORE_THE_DATE = timedelta(hours=6)  # waiting never lasts longer than until this long before the date
LONGEST_REFERENCE = 200
SHORT_PART = 120  # characters; below it a part says hardly more than its heading

MOVES: tuple[tuple[AppealState, AppealState], ...] = (
    (AppealState.DRAFTING, AppealState.IN_READING),
    (AppealState.DRAFTING, AppealState.COOLING),
    (AppealState.DRAFTING, AppealState.SUBMITTED),
    (AppealState.DRAFTING, AppealState.WITHDRAWN),
    (AppealState.IN_READING, AppealState.DRAFTING),
    (AppealState.IN_READING, AppealState.READ),
    (AppealState.IN_READING, AppealState.SUBMITTED),
    (AppealState.IN_READING, AppealState.WITHDRAWN),
    (AppealState.READ, AppealState.DRAFTING),
    (AppealState.READ, AppealState.COOLING),
    (AppealState.READ, AppealState.SUBMITTED),
    (AppealState.READ, AppealState.WITHDRAWN),
    (AppealState.COOLING, AppealState.DRAFTING),
    (AppealState.COOLING, AppealState.SUBMITTED),
    (AppealState.COOLING, AppealState.WITHDRAWN),
    (AppealState.SUBMITTED, AppealState.ANSWERED),
)
# What an answer does to the case. No answer moves nothing.
ANSWER_MOVES: dict[str, EventKind] = {
    Answer.ACCEPTED: EventKind.RESOLVE,
    Answer.PARTLY: EventKind.PARTLY_RESOLVE,
    Answer.REFUSED: EventKind.REJECT,
    Answer.MORE_INFO: EventKind.MORE_INFO,
    Answer.NO_ANSWER: EventKind.NO_ANSWER,
}


def appeal_moves() -> list[tuple[str, str]]:
    """Every (from, to) the database trigger lets through."""
    return sorted((source.value, target.value) for source, target in MOVES)


def can_move(source: str, target: str) -> bool:
    return (source, target) in MOVES


# -- how often
@dataclass(frozen=True)
class Limit:
    """How often the platform allows an appeal: by a cited rule, or by the words of the notice as the seller gives them.

    `allowed` None: no limit is known.
    """

    allowed: int | None = None
    rule: Rule | None = None
    words: str = ""

    def left_after(self, sent: int) -> int | None:
        """How many more may be sent; None where no limit is known."""
        return None if self.allowed is None else max(self.allowed - sent, 0)

    def is_last(self, sent: int) -> bool:
        """Whether the next one to be sent is the last there is."""
        return self.left_after(sent) == 1


def limit_by_rule(subject: Subject, notice: date | None) -> Limit:
    """The strictest rule of the packs about how often sellers may appeal, for a notice of that day."""
    found = [
        rule
        for rule in rule_book().values()
        if rule.attempts and rule.who == Who.SELLER and applies(rule, subject) and _holds_on(rule, notice)
    ]
    strictest = min(found, key=lambda rule: rule.attempts or 0, default=None)
    return Limit(allowed=strictest.attempts, rule=strictest) if strictest else Limit()


def _holds_on(rule: Rule, day: date | None) -> bool:
    if day is None:
        return True
    return (not rule.valid_from or rule.valid_from <= day) and (not rule.valid_to or day <= rule.valid_to)


# -- the guard
@dataclass(frozen=True)
class Check:
    """One line of the checklist. `must` stands in the way while it is not `passed`; the others are advice."""

    code: str
    passed: bool
    must: bool
    title: str | Promise
    why: str | Promise

    @property
    def tone(self) -> str:
        """`success`, `error` where it stands in the way, or `warning`."""
        return "success" if self.passed else "error" if self.must else "warning"


PLACEHOLDER = re.compile(
    r"\[[^\]\n]*\b(?:your|insert|name|date|number|company|product|asin)\b[^\]\n]*\]|_{3,}|\bX{3,}\b|\bTODO\b|\bTBD\b"
    r"|【[^】\n]*(?:填|姓名|日期|公司|产品)[^】\n]*】|待填|待补",
    re.IGNORECASE,
)


def checklist(text: AppealText, *, files: int, marketplace_reads_chinese: bool) -> list[Check]:
    """What is looked at before the last appeal goes out, each with the reason."""
    said = [text.parts.get(name, "").strip() for name in text.own_parts]
    is_whole = bool(text.whole.strip())
    answered = all(one.answer.strip() for one in text.questions if one.question.strip())
    fits = text.form_limit is None or text.length <= text.form_limit
    lines = (
        ("parts", is_whole or all(said), True),
        ("questions", answered, True),
        ("placeholders", not PLACEHOLDER.search(text.everything), True),
        ("fits", fits, True),
        ("files", files > 0, False),
        ("substance", is_whole or all(len(part) >= SHORT_PART for part in said if part), False),
        ("dates", _says_when(text), False),
        ("language", marketplace_reads_chinese or not is_chinese_text(text.everything), False),
    )
    return [Check(code, passed, must, *_CHECKS[code]) for code, passed, must in lines]


def _says_when(text: AppealText) -> bool:
    """Whether what was done, or what proves the error, has any number in it: a day, an order, an amount."""
    part = "corrective" if text.track == Track.CURED else "proof"
    return bool(text.whole.strip()) or any(char.isdigit() for char in text.parts.get(part, ""))


_CHECKS: dict[str, tuple[Promise, Promise]] = {
    "parts": (
        _("Every part is written"),
        _("A part left empty is the first thing whoever decides will see."),
    ),
    "questions": (
        _("Every question of the platform has its answer"),
        _("A question left open is the easiest reason to refuse, or to ask for more and let time pass."),
    ),
    "placeholders": (
        _("Nothing is left to be filled in"),
        _("Brackets, “XXX” or lines to be filled in show that a text was taken from elsewhere."),
    ),
    "fits": (
        _("It fits the platform's form"),
        _("What is longer than the form takes may be cut off at its end."),
    ),
    "files": (
        _("Proof goes with it"),
        _("What is claimed and not shown cannot be checked by whoever decides. Choose files of your evidence."),
    ),
    "substance": (
        _("No part is a bare sentence"),
        _("Whoever decides looks for what exactly happened, in which order, and who did what."),
    ),
    "dates": (
        _("It gives dates and numbers"),
        _("Orders, days and quantities can be checked against the platform's own records."),
    ),
    "language": (
        _("It is in a language the marketplace reads"),
        _("There is Chinese in the text, and this marketplace may not read it."),
    ),
}

# What only the seller can tell; each is ticked by hand before an appeal is called finished.
CONFIRMATIONS: dict[str, Promise] = {
    "notice": _("I have read the notice once more, word by word, and this answers what it says."),
    "true": _("Everything in it is true, and I can prove it. No document was altered."),
    "names": _("Names, order numbers, products and dates are the same here and in the proof."),
    "secrets": _("There is no password in it, and no identity number the platform did not ask for."),
}


# Typed by hand by whoever does without a second reader; either language will do.
ALONE_PHRASES = ("I send it alone", "我自己决定提交")


def says_alone(typed: str) -> bool:
    """Whether somebody typed that they do without a second reader."""
    folded = re.sub(r"\W", "", unicodedata.normalize("NFKC", typed)).casefold()
    return folded in {re.sub(r"\W", "", phrase).casefold() for phrase in ALONE_PHRASES}


@dataclass(frozen=True)
class Sent:
    """How the seller sent it: wall time in `zone` (IANA), the way, the platform's number of it if there is one."""

    day: date | None
    zone: str
    channel: str
    at: time | None = None
    reference: str = ""


def complaint_about_sending(sent: Sent, *, notice: date | None, latest_today: date) -> str:
    """Why an appeal cannot have been sent like this; empty when it can."""
    if sent.day is None:
        return gettext("Give the day on which you sent it.")
    if sent.day > latest_today:
        return gettext("This date lies in the future. Please check the year.")
    if notice and sent.day < notice - timedelta(days=1):  # another zone may already have had the day after
        return gettext("This is before the notice. Please check the date.")
    return _complaint_about_way(sent)


def _complaint_about_way(sent: Sent) -> str:
    if not is_zone(sent.zone):
        return gettext("Choose the time zone of this date.")
    if sent.channel not in AppealChannel.values:
        return gettext("Choose the way by which you sent it.")
    if len(sent.reference) > LONGEST_REFERENCE:
        return gettext("Please shorten this to %(number)d characters.") % {"number": LONGEST_REFERENCE}
    return ""


def complaint_about_answer(day: date | None, *, sent: date | None, latest_today: date) -> str:
    """Why an answer cannot have come on this day; empty when it can."""
    if day is None:
        return gettext("Give the day of the answer, or the day until which you waited.")
    if day > latest_today:
        return gettext("This date lies in the future. Please check the year.")
    if sent and day < sent - timedelta(days=1):
        return gettext("This is before the appeal was sent. Please check the date.")
    return ""


@dataclass(frozen=True)
class GuardFacts:
    """What stands between an attempt and being sent. `readings` is by version: the last verdict on each."""

    is_last: bool
    checks: Sequence[Check]
    verdict: str  # on the newest version; empty: none
    is_asked: bool
    goes_alone: bool
    waits_until: datetime

    @property
    def failed(self) -> list[Check]:
        return [check for check in self.checks if check.must and not check.passed]

    @property
    def is_read(self) -> bool:
        return self.verdict == Verdict.APPROVED

    @property
    def can_finish(self) -> bool:
        """Whether the seller may call it finished: nothing missing, and for the last one somebody has approved it."""
        return not self.failed and (not self.is_last or self.is_read or self.goes_alone)

    @property
    def passed_by(self) -> str:
        """How it came past the guard."""
        if not self.is_last:
            return ""
        return Guard.READ if self.is_read else Guard.ALONE


def waits_until(*, changed: datetime, hours: int, date_at: datetime | None) -> datetime:
    """From when the last appeal may be sent: `hours` after its text changed, but not so late that the date is near."""
    end = changed + timedelta(hours=hours)
    return min(end, date_at - BEFORE_THE_DATE) if date_at and date_at > changed else end

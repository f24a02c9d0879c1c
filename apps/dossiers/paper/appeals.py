"""The chapter of appeals: every attempt, its text as it was sent, what came back."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch
from django.utils.translation import gettext

from apps.cases.enums import AppealState
from apps.cases.models import Appeal, AppealAnswer, AppealFile, AppealVersion, Case
from apps.cases.rules import document_of
from apps.core.moments import say_date
from apps.dossiers.rules.covering import Cover


@dataclass(frozen=True)
class AnswerOnPaper:
    """What the platform said to an attempt."""

    answer: str
    day: str
    words: str
    exhibit: int | None


@dataclass(frozen=True)
class AppealOnPaper:
    """One attempt. `pieces` are heading and words of what was sent, or stands so far."""

    number: int
    track: str
    state: str
    is_sent: bool
    facts: list[tuple[str, str]]
    pieces: list[tuple[str, str]]
    exhibits: list[int]
    answers: list[AnswerOnPaper]


def appeals_on_paper(case: Case, exhibits: dict[UUID, int], cover: Cover, *, names: bool) -> list[AppealOnPaper]:
    """The attempts in their order; those given up without being sent are left out."""
    attempts = case.appeals.exclude(state=AppealState.WITHDRAWN).order_by("number")
    found = attempts.prefetch_related(
        Prefetch("answers", AppealAnswer.objects.select_related("file").order_by("entered_at")),
        Prefetch("files", AppealFile.objects.select_related("entry").order_by("id")),
        Prefetch("versions", AppealVersion.objects.order_by("number")),
    )
    return [_on_paper(appeal, exhibits, cover, names=names) for appeal in found]


def _on_paper(appeal: Appeal, exhibits: dict[UUID, int], cover: Cover, *, names: bool) -> AppealOnPaper:
    sent = next((version for version in appeal.versions.all() if version.number == appeal.sent_version), None)
    text = sent.typed if sent else appeal.typed
    numbers = [exhibits.get(file.entry.file_id) for file in appeal.files.all()]
    return AppealOnPaper(
        number=appeal.number,
        track=appeal.get_track_display(),
        state=appeal.get_state_display(),
        is_sent=appeal.is_sent,
        facts=_facts(appeal, names=names),
        pieces=[(cover(heading), cover(words)) for heading, words in document_of(text)],
        exhibits=[number for number in numbers if number],
        answers=[_answer(answer, exhibits, cover) for answer in appeal.answers.all()],
    )


def _facts(appeal: Appeal, *, names: bool) -> list[tuple[str, str]]:
    rows = [(gettext("What it says"), appeal.get_track_display()), (gettext("State"), appeal.get_state_display())]
    if appeal.is_sent and appeal.sent_day:
        clock = f", {appeal.sent_time:%H:%M} ({appeal.sent_zone})" if appeal.sent_time else ""
        place = str(appeal.place or "")
        if appeal.allowed:
            place = gettext("%(place)s of %(allowed)s allowed") % {"place": appeal.place, "allowed": appeal.allowed}
        rows += [
            (gettext("Sent"), say_date(appeal.sent_day) + clock),
            (gettext("Way"), appeal.get_channel_display()),
            (gettext("Which of those sent"), place),
            (gettext("The platform's number"), appeal.platform_reference if names else ""),
        ]
    return [(label, str(value)) for label, value in rows if value]


def _answer(answer: AppealAnswer, exhibits: dict[UUID, int], cover: Cover) -> AnswerOnPaper:
    return AnswerOnPaper(
        answer=answer.get_answer_display(),
        day=say_date(answer.day),
        words=cover(answer.words),
        exhibit=exhibits.get(answer.file.file_id) if answer.file else None,
    )

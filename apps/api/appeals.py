"""Appeals as JSON: as they are given, as `If-Match` compares them, and back."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.api.answers import plain
from apps.api.errors import no_such
from apps.api.rights import own_case, readable_case
from apps.api.serializers import appeals as shapes
from apps.cases.actions import open_shared_appeal
from apps.cases.enums import Scope
from apps.cases.models import Appeal, Case, CaseFile
from apps.cases.rules import ALONE_PHRASES, CONFIRMATIONS, AppealText, GuardFacts, Question, Sent, covers
from apps.cases.selectors import copy_of, files_of, prepared_for_copies
from apps.cases.selectors.appeals import (
    appeal_of,
    appeals_of,
    appeals_shared_with,
    guard_of,
    limit_of,
    reading_of,
    sent_count,
)


def own_appeal(person: User, case_id: UUID, number: int) -> Appeal:
    """An attempt of the seller's own filed case, as on the pages. Raises Http404."""
    try:
        return appeal_of(own_case(person, case_id), number)
    except Appeal.DoesNotExist as error:
        raise Http404 from error


def shown(appeal: Appeal) -> dict[str, Any]:
    """The attempt with everything that belongs to it."""
    reading = reading_of(appeal)
    answers = appeal.answers.order_by("-entered_at")
    files = appeal.files.select_related("entry__file").order_by("entry")
    return {
        **shapes.AppealSerializer(appeal).data,
        "text": shapes.AppealTextSerializer(appeal.typed).data,
        "text_changed_at": appeal.text_changed_at,
        "newest_version": appeal.newest_version,
        "files": shapes.ExhibitSerializer(files, many=True).data,
        "reading": shapes.AppealReadingSerializer(reading).data if reading else None,
        "guard": shown_guard(guard_of(appeal)) if appeal.is_unsent else None,
        "sent": shapes.AppealSendingSerializer(appeal).data if appeal.is_sent else None,
        "answers": shapes.AppealAnswerSerializer(answers, many=True).data,
    }


def appeals_for(person: User, case_id: UUID, now: datetime) -> QuerySet[Appeal]:
    """The attempts of one's own case; of one that is shared with its appeals those that were sent. Raises Http404."""
    try:
        return appeals_of(own_case(person, case_id))
    except Http404:
        grant = readable_case(person, case_id, now).grant  # no seller of it: a reader, which is written down
    if grant is None or not grant.opens_appeals:
        raise Http404
    return appeals_shared_with(person, now=now).filter(case=case_id)


def shown_to(person: User, case_id: UUID, number: int, now: datetime) -> dict[str, Any]:
    """An attempt as this person may see it; that a reader read it is written down. Raises Http404."""
    try:
        return shown(own_appeal(person, case_id, number))
    except Http404:
        pass
    try:
        appeal, scope = open_shared_appeal(case_id=case_id, number=number, by=person, now=now)
    except Appeal.DoesNotExist as error:
        raise Http404 from error
    return shown_shared(appeal, sees_files=covers(scope, Scope.EVIDENCE))


def shown_shared(appeal: Appeal, *, sees_files: bool) -> dict[str, Any]:
    """An attempt that was sent, as a reader sees it: without the platform's number, files only by their scope."""
    answers = shapes.AppealAnswerSerializer(appeal.answers.order_by("-entered_at"), many=True).data
    return {
        **shapes.AppealSerializer(appeal).data,
        "text": shapes.AppealTextSerializer(appeal.typed).data,
        "text_changed_at": appeal.text_changed_at,
        "newest_version": appeal.newest_version,
        "files": exhibits_for_readers(appeal) if sees_files else [],
        "reading": None,
        "guard": None,
        "sent": {**shapes.AppealSendingSerializer(appeal).data, "reference": None},
        "answers": answers if sees_files else [{**one, "file": None} for one in answers],
    }


def exhibits_for_readers(appeal: Appeal) -> list[dict[str, Any]]:
    """The files that go with an attempt, each by the copy that readers get."""
    entries = prepared_for_copies(files_of(appeal.case).filter(pk__in=appeal.files.values("entry")).order_by("pk"))
    return [{"id": one.pk, "kind": one.kind, "name": getattr(copy_of(one.file), "name", None)} for one in entries]


def shown_guard(guard: GuardFacts) -> dict[str, Any]:
    sentences = [{"code": code, "sentence": str(sentence)} for code, sentence in CONFIRMATIONS.items()]
    is_chinese = (get_language() or "").startswith("zh")
    facts = {
        "is_last": guard.is_last,
        "can_finish": guard.can_finish,
        "goes_alone": guard.goes_alone,
        "waits_until": guard.waits_until,
        "checks": guard.checks,
        "confirmations": sentences,
        "alone_sentence": ALONE_PHRASES[1 if is_chinese else 0],
    }
    return shapes.AppealGuardSerializer(facts).data


def shown_limit(case: Case) -> dict[str, Any]:
    limit, sent = limit_of(case), sent_count(case)
    facts = {
        "allowed": limit.allowed,
        "sent": sent,
        "left": limit.left_after(sent),
        "words": limit.words,
        "rule": limit.rule.id if limit.rule else "",
    }
    return shapes.AppealLimitSerializer(facts).data


# -- what is sent
def typed(before: AppealText, said: dict[str, Any]) -> AppealText:
    """The text with what a program sends over it; what it leaves out stays."""
    parts = {name: plain(text) for name, text in said.get("parts", {}).items()}
    questions = before.questions
    if "questions" in said:
        pairs = [(plain(one.get("question", "")), plain(one.get("answer", ""))) for one in said["questions"]]
        questions = tuple(Question(*pair) for pair in pairs)
    return replace(
        before,
        track=said.get("track", before.track),
        parts={**before.parts, **parts},
        questions=questions,
        form_limit=said.get("form_limit", before.form_limit),
    )


def files_in(case: Case, field: str, ids: Collection[int]) -> list[CaseFile]:
    """The files of the case with these ids. Raises Trouble for any other."""
    known = {entry.pk: entry for entry in files_of(case)}
    if not set(ids) <= set(known):
        raise no_such(field, _("This case has no such file."))
    return [known[pk] for pk in ids]


def sending_in(said: dict[str, Any]) -> Sent:
    """When and how it was sent."""
    at = time.fromisoformat(said["time"]) if said["time"] else None
    return Sent(day=said["day"], at=at, zone=said["zone"], channel=said["channel"], reference=said["reference"])

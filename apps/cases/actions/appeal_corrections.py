"""When and how an appeal went out was noted wrongly: it is corrected, the timeline keeps what was said before."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.cases.actions.appeal_sent import refuse_impossible, trigger_of
from apps.cases.actions.appeals import AppealRefused, lock_appeal, lock_case
from apps.cases.actions.dates import correct_step
from apps.cases.actions.moves import record
from apps.cases.enums import SENT, EventKind
from apps.cases.models import Appeal
from apps.cases.rules import Sent, complaint_about_answer
from apps.core.clock import latest_today
from apps.deadlines.actions import Change


@transaction.atomic
def correct_sending(*, appeal: Appeal, sent: Sent, words: str = "", by: User, now: datetime) -> list[Change]:
    """Say anew when and how an attempt was sent; returns the dates that moved. The same again changes nothing.

    Raises AppealRefused for one that was not sent, and for what cannot be: a day before the notice or after the answer.
    """
    case = lock_case(appeal.case, by)
    current = lock_appeal(appeal)
    if current.state not in SENT:
        raise AppealRefused(_("Note first that you sent it."))
    refuse_impossible(case, sent, now)
    _refuse_after_answer(current, sent, now)
    if current.platform_reference != sent.reference:
        current.platform_reference = sent.reference
        current.save(update_fields=["platform_reference"])
    was = Sent(day=current.sent_day, at=current.sent_time, zone=current.sent_zone, channel=current.channel)
    if (was.day, was.at, was.zone, was.channel) == (sent.day, sent.at, sent.zone, sent.channel):
        return []
    fields = {"sent_day": sent.day, "sent_time": sent.at, "sent_zone": sent.zone, "channel": sent.channel}
    Appeal.objects.filter(pk=current.pk, state__in=SENT).update(**fields)
    details = {"attempt": str(current.number), **_told(was, "was_"), **_told(sent, "")}
    record(case=case, kind=EventKind.SENT_OTHERWISE, details=details, words=words, by=by, now=now)
    return correct_step(case=case, name=EventKind.APPEAL, was=trigger_of(was), event=trigger_of(sent), by=by, now=now)


def _refuse_after_answer(appeal: Appeal, sent: Sent, now: datetime) -> None:
    if appeal.answered_day is None:
        return
    if complaint_about_answer(appeal.answered_day, sent=sent.day, latest_today=latest_today(now)):
        raise AppealRefused(_("This is after the day of its answer. Please check the date."))


def _told(sent: Sent, prefix: str) -> dict[str, str]:
    """When and how, as facts of the timeline."""
    said = {
        "day": sent.day.isoformat() if sent.day else "",
        "time": f"{sent.at:%H:%M}" if sent.at else "",
        "zone": sent.zone,
        "channel": str(sent.channel),
    }
    return {f"{prefix}{name}": value for name, value in said.items() if value}

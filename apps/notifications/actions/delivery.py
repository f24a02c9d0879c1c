"""From the outbox to the mail server: claim a batch, write it, send it in groups with no transaction open, mark it.

A group is what a killed worker may have handed over without our knowing: at most so many mails come twice, each under
its own Message-ID and saying so. Decision 36 has what larger and smaller groups cost.
"""

import json
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

import structlog
from django.db import connection
from django.utils import translation

from apps.core.failpoints import reach
from apps.notifications import outlets
from apps.notifications.actions.claiming import Batch, begin, claim, expire_stale, give_back, settle
from apps.notifications.actions.outlets import note_answer
from apps.notifications.enums import Result
from apps.notifications.letters import Letter, link_of, subject_of, write_letter
from apps.notifications.models import Message, Outlet
from apps.notifications.posting import Post, post_office
from apps.notifications.rules import LATE_AFTER, LEASE, Answer

log = structlog.get_logger()
Clock = Callable[[], datetime]
Answers = list[tuple[Message, Answer]]

LONGEST_TURN = LEASE / 2  # no attempt is begun later than this after the lease was taken; an attempt ends within 20 s


class SendingInTransaction(RuntimeError):
    """Mail cannot be rolled back, and a slow server would hold locks."""


class _Way(Protocol):
    """Messages that go out together: how many are claimed and begun at once, and what an attempt at some comes to."""

    batch: int
    group: int
    to_outlets: bool

    def attempt(self, token: UUID, rows: list[Message], clock: Clock) -> Answers:
        """Messages without an answer were not begun, and go back."""


def deliver_due(*, limit: int, seconds: float, clock: Clock) -> Counter[str]:
    """Send what is due: at most `limit` messages, begun within `seconds`. Returns how many came to which result.

    `clock` is asked anew, because sending takes time. A mail server that is away ends the mails of this run (the others
    would only wait for it in vain); chat robots and webhooks have their turn all the same.
    """
    if connection.in_atomic_block:
        raise SendingInTransaction
    stop_at = clock() + timedelta(seconds=seconds)
    done: Counter[str] = Counter()
    expired = expire_stale(now=clock())
    with closing(post_office()) as post:
        ways: list[_Way] = [_Mails(post), _Outlets()]
        while ways and done.total() < limit and clock() < stop_at:
            for way in list(ways):
                batch = claim(limit=min(way.batch, limit - done.total()), to_outlets=way.to_outlets, now=clock())
                reach("after_claim")
                found = _deliver(batch, way, clock)
                done += Counter(answer.result.value for answer in found)
                if not batch or any(answer.server_is_away for answer in found):
                    ways.remove(way)
    done["expired"] = expired
    return +done


def _deliver(batch: Batch, way: _Way, clock: Clock) -> list[Answer]:
    """Group after group, each marked before the next is begun. What is not begun in time goes back."""
    found: list[Answer] = []
    stop_at = clock() + LONGEST_TURN
    left = batch.rows
    while left and clock() < stop_at and not any(answer.server_is_away for answer in found):
        group, left = left[: way.group], left[way.group :]
        answers = way.attempt(batch.token, group, clock)
        reach("before_mark")
        settle(token=batch.token, answers=answers, now=clock())
        reach("after_mark")
        _note(answers)
        found += [answer for _row, answer in answers]
        begun = {row.pk for row, _answer in answers}
        give_back(token=batch.token, rows=[row for row in group if row.pk not in begun])
    give_back(token=batch.token, rows=left)
    return found


def _note(answers: Answers) -> None:
    for row, answer in answers:
        if answer.result != Result.DELIVERED:
            log.info("message_attempt", message=str(row.pk), result=answer.result.value, reason=answer.reason)
    log.info("messages_attempted", **Counter(answer.result.value for _row, answer in answers))


class _Mails:
    batch, group, to_outlets = 100, 10, False

    def __init__(self, post: Post) -> None:
        self._post = post

    def attempt(self, token: UUID, rows: list[Message], clock: Clock) -> Answers:
        """Write all of the group, make sure of the server, note that they begin, hand them over one after the other."""
        answers: Answers = []
        written: list[tuple[Message, Any]] = []
        for row in rows:
            try:
                letter = _letter_of(row, now=clock())
                to = row.recipient.email if row.recipient else row.address
                written.append((row, self._post.wrap(letter, message_id=row.pk, to=to, language=row.language)))
            except Exception as error:  # a template or key is broken: this message waits, the others go on
                log.error("message_unwritable", message=str(row.pk), error=type(error).__name__)
                answers.append((row, Answer(Result.LATER, f"{type(error).__name__} while writing")))
        if written and (trouble := self._post.open()):
            return [*answers, (written[0][0], trouble)]
        ours = {row.pk for row in begin(token=token, rows=[row for row, _ in written], may_arrive=True, now=clock())}
        reach("after_begin")
        stop_at = clock() + LONGEST_TURN
        going = [(row, mail) for row, mail in written if row.pk in ours]
        following = [*(mail for _row, mail in going[1:]), None]
        for (row, mail), then in zip(going, following, strict=False):
            if clock() >= stop_at:
                break
            answers.append((row, self._post.send(mail, then=then)))
            reach("after_answer")
            if answers[-1][1].server_is_away:
                break
        return answers


def _letter_of(row: Message, *, now: datetime) -> Letter:
    return write_letter(
        kind=row.kind,
        language=row.language,
        facts=json.loads(row.facts),
        may_be_second=row.unsure > 0,
        is_late=now - row.queued_at >= LATE_AFTER,
    )


class _Outlets:
    """Each is somebody else's server, and may be slow: one at a time, marked at once."""

    batch, group, to_outlets = 10, 1, True

    def __init__(self) -> None:
        self._resting: set[UUID] = set()

    def attempt(self, token: UUID, rows: list[Message], clock: Clock) -> Answers:
        """A second delivery is recognised by its id, so a worker lost on the way simply means: later."""
        answers: Answers = []
        for row in begin(token=token, rows=rows, may_arrive=False, now=clock()):
            if row.outlet is None:
                raise ValueError("a message to an outlet has one")
            if row.outlet.pk in self._resting:
                continue
            answers.append((row, _hand_to_outlet(row, row.outlet, clock())))
            if note_answer(outlet=row.outlet, answer=answers[-1][1], now=clock()):
                self._resting.add(row.outlet.pk)
        return answers


def _hand_to_outlet(row: Message, outlet: Outlet, now: datetime) -> Answer:
    if outlet.closed_at:
        return Answer(Result.REFUSED, "closed")
    facts = json.loads(row.facts)
    with translation.override(row.language):
        note = outlets.Note(
            id=str(row.pk), kind=row.kind, title=subject_of(row.kind, facts), link=link_of(row.kind, facts), facts=facts
        )
    try:
        return outlets.send(outlet.kind, outlet.address, outlet.secret, note, now=now)
    except Exception as error:  # a library's fault must not stop the mail behind it
        log.error("outlet_unusable", message=str(row.pk), error=type(error).__name__)
        return Answer(Result.LATER, type(error).__name__)

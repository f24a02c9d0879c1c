"""Writes of ledgers. Lines are appended; a correction names the line it replaces."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from apps.accounts.models import User
from apps.losses.enums import LineKind
from apps.losses.models import Ledger, LossLine
from apps.losses.rules import Amount, complaints_about
from apps.losses.selectors import declared_lines


class AmountRefused(Exception):
    """An amount that cannot be entered; `args` are sentences for the person who typed it."""


@transaction.atomic
def open_ledger(*, now: datetime) -> Ledger:
    """A new ledger without lines."""
    return Ledger.objects.create(opened_at=now)


@transaction.atomic
def add_line(
    *,
    ledger: Ledger,
    amount: Amount,
    kind: LineKind = LineKind.LOSS,
    supersedes: LossLine | None = None,
    by: User,
    now: datetime,
) -> LossLine:
    """Append one line, declared by a person (grade C). Raises AmountRefused."""
    if complaints := complaints_about(amount):
        raise AmountRefused(*complaints)
    return LossLine.objects.create(
        ledger=ledger,
        kind=kind,
        component=amount.component,
        low=amount.low,
        likely=amount.likely,
        high=amount.high,
        currency=amount.currency,
        loss_date=amount.loss_date,
        supersedes=supersedes,
        entered_at=now,
        entered_by=by,
    )


@transaction.atomic
def retract_line(*, line: LossLine, by: User, now: datetime) -> LossLine:
    """Take a line back: a retraction that repeats what it takes back, so that the history reads by itself."""
    return LossLine.objects.create(
        ledger_id=line.ledger_id,
        kind=LineKind.RETRACTION,
        component=line.component,
        low=line.low,
        likely=line.likely,
        high=line.high,
        currency=line.currency,
        loss_date=line.loss_date,
        basis=line.basis,
        grade=line.grade,
        source_id=line.source_id,
        group=line.group,
        costs_id=line.costs_id,
        supersedes=line,
        entered_at=now,
        entered_by=by,
    )


@transaction.atomic
def declare_amounts(*, ledger: Ledger, amounts: Sequence[Amount], by: User, now: datetime) -> int:
    """Make the standing declared losses equal `amounts`; returns how many lines were written.

    What is already there stays untouched, so saying the same twice writes nothing; what is missing is appended and what
    is no longer said is retracted. The ledger's row is locked, so two tabs agree.
    """
    Ledger.objects.select_for_update().get(pk=ledger.pk)
    wanted = list(amounts)
    written = 0
    for line in declared_lines(ledger):
        same = Amount(line.component, line.low, line.likely, line.high, line.currency, line.loss_date)
        if same in wanted:
            wanted.remove(same)
        else:
            retract_line(line=line, by=by, now=now)
            written += 1
    for amount in wanted:
        add_line(ledger=ledger, amount=amount, by=by, now=now)
        written += 1
    return written

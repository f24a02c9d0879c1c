"""What moderators say of lines: appended, the latest stands, and only for the line that was seen."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from apps.accounts.models import User
from apps.core.money import Money
from apps.losses import actions
from apps.losses.actions import VerdictRefused, judge_lines
from apps.losses.enums import Verdict
from apps.losses.models import Ledger, LineVerdict
from apps.losses.selectors import current_lines, history_of, lines_by_ledger, sums_of, verdicts_of
from tests.factories.losses import LedgerFactory, LossLineFactory
from tests.losses.test_imports import FINED, JULY, JUNE, NOW, standing, take

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def ledger(db: None) -> Ledger:
    return LedgerFactory.create()


def say(ledger: Ledger, verdict: Verdict, by: User, *, lines: list[int] | None = None, reason: str = "why") -> int:
    chosen = [line.pk for line in current_lines(ledger)] if lines is None else lines
    return len(judge_lines(ledger=ledger, lines=chosen, verdict=verdict, reason=reason, by=by, now=LATER))


def test_verified_stands_beside_claimed_and_documented(ledger: Ledger, seller: User, moderator: User) -> None:
    take(ledger, JUNE, seller)
    declared = LossLineFactory.create(ledger=ledger)
    assert sums_of(current_lines(ledger)).verified == []
    fine = current_lines(ledger).get(component="penalties")
    assert say(ledger, Verdict.VERIFIED, moderator, lines=[fine.pk, declared.pk], reason="") == 2
    sums = sums_of(current_lines(ledger))
    assert sums.verified == [Money(Decimal(10_080), "USD")]
    assert (sums.claimed, sums.documented) == ([Money(Decimal(12_500), "USD")], [Money(Decimal(500), "USD")])
    assert sums_of(lines_by_ledger([ledger.pk])[ledger.pk]).verified == sums.verified
    assert [line.verdict for line in history_of(ledger)].count("verified") == 2


def test_a_whole_import_at_once_and_twice_is_once(ledger: Ledger, seller: User, moderator: User) -> None:
    take(ledger, JUNE, seller)
    assert (say(ledger, Verdict.VERIFIED, moderator), say(ledger, Verdict.VERIFIED, moderator)) == (3, 0)
    assert LineVerdict.objects.count() == 3


def test_taking_back_is_a_row_of_its_own(ledger: Ledger, moderator: User) -> None:
    line = LossLineFactory.create(ledger=ledger)
    for verdict in (Verdict.VERIFIED, Verdict.OPEN, Verdict.REFUSED):
        say(ledger, verdict, moderator, reason="The invoice is missing.")
    assert sums_of(current_lines(ledger)).verified == []
    said = verdicts_of(ledger)[line.pk]
    assert [(one.number, one.verdict) for one in said] == [(3, "refused"), (2, "open"), (1, "verified")]
    assert said[0].reason == "The invoice is missing."


@pytest.mark.parametrize("verdict", [Verdict.REFUSED, Verdict.OPEN])
def test_a_refusal_and_a_change_of_mind_want_a_reason(ledger: Ledger, moderator: User, verdict: Verdict) -> None:
    LossLineFactory.create(ledger=ledger)
    with pytest.raises(VerdictRefused, match="Say why"):
        say(ledger, verdict, moderator, reason="  ")


def test_a_line_that_changed_is_not_judged_unseen(ledger: Ledger, seller: User, moderator: User) -> None:
    report = take(ledger, JUNE, seller)
    seen = [line.pk for line in current_lines(ledger)]
    take(ledger, JULY, seller)
    with pytest.raises(VerdictRefused, match="changed in the meantime"):
        say(ledger, Verdict.VERIFIED, moderator, lines=seen)
    say(ledger, Verdict.VERIFIED, moderator)
    actions.undo_import(report=report, by=seller, now=LATER)
    actions.redo_import(report=report, by=seller, now=LATER)
    assert FINED in standing(ledger)
    assert sums_of(current_lines(ledger)).verified == [], "what comes again is looked at again"


def test_another_ledgers_line_and_none_at_all_are_refused(ledger: Ledger, moderator: User) -> None:
    other = LossLineFactory.create()
    for lines in ([other.pk], []):
        with pytest.raises(VerdictRefused):
            say(ledger, Verdict.VERIFIED, moderator, lines=lines)


def test_lost_sales_are_never_in_the_verified_sum(ledger: Ledger, moderator: User) -> None:
    LossLineFactory.create(ledger=ledger, component="lost_sales")
    say(ledger, Verdict.VERIFIED, moderator)
    assert sums_of(current_lines(ledger)).verified == []


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_database_keeps_what_was_said(ledger: Ledger, moderator: User, change: str) -> None:
    LossLineFactory.create(ledger=ledger)
    say(ledger, Verdict.VERIFIED, moderator)
    rows = LineVerdict.objects.all()
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(verdict="refused") if change == "update" else rows.delete()

"""Cells are kept exactly: whatever happens to cases, sellers and ledgers, whenever a fold runs or dies."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pgtrigger
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from apps.cases.actions import change_visibility, verify_case
from apps.cases.actions.clusters import undo_pair
from apps.cases.enums import State, Visibility
from apps.cases.models import Case, SellerAccount, SellerPair
from apps.losses.actions import judge_lines, open_ledger
from apps.losses.enums import Figure, Verdict
from apps.losses.models import ExchangeRate, LossLine
from apps.losses.selectors import current_lines, sums_in, sums_of
from apps.statistics import actions
from apps.statistics.actions import batches, folding
from apps.statistics.models import AmountFact, Cell, Check, Mark
from tests.factories.accounts import ModeratorFactory
from tests.factories.cases import AccountFactsFactory, CaseFactory, FilingFactory
from tests.factories.losses import LossLineFactory, ReportImportFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vault_folder")]
NOW = datetime(2018, 3, 20, 9, tzinfo=UTC)
DAY, LATER = date(2018, 2, 14), date(2018, 2, 16)
RATES = ((DAY, "USD", "1.2348"), (DAY, "CNY", "7.8341"), (LATER, "USD", "1.2464"))


def add_rates(rates: tuple[tuple[date, str, str], ...] = RATES) -> None:
    ExchangeRate.objects.bulk_create(
        ExchangeRate(day=day, currency=currency, per_euro=Decimal(rate)) for day, currency, rate in rates
    )


def fold_all() -> None:
    while actions.fold():
        pass


def differences() -> list[str]:
    return [str(difference) for difference in actions.check(now=NOW)]


def cell(*key: str, layout: str = "all", currency: str = "", counted: bool = True) -> Cell:
    return Cell.objects.get(layout=layout, key=list(key), currency=currency, counted=counted, demonstration=False)


# -- one thing at a time
def test_a_filed_case_is_counted_apart_until_it_is_verified() -> None:
    case = CaseFactory.create()
    fold_all()
    assert (cell(counted=False).sellers, Cell.objects.filter(counted=True).count()) == (1, 0)
    verify_case(case=case, by=ModeratorFactory.create(), now=NOW)
    fold_all()
    assert (cell().cases, cell().claimed, cell("amazon", layout="platform").sellers) == (1, 12_500, 1)
    assert Cell.objects.filter(counted=False).count() == 0
    assert cell("US", layout="country").cases == 1
    assert cell("2018-02", layout="month").cases == 1


def test_a_draft_is_nothing_to_count() -> None:
    Mark.objects.all().delete()
    CaseFactory.create(state=State.DRAFT)
    assert not Mark.objects.filter(case_id__isnull=False).exists()


def file_as(token: str, **facts: str) -> Case:
    filing = FilingFactory.build(account=AccountFactsFactory.build(merchant_token=token, **facts))
    return CaseFactory.create(state=State.VERIFIED, filing=filing)


def test_two_people_with_one_merchant_token_are_one_seller_with_one_account() -> None:
    _both = file_as("A2SAME"), file_as("A2SAME")
    fold_all()
    assert (cell().sellers, cell().accounts, cell().cases) == (1, 1, 2)
    SellerAccount.objects.filter(pk=SellerAccount.objects.all()[0].pk).update(token_fingerprint="", url_fingerprint="")
    fold_all()
    assert (cell().sellers, cell().accounts, differences()) == (1, 2, [])


def test_an_account_of_two_sellers_who_are_kept_apart_counts_with_each() -> None:
    _both = file_as("A2SAME"), file_as("A2SAME")
    undo_pair(pair=SellerPair.objects.get(), by=ModeratorFactory.create(), now=NOW)
    fold_all()
    assert (cell().sellers, cell().accounts) == (2, 2)
    SellerAccount.objects.filter(pk=SellerAccount.objects.all()[0].pk).update(token_fingerprint="", url_fingerprint="")
    fold_all()
    assert (cell().sellers, cell().accounts, differences()) == (2, 2, [])


def test_sellers_are_joined_by_way_of_a_third() -> None:
    code = "91110000600037341L"
    cases = [file_as("A2ONE"), file_as("A2ONE", credit_code=code), file_as("A2TWO", credit_code=code)]
    fold_all()
    assert (cell().sellers, cell().cases) == (1, 3)
    sellers = [case.account.seller_id for case in cases if case.account]
    pair = SellerPair.objects.get(one__in=sellers[1:], other__in=sellers[1:])
    undo_pair(pair=pair, by=ModeratorFactory.create(), now=NOW)
    fold_all()
    assert (cell().sellers, differences()) == (2, [])


def accept(case: Case, lines: list[LossLine]) -> None:
    ids, by = [line.pk for line in lines], ModeratorFactory.create()
    judge_lines(ledger=case.ledger, lines=ids, verdict=Verdict.VERIFIED, reason="", by=by, now=NOW)


def test_sums_are_those_of_the_ledger() -> None:
    add_rates()
    case = CaseFactory.create(state=State.VERIFIED)
    source, held = ReportImportFactory.create(ledger=case.ledger), "held:{}:amazon:us:USD"
    lines = [
        {"currency": "EUR", "loss_date": date(2018, 2, 15)},
        {"currency": "CNY", "loss_date": date(2018, 2, 14), "grade": "B"},
        {"currency": "AED", "loss_date": date(2018, 2, 14)},  # no rate is published
        {"component": "lost_sales", "grade": "A"},
        {"kind": "recovery", "grade": "A", "low": 70, "likely": 70, "high": 70},
        {"grade": "A", "low": 300, "likely": 300, "high": 300, "source": source, "group": held.format("reserve")},
        {
            "grade": "A",
            "low": 500,
            "likely": 500,
            "high": 500,
            "source": source,
            "group": held.format("deferred"),
        },
    ]
    for line in lines:
        LossLineFactory.create(ledger=case.ledger, **line)
    accept(case, list(current_lines(case.ledger))[1:3])
    fold_all()
    sums = sums_of(current_lines(case.ledger))
    expected = {figure: money.amount for figure, money in sums_in(sums, "USD").items()}
    found = cell()
    assert {figure: getattr(found, figure) for figure in Figure} == expected
    assert found.unconverted == 1
    assert {money.currency: money.amount for money in sums.claimed} == {
        row.currency: row.claimed for row in Cell.objects.filter(layout="all", claimed__gt=0, currency__gt="")
    }
    assert cell("lost_sales", layout="component").documented == 0
    assert differences() == []


def test_new_rates_value_old_lines_anew() -> None:
    case = CaseFactory.create(state=State.VERIFIED)
    LossLineFactory.create(ledger=case.ledger, currency="EUR", loss_date=date(2018, 2, 15))
    fold_all()
    assert (cell().claimed, cell().unconverted) == (12_500, 1)
    add_rates()
    fold_all()
    assert (cell().claimed, cell().unconverted) == (12_500 + Decimal("15435"), 0)
    assert differences() == []


def test_new_rates_become_marks_of_the_ledgers_they_value() -> None:
    for _ in range(3):
        LossLineFactory.create(ledger=CaseFactory.create().ledger, currency="EUR", loss_date=date(2018, 2, 15))
    CaseFactory.create()
    fold_all()
    add_rates()
    assert actions.fold() == 1
    assert Mark.objects.filter(ledger_id__isnull=False).count() == Mark.objects.count() == 3
    assert actions.fold(most=2) == 2
    assert differences() == []


def test_a_case_with_another_ledger_is_counted_by_its_lines() -> None:
    case = CaseFactory.create(state=State.VERIFIED)
    fold_all()
    other = open_ledger(now=NOW)
    LossLineFactory.create(ledger=other, component="lost_sales")
    fold_all()
    Case.objects.filter(pk=case.pk).update(ledger=other)
    fold_all()
    assert cell("lost_sales", layout="component").cases == 1
    assert differences() == []


def test_a_case_that_goes_leaves_no_amounts_behind() -> None:
    case = CaseFactory.create(state=State.VERIFIED)
    fold_all()
    assert AmountFact.objects.count() == 1
    with pgtrigger.ignore(), connection.cursor() as cursor:  # its events refuse to go
        for table, column in (("caseevent", "case_id"), ("caseterms", "case_id"), ("case", "id")):
            cursor.execute(f"DELETE FROM cases_{table} WHERE {column} = %s", [case.pk])
    fold_all()
    assert (AmountFact.objects.count(), Cell.objects.count()) == (0, 0)


def test_who_keeps_a_case_to_themselves_is_not_counted() -> None:
    case = CaseFactory.create(state=State.VERIFIED)
    change_visibility(case=case, visibility=Visibility.PRIVATE, by=case.owner, now=NOW)
    fold_all()
    assert Cell.objects.filter(counted=True).count() == 0


def test_many_changes_are_folded_in_bounded_steps() -> None:
    for _ in range(3):
        CaseFactory.create()
    waiting = Mark.objects.count()
    assert actions.fold(most=2) == 2
    assert Mark.objects.count() == waiting - 2
    while actions.fold(most=2):
        pass
    assert (cell(counted=False).cases, differences()) == (3, [])


# -- the second count, the rebuild
def test_a_planted_cent_and_a_planted_seller_are_found(capsys: pytest.CaptureFixture[str]) -> None:
    CaseFactory.create(state=State.VERIFIED)
    fold_all()
    Cell.objects.filter(layout="platform", currency="").update(claimed=Decimal("12500.01"))
    Cell.objects.filter(layout="country", currency="").update(sellers=2)
    with pytest.raises(CommandError):
        call_command("figures", "check", "--json")
    assert "country/US: sellers 2 is kept, 1 are counted" in capsys.readouterr().out
    check = Check.objects.get()
    assert check.differences == 2
    call_command("figures", "rebuild")
    assert (differences(), Mark.objects.count()) == ([], 0)


def test_a_rebuild_makes_what_the_folds_had_made() -> None:
    add_rates()
    case = CaseFactory.create(state=State.RESOLVED)
    LossLineFactory.create(ledger=case.ledger, currency="EUR", loss_date=date(2018, 2, 15))
    CaseFactory.create(state=State.SUBMITTED)
    fold_all()
    kept = list(Cell.objects.order_by("layout", "key", "currency", "counted").values())
    assert actions.rebuild() == 2
    made = list(Cell.objects.order_by("layout", "key", "currency", "counted").values())
    assert [row | {"id": 0} for row in made] == [row | {"id": 0} for row in kept]


@pytest.mark.django_db(transaction=True)
def test_of_two_folders_one_leaves_the_work_to_the_other() -> None:
    CaseFactory.create()
    waiting = Mark.objects.count()
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [folding.LOCK])
            with pytest.raises(actions.FoldedMeanwhile):
                actions.fold()
            cursor.execute("SELECT pg_advisory_unlock(hashtext(%s))", [folding.LOCK])  # closing takes its time
    finally:
        other.close()
    assert Mark.objects.count() == waiting
    assert actions.fold() == waiting


def elsewhere(work: Callable[[], Any]) -> Any:
    """Done by another thread, with a connection of its own."""

    def alone() -> Any:
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as others:
        return others.submit(alone).result()


@pytest.mark.django_db(transaction=True)
def test_others_fold_on_while_a_snapshot_is_read() -> None:
    CaseFactory.create()
    with folding.caught_up():
        elsewhere(CaseFactory.create)
        assert elsewhere(actions.fold) > 0
        assert (cell(counted=False).cases, Mark.objects.count()) == (1, 0)
    assert (cell(counted=False).cases, differences()) == (2, [])


@pytest.mark.django_db(transaction=True)
def test_changes_that_come_too_fast_are_folded_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folding, "CATCHING_UP", 0)
    CaseFactory.create()
    with folding.caught_up():
        assert (cell(counted=False).cases, Mark.objects.count()) == (1, 0)
        with pytest.raises(actions.FoldedMeanwhile):
            elsewhere(actions.fold)


@pytest.mark.django_db(transaction=True)
def test_one_batch_is_made_at_a_time() -> None:
    with folding.held(batches.LOCK), pytest.raises(actions.FoldedMeanwhile):
        elsewhere(lambda: actions.prepare_batch(by=None, now=NOW))

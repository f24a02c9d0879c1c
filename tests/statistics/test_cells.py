"""Cells are kept exactly: whatever happens to cases, sellers and ledgers, whenever a fold runs or dies."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from apps.cases.actions import change_visibility, reopen_case, verify_case, withdraw_case
from apps.cases.actions.clusters import confirm_merge, propose_merge, undo_pair
from apps.cases.enums import PairState, State, Visibility
from apps.cases.models import Case, Seller, SellerAccount, SellerPair
from apps.cases.rules import Actor
from apps.incidents.actions import place_case
from apps.losses.actions import judge_lines
from apps.losses.enums import Figure, Verdict
from apps.losses.models import ExchangeRate, LossLine
from apps.losses.selectors import current_lines, sums_in, sums_of
from apps.statistics import actions
from apps.statistics.actions import folding
from apps.statistics.models import Cell, Check, Mark
from tests.factories.accounts import ModeratorFactory
from tests.factories.cases import AccountFactsFactory, CaseFactory, FilingFactory
from tests.factories.clusters import SellerPairFactory
from tests.factories.incidents import IncidentFactory
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


def test_new_rates_become_marks_of_the_cases_they_value() -> None:
    for _ in range(3):
        LossLineFactory.create(ledger=CaseFactory.create().ledger, currency="EUR", loss_date=date(2018, 2, 15))
    CaseFactory.create()
    fold_all()
    add_rates()
    assert actions.fold() == 1
    assert Mark.objects.filter(case_id__isnull=False).count() == Mark.objects.count() == 3
    assert actions.fold(most=2) == 2
    assert differences() == []


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


# -- any stream of changes, with folds and crashes anywhere
class Crash(Exception):
    """As if the process had died here."""


FAILPOINTS = ("fold_after_marks", "fold_between", "fold_before_forgetting", "fold_before_commit", "rebuild_between")
KEYS = st.sampled_from(["", "one", "two"])
CASES = st.integers(0, 20)


class Stream(RuleBasedStateMachine):
    """Everything that changes what is counted; after each step the cells equal the count of the rows."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @initialize()
    def begin(self) -> None:
        add_rates()
        self.moderator, self.second = ModeratorFactory.create(), ModeratorFactory.create()
        self.incidents = [IncidentFactory.create() for _ in range(2)]
        self.cases: list[Case] = []

    def case(self, number: int) -> Case | None:
        return Case.objects.get(pk=self.cases[number % len(self.cases)].pk) if self.cases else None

    @rule(verified=st.booleans(), demonstration=st.booleans())
    def create(self, verified: bool, demonstration: bool) -> None:
        case = CaseFactory.create(state=State.VERIFIED if verified else State.SUBMITTED)
        if demonstration:
            Case.objects.filter(pk=case.pk).update(is_demonstration=True)
        self.cases.append(case)

    @rule(number=CASES)
    def verify(self, number: int) -> None:
        case = self.case(number)
        if case and case.state == State.SUBMITTED:
            verify_case(case=case, by=self.moderator, now=NOW)

    @rule(number=CASES)
    def withdraw_or_reopen(self, number: int) -> None:
        case = self.case(number)
        if case and case.state == State.WITHDRAWN:
            reopen_case(case=case, actor=Actor.SELLER, by=case.owner, now=NOW)
        elif case:
            withdraw_case(case=case, by=case.owner, now=NOW)

    @rule(number=CASES, platform=st.sampled_from(["amazon", "temu"]), month=st.integers(1, 3))
    def edit(self, number: int, platform: str, month: int) -> None:
        case = self.case(number)
        if case:
            Case.objects.filter(pk=case.pk).update(platform=platform, notice_date=date(2018, month, 14))

    @rule(number=CASES, visibility=st.sampled_from(Visibility))
    def hide(self, number: int, visibility: Visibility) -> None:
        case = self.case(number)
        if case:
            change_visibility(case=case, visibility=visibility, by=case.owner, now=NOW)

    @rule(number=CASES, which=st.integers(0, 1))
    def place(self, number: int, which: int) -> None:
        case = self.case(number)
        if case:
            place_case(case=case, incident=self.incidents[which], by=self.moderator, now=NOW)

    @rule(
        number=CASES,
        currency=st.sampled_from(["USD", "EUR", "CNY", "AED"]),
        grade=st.sampled_from("ABC"),
        kind=st.sampled_from(["loss", "recovery"]),
        component=st.sampled_from(["withheld_balance", "lost_sales", "fba_stock"]),
        amount=st.integers(0, 10**6),
        day=st.sampled_from([None, date(2018, 2, 13), date(2018, 2, 15), date(2018, 3, 19)]),
    )
    def lose_or_recover(self, number: int, amount: int, day: date | None, **line: Any) -> None:
        case = self.case(number)
        if case:
            low = Decimal(amount) / 100
            LossLineFactory.create(ledger=case.ledger, low=low, likely=2 * low, high=3 * low, loss_date=day, **line)

    @rule(number=CASES, basis=st.sampled_from(["reserve", "deferred"]), amount=st.integers(1, 3))
    def report(self, number: int, basis: str, amount: int) -> None:
        case = self.case(number)
        if case:
            low = Decimal(100 * amount)
            source = case.ledger.imports.first() or ReportImportFactory.create(ledger=case.ledger)
            group = f"held:{basis}:amazon:amazon.us:USD"
            LossLineFactory.create(
                ledger=case.ledger, low=low, likely=low, high=low, grade="A", source=source, group=group
            )

    @rule(number=CASES, which=st.integers(0, 5), take_back=st.booleans())
    def correct(self, number: int, which: int, take_back: bool) -> None:
        case = self.case(number)
        lines = list(current_lines(case.ledger)) if case else []
        if lines:
            line = lines[which % len(lines)]
            kind = "retraction" if take_back else line.kind
            LossLineFactory.create(ledger=line.ledger, supersedes=line, kind=kind, grade=line.grade, low=1)

    @rule(number=CASES, which=st.integers(0, 5), verdict=st.sampled_from(Verdict))
    def judge(self, number: int, which: int, verdict: Verdict) -> None:
        case = self.case(number)
        lines = list(current_lines(case.ledger)) if case else []
        if case and lines:
            judge_lines(
                ledger=case.ledger,
                lines=[lines[which % len(lines)].pk],
                verdict=verdict,
                reason="Because.",
                by=self.moderator,
                now=NOW,
            )

    @rule(number=CASES, other=CASES)
    def merge_or_part(self, number: int, other: int) -> None:
        sellers = sorted(
            {case.account.seller_id for case in (self.case(number), self.case(other)) if case and case.account}
        )
        if len(sellers) < 2:
            return
        first, second = sellers
        pair = SellerPair.objects.filter(one=first, other=second).first()
        if pair is None:
            pair = SellerPairFactory.create(one=Seller.objects.get(pk=first), other=Seller.objects.get(pk=second))
        if pair.state == PairState.SAME:
            undo_pair(pair=pair, by=self.moderator, now=NOW)
        else:
            propose_merge(pair=pair, by=self.moderator, now=NOW)
            confirm_merge(pair=pair, by=self.second, now=NOW)

    @rule(number=CASES, token=KEYS)
    def mend_account(self, number: int, token: str) -> None:
        case = self.case(number)
        if case:
            SellerAccount.objects.filter(pk=case.account_id).update(token_fingerprint=token)

    @rule(day=st.sampled_from([date(2018, 2, 13), date(2018, 2, 15), date(2018, 3, 19)]))
    def publish_rates(self, day: date) -> None:
        if not ExchangeRate.objects.filter(day=day).exists():
            add_rates(((day, "USD", "1.3"), (day, "CNY", "8.1")))

    @rule(most=st.integers(1, 5))
    def fold_some(self, most: int) -> None:
        actions.fold(most=most)

    @rule(point=st.sampled_from(FAILPOINTS), most=st.integers(1, 50))
    def crash(self, point: str, most: int) -> None:
        def die(name: str) -> None:
            if name == point:
                raise Crash

        kept = folding.reach
        folding.reach = die
        try:
            actions.rebuild() if point.startswith("rebuild") else actions.fold(most=most)
        except Crash:
            pass
        finally:
            folding.reach = kept

    @rule()
    def rebuild(self) -> None:
        actions.rebuild()

    @invariant()
    def cells_equal_the_rows(self) -> None:
        if not hasattr(self, "cases"):
            return
        point = transaction.savepoint()  # counting folds what waits; the stream goes on with what had been folded
        assert differences() == []
        transaction.savepoint_rollback(point)


Stream.TestCase.settings = settings(
    max_examples=10,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much],
)


def test_cells_equal_the_rows_after_any_stream_of_changes() -> None:
    state_machine = Stream.TestCase("runTest")
    state_machine.runTest()

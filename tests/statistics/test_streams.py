"""Any stream of changes, with folds, second folders and crashes anywhere: cells always equal the count of the rows."""

import re
from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from apps.cases.actions import change_visibility, reopen_case, return_case, submit_case, verify_case, withdraw_case
from apps.cases.actions.clusters import confirm_merge, propose_merge, undo_pair
from apps.cases.enums import PairState, State, Visibility
from apps.cases.models import Case, Seller, SellerAccount, SellerPair
from apps.cases.rules import Actor
from apps.incidents.actions import place_case
from apps.losses.actions import judge_lines
from apps.losses.enums import Verdict
from apps.losses.models import ExchangeRate
from apps.losses.selectors import current_lines
from apps.statistics import actions
from apps.statistics.actions import folding, renewing
from apps.statistics.actions.renewing import AT_ONCE
from tests.factories.accounts import ModeratorFactory
from tests.factories.cases import AccountFactsFactory, CaseFactory, FilingFactory
from tests.factories.clusters import SellerPairFactory
from tests.factories.incidents import IncidentFactory
from tests.factories.losses import LossLineFactory, ReportImportFactory
from tests.statistics.test_cells import NOW, add_rates, differences

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vault_folder")]


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
        renewing.AT_ONCE = AT_ONCE
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @initialize(at_once=st.sampled_from([1, 2, AT_ONCE]))
    def begin(self, at_once: int) -> None:
        renewing.AT_ONCE = at_once
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

    @rule(number=CASES, platform=st.sampled_from(["amazon", "temu"]), token=st.sampled_from(["", "A2SAME"]))
    def return_and_file_again(self, number: int, platform: str, token: str) -> None:
        case = self.case(number)
        if case and case.state == State.SUBMITTED:
            return_case(case=case, reason="Please mend it.", by=self.moderator, now=NOW)
            account = AccountFactsFactory.build(merchant_token=token)
            place = {"marketplace": "amazon.de"} if platform == "amazon" else {"marketplace": "", "country": "FR"}
            filing = FilingFactory.build(platform=platform, account=account, **place)
            submit_case(case=case, filing=filing, by=case.owner, now=NOW)

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

        with patch.object(folding, "reach", die), patch.object(renewing, "reach", die), suppress(Crash):
            actions.rebuild() if point.startswith("rebuild") else actions.fold(most=most)

    @rule(rebuilds=st.booleans())
    def fold_beside_another(self, rebuilds: bool) -> None:
        other = connection.copy()
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [folding.LOCK])
            with pytest.raises(actions.FoldedMeanwhile):
                actions.rebuild() if rebuilds else actions.fold()
            cursor.execute("SELECT pg_advisory_unlock(hashtext(%s))", [folding.LOCK])
        other.close()

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


def test_every_place_to_crash_is_tried() -> None:
    folder = Path(folding.__file__).parent
    named = {name for source in folder.glob("*.py") for name in re.findall(r'reach\("(\w+)"\)', source.read_text())}
    assert named == set(FAILPOINTS)

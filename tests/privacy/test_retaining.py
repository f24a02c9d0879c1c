"""The rules of retention are kept to: what is due goes, what is not stays, and a dry run touches nothing."""

import io
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import override_settings

from apps.accounts.models import User
from apps.cases.actions import reopen_case
from apps.cases.enums import State
from apps.cases.models import Case, Draft, SellerAccount
from apps.cases.rules import Actor
from apps.core.audit.checking import check_all
from apps.notifications.models import Message
from apps.privacy.actions import keep_to_rules
from apps.privacy.actions.retaining import WAYS
from apps.privacy.rules.periods import CLOSED_CASES, MESSAGES, TOLD_BEFORE
from apps.privacy.selectors.retention import RULES
from tests.factories.cases import CaseFactory, CaseFileFactory, DraftFactory
from tests.factories.notifications import QUEUED_AT, MessageFactory
from tests.factories.privacy import LegalHoldFactory


@pytest.fixture(autouse=True)
def own_vault(tmp_path: Path) -> Iterator[None]:
    with override_settings(EVIDENCE_ROOT=tmp_path):
        yield


@pytest.fixture
def closed(seller: User) -> Case:
    case = CaseFactory.create(owner=seller, state=State.RESOLVED, filing__account__store_name="Canary Lamps")
    CaseFileFactory.create(case=case)
    return case


def old_enough(case: Case) -> datetime:
    return case.moved_at + CLOSED_CASES - TOLD_BEFORE


def test_every_rule_is_carried_out() -> None:
    assert {rule.key for rule in RULES} == set(WAYS) | {"drafts_unclaimed"}


def test_a_closed_case_is_announced_once_and_emptied_sixty_days_later(closed: Case) -> None:
    told = old_enough(closed)
    assert keep_to_rules(now=told - timedelta(days=1))["announced"] == 0
    assert keep_to_rules(now=told)["announced"] == 1
    assert keep_to_rules(now=told + timedelta(days=1))["announced"] == 0
    assert Message.objects.filter(kind="kept_too_long").count() == 1
    assert keep_to_rules(now=told + TOLD_BEFORE - timedelta(days=1))["closed_cases"] == 0
    assert keep_to_rules(now=told + TOLD_BEFORE)["closed_cases"] == 1
    closed.refresh_from_db()
    assert (closed.narrative, closed.notice_text, closed.state) == ("", "", State.RESOLVED)
    assert SellerAccount.objects.get().store_name == ""
    assert closed.files.get().file.discarded_at is not None
    assert keep_to_rules(now=told + TOLD_BEFORE)["closed_cases"] == 0
    assert list(check_all()) == []


def test_a_case_reopened_in_time_is_left_alone(closed: Case, seller: User) -> None:
    told = old_enough(closed)
    keep_to_rules(now=told)
    reopen_case(case=closed, actor=Actor.SELLER, by=seller, now=told + timedelta(days=1))
    assert keep_to_rules(now=told + TOLD_BEFORE)["closed_cases"] == 0
    closed.refresh_from_db()
    assert closed.narrative != ""


def test_a_held_person_s_case_is_left_alone(closed: Case, seller: User) -> None:
    told = old_enough(closed)
    LegalHoldFactory.create(person=seller)
    keep_to_rules(now=told)
    assert keep_to_rules(now=told + TOLD_BEFORE)["closed_cases"] == 0


def test_an_account_with_another_living_case_keeps_its_name(closed: Case, seller: User) -> None:
    CaseFactory.create(
        owner=seller,
        filing__account__store_name="Canary Lamps",
        filing__account__merchant_token=closed.account.merchant_token if closed.account else "",
    )
    told = old_enough(closed)
    keep_to_rules(now=told)
    keep_to_rules(now=told + TOLD_BEFORE)
    assert {account.store_name for account in SellerAccount.objects.all()} == {"Canary Lamps"}


def test_old_messages_and_drafts_go_and_new_ones_stay(seller: User) -> None:
    message = MessageFactory.create(recipient=seller, state="sent", sent_at=QUEUED_AT)
    draft = DraftFactory.create(owner=seller)
    assert keep_to_rules(now=draft.expires_at - timedelta(seconds=1))["drafts"] == 0
    assert keep_to_rules(now=draft.expires_at)["drafts"] == 1
    assert Draft.objects.count() == 0
    assert keep_to_rules(now=message.queued_at + MESSAGES - timedelta(days=1))["messages"] == 0
    assert keep_to_rules(now=message.queued_at + MESSAGES)["messages"] == 1


def said(*words: str) -> dict[str, Any]:
    out = io.StringIO()
    call_command("retention", "--json", *words, stdout=out)
    answer: dict[str, Any] = json.loads(out.getvalue())
    return answer


def test_a_dry_run_counts_by_rule_and_touches_nothing(seller: User, closed: Case) -> None:
    DraftFactory.create(owner=seller)
    first = said("--dry-run")
    assert first["rules"]["drafts"] == 1
    assert first["rules"]["announced"] == 1
    assert said("--dry-run") == first
    assert said()["rules"]["drafts"] == 1
    assert said("--dry-run")["rules"]["drafts"] == 0

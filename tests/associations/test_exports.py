"""A sharing or a mandate ends while an export is being made, on another connection: no finished export has it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from openpyxl import load_workbook

from apps.associations.actions import share_with_association
from apps.associations.enums import Role
from apps.associations.models import Association
from apps.campaigns.actions import leave_campaign
from apps.cases.actions.circles import revoke_from_circle
from apps.cases.enums import CircleScope
from apps.cases.models import Case
from apps.core import clock
from apps.web import case_export, mandate_pages
from tests.associations.people import member, signed_in
from tests.campaigns.test_mandates import give
from tests.factories.associations import AssociationFactory
from tests.factories.campaigns import CampaignFactory, SignOnFactory, body_in
from tests.factories.cases import CaseFactory
from tests.web.test_body_cases import given, revoke

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("vault_folder")]
Deed = Callable[[], object]


@pytest.fixture
def body() -> Association:
    return AssociationFactory.create()


def elsewhere(deed: Deed) -> None:
    """Done and committed on a connection of its own."""

    def work() -> None:
        try:
            deed()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(work).result()


def at_the_point(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, number: int, deed: Deed) -> list[int]:
    """`deed` happens elsewhere just after the call of that number; returns a list that says how often it was called."""
    real, calls = getattr(module, name), [0]

    def calling(*args: Any, **kwargs: Any) -> Any:
        done = real(*args, **kwargs)
        calls[0] += 1
        if calls[0] == number:
            elsewhere(deed)
        return done

    monkeypatch.setattr(module, name, calling)
    return calls


def table(body: Association, kind: str) -> list[list[Any]]:
    """The rows somebody downloads, without the headings."""
    answer = signed_in(member(body, Role.COORDINATOR).person).get(f"/associations/{body.slug}/cases/export.{kind}")
    content = b"".join(answer)  # type: ignore[arg-type]
    if kind == "csv":
        return [line.split(",") for line in content.decode().splitlines()[1:]]
    sheet: Any = load_workbook(BytesIO(content)).active
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("number", [1, 3, 6])
def test_what_is_revoked_while_rows_are_made_is_in_no_table(
    body: Association, kind: str, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(case_export, "AT_ONCE", 1)
    grants = [given(body) for _each in range(6)]
    gone = grants[::2]  # some are made already, some not yet

    def end_them() -> None:
        for grant in gone:
            revoke(grant)

    calls = at_the_point(monkeypatch, case_export, "lines_by_ledger", number, end_them)
    shown = {row[0] for row in table(body, kind)}
    assert calls[0] >= number
    assert shown == {grant.case.reference for grant in grants[1::2]}


def test_a_workbook_that_was_written_meanwhile_is_written_again(
    body: Association, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, gone = given(body), given(body)
    calls = at_the_point(monkeypatch, case_export, "write_xlsx", 1, lambda: revoke(gone))
    assert [row[0] for row in table(body, "xlsx")] == [kept.case.reference]
    assert calls == [2]


def narrow(body: Association, case: Case) -> None:
    """Their seller shares it anew, with less in it."""
    assert case.owner is not None
    share_with_association(case=case, association=body, scope=CircleScope.SUMMARY, by=case.owner, now=clock.now())


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_is_narrowed_meanwhile_keeps_its_row_without_amounts(
    body: Association, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    grant = given(body)
    assert str(table(body, kind)[0][-1]).strip("'\"") not in ("", "None"), "it has an amount before"
    at_the_point(monkeypatch, case_export, "lines_by_ledger", 1, lambda: narrow(body, grant.case))
    row = table(body, kind)[0]
    assert (row[0], row[-1]) == (grant.case.reference, "" if kind == "csv" else None)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_mandate_that_ends_while_the_table_is_written_is_not_in_it(
    body: Association, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign = CampaignFactory.create(until=date(2090, 1, 1))
    body_in(campaign, body)
    mandates = []
    for _each in range(3):
        case = CaseFactory.create()
        SignOnFactory.create(campaign=campaign, case=case, now=clock.now())
        mandates.append(give(campaign, body, case.owner))  # type: ignore[arg-type]
    gone = mandates[0]

    def leave() -> None:
        leave_campaign(campaign=campaign, by=gone.person, now=clock.now())

    calls = at_the_point(monkeypatch, mandate_pages, "seller_of", number, leave)
    client = signed_in(member(body, Role.COORDINATOR).person)
    text = client.get(f"/associations/{body.slug}/mandates.csv").content.decode()
    assert calls == [5], "three rows, then two anew"
    assert [mandate.code in text for mandate in mandates] == [False, True, True]


def test_one_who_revokes_after_the_last_look_was_in_a_table_that_was_finished(body: Association) -> None:
    """And is in none that is begun then."""
    grant = given(body)
    assert [row[0] for row in table(body, "csv")] == [grant.case.reference]
    revoke_from_circle(grant=grant, by=grant.case.owner, now=clock.now())  # type: ignore[arg-type]
    assert table(body, "csv") == []

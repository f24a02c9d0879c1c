"""No question of one seller is answered differently by what another has: status, bytes and number of queries."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.api import urls
from apps.cases.enums import State
from apps.cases.models import Case
from apps.cases.rules import AppealText, Question
from tests.api.conftest import Program
from tests.factories.appeals import AppealFactory
from tests.factories.cases import STARTED, CaseFactory, CaseFileFactory, DraftFactory, FilingFactory
from tests.factories.grants import CaseInvitationFactory
from tests.factories.losses import AmountFactory

pytestmark = pytest.mark.django_db
ProgramOf = Callable[..., Program]
CANARY = "CANARY-7731"
NOBODYS = "6f1f0c1e-7a55-4b6c-9d62-0d9b4c3a7731"


def questions(case: Case, cursors: dict[str, str]) -> Iterator[str]:
    """Every parameter of every list with values that would find the other's, in combination with every ordering."""
    for pattern in urls.v1:
        view = pattern.callback.view_class
        if not getattr(view, "needs", None) or "GET" not in view.needs:
            continue
        path = (
            str(pattern.pattern)
            .replace("<uuid:case_id>", str(case.pk))
            .replace("<int:entry_id>", "1")
            .replace("<int:number>", "1")
            .replace("<uuid:reading_id>", NOBODYS)
            .replace("<slug:slug>", "nobodys")
        )
        yield path
        if not hasattr(view, "orderings"):
            continue
        values: dict[str, list[str]] = {"ordering": list(view.orderings), "limit": ["1", "100"]}
        for name, one in getattr(getattr(view, "filterset_class", None), "base_filters", {}).items():
            values[name] = [code for code, _label in one.extra.get("choices", [])] or ["2018-01-01", "2018-02-20"]
        for number, ordering in enumerate(view.orderings):
            asked = {"cursor": [cursors.get(ordering, "")]} | (values if number == 0 else {})
            for name, found in asked.items():
                for value in filter(None, found):
                    yield (
                        f"{path}?ordering={ordering}&{name}={value}" if name != "ordering" else f"{path}?{name}={value}"
                    )
        for secret in ("account__store_name", "owner", "owner__email__startswith", "narrative", "notice_text"):
            yield f"{path}?{secret}={CANARY}"
            yield f"{path}?ordering={secret}"


def cursors_of(program: Program) -> dict[str, str]:
    """The cursors of another seller, who hands them on."""
    return {
        ordering: program.get(f"cases/?limit=1&ordering={ordering}").json()["next"] or ""
        for ordering in ("-created_at", "created_at", "-moved_at", "moved_at")
    }


def answered(program: Program, question: str) -> tuple[int, bytes, str, int]:
    with CaptureQueriesContext(connection) as queries:
        answer = program.get(question)
    said = b"" if answer.status_code >= 400 else answer.getvalue()
    return answer.status_code, said, answer.headers.get("ETag", ""), len(queries)


def things_of(owner: User) -> None:
    """One of everything, with a canary in every text, around the moments of the asking seller's own."""
    account = {"account__store_name": CANARY, "account__merchant_token": CANARY, "account__company_name": CANARY}
    for number, state in enumerate((State.RETURNED, State.VERIFIED, State.LOST)):
        filing = FilingFactory.build(narrative=CANARY, notice_text=CANARY, amounts=(AmountFactory.build(),), **account)
        case = CaseFactory.create(owner=owner, state=state, filing=filing, now=STARTED + timedelta(minutes=number))
        CaseFileFactory.create(case=case, file__name=f"{CANARY}.pdf")
        CaseInvitationFactory.create(case=case, address=f"{CANARY}@readers.example", invited_at=STARTED)
        if state != State.LOST:
            text = AppealText(parts={"root_cause": CANARY}, questions=(Question(CANARY, CANARY),))
            AppealFactory.create(case=case, text=text, now=STARTED + timedelta(days=2))
        DraftFactory.create(owner=owner, answers={"event": {"narrative": [CANARY]}}, now=STARTED)


def test_no_parameter_tells_what_another_seller_has(
    program_of: ProgramOf, seller: User, stranger: User, tmp_path: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr("django.conf.settings.EVIDENCE_ROOT", tmp_path)
    monkeypatch.setattr("apps.api.throttles.ByToken.get_rate", lambda self: None)  # more than 600 questions a minute
    own = CaseFactory.create(owner=seller)
    AppealFactory.create(case=own, now=STARTED + timedelta(days=2))
    DraftFactory.create(owner=seller, now=STARTED)
    program, other = program_of(seller), program_of(stranger)
    things_of(stranger)
    asked = [*questions(own, cursors_of(other)), *questions(Case.objects.filter(owner=stranger)[0], {})]
    program.get("cases/")
    with_them = {question: answered(program, question) for question in asked}
    Case.objects.filter(owner=stranger).update(owner=User.objects.create_user(email="away@sellers.example"))
    without = {question: answered(program, question) for question in asked}
    assert len(asked) > 150
    assert {question for question in asked if with_them[question] != without[question]} == set()
    assert [question for question, said in with_them.items() if CANARY.encode() in said[1]] == []
    assert sum(said[0] == 200 for said in with_them.values()) > 100

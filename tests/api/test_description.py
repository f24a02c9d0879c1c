"""The API does what its description says, whatever it is asked: schemathesis over every operation.

A small run belongs to every test run; the large one, of more than 5,000 requests, is `make check-api`.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import pytest
import schemathesis
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig

from apps.accounts.models import User
from apps.api.views.schema import description
from apps.cases.enums import AppealState, State
from apps.core import clock
from config.wsgi import application
from tests.factories.accounts import ApiTokenFactory
from tests.factories.appeals import AppealFactory, asked_of
from tests.factories.cases import CaseFactory, CaseFileFactory, DraftFactory
from tests.factories.evidence import CopyFactory
from tests.factories.grants import CaseGrantFactory
from tests.factories.incidents import ClaimedFigureFactory
from tests.factories.statistics import publish_counted

pytestmark = pytest.mark.django_db
MODES = {"positive": GenerationMode.POSITIVE, "negative": GenerationMode.NEGATIVE}
# What may follow a request of the right shape: a version that is not the current one, a rule against it, a cursor that
# is none. And a wrong one may be too large or name no version.
CONFIG = {
    "checks": {
        "positive_data_acceptance": {"expected-statuses": ["2xx", "304", "401", "403", "404", "409", "412", "422"]},
        "negative_data_rejection": {"expected-statuses": ["4xx"]},
        "missing_required_header": {"expected-statuses": ["400", "401", "403", "406", "415", "422", "428"]},
    },
    "operations": [
        {  # a file without a name is no file to a form parser
            "include-operation-id": "file_add",
            "checks": {"positive_data_acceptance": {"expected-statuses": ["2xx", "400", "401", "403", "404", "422"]}},
        }
    ],
}


@dataclass
class Talk:
    """A seller's program, their things, and what was said."""

    secret: str
    things: dict[str, list[dict[str, str]]]
    answers: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    @property
    def requests(self) -> int:
        return sum(self.answers.values())

    def say(self, request: Any) -> None:
        """One request that leaves nothing behind; what does not agree with the description is collected."""
        cache.clear()
        headers = {"Authorization": f"Bearer {self.secret}"}
        with transaction.atomic():
            try:
                answer = request.call(headers=headers)
                self.answers[answer.status_code] += 1
                request.validate_response(answer, headers=headers)
            except (Exception, BaseExceptionGroup) as error:
                self.wrong.append(f"{request.method} {request.formatted_path}: {error}")
            transaction.set_rollback(True)


@pytest.fixture
def talk(seller: User, stranger: User, tmp_path: Any, settings: Any) -> Iterator[Talk]:
    with connection.cursor() as cursor:  # schemathesis thinks longer than a page may leave a transaction alone
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
    settings.EVIDENCE_ROOT = tmp_path
    settings.DEBUG = False
    settings.ALLOWED_HOSTS = ["*"]
    ClaimedFigureFactory.create(incident__slug="wave")
    cases = [CaseFactory.create(owner=seller, state=state) for state in (State.RETURNED, State.VERIFIED, State.LOST)]
    entry = CaseFileFactory.create(case=cases[0])
    CopyFactory.create(original=entry.file)
    draft = DraftFactory.create(owner=seller)
    grant = CaseGrantFactory.create(case=cases[0], now=clock.now())
    for case, state in zip(cases, (AppealState.DRAFTING, AppealState.COOLING), strict=False):
        AppealFactory.create(case=case, state=state, now=clock.now())
    CaseFactory.create(owner=stranger)
    publish_counted(20, now=clock.now())
    named = {"reading_id": str(asked_of(seller, clock.now()).pk)}
    things = {
        "draft": [{"case_id": str(draft.case_id)}],
        "case": [
            {"case_id": str(case.pk), "entry_id": str(entry.pk), "grant_id": str(grant.pk), "number": "1", **named}
            for case in cases
        ],
        "incident": [{"slug": "wave"}],
        "figures": [{"number": "1", "slug": "wave"}],
    }
    for signal in (request_started, request_finished):  # as Django's own test client does: the transaction goes on
        signal.disconnect(close_old_connections)
    yield Talk(ApiTokenFactory.create(person=seller, now=clock.now()).secret, things)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def converse(talk: Talk, *, examples: int) -> None:
    """`examples` requests of each kind to each operation: as described and not, about things that exist and do not."""
    config = SchemathesisConfig.from_dict(CONFIG)
    schema = schemathesis.openapi.from_dict(description("en"), config=config)
    schema.app = application
    for found in schema.get_all_operations():
        operation = found.ok()
        generation = schema.config.generation_for(operation=operation)
        modes = list(MODES.values())
        for request in schema.iter_coverage_cases(operation, generation_modes=modes, generation_config=generation):
            talk.say(request)
        for mode in modes:
            for fixed in [{}, *fixings(talk, operation)]:
                ask(talk, operation.as_strategy(generation_mode=mode, **fixed), examples)


def fixings(talk: Talk, operation: Any) -> Iterator[dict[str, Any]]:
    """Parts of requests that let them reach a thing of the seller's."""
    names = {parameter.name for parameter in operation.path_parameters}
    about = next((name for name in ("draft", "figures", "incident") if f"/{name}" in operation.path), "case")
    headers = {"If-Match": "*"} if any(p.name == "If-Match" for p in operation.headers) else None
    for thing in talk.things[about] if names else []:
        yield {
            "path_parameters": {name: value for name, value in thing.items() if name in names},
            **({"headers": headers} if headers else {}),
        }


def ask(talk: Talk, requests: Any, examples: int) -> None:
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(request=requests)
    def say(request: Any) -> None:
        talk.say(request)

    with suppress(Unsatisfiable):  # an operation without anything to be wrong about
        say()


def test_the_api_does_what_its_description_says(talk: Talk) -> None:
    converse(talk, examples=3)
    assert talk.wrong == [], "\n\n".join(talk.wrong[:10])
    assert talk.answers[500] == 0
    assert {200, 201, 400, 404, 409, 422} <= set(talk.answers)


@pytest.mark.bench
def test_the_api_does_what_its_description_says_at_length(talk: Talk, capsys: Any) -> None:
    converse(talk, examples=60)
    with capsys.disabled():
        print(f"\n{talk.requests} requests, {len(talk.wrong)} disagreements, by status: {dict(talk.answers)}")
    assert talk.wrong == [], "\n\n".join(talk.wrong[:10])
    assert talk.requests >= 5_000

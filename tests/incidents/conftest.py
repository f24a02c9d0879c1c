from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from apps.accounts.models import User
from apps.cases.actions import start_case, submit_case
from apps.cases.models import Case
from apps.cases.rules import AccountFacts, Filing
from apps.core import clock
from apps.incidents.actions import load_incidents, read_data_files

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture
def incidents(db: None) -> None:
    """The incidents that come with the project."""
    load_incidents(records=read_data_files(), now=clock.now())


@pytest.fixture
def file_case(db: None) -> Callable[..., Case]:
    """`file_case(owner)` is a submitted case of theirs; fields of the filing can be given."""

    def file(owner: User, now: datetime = NOW, **fields: object) -> Case:
        answers = {
            "platform": "amazon",
            "marketplace": "amazon.us",
            "case_type": "account_suspension",
            "allegation": "none_stated",
            "notice_date": date(2018, 2, 14),
            "notice_zone": "Asia/Shanghai",
            "account": AccountFacts(store_name="Quiet Lantern"),
        }
        case = start_case(by=owner, now=now - timedelta(hours=1))
        submit_case(case=case, filing=Filing(**{**answers, **fields}), by=owner, now=now)  # type: ignore[arg-type]
        case.refresh_from_db()
        return case

    return file

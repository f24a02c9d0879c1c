"""What the demonstration tells, read from apps/incidents/data/demonstration/."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

import yaml

from apps.cases.rules import AccountFacts, Filing
from apps.incidents.actions.reading import DATA
from apps.losses.rules import Amount

FOLDER = DATA / "demonstration"


@dataclass(frozen=True)
class Person:
    email: str
    language: str
    zone: str
    role: str = "seller"

    @property
    def sees_others(self) -> bool:
        """Whoever opens cases of others has a second factor."""
        return self.role != "seller"


@dataclass(frozen=True)
class Account:
    """One account of an invented seller."""

    owner: str  # the part of the address before the @
    platform: str
    company: str
    store: str
    credit_code: str = ""
    token: str = ""

    @property
    def facts(self) -> AccountFacts:
        return AccountFacts(
            store_name=self.store, merchant_token=self.token, company_name=self.company, credit_code=self.credit_code
        )


@dataclass(frozen=True)
class Step:
    """A move of a case: its name, the days since the one before, what was said, what came of it."""

    move: str
    days: int
    words: str
    outcome: str

    @classmethod
    def read(cls, row: list[Any]) -> "Step":
        name, _, outcome = str(row[0]).partition(":")
        return cls(name, int(row[1]), str(row[2]) if len(row) > 2 else "", outcome)


@dataclass(frozen=True)
class Plot:
    """One invented case. `filed` is a day of the past, or `ago` hours before now; likewise `day` and `days_ago`."""

    account: str
    place: str = "none"
    incident: str = ""
    marketplace: str = ""
    country: str = ""
    type: str = ""
    allegation: str = ""
    day: date | None = None
    days_ago: int = 0
    time: str = ""
    zone: str = "UTC"
    notice: str = ""
    narrative: str = ""
    amounts: list[list[Any]] = field(default_factory=list)
    visibility: str = "counted"
    filed: date | None = None
    ago: int = 0
    story: list[list[Any]] = field(default_factory=list)
    draft: bool = False

    def filed_at(self, now: datetime) -> datetime:
        if self.filed is None:
            return now - timedelta(hours=self.ago)
        spread = sum(map(ord, self.account + self.type)) % 600  # not everybody files at the same minute
        return datetime.combine(self.filed, time(1), UTC) + timedelta(minutes=spread)

    @property
    def steps(self) -> list[Step]:
        return [Step.read(row) for row in self.story]

    def filing(self, account: Account, notices: dict[str, str], now: datetime) -> Filing:
        """The filing as the form would have it."""
        return Filing(
            platform=account.platform,
            marketplace=self.marketplace,
            country=self.country,
            case_type=self.type,
            allegation=self.allegation,
            notice_text=notices.get(self.notice, ""),
            notice_date=self.day or (now - timedelta(days=self.days_ago)).date(),
            notice_time=time.fromisoformat(self.time) if self.time else None,
            notice_zone=self.zone,
            narrative=self.narrative,
            account=account.facts,
            amounts=[amount_of(row) for row in self.amounts],
            visibility=self.visibility,
        )


def amount_of(row: list[Any]) -> Amount:
    component, low, likely, high, currency = row
    return Amount(component, Decimal(str(low)), Decimal(str(likely)), Decimal(str(high)), currency)


@dataclass(frozen=True)
class Script:
    """Everything the demonstration tells."""

    people: list[Person]
    accounts: dict[str, Account]
    notices: dict[str, str]
    plots: list[Plot]


@lru_cache(maxsize=1)
def read_script() -> Script:
    people = yaml.safe_load((FOLDER / "people.yaml").read_text(encoding="utf-8"))
    cases = yaml.safe_load((FOLDER / "cases.yaml").read_text(encoding="utf-8"))
    return Script(
        people=[Person(**row) for row in people["people"]],
        accounts={key: Account(**row) for key, row in people["accounts"].items()},
        notices=people["notices"],
        plots=[Plot(**row) for row in cases["cases"]],
    )

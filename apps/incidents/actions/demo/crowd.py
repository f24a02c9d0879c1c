"""The crowd of the demonstration: so many invented sellers that figures of them can be printed.

Their cases stand as the actions would have left them (verified, appealed, ended), but go in as whole tables of rows:
one by one they would take longer than everything else of `make run`. The same names and amounts at every load.
"""
# ruff: noqa: S311  invented, not secret

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import product
from random import Random
from typing import Any

import yaml

from apps.accounts.models import User
from apps.cases.enums import Answer, AppealChannel, AppealState, EventKind, Track
from apps.cases.models import Appeal, AppealVersion, Case, CaseEvent, Seller, SellerAccount
from apps.cases.rules import TRANSITIONS, AppealText
from apps.core.fingerprints import fingerprint
from apps.deadlines.models import Docket
from apps.incidents.actions.demo.plots import FOLDER
from apps.incidents.enums import PlacedHow
from apps.incidents.models import Incident, Placement
from apps.losses.enums import Basis, Grade, LineKind, Verdict
from apps.losses.models import Ledger, LineVerdict, LossLine

ZH = "同一批卖家都收到了同样的通知，货款和货都动不了。"
EN = "The same notice went to many of us. Neither the money nor the goods can be moved."
CURRENCY = "USD"
NO_CLAIM = 12  # in a hundred gave no amount
UNANSWERED = 25  # of a hundred appeals
TABLES: tuple[Any, ...] = (  # each after those it names
    *(User, Seller, SellerAccount, Ledger, LossLine, LineVerdict, Docket),
    *(Case, CaseEvent, Appeal, AppealVersion, Placement),
)


@dataclass(frozen=True)
class Wave:
    """One wave of the crowd, as crowd.yaml tells it. Shares are of a hundred."""

    platform: str
    sellers: int
    chinese: int
    type: str
    allegation: str
    day: date
    spread: int
    filed: date
    notice: str
    places: list[str]
    losses: dict[str, list[int]]
    papers: int
    checked: int
    back: int
    appeals: int
    won: int
    outcome: str
    incident: str = ""
    country: str = ""
    again: int = 0


@dataclass(frozen=True)
class Crowd:
    """The waves, and the parts of which names are made."""

    waves: list[Wave]
    parts: dict[str, Any]

    @property
    def people(self) -> int:
        return sum(wave.sellers - wave.again for wave in self.waves)

    @property
    def cases(self) -> int:
        return sum(wave.sellers for wave in self.waves)


@lru_cache(maxsize=1)
def read_crowd() -> Crowd:
    told = yaml.safe_load((FOLDER / "crowd.yaml").read_text(encoding="utf-8"))
    return Crowd(waves=[Wave(**row) for row in told.pop("waves")], parts=told)


@dataclass
class Making:
    """What is being made: rows by table, whom to name as moderator, and the sellers so far."""

    crowd: Crowd
    notices: dict[str, str]
    moderator: User
    incidents: dict[str, Incident]
    chance: Random = field(default_factory=lambda: Random(20180214))
    rows: dict[Any, list[Any]] = field(default_factory=lambda: defaultdict(list))
    sellers: list[Seller] = field(default_factory=list)

    def __post_init__(self) -> None:
        cores = ["".join(pair) for pair in product(self.crowd.parts["first"], self.crowd.parts["second"])]
        self.cores: Iterator[str] = iter(self.chance.sample(cores, len(cores)))
        names = list(product(self.crowd.parts["names"], self.crowd.parts["goods"]))
        self.names: Iterator[tuple[str, str]] = iter(self.chance.sample(names, len(names)))

    def add(self, row: Any) -> Any:
        self.rows[type(row)].append(row)
        return row

    def happens(self, share: int) -> bool:
        return self.chance.randrange(100) < share


def make_crowd(*, notices: dict[str, str], moderator: User, incidents: dict[str, Incident]) -> None:
    """Every seller of every wave, inside the caller's transaction."""
    making = Making(read_crowd(), notices, moderator, incidents)
    for wave in making.crowd.waves:
        before = making.sellers[: wave.again]
        for number in range(wave.sellers):
            seller = before[number] if number < len(before) else _seller(wave, making)
            _case(wave, seller, making)
    for model in TABLES:
        model.objects.bulk_create(making.rows[model], batch_size=1000)


def _seller(wave: Wave, making: Making) -> Seller:
    number = len(making.sellers) + 1
    is_chinese = making.happens(wave.chinese)
    joined = datetime.combine(wave.filed, time(1), UTC) - timedelta(days=1)
    person = User.newcomer(
        email=f"crowd-{number:03}@demo.recourse.example", language="zh-hans" if is_chinese else "en", now=joined
    )
    person.is_demonstration = True
    name = _chinese_name(making) if is_chinese else _western_name(making)
    seller = Seller(
        owner=making.add(person),
        company_name=name,
        company_fingerprint=fingerprint("company_name", "", name),
        email_fingerprint=fingerprint("email", "", person.email),
        created_at=joined,
    )
    making.sellers.append(seller)
    making.add(seller)
    return seller


def _chinese_name(making: Making) -> str:
    city, trade = (making.chance.choice(making.crowd.parts[part]) for part in ("cities", "trades"))
    return f"{city}示例{next(making.cores)}{trade}有限公司"


def _western_name(making: Making) -> str:
    name, goods = next(making.names)
    return f"Sample {name} {goods} {making.chance.choice(list(making.crowd.parts['forms'].values()))}"


def _case(wave: Wave, seller: Seller, making: Making) -> None:
    """A case that was filed and verified, with its amounts, and how it went on."""
    day = wave.day + timedelta(days=making.chance.randrange(wave.spread))
    filed = datetime.combine(max(wave.filed, day + timedelta(days=2)), time(2), UTC)
    filed += timedelta(minutes=making.chance.randrange(6000))
    place = making.chance.choice(wave.places)
    store = f"{seller.company_name[:24]} {place}".strip()
    account = SellerAccount(seller=seller, platform=wave.platform, store_name=store, created_at=filed)
    account.store_fingerprint = fingerprint("store_name", wave.platform, store)
    case = Case(
        owner=seller.owner, account=making.add(account), ledger=making.add(Ledger(opened_at=filed)),
        platform=wave.platform, marketplace=place, country=wave.country, case_type=wave.type,
        allegation=wave.allegation, notice_date=day, notice_zone="Asia/Shanghai",
        notice_text=making.notices[wave.notice], narrative=ZH if seller.owner.language == "zh-hans" else EN,
        created_at=filed, submitted_at=filed, verified_at=filed + timedelta(days=2), is_demonstration=True,
    )  # fmt: skip
    case.docket = making.add(Docket(reference=case.reference, opened_at=filed))
    making.add(case)
    _move(making, case, EventKind.SUBMIT, filed)
    _move(making, case, EventKind.VERIFY, filed + timedelta(days=2))
    if wave.incident:
        incident, how = making.incidents[wave.incident], PlacedHow.FILED_AS_AFFECTED
        making.add(Placement(case=case, incident=incident, how=how, by=seller.owner, at=filed))
    _amounts(wave, case, filed, making)
    if making.happens(wave.appeals):
        _appeal(wave, case, making)


def _move(making: Making, case: Case, kind: EventKind, at: datetime, **details: str) -> None:
    """Where the case stands from now on, and its event."""
    by = making.moderator if kind == EventKind.VERIFY else case.owner
    before, case.state, case.moved_at = case.state, TRANSITIONS[kind].target, at
    making.add(CaseEvent(case=case, kind=kind, from_state=before, to_state=case.state, details=details, at=at, by=by))


def _amounts(wave: Wave, case: Case, at: datetime, making: Making) -> None:
    if making.happens(NO_CLAIM):
        return
    has_papers = making.happens(wave.papers)
    is_checked, comes_back = has_papers and making.happens(wave.checked), has_papers and making.happens(wave.back)
    for component, (low, high) in wave.losses.items():
        amount = Decimal(making.chance.randrange(low, high)) + Decimal(making.chance.randrange(100)) / 100
        line = making.add(_line(case, component, amount, at, grade=Grade.A if has_papers else Grade.C))
        if is_checked:
            by = making.moderator
            making.add(LineVerdict(line=line, verdict=Verdict.VERIFIED, number=1, given_at=at, given_by=by))
        if comes_back:
            part = (amount * making.chance.randrange(3, 10) / 10).quantize(Decimal("0.01"))
            making.add(_line(case, component, part, at, kind=LineKind.RECOVERY))


def _line(
    case: Case, component: str, amount: Decimal, at: datetime, *, grade: str = Grade.A, kind: str = LineKind.LOSS
) -> LossLine:
    """What a report says is exact; what the seller says lies between three quarters of it and a quarter more."""
    exact = grade == Grade.A
    low, high = (amount, amount) if exact else (amount * 3 / 4, amount * 5 / 4)
    return LossLine(
        ledger=case.ledger, kind=kind, component=component, low=low, likely=amount, high=high, currency=CURRENCY,
        loss_date=case.notice_date, grade=grade, basis=Basis.SETTLEMENT if exact else Basis.DECLARED,
        entered_at=at, entered_by=case.owner,
    )  # fmt: skip


def _appeal(wave: Wave, case: Case, making: Making) -> None:
    """One attempt, sent within a month; refused, won and with it the case, or not answered yet."""
    text = AppealText(track=Track.ERROR, whole=case.narrative).as_json()
    sent = case.moved_at + timedelta(days=making.chance.randrange(1, 28))
    appeal = Appeal(
        case=case, number=1, track=Track.ERROR, state=AppealState.SUBMITTED, text=text, newest_version=1,
        text_changed_at=sent, started_at=sent, moved_at=sent, place=1, submitted_at=sent, sent_version=1,
        sent_day=sent.date(), sent_zone="UTC", channel=AppealChannel.FORM,
    )  # fmt: skip
    making.add(appeal)
    making.add(AppealVersion(appeal=appeal, number=1, text=text, kept_at=sent, kept_by=case.owner))
    _move(making, case, EventKind.APPEAL, sent, attempt="1")
    if making.happens(UNANSWERED):
        return
    answered, won = sent + timedelta(days=making.chance.randrange(4, 180)), making.happens(wave.won)
    appeal.state, appeal.answered_day, appeal.moved_at = AppealState.ANSWERED, answered.date(), answered
    appeal.answer = Answer.ACCEPTED if won else Answer.REFUSED
    if won:
        case.outcome = wave.outcome
        _move(making, case, EventKind.RESOLVE, answered, outcome=wave.outcome)
    else:
        _move(making, case, EventKind.REJECT, answered, attempt="1")

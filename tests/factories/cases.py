"""Cases are made by the actions that make them in life, so no test stands on a case that could not be."""

from collections import deque
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import factory

from apps.accounts.models import User
from apps.cases.actions import (
    record_answer,
    record_progress,
    record_sent_appeal,
    reopen_case,
    return_case,
    start_case,
    submit_case,
    verify_case,
    withdraw_case,
)
from apps.cases.enums import WITH_OUTCOME, Answer, EventKind, State, Track
from apps.cases.models import Appeal, Case, CaseEvent, CaseFile, CaseMail, Draft, EventRemark, Seller, SellerAccount
from apps.cases.rules import TRANSITIONS, AccountFacts, Actor, Filing, Sent
from tests.factories.accounts import ModeratorFactory, UserFactory
from tests.factories.evidence import StoredFileFactory
from tests.factories.losses import AmountFactory

STARTED = datetime(2018, 2, 20, 9, tzinfo=UTC)
CREDIT_CODE = "91110000600037341L"


class AccountFactsFactory(factory.Factory[AccountFacts]):
    class Meta:
        model = AccountFacts

    store_name = factory.Sequence(lambda n: f"Harbour Lamp {n}")
    merchant_token = factory.Sequence(lambda n: f"A2TOKEN{n:06}")
    store_url = ""
    company_name = ""
    credit_code = ""


class FilingFactory(factory.Factory[Filing]):
    """A complete filing of the wave of 14 February 2018."""

    class Meta:
        model = Filing

    platform = "amazon"
    marketplace = "amazon.us"
    country = ""
    case_type = "account_suspension"
    allegation = "fake_orders_fraud"
    notice_text = "Your Amazon.com selling privileges have been removed."
    notice_date = date(2018, 2, 14)
    notice_time = time(18, 30)
    notice_zone = "America/Los_Angeles"
    narrative = "We were blocked on New Year's Eve."
    account = factory.SubFactory(AccountFactsFactory)
    amounts = factory.LazyFunction(lambda: (AmountFactory.build(),))
    visibility = "counted"


def path_to(state: str) -> list[EventKind]:
    """The shortest way of moves from a new draft to `state`."""
    ways: deque[tuple[str, list[EventKind]]] = deque([(State.DRAFT, [])])
    seen = {str(State.DRAFT)}
    while ways:
        place, way = ways.popleft()
        if place == state:
            return way
        for move in TRANSITIONS.values():
            if place in move.sources and move.target not in seen:
                seen.add(move.target)
                ways.append((move.target, [*way, move.name]))
    raise LookupError(state)


def make_move(case: Case, name: EventKind, *, owner: User, moderator: User, filing: Filing, now: datetime) -> object:
    """Make one move by the action that belongs to it."""
    match name:
        case EventKind.VERIFY:
            return verify_case(case=case, by=moderator, now=now)
        case EventKind.RETURN:
            return return_case(case=case, reason="Please add the notice.", by=moderator, now=now)
        case EventKind.WITHDRAW:
            return withdraw_case(case=case, by=owner, now=now)
        case EventKind.REOPEN:
            return reopen_case(case=case, actor=Actor.SELLER, by=owner, now=now)
        case EventKind.SUBMIT | EventKind.RESUBMIT:
            return submit_case(case=case, filing=filing, by=owner, now=now)
    return tell_of_platform(case, name, owner, now)


def tell_of_platform(case: Case, name: EventKind, owner: User, now: datetime) -> object:
    """What the seller notes; an appeal that is refused without having been sent is sent in the same moment."""
    if name == EventKind.APPEAL:
        return send_appeal(case, owner, now)
    if name == EventKind.REJECT:
        appeal = case.appeals.last() or send_appeal(case, owner, now)
        return record_answer(appeal=appeal, answer=Answer.REFUSED, day=now.date(), by=owner, now=now)
    outcome = "reinstated" if TRANSITIONS[name].target in WITH_OUTCOME else ""
    return record_progress(case=case, name=name, actor=Actor.SELLER, outcome=outcome, by=owner, now=now)


def send_appeal(case: Case, owner: User, now: datetime) -> Appeal:
    """One more attempt that was written and sent elsewhere, today in UTC."""
    sent = Sent(day=now.date(), zone="UTC", channel="form")
    return record_sent_appeal(case=case, track=Track.CURED, sent=sent, by=owner, now=now)


class CaseFactory(factory.django.DjangoModelFactory[Case]):
    """A case of `owner` in `state` (submitted unless said otherwise); keys of Filing as `filing__…`."""

    class Meta:
        model = Case

    owner = factory.SubFactory(UserFactory)
    state = State.SUBMITTED
    filing = factory.SubFactory(FilingFactory)
    now = STARTED

    @classmethod
    def _create(cls, model_class: type[Case], *args: Any, **kwargs: Any) -> Case:
        owner, now, filing = kwargs["owner"], kwargs["now"], kwargs["filing"]
        case = start_case(by=owner, now=now)
        way = path_to(kwargs["state"])
        moderator = ModeratorFactory.create() if len(way) > 1 else owner
        for name in way:
            now += timedelta(hours=1)
            make_move(case, name, owner=owner, moderator=moderator, filing=filing, now=now)
            case.refresh_from_db()
        return case


class DraftFactory(factory.django.DjangoModelFactory[Draft]):
    """A draft of `owner`, or with `key` one of a browser in which nobody signed in."""

    class Meta:
        model = Draft

    owner = factory.SubFactory(UserFactory)
    answers = factory.LazyFunction(dict)
    key = ""
    now = STARTED

    @classmethod
    def _create(cls, model_class: type[Draft], *args: Any, **kwargs: Any) -> Draft:
        by = None if kwargs["key"] else kwargs["owner"]
        return start_case(answers=kwargs["answers"], by=by, key=kwargs["key"], now=kwargs["now"]).draft


class CaseEventFactory(factory.django.DjangoModelFactory[CaseEvent]):
    """One more entry on a case's timeline."""

    class Meta:
        model = CaseEvent

    case = factory.SubFactory(CaseFactory)
    kind = EventKind.NOTE
    at = STARTED + timedelta(days=1)


class EventRemarkFactory(factory.django.DjangoModelFactory[EventRemark]):
    class Meta:
        model = EventRemark

    event = factory.SubFactory(CaseEventFactory)
    text = "Looked at the notice."


class CaseFileFactory(factory.django.DjangoModelFactory[CaseFile]):
    class Meta:
        model = CaseFile

    case = factory.SubFactory(CaseFactory)
    file = factory.SubFactory(StoredFileFactory)
    kind = "suspension_notice"
    added_at = STARTED


class SellerFactory(factory.django.DjangoModelFactory[Seller]):
    class Meta:
        model = Seller

    owner = factory.SubFactory(UserFactory)
    company_name = "Shenzhen Harbour Lamp Co."
    created_at = STARTED


class SellerAccountFactory(factory.django.DjangoModelFactory[SellerAccount]):
    class Meta:
        model = SellerAccount

    seller = factory.SubFactory(SellerFactory)
    platform = "amazon"
    store_name = "Harbour Lamp"
    created_at = STARTED


class CaseMailFactory(factory.django.DjangoModelFactory[CaseMail]):
    """What was read in a mail among a case's files."""

    class Meta:
        model = CaseMail

    entry = factory.SubFactory(CaseFileFactory)
    found = '{"subject": "Your selling privileges", "head": "Subject: Your selling privileges"}'
    wording = "your selling privileges"
    read_at = STARTED

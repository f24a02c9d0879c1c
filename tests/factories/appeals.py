"""Appeals are made by the actions that make them in life."""

from datetime import datetime, timedelta
from typing import Any

import factory

from apps.accounts.models import User
from apps.cases.actions import (
    ask_reader,
    finish_appeal,
    grant_access,
    read_appeal,
    record_answer,
    save_appeal,
    start_appeal,
    state_limit,
    submit_appeal,
    withdraw_appeal,
)
from apps.cases.enums import Answer, AppealState, Scope, State, Track, Verdict
from apps.cases.models import (
    Appeal,
    AppealAnswer,
    AppealFile,
    AppealLimit,
    AppealReading,
    AppealVersion,
    Case,
)
from apps.cases.rules import CONFIRMATIONS, AppealText, Question, Sent
from tests.factories.accounts import ModeratorFactory
from tests.factories.cases import STARTED, CaseFactory, CaseFileFactory, FilingFactory

WRITING = STARTED + timedelta(days=2)
LONG = "On 3 January 2018 a former employee ordered 14 of our own lamps (orders 112-1 to 112-14) with his own account. "
PLAN = AppealText(
    track=Track.CURED,
    parts={
        "root_cause": LONG * 2,
        "corrective": "On 20 February 2018 he was dismissed, and all 14 orders were cancelled and refunded. " * 2,
        "preventive": "Since 1 March 2018 a second person approves each order from our own address range. " * 2,
    },
    questions=(Question("Which orders were affected?", "112-1 to 112-14."),),
)
BRAND = {"case_type": "brand_removal", "allegation": "brand_abuse"}


class OnlyChanceFactory(CaseFactory):
    """A verified case in which the platform allows one appeal, by a cited rule: a brand removed by Amazon."""

    state = State.VERIFIED
    filing = factory.SubFactory(FilingFactory, **BRAND)


class AppealFactory(factory.django.DjangoModelFactory[Appeal]):
    """An attempt of the case's owner in `state`, with a whole plan in it."""

    class Meta:
        model = Appeal

    case = factory.SubFactory(OnlyChanceFactory)
    state = AppealState.DRAFTING
    text = PLAN
    now = WRITING

    @classmethod
    def _create(cls, model_class: type[Appeal], *args: Any, **kwargs: Any) -> Appeal:
        case, state, now, by = kwargs["case"], kwargs["state"], kwargs["now"], kwargs["case"].owner
        appeal = start_appeal(case=case, track=Track(kwargs["text"].track), by=by, now=now)
        save_appeal(appeal=appeal, text=kwargs["text"], seen="", writer="factory", keep=True, by=by, now=now)
        if state == AppealState.WITHDRAWN:
            withdraw_appeal(appeal=appeal, by=by, now=now)
        elif state != AppealState.DRAFTING:
            lead(appeal, state, now)
        appeal.refresh_from_db()
        appeal.case.refresh_from_db()
        return appeal


WAY = (AppealState.IN_READING, AppealState.READ, AppealState.COOLING, AppealState.SUBMITTED, AppealState.ANSWERED)


def lead(appeal: Appeal, state: str, now: Any) -> None:
    """Through the guard up to `state`, each step an hour after the one before and a night before it is sent."""
    by = appeal.case.owner
    assert by is not None
    for number, step in enumerate(WAY[: WAY.index(AppealState(state)) + 1], start=1):
        at = now + timedelta(hours=number)
        appeal.refresh_from_db()
        if step == AppealState.IN_READING:
            ask_reader(appeal=appeal, by=by, now=at)
        elif step == AppealState.READ:
            approve(appeal, at)
        elif step == AppealState.COOLING:
            finish_appeal(appeal=appeal, confirmed=list(CONFIRMATIONS), by=by, now=at)
        elif step == AppealState.SUBMITTED:
            tomorrow = now + timedelta(days=1)
            submit_appeal(appeal=appeal, sent=sent_on(tomorrow), by=by, now=tomorrow)
        else:
            later = now + timedelta(days=4)
            record_answer(appeal=appeal, answer=Answer.REFUSED, day=later.date(), by=by, now=later)


def approve(appeal: Appeal, at: Any) -> AppealReading:
    reading = appeal.readings.get(verdict="", is_taken_back=False)
    return read_appeal(reading=reading, verdict=Verdict.APPROVED, words="", by=ModeratorFactory.create(), now=at)


def sent_on(moment: Any) -> Sent:
    return Sent(day=moment.date(), at=moment.time(), zone="UTC", channel="form", reference="CASE-77")


class AppealVersionFactory(factory.django.DjangoModelFactory[AppealVersion]):
    """The first version of a new attempt."""

    class Meta:
        model = AppealVersion

    appeal = factory.SubFactory(AppealFactory)

    @classmethod
    def _create(cls, model_class: type[AppealVersion], *args: Any, **kwargs: Any) -> AppealVersion:
        return kwargs["appeal"].versions.get(number=1)


class AppealReadingFactory(factory.django.DjangoModelFactory[AppealReading]):
    """A reading that waits for somebody."""

    class Meta:
        model = AppealReading

    appeal = factory.SubFactory(AppealFactory, state=AppealState.IN_READING)

    @classmethod
    def _create(cls, model_class: type[AppealReading], *args: Any, **kwargs: Any) -> AppealReading:
        return kwargs["appeal"].readings.get(verdict="")


def asked_of(person: User, now: datetime) -> AppealReading:
    """A reading this person is asked for by name, of an appeal of somebody else."""
    appeal = AppealFactory.create(now=now)
    owner = appeal.case.owner
    grant_access(case=appeal.case, person=person, scope=Scope.FULL, by=owner, now=now)
    return ask_reader(appeal=appeal, person=person, by=owner, now=now)


class AppealAnswerFactory(factory.django.DjangoModelFactory[AppealAnswer]):
    """The answer to an attempt that was refused."""

    class Meta:
        model = AppealAnswer

    appeal = factory.SubFactory(AppealFactory, state=AppealState.ANSWERED)

    @classmethod
    def _create(cls, model_class: type[AppealAnswer], *args: Any, **kwargs: Any) -> AppealAnswer:
        return kwargs["appeal"].answers.get()


class AppealLimitFactory(factory.django.DjangoModelFactory[AppealLimit]):
    """What the seller stated of the notice."""

    class Meta:
        model = AppealLimit

    case = factory.SubFactory(CaseFactory, state=State.VERIFIED)
    allowed = 1
    words = "There is only one chance to appeal."
    now = WRITING

    @classmethod
    def _create(cls, model_class: type[AppealLimit], *args: Any, **kwargs: Any) -> AppealLimit:
        case: Case = kwargs["case"]
        assert case.owner is not None
        return state_limit(by=case.owner, **kwargs)


class AppealFileFactory(factory.django.DjangoModelFactory[AppealFile]):
    class Meta:
        model = AppealFile

    appeal = factory.SubFactory(AppealFactory)
    entry = factory.SubFactory(CaseFileFactory, case=factory.SelfAttribute("..appeal.case"))

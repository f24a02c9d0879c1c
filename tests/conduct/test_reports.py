"""Reports of abuse: kept once, decided once, told to whoever sent them and to nobody else."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import ProgrammingError

from apps.conduct.actions import Barred, ReportRefused, decide_report, reopen_report
from apps.conduct.enums import AbuseKind, ConductStep, Measure, Part, ReportState
from apps.conduct.models import AbuseReport
from apps.conduct.rules import MOST_REPORTS, WITHIN
from apps.conduct.selectors import receipt_for, reports_open_to
from apps.notifications.models import Message
from tests.factories.accounts import ModeratorFactory, UserFactory
from tests.factories.conduct import REPORTED, AbuseReportFactory, BarFactory

pytestmark = pytest.mark.django_db


def test_the_same_report_twice_is_one() -> None:
    first = AbuseReportFactory.create(key="wave")
    again = AbuseReportFactory.create(key="wave", by=first.reporter)
    other = AbuseReportFactory.create(key="wave", by=first.reporter, kind=AbuseKind.SPAM)
    assert [again.pk == first.pk, other.pk == first.pk] == [True, False]
    assert AbuseReport.objects.count() == 2


def test_a_decision_is_told_to_the_reporter_with_its_words_and_comes_once() -> None:
    report, by = AbuseReportFactory.create(), ModeratorFactory.create()
    decide_report(report=report, measure=Measure.REMOVED, words="It is gone.", by=by, now=REPORTED)
    with pytest.raises(ReportRefused, match="a moment ago"):
        decide_report(report=report, measure=None, words="Nothing.", by=by, now=REPORTED)
    report.refresh_from_db()
    assert [report.state, report.measure, report.reason] == [ReportState.ACTED, Measure.REMOVED, "It is gone."]
    assert [message.recipient for message in Message.objects.filter(kind="abuse_decided")] == [report.reporter]
    reopen_report(report=report, by=by, now=REPORTED)
    decide_report(report=report, measure=None, words="Looked at anew.", by=by, now=REPORTED)
    assert Message.objects.filter(kind="abuse_decided").count() == 2
    steps = [event.step for event in report.events.all()]
    assert sorted(steps) == sorted(
        [ConductStep.REPORTED, ConductStep.ACTED, ConductStep.REOPENED, ConductStep.DISMISSED]
    )


def test_nobody_decides_about_their_own() -> None:
    moderator = ModeratorFactory.create()
    report = AbuseReportFactory.create(by=moderator)
    assert list(reports_open_to(moderator)) == []
    with pytest.raises(ReportRefused, match="Somebody else"):
        decide_report(report=report, measure=None, words="No.", by=moderator, now=REPORTED)


def test_one_person_sends_so_many_a_day_and_no_more() -> None:
    person = UserFactory.create()
    for _ in range(MOST_REPORTS):
        AbuseReportFactory.create(by=person)
    with pytest.raises(ReportRefused, match="tomorrow"):
        AbuseReportFactory.create(by=person)
    AbuseReportFactory.create(by=person, now=REPORTED + WITHIN + timedelta(seconds=1))


def test_whoever_is_kept_from_reporting_cannot() -> None:
    bar = BarFactory.create(parts=[Part.REPORT])
    with pytest.raises(Barred):
        AbuseReportFactory.create(by=bar.person)


def test_a_receipt_opens_to_its_sender_and_a_visitors_to_whoever_has_the_address() -> None:
    own, visitors = AbuseReportFactory.create(), AbuseReportFactory.create(by=None)
    assert receipt_for(own.pk, own.reporter) == own
    for person in (None, UserFactory.create(), ModeratorFactory.create()):
        with pytest.raises(AbuseReport.DoesNotExist):
            receipt_for(own.pk, person)
        assert receipt_for(visitors.pk, person) == visitors


def test_no_step_of_reporting_names_the_reporter() -> None:
    report = AbuseReportFactory.create()
    assert [event.by for event in report.events.all()] == [None]


def test_the_database_refuses_a_decision_without_a_name_and_a_way_that_does_not_exist() -> None:
    report = AbuseReportFactory.create()
    with pytest.raises(IntegrityError), transaction.atomic():
        AbuseReport.objects.filter(pk=report.pk).update(state=ReportState.DISMISSED)
    decide_report(report=report, measure=None, words="No.", by=ModeratorFactory.create(), now=REPORTED)
    with pytest.raises(ProgrammingError, match="Invalid transition"), transaction.atomic():
        AbuseReport.objects.filter(pk=report.pk).update(state=ReportState.ACTED, measure=Measure.TOLD)


def test_what_was_written_is_ciphertext() -> None:
    report = AbuseReportFactory.create(words="Her name is here")
    raw = AbuseReport.objects.raw("SELECT id, words::text AS raw_words FROM conduct_abusereport")[0]
    assert report.words == "Her name is here"
    assert "Her name" not in raw.raw_words

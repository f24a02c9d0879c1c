"""Which incidents a case may belong to: what is compared, and that it is said why."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from apps.accounts.models import User
from apps.cases.actions import withdraw_case
from apps.cases.models import Case
from apps.incidents.actions import NotPlaceable, place_case, place_own_case, read_notices
from apps.incidents.models import Incident, NoticeMarks, Placement, PlacementChange
from apps.incidents.rules.fitting import Fact, Looked, Wave, fit_of
from apps.incidents.rules.minhash import bands_of, dockets_in, is_one_wording
from apps.incidents.rules.shingles import alike, shingles_of
from apps.incidents.selectors.suggestions import Suggested, notices_to_read, suggestions_for
from tests.factories.accounts import ModeratorFactory, UserFactory
from tests.factories.cases import STARTED, CaseFactory, FilingFactory
from tests.factories.incidents import IncidentFactory, NoticeMarksFactory
from tests.incidents.conftest import NOW

NOTICE = (
    "Hello, we removed the selling privileges of store {} because it is related to an account that may not be used to"
    " sell on our site. Funds will not be transferred to you but will stay in your account while we work with you to"
    " address this issue. Please send us an explanation within 72 hours."
)
OTHER = (
    "你好，我们注意到你的店铺{}的商品存在侵权投诉。我们已移除相关商品信息，请在收到本通知后联系权利人并提供撤诉证明。"
    "若未在规定时间内处理，你的账户可能会受到进一步限制。"
)


def filed(notice: str, now: datetime = STARTED, **filing: object) -> Case:
    filing_ = FilingFactory.build(notice_text=notice, **filing)
    return CaseFactory.create(owner=UserFactory.create(), filing=filing_, now=now)


def wave(notice: str, number: int = 3, **fields: object) -> Incident:
    """An incident with so many cases of one notice in it."""
    incident, by = IncidentFactory.create(**fields), ModeratorFactory.create()
    for place in range(number):
        place_case(case=filed(notice.format(f"Lamp{place}")), incident=incident, by=by, now=NOW)
    read_notices(now=NOW)
    return incident


def best(case: Case) -> Suggested:
    return suggestions_for(case, Incident.objects.all())[0]


# -- rules
def test_bands_agree_as_often_as_the_wordings_are_alike() -> None:
    one, two = (shingles_of(NOTICE.format(name)) for name in ("Quiet Lantern", "Harbour Lamp"))
    shared = len(set(bands_of(one)) & set(bands_of(two)))
    assert alike(one, two) > 0.8
    assert is_one_wording(shared)
    assert not is_one_wording(len(set(bands_of(one)) & set(bands_of(shingles_of(OTHER)))))
    assert bands_of(frozenset()) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Case No. 1:22-cv-01234 (N.D. Ill.)", {"22-cv-1234"}),
        ("see 22cv1234 and 23-CV-00077", {"22-cv-1234", "23-cv-77"}),
        ("（2023）粤03民初 1234号判决", {"2023粤03民初1234"}),
        ("order 112-1234567-1234567", set()),
    ],
)
def test_court_files_are_read_in_one_form(text: str, found: set[str]) -> None:
    assert dockets_in(text) == found


def test_what_is_not_told_neither_agrees_nor_differs() -> None:
    silent = Wave(None, "", None, "", frozenset(), frozenset())
    fit = fit_of(Looked("account_suspension", "", "amazon.us", date(2018, 2, 14), has_notice=True), silent)
    assert (fit.agrees, fit.differs, fit.is_worth_saying) == ((), (), False)


@pytest.mark.parametrize(
    ("precision", "day", "fits"),
    [
        ("day", date(2018, 2, 12), True),
        ("day", date(2018, 2, 11), False),
        ("day", date(2018, 3, 7), True),
        ("day", date(2018, 3, 8), False),
        ("month", date(2018, 3, 21), True),
        ("year", date(2019, 1, 21), True),
        ("weekend", date(2018, 3, 8), True),
    ],
)
def test_days_fit_as_exactly_as_they_are_known(precision: str, day: date, fits: bool) -> None:
    told = Wave(date(2018, 2, 14), precision, None, "", frozenset(), frozenset())
    fit = fit_of(Looked("", "", "", day, has_notice=False), told)
    assert (Fact.DATE in fit.agrees, Fact.DATE in fit.differs) == (fits, not fits)


# -- suggestions
@pytest.mark.django_db
@pytest.mark.parametrize("notice", [NOTICE, OTHER])
def test_the_same_wording_is_found_and_counted_whatever_names_are_in_it(notice: str) -> None:
    incident = wave(notice, started_on=date(2018, 2, 14))
    wave(OTHER if notice is NOTICE else NOTICE, started_on=date(2015, 1, 1))
    one = best(filed(notice.format("Another Store")))
    assert (one.incident, one.wave.same_wording) == (incident, 3)
    assert one.fit.agrees == (Fact.WORDING, Fact.DATE, Fact.TYPE, Fact.MARKETPLACE, Fact.ALLEGATION)


@pytest.mark.django_db
def test_what_differs_is_said() -> None:
    wave(NOTICE, started_on=date(2018, 2, 14))
    case = filed(NOTICE.format("x"), marketplace="amazon.de", allegation="counterfeit", case_type="listing_removal")
    assert best(case).fit.differs == (Fact.TYPE, Fact.MARKETPLACE, Fact.ALLEGATION)


@pytest.mark.django_db
def test_a_court_file_that_the_incident_names_decides() -> None:
    wave(OTHER, started_on=date(2018, 2, 14))
    named = IncidentFactory.create(started_on=None, started_precision="", started_status="", summary_en="22-cv-1234.")
    assert best(filed("You are a defendant in 1:22-cv-01234.")).incident == named


@pytest.mark.django_db
def test_nothing_is_suggested_where_nothing_but_the_platform_fits() -> None:
    IncidentFactory.create(started_on=date(2012, 2, 14))
    assert suggestions_for(filed("Another text altogether, about other things."), Incident.objects.all()) == []


@pytest.mark.django_db
def test_withdrawn_and_own_notices_are_not_counted(seller: User) -> None:
    incident = wave(NOTICE, 2)
    gone = Case.objects.filter(placement__incident=incident).earliest("submitted_at")
    assert gone.owner is not None
    withdraw_case(case=gone, by=gone.owner, now=NOW)
    own = Case.objects.filter(placement__incident=incident).exclude(pk=gone.pk).get()
    assert best(filed(NOTICE.format("x"))).wave.same_wording == 1
    assert [one.wave.same_wording for one in suggestions_for(own, Incident.objects.all())] in ([], [0])


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 5])
def test_suggesting_costs_the_same_however_many_there_are(
    django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    for place in range(number):
        wave(NOTICE, 1, started_on=date(2018, 2, 10 + place))
    case = filed(NOTICE.format("x"))
    with django_assert_num_queries(3):
        assert len(suggestions_for(case, Incident.objects.all())) == number


# -- reading notices
@pytest.mark.django_db
def test_every_notice_is_read_once_and_again_when_it_or_the_rules_changed(seller: User) -> None:
    case = filed(NOTICE.format("x"))
    assert (read_notices(now=NOW), read_notices(now=NOW)) == (1, 0)
    marks = NoticeMarks.objects.get()
    assert (len(marks.wording), marks.dockets) == (16, [])
    Case.objects.filter(pk=case.pk).update(submitted_at=NOW + timedelta(days=1))
    assert [found.pk for found in notices_to_read()] == [case.pk]
    assert read_notices(now=NOW) == 1
    NoticeMarksFactory.create(case=filed(OTHER))
    assert (read_notices(now=NOW), NoticeMarks.objects.exclude(wording=[]).count()) == (1, 2)


@pytest.mark.django_db
def test_no_word_of_a_notice_stands_in_the_table() -> None:
    filed(NOTICE.format("Lantern"))
    read_notices(now=NOW)
    assert "antern" not in str(list(NoticeMarks.objects.values_list()))


# -- the seller says it
def test_a_seller_places_their_case_and_says_otherwise_later(file_case: Callable[..., Case], seller: User) -> None:
    case, one, two = file_case(seller), IncidentFactory.create(), IncidentFactory.create()
    assert place_own_case(case=case, incident=one, by=seller, now=NOW).how == "seller"
    place_own_case(case=case, incident=two, by=seller, now=NOW)
    place_own_case(case=case, incident=two, by=seller, now=NOW)
    assert [change.to_incident for change in PlacementChange.objects.order_by("id")] == [one, two]
    assert case.events.filter(kind="placed").count() == 2


def test_a_moderators_place_stays(file_case: Callable[..., Case], seller: User, moderator: User) -> None:
    case, theirs = file_case(seller), IncidentFactory.create()
    place_own_case(case=case, incident=IncidentFactory.create(), by=seller, now=NOW)
    place_case(case=case, incident=theirs, by=moderator, now=NOW)
    with pytest.raises(NotPlaceable, match="A moderator has placed this case"):
        place_own_case(case=case, incident=IncidentFactory.create(), by=seller, now=NOW)
    assert Placement.objects.get().incident == theirs


def test_strangers_hidden_incidents_and_withdrawn_cases_are_refused(
    file_case: Callable[..., Case], seller: User, stranger: User
) -> None:
    case, incident = file_case(seller), IncidentFactory.create()
    hidden = IncidentFactory.create(is_public=False)
    for where, who in ((incident, stranger), (hidden, seller)):
        with pytest.raises(NotPlaceable):
            place_own_case(case=case, incident=where, by=who, now=NOW)
    withdraw_case(case=case, by=seller, now=datetime(2026, 11, 23, tzinfo=NOW.tzinfo))
    with pytest.raises(NotPlaceable):
        place_own_case(case=case, incident=incident, by=seller, now=NOW)

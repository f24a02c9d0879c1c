"""Terms in force on the day of the notice and kept copies of sources, as the PDF lists them."""

from datetime import date, timedelta

import pytest

from apps.cases.enums import State
from apps.cases.models import Case
from apps.incidents.models import Incident
from apps.incidents.selectors.terms import citable_for
from tests.dossiers.conftest import bytes_of, made, pages_of
from tests.factories.cases import CaseFactory
from tests.factories.dossiers import DossierFactory
from tests.factories.incidents import PlacementFactory, PolicyVersionFactory, SourceFactory

NOTICE = date(2018, 2, 14)
COPY = {"archived_url": "https://archive.example/paper", "archived_on": date(2018, 2, 15), "archived_sha256": "b" * 64}


@pytest.fixture
def case(db: None) -> Case:
    """Placed in a public incident of which nothing is kept yet."""
    case: Case = CaseFactory.create(state=State.VERIFIED, filing__notice_date=NOTICE)
    PlacementFactory.create(case=case)
    return case


@pytest.fixture
def incident(case: Case) -> Incident:
    return Incident.objects.get(placements__case=case)


def squeezed(case: Case, language: str, **options: str) -> str:
    """The text of the PDF without any blank, because lines break anywhere."""
    dossier = made(DossierFactory.create(case=case, language=language, **options))
    return "".join("".join(pages_of(bytes_of(dossier.file))).split())


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("language", "wanted"),
    [
        (
            "en",
            [
                "Terms of the platform in force on the day of the notice",
                "Business Solutions Agreement, Section 2",
                "First day in force 1 August 2017 Last day in force 30 September 2018",
                "Copy made on 14 February 2018",
                "Sources on the incident of which a copy was kept",
                "papers.example",
                "Copy made on 15 February 2018",
            ],
        ),
        (
            "zh-hans",
            [
                "通知当日有效的平台条款",
                "商业解决方案协议, Section 2",
                "生效日期 2017年8月1日 最后有效日 2018年9月30日",
                "存档日期 2018年2月14日",
                "已存档的事件来源",
                "papers.example",
                "存档日期 2018年2月15日",
            ],
        ),
    ],
)
def test_a_dossier_lists_terms_and_kept_sources(
    case: Case, incident: Incident, language: str, wanted: list[str]
) -> None:
    PolicyVersionFactory.create(incident=incident)
    SourceFactory.create(incident=incident, **COPY)
    SourceFactory.create(incident=incident, number=2, publisher="uncopied.example")
    text = squeezed(case, language)
    addresses = ["https://terms.example/agreement", "https://archive.example/20180214/agreement", COPY["archived_url"]]
    wanted = [*wanted, *map(str, addresses), "a" * 64, "b" * 64]
    assert [word for word in wanted if "".join(word.split()) not in text] == []
    assert "uncopied.example" not in text


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_where_nothing_is_kept_nothing_is_said(case: Case, language: str) -> None:
    text = squeezed(case, language)
    assert [word for word in ("inforceon", "acopywaskept", "有效的平台条款", "已存档的") if word in text] == []


@pytest.mark.parametrize(
    ("first", "last", "is_listed"),
    [
        (NOTICE, NOTICE, True),
        (None, NOTICE, True),
        (NOTICE, None, True),
        (None, None, True),
        (NOTICE + timedelta(days=1), None, False),
        (None, NOTICE - timedelta(days=1), False),
    ],
)
def test_terms_count_on_their_first_and_last_day_and_not_beside_them(
    case: Case, incident: Incident, first: date | None, last: date | None, is_listed: bool
) -> None:
    PolicyVersionFactory.create(incident=incident, valid_from=first, valid_until=last)
    assert len(citable_for(case).terms) == is_listed


def test_an_incident_that_is_not_public_lends_nothing(case: Case, incident: Incident) -> None:
    PolicyVersionFactory.create(incident=incident)
    SourceFactory.create(incident=incident, **COPY)
    assert (len(citable_for(case).terms), len(citable_for(case).sources)) == (1, 1)
    Incident.objects.update(is_public=False)
    assert (citable_for(case).terms, citable_for(case).sources) == ([], [])


def test_without_a_placement_or_a_day_of_the_notice_no_terms_are_named(case: Case, incident: Incident) -> None:
    PolicyVersionFactory.create(incident=incident)
    SourceFactory.create(incident=incident, **COPY)
    case.notice_date = None
    assert (citable_for(case).terms, len(citable_for(case).sources)) == ([], 1)
    assert citable_for(CaseFactory.create()).terms == []

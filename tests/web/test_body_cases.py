"""The workspace of an association: list, numbers, calendar, table, notes, assignment, many at once."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from apps.accounts.models import User
from apps.associations.actions import share_with_association
from apps.associations.enums import Role
from apps.associations.models import Association, CaseAssignment, CaseNote, Membership
from apps.associations.selectors import work
from apps.associations.selectors.work import by_day, counts_by_day
from apps.campaigns.actions import add_day, leave_as_body, move_campaign
from apps.campaigns.enums import Stage
from apps.campaigns.models import Campaign
from apps.cases.actions.circles import revoke_from_circle
from apps.cases.enums import CircleScope, State
from apps.cases.models import Case, CaseOpening, CircleGrant
from apps.core import clock
from apps.core.spreadsheets import csv_pieces
from apps.web.body_case_pages import chosen_in
from apps.web.case_export import rows_of
from apps.web.month_pages import day_of
from tests.associations.people import member, signed_in
from tests.factories.accounts import UserFactory
from tests.factories.associations import AssociationFactory, CaseAssignmentFactory, CaseNoteFactory
from tests.factories.campaigns import BEGAN, CampaignFactory, body_in
from tests.factories.cases import CaseFactory, FilingFactory
from tests.factories.losses import AmountFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vault_folder")]


@pytest.fixture
def association(db: None) -> Association:
    return AssociationFactory.create(profile__name="Harbour Union")


@pytest.fixture
def coordinator(association: Association) -> Membership:
    return member(association, email="coordinator@bodies.example")


@pytest.fixture
def browser_of(coordinator: Membership) -> Client:
    return signed_in(coordinator.person)


def given(association: Association, scope: CircleScope = CircleScope.EVIDENCE, **filing: Any) -> CircleGrant:
    """One more case of one more seller."""
    case = CaseFactory.create(state=State.VERIFIED, filing=FilingFactory.build(**filing))
    assert case.owner is not None
    return share_with_association(case=case, association=association, scope=scope, by=case.owner, now=clock.now())


def revoke(grant: CircleGrant) -> None:
    assert grant.case.owner is not None
    revoke_from_circle(grant=grant, by=grant.case.owner, now=clock.now())


def url(association: Association, place: str = "cases/") -> str:
    return f"/associations/{association.slug}/{place}"


def text_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode() if not response.streaming else b"".join(response).decode()  # type: ignore[arg-type]


PLACES: list[tuple[str, Callable[[Case], str]]] = [
    ("cases/", lambda case: case.reference),
    ("cases/?q={reference}", lambda case: f'<span class="reference muted small">{case.reference}'),
    ("cases/?platform=amazon", lambda case: case.reference),
    ("cases/export.csv", lambda case: case.reference),
    ("dates/?month={month}", lambda case: case.reference),
    ("numbers/", lambda case: "Cases shared"),
]


@pytest.mark.parametrize(("place", "sign"), PLACES, ids=[place for place, _sign in PLACES])
def test_every_surface_shows_it_and_forgets_it_at_once(
    association: Association, browser_of: Client, place: str, sign: Callable[[Case], str]
) -> None:
    grant = given(association)
    case = grant.case
    first = case.docket.deadlines.order_by("at").first() if case.docket else None
    month = f"{first.at:%Y-%m}" if first else ""
    address = url(association, place.format(reference=case.reference, month=month))
    assert sign(case) in text_of(browser_of, address)
    revoke(grant)
    assert sign(case) not in text_of(browser_of, address)
    assert browser_of.get(url(association, f"cases/{case.pk}/")).status_code == 404


def test_a_workbook_forgets_too(association: Association, browser_of: Client) -> None:
    kept, gone = given(association), given(association)
    revoke(gone)
    book = load_workbook(BytesIO(browser_of.get(url(association, "cases/export.xlsx")).content))
    assert [row[0].value for row in book.active.iter_rows(min_row=2)] == [kept.case.reference]  # type: ignore[union-attr]
    assert CaseOpening.objects.filter(kind="export").values_list("case", "circle").get() == (
        kept.case_id,
        association.circle_id,
    )


def test_a_revoke_while_a_table_is_sent_is_kept_out_of_the_rest(
    association: Association, coordinator: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While it is made: tests/associations/test_exports.py."""
    monkeypatch.setattr("apps.web.case_export.AT_ONCE", 1)
    grants = [given(association) for _ in range(3)]
    rows = rows_of(chosen_in(coordinator, QueryDict(), clock.now()))
    next(rows), next(rows)
    for grant in grants:
        revoke(grant)
    assert list(csv_pieces(rows)) == []


def test_names_of_sellers_are_in_no_table(association: Association, browser_of: Client) -> None:
    grant = given(association)
    account = grant.case.account
    assert account is not None and account.store_name
    for place in ("cases/", "cases/export.csv", f"cases/{grant.case_id}/"):
        page = text_of(browser_of, url(association, place))
        assert account.store_name not in page and account.merchant_token not in page


def test_the_numbers_are_exact(association: Association, coordinator: Membership) -> None:
    whole = given(association, amounts=(AmountFactory.build(),))
    given(association, CircleScope.SUMMARY)
    given(association, CircleScope.COUNT)
    revoke(given(association))
    given(AssociationFactory.create())
    CaseAssignmentFactory.create(association=association, case=whole.case, person=coordinator.person)
    numbers = work.numbers_of(association, now=clock.now())
    assert (numbers.shared, numbers.counted, numbers.readable, numbers.unassigned) == (3, 1, 2, 1)
    assert numbers.states == {State.VERIFIED: 2}
    assert numbers.by["case_type"] == {whole.case.case_type: 2}


def test_an_observer_sees_numbers_and_no_case(association: Association) -> None:
    client = signed_in(member(association, Role.OBSERVER).person)
    case = given(association).case
    assert client.get(url(association, "numbers/")).status_code == 200
    for place in ("cases/", "dates/", "cases/export.csv", f"cases/{case.pk}/", "members/"):
        assert client.get(url(association, place)).status_code == 404


def test_notes_are_for_the_body_alone(association: Association, browser_of: Client, client_of: Any) -> None:
    case = given(association).case
    address = url(association, f"cases/{case.pk}/")
    assert browser_of.post(f"{address}note/", {"text": " "}).status_code == 422
    assert browser_of.post(f"{address}note/", {"text": "Waits for the bank."}).status_code == 302
    assert "Waits for the bank." in text_of(browser_of, address)
    assert CaseNote.objects.get().text == "Waits for the bank."
    other = AssociationFactory.create()
    assert case.owner is not None
    share_with_association(case=case, association=other, scope=CircleScope.EVIDENCE, by=case.owner, now=clock.now())
    elsewhere = text_of(signed_in(member(other).person), url(other, f"cases/{case.pk}/"))
    owners = text_of(client_of(case.owner), f"/cases/{case.pk}/")
    assert "Waits for the bank." not in elsewhere + owners


def test_a_coordinator_assigns_and_a_worker_takes(association: Association, browser_of: Client) -> None:
    case = given(association).case
    worker, counsel = member(association, Role.CASE_WORKER), member(association, Role.COUNSEL)
    address = url(association, f"cases/{case.pk}/assign/")
    browser_of.post(address, {"person": str(worker.person.pk)})
    assert CaseAssignment.objects.get(ended_at__isnull=True).person == worker.person
    own = signed_in(counsel.person)
    own.post(address, {"person": str(worker.person.pk)})  # not theirs to give
    own.post(address, {"person": str(counsel.person.pk)})
    assert CaseAssignment.objects.get(ended_at__isnull=True).person == counsel.person
    browser_of.post(address, {"person": str(UserFactory.create().pk)})
    assert CaseAssignment.objects.get(ended_at__isnull=True).person == counsel.person


def test_many_at_once_after_a_preview(association: Association, coordinator: Membership, browser_of: Client) -> None:
    first, second, gone = given(association), given(association), given(association)
    chosen = [str(grant.case_id) for grant in (first, second, gone)]
    said = {"do": "assign", "person": str(coordinator.person.pk), "case": chosen}
    preview = browser_of.post(url(association, "cases/many/"), said).content.decode()
    assert "works on 3 cases" in preview
    assert CaseAssignment.objects.count() == 0
    revoke(gone)
    browser_of.post(url(association, "cases/many/"), {**said, "run": "yes"})
    assert set(CaseAssignment.objects.values_list("case", flat=True)) == {first.case_id, second.case_id}
    everything = {"do": "note", "all": "yes", "query": "platform=amazon", "text": "Call them."}
    assert "2 cases" in browser_of.post(url(association, "cases/many/"), everything).content.decode()
    browser_of.post(url(association, "cases/many/"), {**everything, "run": "yes"})
    assert CaseNote.objects.count() == 2


def test_many_of_another_body_are_not_touched(association: Association, browser_of: Client) -> None:
    elsewhere = given(AssociationFactory.create())
    said = {"do": "note", "text": "Mine?", "case": [str(elsewhere.case_id)], "run": "yes"}
    assert browser_of.post(url(association, "cases/many/"), said).status_code == 302
    assert CaseNote.objects.count() == 0


def test_filters_stand_in_the_address(association: Association, coordinator: Membership, browser_of: Client) -> None:
    mine, other = given(association), given(association)
    CaseAssignmentFactory.create(association=association, case=mine.case, person=coordinator.person)
    page = text_of(browser_of, url(association, f"cases/?worker={coordinator.person.pk}"))
    assert (mine.case.reference in page, other.case.reference in page) == (True, False)
    page = text_of(browser_of, url(association, "cases/?worker=nobody"))
    assert (mine.case.reference in page, other.case.reference in page) == (False, True)


def test_words_find_only_where_they_may_be_read(association: Association, browser_of: Client) -> None:
    whole = given(association, narrative="The quayside warehouse burned.")
    given(association, CircleScope.SUMMARY, narrative="The quayside office burned.")
    page = text_of(browser_of, url(association, "cases/?q=quayside"))
    assert whole.case.reference in page and "1 case" in page


@pytest.mark.parametrize("place", ["cases/", "numbers/", "dates/?month=2018-03"])
def test_queries_do_not_grow(association: Association, browser_of: Client, place: str) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert browser_of.get(url(association, place)).status_code == 200
        return len(captured)

    given(association)
    count()
    one = count()
    for _ in range(3):
        CaseNoteFactory.create(association=association, case=given(association).case)
    assert count() == one


def test_strangers_and_those_without_a_second_factor(association: Association, stranger: User, client_of: Any) -> None:
    case = given(association).case
    owner = association.founded_by
    for place in ("cases/", "numbers/", "dates/", "cases/export.csv", f"cases/{case.pk}/"):
        assert client_of(stranger).get(url(association, place)).status_code == 404
        assert client_of(owner).get(url(association, place)).headers["Location"].startswith("/me/security/")


def test_a_day_with_many_dates_shows_the_first_and_the_others_on_demand(
    browser_of: Client, association: Association, coordinator: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("apps.web.body_case_pages.MOST_A_DAY", 2)
    grants = [given(association) for _each in range(5)]
    dates = list(work.shared_dates(association, now=clock.now()))
    zone = coordinator.person.zone
    days = [day_of(date, zone) for date in dates]
    day = max(set(days), key=days.count)
    assert days.count(day) >= len(grants)
    assert counts_by_day(by_day(work.shared_dates(association, now=clock.now()), zone)) == Counter(days), "one meaning"
    calendar = browser_of.get(f"{url(association, 'dates/')}?month={day:%Y-%m}")
    (cell,) = [cell for week in calendar.context["month"].weeks for cell in week if cell.day == day]
    assert (len(cell.rows), cell.more) == (2, days.count(day) - 2)
    assert f"day={day.isoformat()}#day" in calendar.text
    shown = browser_of.get(f"{url(association, 'dates/')}?month={day:%Y-%m}&day={day.isoformat()}")
    assert len(shown.context["rows"]) == days.count(day)
    revoke(grants[0])
    shown = browser_of.get(f"{url(association, 'dates/')}?month={day:%Y-%m}&day={day.isoformat()}")
    assert grants[0].case.reference not in shown.text


def test_days_of_campaigns_stand_in_the_calendar(association: Association, browser_of: Client) -> None:
    campaign = CampaignFactory.create(led_by=association)
    body_in(campaign, association)
    own: dict[str, Any] = {"association": association, "by": association.founded_by, "zone": "Asia/Shanghai"}
    day = date(2018, 3, 20)
    add_day(campaign=campaign, label="They promised to answer", day=day, **own, now=BEGAN)
    page = text_of(browser_of, url(association, "dates/?month=2018-03"))
    assert ("They promised to answer" in page, campaign.get_absolute_url() in page) == (True, True)
    below = browser_of.get(url(association, "dates/?month=2018-03&day=2018-03-20"))
    assert [row.deadline.title for row in below.context["campaign_days"]] == ["They promised to answer"]
    assert (below.context["day_count"], below.context["rows"], "1 date" in below.text) == (1, [], True)
    leave_as_body(campaign=_ended(campaign), association=association, by=association.founded_by, now=BEGAN)
    assert "They promised to answer" not in text_of(browser_of, url(association, "dates/?month=2018-03"))


def _ended(campaign: Campaign) -> Campaign:
    move_campaign(campaign=campaign, source=Stage.GATHERING, target=Stage.CLOSED, by=campaign.made_by, now=BEGAN)
    campaign.refresh_from_db()
    return campaign

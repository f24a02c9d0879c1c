"""An association's numbers: exact, of what is shared with it at this moment, as a page and as files."""

import csv
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.associations.enums import Role
from apps.associations.models import Association
from apps.cases.enums import CircleScope
from apps.statistics.actions import fold
from tests.factories.associations import AssociationFactory
from tests.factories.losses import AmountFactory
from tests.web.test_body_cases import given, member, revoke, signed_in, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vault_folder")]
Place = tuple[str, str, str]


@pytest.fixture
def association(db: None) -> Association:
    return AssociationFactory.create(profile__name="Harbour Union")


@pytest.fixture
def browser(association: Association) -> Client:
    return signed_in(member(association, email="numbers@bodies.example").person)


def numbers_in(client: Client, association: Association) -> dict[Place, str]:
    """What the file says, by what and category and currency: cases, or an amount."""
    while fold():
        pass
    text = client.get(url(association, "numbers.csv")).content.decode("utf-8-sig")
    rows = csv.DictReader(text.splitlines())
    return {(row["what"], row["category"], row["currency"]): row["cases"] or row["amount"] for row in rows}


def test_sums_are_exact_and_only_of_cases_shared_whole(association: Association, browser: Client) -> None:
    amount = AmountFactory.build()
    for scope in (CircleScope.EVIDENCE, CircleScope.EVIDENCE, CircleScope.SUMMARY, CircleScope.COUNT):
        given(association, scope, amounts=(amount,))
    given(AssociationFactory.create(), amounts=(amount,))
    said = numbers_in(browser, association)
    places = [("shared", "", ""), ("readable", "", ""), ("counted", "", ""), ("state", "verified", "")]
    assert [said[place] for place in places] == ["4", "3", "1", "3"]
    assert sum(int(number) for (what, _c, _m), number in said.items() if what == "case_type") == 3
    sums = {name: Decimal(number) for (what, name, _m), number in said.items() if what == "sum"}
    assert sums == {"claimed": 2 * amount.likely, "documented": 0, "verified": 0, "recovered": 0}
    as_json = browser.get(url(association, "numbers.json")).json()
    told = {
        (row["what"], row["category"], row["currency"]): (row["cases"], row["amount"]) for row in as_json["numbers"]
    }
    assert {place: str(cases) + str(amount) for place, (cases, amount) in told.items()} == said


def test_what_is_revoked_is_in_no_number_at_once(association: Association, browser: Client) -> None:
    grant = given(association, amounts=(AmountFactory.build(),))
    while fold():
        pass
    assert "What happened" in browser.get(url(association, "numbers/")).content.decode()
    revoke(grant)
    assert "What happened" not in browser.get(url(association, "numbers/")).content.decode()
    said = numbers_in(browser, association)
    assert {number for (what, _c, _m), number in said.items() if what != "sum in reporting currency"} == {"0"}
    assert {Decimal(said[place]) for place in said if place[0].startswith("sum")} == {Decimal(0)}


def test_numbers_ask_as_much_for_one_case_as_for_three(association: Association, browser: Client) -> None:
    counts = []
    for _ in range(2):
        given(association, amounts=(AmountFactory.build(),))
        while fold():
            pass
        with CaptureQueriesContext(
            connection,
        ) as asked:
            browser.get(url(association, "numbers/"))
        counts.append(len(asked))
        given(association, amounts=(AmountFactory.build(),))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("place", ["numbers/", "numbers.csv", "numbers.json"])
def test_numbers_are_for_the_body_with_a_second_factor(
    association: Association, browser: Client, client: Client, place: str
) -> None:
    given(association)
    elsewhere = signed_in(member(AssociationFactory.create()).person)
    observer = signed_in(member(association, Role.OBSERVER).person)
    address = url(association, place)
    assert [one.get(address).status_code for one in (browser, observer, elsewhere, client)] == [200, 200, 404, 302]
    assert browser.post(address).status_code == 405
    assert client.get(address)["Location"].startswith("/sign-in/")
    page = observer.get(address)
    assert "Dates that come next" not in page.content.decode()
    if place != "numbers/":
        assert ("no-store" in page["Cache-Control"], "attachment" in page["Content-Disposition"]) == (True, True)

"""Pages of member lists: bringing one, naming its columns, what came of it, and taking it back."""

import csv
import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.associations.actions.inviting import invite_listed
from apps.associations.actions.list_work import work_on_lists
from apps.associations.enums import InvitingState
from apps.associations.models import (
    Association,
    InvitationRun,
    ListedMember,
    MemberList,
    Membership,
    NeverInvite,
)
from apps.associations.selectors.inviting import hash_of_key
from apps.core import clock
from tests.associations.people import member, signed_in
from tests.factories.associations import AssociationFactory, InvitedAddressFactory, MemberListFactory

pytestmark = pytest.mark.django_db
LIST = "邮箱,姓名\none@sellers.example,王小明\nnobody,李\n".encode("gb18030")


@pytest.fixture
def association(db: None) -> Association:
    return AssociationFactory.create()


@pytest.fixture
def coordinator(association: Association) -> Membership:
    return member(association, email="coordinator@bodies.example")


@pytest.fixture
def page(coordinator: Membership) -> Client:
    return signed_in(coordinator.person)


def url(association: Association, more: str = "") -> str:
    return f"/associations/{association.slug}/lists/{more}"


def bring(page: Client, association: Association, content: bytes = LIST) -> MemberList:
    response = page.post(url(association), {"file": SimpleUploadedFile("members.csv", content)})
    assert response.status_code == 302
    work_on_lists(clock=clock.now)
    return MemberList.objects.get()


def test_a_list_is_brought_looked_at_taken_over_and_taken_back(page: Client, association: Association) -> None:
    brought = bring(page, association)
    where = url(association, f"{brought.pk}/")
    text = page.get(where).content.decode()
    assert '<option value="0" selected>Column 1: 邮箱 · one@sellers.example</option>' in text
    assert "GB18030, comma" in text
    response = page.post(f"{where}take/", {"email": "0", "platform": "amazon"})
    assert (response.status_code, response["Location"]) == (302, where)
    assert "waiting to be imported" in page.get(where).content.decode()
    work_on_lists(clock=clock.now)
    text = page.get(where).content.decode()
    assert "one@sellers.example" not in text
    assert "Row 3: No e-mail address can be read in it." in text
    assert ListedMember.objects.count() == 1
    page.post(f"{where}move/", {"move": "undo"})
    assert not ListedMember.objects.exists()
    assert "Taken back" in page.get(where).content.decode()


def test_refused_rows_come_as_a_table_without_their_words(page: Client, association: Association) -> None:
    refused = [[3, "email"], [9, "credit_code"]]
    brought = MemberListFactory.create(association=association, refused=refused, rows_refused=2)
    response = page.get(url(association, f"{brought.pk}/refused.csv"))
    assert list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")))) == [
        ["Row", "Why"],
        ["3", "No e-mail address can be read in it."],
        ["9", "The credit code is wrong: its last character does not fit."],
    ]


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"platform": "amazon"}, "Say in at least one field which column it stands in."),
        ({"email": "0", "credit_code": "0", "platform": "amazon"}, "Two fields name the same column."),
        ({"email": "7", "platform": "amazon"}, "Select a valid choice"),
    ],
)
def test_columns_that_make_no_sense_are_said_so(
    page: Client, association: Association, said: dict[str, str], problem: str
) -> None:
    brought = bring(page, association)
    response = page.post(url(association, f"{brought.pk}/take/"), said)
    assert (response.status_code, problem in response.content.decode()) == (422, True)


def test_a_file_is_read_again_as_somebody_says(page: Client, association: Association) -> None:
    brought = bring(page, association)
    page.post(url(association, f"{brought.pk}/look/"), {"encoding": "cp1252", "delimiter": ""})
    work_on_lists(clock=clock.now)
    assert "CP1252" in page.get(url(association, f"{brought.pk}/")).content.decode()


def test_what_cannot_be_read_says_what_to_do(page: Client, association: Association) -> None:
    brought = bring(page, association, b"%PDF-1.7 of a list")
    text = page.get(url(association, f"{brought.pk}/")).content.decode()
    assert "Save the list as CSV or XLSX and bring that." in text


@pytest.mark.parametrize("content", [None, b""])
def test_a_missing_or_empty_file_is_an_error_of_the_field(
    page: Client, association: Association, content: bytes | None
) -> None:
    given = {"file": SimpleUploadedFile("members.csv", content)} if content is not None else {}
    assert page.post(url(association), given).status_code == 422
    assert not MemberList.objects.exists()


def test_a_move_that_was_made_already_changes_nothing(page: Client, association: Association) -> None:
    brought = MemberListFactory.create(association=association, state="cancelled")
    for move in ("undo", "cancel", "nonsense"):
        page.post(url(association, f"{brought.pk}/move/"), {"move": move})
    brought.refresh_from_db()
    assert brought.state == "cancelled"


def test_a_list_of_another_body_is_not_found(page: Client, association: Association) -> None:
    other = MemberListFactory.create()
    for place, ask in (("", page.get), ("refused.csv", page.get), ("move/", page.post), ("take/", page.post)):
        assert ask(url(association, f"{other.pk}/{place}")).status_code == 404
        assert ask(url(other.association, f"{other.pk}/{place}")).status_code == 404


def queries(page: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert page.get(address).status_code == 200
    return len(asked)


def test_the_page_asks_as_much_for_three_lists_as_for_one(page: Client, association: Association) -> None:
    MemberListFactory.create(association=association)
    page.get(url(association))
    one = queries(page, url(association))
    MemberListFactory.create_batch(2, association=association)
    assert queries(page, url(association)) == one


def test_the_people_of_a_list_are_invited_from_its_page(page: Client, association: Association) -> None:
    brought = bring(page, association)
    where = url(association, f"{brought.pk}/")
    refused = page.post(f"{where}take/", {"merchant_token": "0", "platform": "amazon", "invite": "on"})
    assert "To invite people, say in which column" in refused.content.decode()
    page.post(f"{where}take/", {"email": "0", "platform": "amazon", "invite": "on"})
    work_on_lists(clock=clock.now)
    text = page.get(where).content.decode()
    assert ("0 of 1 addresses had their turn." in text, "An association writes to its members" in text) == (True, True)
    assert "one@sellers.example" not in text
    page.post(f"{where}invite/", {"deed": "begin", "per_day": "0", "language": "en"})
    assert InvitationRun.objects.get().state == InvitingState.HELD
    page.post(f"{where}invite/", {"deed": "begin", "per_day": "5", "language": "en"})
    invite_listed(clock=clock.now)
    assert "1 of 1 addresses had their turn." in page.get(where).content.decode()
    page.post(f"{where}invite/", {"deed": "stop"})
    assert InvitationRun.objects.get().state == InvitingState.STOPPED


def test_the_mail_leads_to_a_page_that_writes_nothing_and_a_stop_that_is_asked(
    association: Association, client: Client
) -> None:
    row = InvitedAddressFactory.create(
        run__source__association=association, key_hash=hash_of_key("the-key"), turn_on=date(2018, 3, 1)
    )
    assert association.name in client.get("/associations/invited/the-key/").content.decode()
    assert client.get("/associations/invited/another/").status_code == 404
    stop = "/associations/invited/{}/stop/"
    assert client.get(stop.format("the-key")).status_code == 200
    assert NeverInvite.objects.count() == 0
    answers = [client.post(stop.format(key)).content.decode() for key in ("the-key", "another")]
    assert ["No association can invite you here by a list any more." in text for text in answers] == [True, True]
    assert [never.mark for never in NeverInvite.objects.all()] == [row.mark]


def test_a_list_of_another_association_is_not_invited(page: Client, association: Association) -> None:
    other = InvitedAddressFactory.create().run
    where = url(association, f"{other.source_id}/invite/")
    assert page.post(where, {"deed": "stop"}).status_code == 404
    assert page.get(where).status_code == 405

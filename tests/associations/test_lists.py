"""Lists of members: read in any writing, taken over as fingerprints alone, taken back, and nothing in the clear."""

import io
from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.db import connection
from openpyxl import Workbook

from apps.associations.actions import lists
from apps.associations.actions.list_work import work_on_lists
from apps.associations.actions.lists import ListRefused, bring_list, cancel_list, take_over, undo_list
from apps.associations.enums import Known, ListState, Role, RowProblem, Standing
from apps.associations.models import Association, ListedMember, ListPart, MemberList
from apps.associations.rules.member_lists import Layout, look_at, open_list, read_row, read_rows
from apps.associations.selectors.lists import members_listed
from apps.cases.rules.keys import store_link
from apps.core import clock
from apps.core.fingerprints import fingerprint
from apps.losses.reports.reading import Options
from tests.factories.associations import AssociationFactory, MembershipFactory

CODE = "91440300MA5DA0000F"
PLAIN = "E-mail,Name,Seller ID\nfirst@sellers.example,Wang Canary,A1CANARY0001\nsecond@sellers.example,Li Canary,\n"
CHINESE = "邮箱\t姓名\t店铺链接\nyi@sellers.example\t王小明\thttps://www.amazon.com/sp?seller=A2CANARY0002\n"


@pytest.fixture
def association(db: None) -> Association:
    return AssociationFactory.create()


def written(rows: Sequence[Sequence[str]]) -> bytes:
    book, target = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(list(row))
    book.save(target)
    return target.getvalue()


def bring(association: Association, content: bytes) -> MemberList:
    source = io.BytesIO(content)
    return bring_list(
        association=association, source=source, name="members.csv", by=association.founded_by, now=clock.now()
    )


def work(brought: MemberList) -> MemberList:
    work_on_lists(clock=clock.now)
    brought.refresh_from_db()
    return brought


def take(association: Association, content: bytes, columns: dict[Known, int] | None = None) -> MemberList:
    brought = work(bring(association, content))
    assert brought.state == ListState.READY
    by = association.founded_by
    take_over(brought=brought, columns=columns or {Known.EMAIL: 0}, platform="amazon", by=by, now=clock.now())
    return work(brought)


# -- reading -----------------------------------------------------------------------------------------------------------
WRITINGS = {
    "utf-8": CHINESE.encode(),
    "utf-8 with a mark": CHINESE.encode("utf-8-sig"),
    "gb18030": CHINESE.encode("gb18030"),
    "utf-16": CHINESE.encode("utf-16"),
    "comma": CHINESE.replace("\t", ",").encode("gb18030"),
    "semicolon": CHINESE.replace("\t", ";").encode(),
    "workbook": written([line.split("\t") for line in CHINESE.splitlines()]),
}


@pytest.mark.parametrize("content", WRITINGS.values(), ids=WRITINGS.keys())
def test_the_same_list_in_any_writing_is_the_same(content: bytes) -> None:
    table = open_list(io.BytesIO(content), Options())
    look = look_at(table)
    assert (look.header, look.rows, look.headings) == (1, 1, ["邮箱", "姓名", "店铺链接"])
    assert look.columns == {Known.EMAIL: 0, Known.LINK: 2}
    layout = Layout({Known(kind): place for kind, place in look.columns.items()}, "amazon", look.header)
    (row,) = read_rows(table, layout)
    assert row.address == "yi@sellers.example"
    assert row.marks is not None
    assert row.marks.email == fingerprint("email", "", "yi@sellers.example")
    assert row.marks.token == fingerprint("merchant_token", "amazon", "A2CANARY0002"), "read out of the link"
    link = store_link("amazon", "https://www.amazon.com/sp?seller=A2CANARY0002")
    assert row.marks.link == fingerprint("store_url", "amazon", link)


def test_a_list_without_headings_is_guessed_by_its_cells() -> None:
    look = look_at(open_list(io.BytesIO(b"Wang,one@sellers.example\nLi,two@sellers.example\n"), Options()))
    assert (look.header, look.columns, look.rows) == (0, {Known.EMAIL: 1}, 2)


def test_a_list_of_one_column_needs_nothing_between_columns() -> None:
    look = look_at(open_list(io.BytesIO(b"one@sellers.example\ntwo@sellers.example\n"), Options()))
    assert (look.header, look.columns, look.rows) == (0, {Known.EMAIL: 0}, 2)


ALL = Layout({Known.EMAIL: 0, Known.TOKEN: 1, Known.LINK: 2, Known.CODE: 3}, "amazon", width=4)
ROWS = {
    "nothing": (["", "", "", ""], RowProblem.EMPTY),
    "no address": (["not an address", "", "", ""], RowProblem.EMAIL),
    "two addresses": (["one@sellers.example; two@sellers.example", "", "", ""], RowProblem.EMAIL),
    "no token": (["", "token", "", ""], RowProblem.TOKEN),
    "no link": (["", "", "my store", ""], RowProblem.LINK),
    "wrong code": (["", "", "", CODE[:-1] + "8"], RowProblem.CODE),
    "too wide": (["one@sellers.example", "", "", "", "more"], RowProblem.BROKEN),
    "an address in words": (["Wang <One@Sellers.example>", "", "", ""], None),
    "full width": (["one＠sellers.example", "", "", ""], None),
    "a right code": (["", "", "", CODE], None),
    "another cell says it": (["not an address", "A1CANARY0001", "", ""], None),
}


@pytest.mark.parametrize(("cells", "problem"), ROWS.values(), ids=ROWS.keys())
def test_a_row_says_why_it_is_not_taken(cells: list[str], problem: RowProblem | None) -> None:
    assert read_row(2, cells, ALL).problem == problem


# -- taking over -------------------------------------------------------------------------------------------------------
def test_members_are_counted_new_known_repeated_and_refused(association: Association) -> None:
    first = take(association, b"E-mail\none@sellers.example\ntwo@sellers.example\nONE@sellers.example\nnobody\n")
    assert (first.state, first.rows_done) == (ListState.DONE, 4)
    assert (first.rows_new, first.rows_known, first.rows_repeated, first.rows_refused) == (2, 0, 1, 1)
    assert first.refused == [[5, "email"]]
    second = take(association, b"E-mail\ntwo@sellers.example\nthree@sellers.example\n")
    assert (second.rows_new, second.rows_known) == (1, 1)
    assert members_listed(association) == 3


def test_a_list_that_is_taken_back_leaves_no_fingerprint(association: Association) -> None:
    kept = take(association, b"E-mail\none@sellers.example\n")
    brought = take(association, b"E-mail\none@sellers.example\ntwo@sellers.example\n")
    undo_list(brought=brought, by=association.founded_by, now=clock.now())
    assert (members_listed(association), ListedMember.objects.get().source) == (1, kept)
    with pytest.raises(ListRefused):
        undo_list(brought=brought, by=association.founded_by, now=clock.now())


def everything_stored() -> bytes:
    """Every row of every table of associations, as the database has it."""
    rows = []
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            if name.startswith(("associations_", "core_", "notifications_")):
                cursor.execute(f'SELECT "{name}"::text FROM "{name}"')
                rows += [row[0] for row in cursor.fetchall()]
    return "\n".join(rows).encode()


SECRETS = (b"first@", b"second@", b"Canary", b"A1CANARY", b"first@".hex().encode(), b"Canary".hex().encode())


def test_nothing_of_a_list_is_stored_in_the_clear_at_any_step(
    association: Association, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    brought = bring(association, PLAIN.encode())
    steps = [everything_stored()]
    steps.append((work(brought), everything_stored())[1])
    columns = {Known.EMAIL: 0, Known.TOKEN: 2}
    take_over(brought=brought, columns=columns, platform="amazon", by=association.founded_by, now=clock.now())
    work(brought)
    assert (brought.state, brought.rows_new) == (ListState.DONE, 2)
    said = capfd.readouterr()
    steps += [everything_stored(), caplog.text.encode(), said.out.encode(), said.err.encode()]
    assert [secret for secret in SECRETS for step in steps if secret in step] == []
    assert (ListPart.objects.count(), brought.facts) == (0, ""), "the file goes with the decision"


@pytest.mark.parametrize("worked", [False, True])
def test_a_cancelled_list_leaves_nothing_of_its_file(association: Association, worked: bool) -> None:
    brought = bring(association, PLAIN.encode())
    if worked:
        work(brought)
    cancel_list(brought=brought, by=association.founded_by, now=clock.now())
    assert (brought.state, brought.facts, ListPart.objects.count()) == (ListState.CANCELLED, "", 0)
    assert work(brought).state == ListState.CANCELLED


def test_a_list_nobody_decides_about_is_forgotten(association: Association) -> None:
    brought = work(bring(association, PLAIN.encode()))
    late = clock.now() + lists.UNDECIDED_FOR
    assert lists.forget_undecided(now=late - timedelta(seconds=5)) == 0
    assert lists.forget_undecided(now=late) == 1
    brought.refresh_from_db()
    assert (brought.state, brought.facts, ListPart.objects.count()) == (ListState.CANCELLED, "", 0)


def test_a_worker_whose_list_was_cancelled_writes_nothing(
    association: Association, monkeypatch: pytest.MonkeyPatch
) -> None:
    brought = work(bring(association, PLAIN.encode()))
    by = association.founded_by
    take_over(brought=brought, columns={Known.EMAIL: 0}, platform="amazon", by=by, now=clock.now())

    def cancel(name: str) -> None:
        if name == "after_list_batch":
            cancel_list(brought=MemberList.objects.get(pk=brought.pk), by=by, now=clock.now())

    monkeypatch.setattr("apps.associations.actions.list_work.reach", cancel)
    assert work(brought).state == ListState.CANCELLED
    assert not ListedMember.objects.exists()


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 nothing"])
def test_what_is_no_list_is_refused(association: Association, content: bytes) -> None:
    if not content:
        with pytest.raises(ListRefused):
            bring(association, content)
    else:
        assert work(bring(association, content)).state == ListState.REFUSED


@pytest.mark.django_db
def test_only_owners_and_coordinators_of_an_approved_body_bring_lists() -> None:
    pending = AssociationFactory.create(standing=Standing.PENDING)
    with pytest.raises(ListRefused):
        bring(pending, PLAIN.encode())
    worker = MembershipFactory.create(association=AssociationFactory.create(), role=Role.CASE_WORKER)
    with pytest.raises(ListRefused):
        source = io.BytesIO(PLAIN.encode())
        bring_list(association=worker.association, source=source, name="members.csv", by=worker.person, now=clock.now())

"""`make bench-campaign`: a member list beside bare COPY, and a coordinator's pages beside so many shared cases."""

import csv
import io
import os
import statistics
import time
from collections.abc import Callable, Iterable

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.associations.actions.list_work import COPY, work_on_lists
from apps.associations.actions.lists import bring_list, take_over
from apps.associations.enums import Known
from apps.associations.models import Association, ListedMember, MemberList
from apps.cases.enums import CircleScope
from apps.cases.models import Case, CircleGrant
from apps.core import clock
from apps.core.memory import most_memory
from apps.deadlines.models import Deadline
from tests.associations.people import member, signed_in
from tests.bench.loading import copy_in, load
from tests.factories.associations import AssociationFactory, MemberListFactory
from tests.factories.cases import STARTED

pytestmark = [pytest.mark.bench, pytest.mark.django_db]
COUNT = int(os.environ.get("COUNT", "100000"))
TIMES = int(os.environ.get("TIMES", "3"))
FEW = 1_000  # cases beside which pages are asked for first
LINE = "member{0}@sellers.example,Example {0},A1BENCH{0:07d},https://www.amazon.com/sp?seller=A1BENCH{0:07d}\r\n"
LIST = ("E-mail,Name,Merchant token,Store link\r\n" + "".join(LINE.format(number) for number in range(COUNT))).encode()


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


# -- lists
def bare_copy(source: MemberList) -> None:
    """csv.reader and COPY of the same columns into our table; no cell is looked at, nothing is a fingerprint."""
    reader = csv.reader(io.StringIO(LIST.decode(), newline=""))
    next(reader)
    with transaction.atomic(), connection.cursor() as cursor, cursor.copy(COPY) as copy:
        for number, (address, _name, token, link) in enumerate(reader, 2):
            copy.write_row((str(source.pk), number, token, address, token, link, ""))


def bring(association: Association) -> MemberList:
    source, by = io.BytesIO(LIST), association.founded_by
    return bring_list(association=association, source=source, name="members.csv", by=by, now=clock.now())


def work() -> None:
    assert work_on_lists(clock=clock.now) == 1


def test_a_member_list_beside_bare_copy() -> None:
    rates: dict[str, list[float]] = {"bare": [], "look": [], "take": []}
    columns = {Known.EMAIL: 0, Known.TOKEN: 2, Known.LINK: 3}
    for _ in range(TIMES):
        association = AssociationFactory.create()
        source = MemberListFactory.create(association=association, state="undone")
        rates["bare"].append(COUNT / seconds(lambda source=source: bare_copy(source)))  # type: ignore[misc]
        brought = bring(association)
        rates["look"].append(COUNT / seconds(work))
        brought.refresh_from_db()
        by = association.founded_by
        take_over(brought=brought, columns=columns, platform="amazon", by=by, now=clock.now())
        rates["take"].append(COUNT / seconds(work))
        brought.refresh_from_db()
        assert (brought.state, brought.rows_new) == ("done", COUNT)
        assert ListedMember.objects.filter(source=source).delete()[0] == COUNT
    found = {name: statistics.median(each) for name, each in rates.items()}
    print(f"\n{COUNT:,} members of a list with three columns each, median of {TIMES}; rows per second")
    share = found["take"] / found["bare"]
    print(f"  fingerprints made and stored       {found['take']:>9,.0f}   {share:.2f} of the limit")
    print(f"  the look before it (preview)       {found['look']:>9,.0f}")
    print(f"  csv module and COPY (limit)        {found['bare']:>9,.0f}")
    print(f"  memory of the whole process        {most_memory() >> 20:>9,} MB")


# -- the workspace
PAGES = {
    "list": "cases/",
    "last page": "cases/?page={last}",
    "narrowed": "cases/?state=verified&worker=nobody",
    "search": "cases/?q=zanzibar",
    "calendar": "dates/?month={month}",
    "numbers": "numbers/",
}


def share(association: Association, cases: Iterable[Case]) -> None:
    copy_in(
        CircleGrant,
        [
            CircleGrant(
                case=case,
                circle=association.circle,
                scope=CircleScope.EVIDENCE,
                granted_at=STARTED,
                granted_by_id=case.owner_id,
            )
            for case in cases
        ],
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def asked(page: Client, address: str) -> tuple[int, float]:
    """How many queries, and how many milliseconds in the middle of some."""
    page.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert page.get(address).status_code == 200
        number = len(queries)  # before another request empties the log
    times = [seconds(lambda: page.get(address)) for _ in range(max(3, TIMES))]
    return number, statistics.median(times) * 1000


def busiest_month() -> str:
    days = Deadline.objects.filter(docket__case__isnull=False).values_list("at", flat=True)[:20_000]
    months = [f"{day:%Y-%m}" for day in days]
    return max(set(months), key=months.count)


def test_pages_of_a_coordinator_ask_as_much_beside_many_cases_as_beside_few() -> None:
    load(COUNT, lambda said: None)
    association = AssociationFactory.create()
    page = signed_in(member(association).person)
    loaded = most_memory() >> 20
    cases = list(Case.objects.filter(owner__isnull=False).only("pk", "owner_id"))
    month, found = busiest_month(), {}
    for start, shared in ((0, FEW), (FEW, len(cases))):
        share(association, cases[start:shared])
        last = (shared + 24) // 25
        found[shared] = {
            name: asked(page, f"/associations/{association.slug}/{place.format(last=last, month=month)}")
            for name, place in PAGES.items()
        }
    few, many = found.values()
    print(f"\nqueries and milliseconds beside {' and '.join(f'{number:,}' for number in found)} shared cases")
    for name in PAGES:
        print(f"  {name:<12} {few[name][0]:>4} {few[name][1]:>8,.0f} ms   {many[name][0]:>4} {many[name][1]:>8,.0f} ms")
    print(f"  memory of the whole process {most_memory() >> 20} MB, {loaded} MB of it to make the cases")
    assert {name: asks for name, (asks, _) in few.items()} == {name: asks for name, (asks, _) in many.items()}

"""What `make bench-desk` finds at the desk: an incident with a quarter of all cases, read notices, a surge, a pair."""

from collections.abc import Callable
from datetime import date

from django.db import connection

from apps.cases.models import Case, Seller
from apps.incidents.models import BulkStep, Incident, NoticeMarks, Surge
from apps.incidents.selectors.suggestions import marks_made_with, numbers_of_notice
from tests.bench import loading
from tests.factories.cases import STARTED
from tests.factories.clusters import SellerPairFactory
from tests.factories.incidents import BulkStepFactory, IncidentFactory, SurgeFactory

OTHERS = 40  # incidents beside the large one


def add_work() -> None:
    """Make what is there to work on, once. Every case has a read notice, and those of one kind share a wording."""
    if Incident.objects.exists():
        return
    wave = IncidentFactory.create(slug="large", started_on=date(2018, 2, 14))
    for place in range(OTHERS):
        IncidentFactory.create(slug=f"small-{place}", started_on=date(2015 + place % 8, 1 + place % 12, 1))
    for kind in Case.objects.values_list("case_type", flat=True).exclude(case_type="").distinct().order_by():
        pattern = Case.objects.filter(case_type=kind).earliest("pk")
        wording, dockets = numbers_of_notice(pattern)
        _run(
            f"INSERT INTO {NoticeMarks._meta.db_table} (case_id, wording, dockets, submitted_at, made_with)"
            " SELECT id, %s, %s, submitted_at, %s FROM cases_case WHERE case_type = %s AND submitted_at IS NOT NULL",
            [wording, dockets, marks_made_with(), kind],
        )
    _run(
        "INSERT INTO incidents_placement (case_id, incident_id, how, by_id, at)"
        " SELECT id, %s, 'filed_as_affected', NULL, %s FROM cases_case WHERE case_type = 'account_suspension'"
        " AND state <> 'draft' AND left(md5(id::text), 1) < 'c'",
        [wave.pk, STARTED],
    )
    SurgeFactory.create()
    one, other = Seller.objects.order_by("pk")[:2]
    SellerPairFactory.create(one=one, other=other)
    BulkStepFactory.create(source=wave, target=Incident.objects.get(slug="small-0"))
    _run("ANALYZE", [])


def _run(statement: str, values: list[object]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def pages_of_work(ask: Callable[[str], Callable[[], int]]) -> dict[str, Callable[[], int]]:
    """Every page of the desk, asked by `ask(address)`."""
    case = Case.objects.filter(state="submitted", placement=None, case_type="account_suspension").earliest("pk")
    wave = Incident.objects.get(slug="large")
    step, surge = BulkStep.objects.get(), Surge.objects.get()
    addresses = {
        "to verify": "",
        "without incident": "?show=unplaced",
        "all": "?show=all",
        "all, a common word": f"?show=all&q={loading.COMMON}",
        "all, a rare word": f"?show=all&q={loading.RARE}",
        "all, two characters": f"?show=all&q={loading.CHINESE}",
        "of an incident": "?show=all&incident=large",
        "queues": "queues/",
        "case": f"case/{case.pk}/",
        "placing": f"placing/{case.pk}/",
        "surges": "surges/",
        "surge": f"surges/{surge.pk}/",
        "sellers": "duplicates/",
        "steps": "steps/",
        "step": f"steps/{step.pk}/",
        "incident": f"incident/{wave.pk}/steps/",
        "incidents": "incidents/incident/",
        "appeals": "appeals/",
        "associations": "associations/",
        "operations": "operations/",
        "figures": "figures/",
        "rules": "rules/",
    }
    return {f"desk, {name}": ask(f"/desk/{rest}") for name, rest in addresses.items()}

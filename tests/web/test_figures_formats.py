"""Every format of the figures: it reads published batches and nothing else, and says none of the true numbers."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pgtrigger
import pypdfium2
import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from apps.incidents.models import ClaimedFigure, Incident
from apps.statistics.actions import printing
from apps.statistics.models import AmountFact, Batch, CaseFact, PressSheet, SeriesMemory
from apps.web.figure_urls import urlpatterns as page_urls
from tests.factories.incidents import ClaimedFigureFactory, IncidentFactory
from tests.factories.statistics import AmountFactFactory, CaseFactFactory, publish_counted

pytestmark = pytest.mark.django_db
MONDAY = datetime(2018, 3, 5, 6, tzinfo=UTC)
LANGUAGES = ("en", "zh-hans")
ARGUMENTS: dict[str, tuple[object, ...]] = {
    "figures": (),
    "figures-history": (),
    "figures-compare": (),
    "figures-feed": (),
    "figures-card": (),
    "figures-batch": (2,),
    "figures-json": (2,),
    "figures-csv": (2,),
    "figures-methods": (2,),
    "figures-press": (2,),
    "figures-sheet": (2, "wave", "en"),
    "api:figures": (),
    "api:figures-batch": (2,),
    "api:figures-tables": (2,),
    "api:figures-methods": (2,),
    "api:figures-csv": (2,),
    "api:figures-incident": (2, "wave"),
}
CHANGES_EACH_TIME = re.compile(r'name="csrfmiddlewaretoken" value="\w+"|"x-csrftoken": "\w+"')


@pytest.fixture
def two_batches() -> None:
    """An incident with a claim, sellers in many cells, some too few to print, one with more than all others there."""
    wave = IncidentFactory.create(slug="wave")
    ClaimedFigureFactory.create(incident=wave, value=Decimal(500))
    for number in range(61):
        add_seller(number, platform="amazon", incident=str(wave.pk))
    add_seller(70, amount=Decimal("7654321.09"), platform="temu")
    for number in range(80, 93):
        add_seller(number, platform="temu")
    publish_counted(0, now=MONDAY)
    for number in range(100, 131):
        add_seller(number, platform="walmart", country="DE", incident=str(wave.pk))
    publish_counted(0, now=MONDAY + timedelta(days=7))
    for language in LANGUAGES:
        printing._print(Batch.objects.get(number=2), "wave", language, lambda: MONDAY)


def add_seller(number: int, amount: Decimal | None = None, **facts: str) -> None:
    documented = amount or Decimal(1000 + number * 37) + Decimal("0.17")
    case = CaseFactFactory.create(documented=documented, **facts)
    AmountFactFactory.create(case_id=case.case_id, in_documented=documented)


def every_format(client: Client) -> dict[str, str]:
    """By name and language, what anybody gets."""
    found = {}
    for language in LANGUAGES:
        client.cookies["django_language"] = language
        for name, usual in ARGUMENTS.items():
            arguments = (2, "wave", language) if name == "figures-sheet" else usual
            answer = client.get(reverse(name, args=arguments))
            assert answer.status_code == 200, name
            text = of_paper(answer.content) if name == "figures-sheet" else answer.content.decode()
            found[f"{name} {language}"] = CHANGES_EACH_TIME.sub("", text)
    return found


def of_paper(content: bytes) -> str:
    with pypdfium2.PdfDocument(content) as paper:
        return "".join(page.get_textpage().get_text_range() for page in paper)


def test_no_format_is_left_out_here() -> None:
    of_pages = {str(pattern.name) for pattern in page_urls}
    names = (name for name in get_resolver("apps.api.urls").reverse_dict if isinstance(name, str))
    of_programs = {f"api:{name}" for name in names if name.startswith("figures")}
    assert of_pages | of_programs == ARGUMENTS.keys()


def test_every_format_is_the_same_when_all_but_the_documents_is_gone(client: Client, two_batches: None) -> None:
    before = every_format(client)
    for model in (CaseFact, AmountFact, SeriesMemory):
        model.objects.all().delete()
    with pgtrigger.ignore("statistics.Batch:batch_is_frozen", "statistics.Batch:published_is_final"):
        Batch.objects.update(working=[])
    ClaimedFigure.objects.update(value=Decimal(777))
    Incident.objects.update(title_en="Another", title_zh="另一个")
    with pgtrigger.ignore():
        PressSheet.objects.all().delete()
    for language in LANGUAGES:
        printing._print(Batch.objects.get(number=2), "wave", language, lambda: MONDAY)
    assert {name: text for name, text in every_format(client).items() if text != before[name]} == {}


def test_no_format_says_a_true_sum_or_the_amount_of_the_one_that_was_withheld(
    client: Client, two_batches: None
) -> None:
    batch = Batch.objects.get(number=2)
    cells = [cell for one in batch.working if "series" in one for cell in one["cells"]]
    true = {str(int(Decimal(cell["amount"]))) for cell in cells if float(cell["amount"] or 0) > 10_000} | {"7654321"}
    assert len(true) > 4
    for name, text in every_format(client).items():
        said = {re.sub(r"\D", "", number) for number in re.findall(r"\d[\d,.]*", text)}
        assert {number for number in said if any(number.startswith(whole) for whole in true)} == set(), name
    assert {
        form["amount"]["state"] for series in batch.figures["series"] for form in series["cells"] if "amount" in form
    } >= {
        "printed",
        "withheld",
    }

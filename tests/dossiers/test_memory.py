"""A dossier of 200 exhibits and more than 500 pages: how much memory its making takes. `pytest -m bench -s` says it."""

from datetime import timedelta
from io import BytesIO
from time import monotonic

import pypdfium2
import pytest
from PIL import Image

from apps.cases.enums import State
from apps.core.memory import most_memory
from apps.dossiers.actions import make_next_dossier, making
from apps.dossiers.models import Dossier
from apps.dossiers.paper.printing import Printed, print_pages
from apps.evidence.models import StoredFile
from apps.evidence.workshop.drawing import Page
from apps.evidence.workshop.writing import write_pdf
from tests.dossiers.conftest import bytes_of
from tests.factories.cases import CaseFactory, CaseFileFactory
from tests.factories.dossiers import ASKED, DossierFactory
from tests.factories.evidence import CopyFactory

pytestmark = [pytest.mark.bench, pytest.mark.django_db(transaction=True)]
EXHIBITS = 200
MOST_OF_PRESS = 320 * 1024 * 1024  # bytes
MOST_OF_WORKER = 220 * 1024 * 1024  # more than it had before: what the PDF is made of, and one open copy


def scan(number: int) -> Image.Image:
    """A page with noise on it, as a scanner makes it: its JPEG has some hundred kB."""
    return Image.effect_noise((1240, 1754), 3 + number % 3).convert("RGB")


def three_pages(number: int) -> bytes:
    target = BytesIO()
    write_pdf((Page(scan(number + page), 595, 842) for page in range(3 if number % 2 else 2)), target)
    return target.getvalue()


def test_two_hundred_exhibits_stay_within_the_memory(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    peaks: list[int] = []

    def print_and_note(html: str, *, identifier: str) -> Printed:
        printed = print_pages(html, identifier=identifier)
        peaks.append(printed.peak)
        return printed

    monkeypatch.setattr(making, "print_pages", print_and_note)
    case = CaseFactory.create(state=State.VERIFIED)
    some = [three_pages(number) for number in range(10)]
    for number in range(EXHIBITS):
        entry = CaseFileFactory.create(case=case, file__content=b"%%PDF-1.7\n%d\n%%%%EOF\n" % number)
        copy = CopyFactory.create(original=entry.file, content=some[number % 10] + b"%%%d\n" % number)
        StoredFile.objects.filter(pk=copy.pk).update(pages=3 if number % 2 else 2)
    DossierFactory.create(case=case)
    before, began = most_memory(), monotonic()
    assert make_next_dossier(clock=lambda: ASKED + timedelta(minutes=6))
    seconds = monotonic() - began
    worker = most_memory() - before
    press = peaks[0]
    dossier = Dossier.objects.select_related("file").get()
    assert dossier.is_ready and dossier.file
    with capsys.disabled():
        print(
            f"\n{EXHIBITS} exhibits, {dossier.pages} pages, {dossier.file.size / 1e6:.0f} MB: {seconds:.0f} s,"
            f" press {press / 2**20:.0f} MiB at most, worker {worker / 2**20:.0f} MiB more than before"
        )
    assert dossier.pages > 500
    assert len(pypdfium2.PdfDocument(bytes_of(dossier.file))) == dossier.pages
    assert press < MOST_OF_PRESS
    assert worker < MOST_OF_WORKER

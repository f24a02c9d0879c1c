"""Cases that a layout does not expect: endless words, both directions, files that cannot be opened, nothing at all."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from apps.cases.enums import EventKind, State
from apps.dossiers.paper.exhibits import LONGEST_TEXT, MOST_TEXT
from apps.evidence.actions import run_due
from tests.dossiers.conftest import bytes_of, made, pages_of, pdf_of, picture
from tests.factories.cases import CaseEventFactory, CaseFactory, CaseFileFactory, EventRemarkFactory
from tests.factories.dossiers import ASKED, DossierFactory
from tests.factories.losses import LossLineFactory

pytestmark = pytest.mark.django_db(transaction=True)
ENDLESS = "x" * 600
ARABIC = "تم تعليق الحساب \u202eABC\u202c"
STORY = f"{ENDLESS}\n{ARABIC}\n👨\u200d👩\u200d👧 🈲 \x0b\x1b <b>&amp;</b>\n{'封' * 600}"


def locked_pdf() -> bytes:
    target = BytesIO()
    with pikepdf.Pdf.open(BytesIO(pdf_of("red"))) as pdf:
        pdf.save(target, encryption=pikepdf.Encryption(owner="owner", user="user"))
    return target.getvalue()


def huge_picture() -> bytes:
    target = BytesIO()
    Image.new("1", (7_000, 7_000)).save(target, "PNG")
    return target.getvalue()


HOSTILE = {
    "locked.pdf": locked_pdf,
    "broken.pdf": lambda: b"%PDF-1.7\nthere is nothing in it\n%%EOF\n",
    "huge.png": huge_picture,
    "cut.jpg": lambda: picture("teal", "JPEG", (3000, 2000))[:20_000],
    f"{'long' * 50}.pdf": lambda: pdf_of("lime"),
    "\u202efdp.exe 合同.txt": f"{ENDLESS}\n{ARABIC}".encode,
}


def outside(content: bytes) -> list[str]:
    """Runs of text that stand beside the paper, with their page from 1."""
    found = []
    document = pypdfium2.PdfDocument(content)
    for number, page in enumerate(document, 1):
        text, (width, height) = page.get_textpage(), page.get_size()
        for index in range(text.count_rects()):
            left, low, right, high = text.get_rect(index)
            if left < 0 or low < 0 or right > width or high > height:
                found.append(f"{number}: {text.get_text_bounded(left, low, right, high)[:40]!r}")
    document.close()
    return found


def test_whatever_was_written_or_put_in_it_is_made_and_stays_on_the_paper() -> None:
    case = CaseFactory.create(
        state=State.VERIFIED,
        filing__narrative=STORY,
        filing__notice_text=STORY,
        filing__account__store_name=ENDLESS[:90],
    )
    for number in range(300):
        event = CaseEventFactory.create(case=case, kind=EventKind.MORE_INFO, at=ASKED - timedelta(hours=number))
        if not number % 50:
            EventRemarkFactory.create(event=event, text=STORY)
    for name, content in HOSTILE.items():
        CaseFileFactory.create(case=case, file__content=content(), file__name=name)
    run_due(limit=40, seconds=120, clock=lambda: ASKED)
    LossLineFactory.create(ledger=case.ledger, currency="TWD", low=1, likely=2, high=Decimal("999999999999.99"))
    dossier = made(DossierFactory.create(case=case))
    content = bytes_of(dossier.file)
    pages = pages_of(content)
    assert outside(content) == []
    assert (dossier.exhibits, dossier.pages) == (len(HOSTILE), len(pages))
    text = " ".join(pages)
    assert text.count("The platform asked for more.") == 300
    assert "1 line has no published rate" in text


def test_with_nothing_but_declared_amounts_it_is_made_and_says_what_is_missing() -> None:
    dossier = made(DossierFactory.create())
    text = " ".join(pages_of(bytes_of(dossier.file)))
    said = ("No files were put in.", "No appeal was written.", "seller's estimate")
    assert [words for words in said if words not in text] == []
    assert dossier.exhibits == 0


def test_more_text_than_anybody_prints_is_listed_and_not_printed() -> None:
    case = CaseFactory.create(state=State.VERIFIED)
    texts = ["\n" * LONGEST_TEXT, *["word " * (LONGEST_TEXT // 5 - 1)] * (MOST_TEXT // LONGEST_TEXT + 1)]
    for number, text in enumerate(texts):
        CaseFileFactory.create(case=case, file__content=f"{number} {text}".encode(), file__name=f"{number}.txt")
    run_due(limit=2 * len(texts), seconds=120, clock=lambda: ASKED)
    dossier = made(DossierFactory.create(case=case))
    printed = " ".join(pages_of(bytes_of(dossier.file)))
    assert printed.count("too much text to print: see the file itself") == 2
    assert dossier.exhibits == len(texts)

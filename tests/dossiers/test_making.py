"""From asking to a PDF with its manifest: what stands in it, in both languages."""

import json
from datetime import timedelta
from hashlib import sha256
from io import BytesIO

import pikepdf
import pypdfium2
import pytest

from apps.cases.enums import State
from apps.cases.models import Case
from apps.dossiers.actions import cancel_dossier, claim_dossier, make_next_dossier, request_dossier, sweep_dossiers
from apps.dossiers.actions.sweeping import KEPT
from apps.dossiers.enums import DossierState
from apps.dossiers.models import Dossier
from apps.dossiers.rules.manifest import is_intact
from apps.evidence import vault
from apps.evidence.actions import run_due, sweep_files
from apps.evidence.enums import Custody
from apps.evidence.models import CustodyEntry, StoredFile
from apps.notifications.models import Message
from tests.dossiers.conftest import bytes_of, made, pages_of, pdf_of, picture
from tests.factories.cases import CaseFactory, CaseFileFactory
from tests.factories.dossiers import ASKED, DossierFactory

pytestmark = pytest.mark.django_db(transaction=True)
STORY = "We were blocked on New Year's Eve. 我们在除夕被封号。"


@pytest.fixture
def case() -> Case:
    case = CaseFactory.create(
        state=State.VERIFIED, filing__narrative=STORY, filing__account__company_name="深圳港灯有限公司"
    )
    CaseFileFactory.create(case=case, file__content=pdf_of("red", "lime", "blue"), file__name="notice.pdf")
    CaseFileFactory.create(case=case, file__content=picture("orange"), file__name="shot.png", kind="bank_statement")
    box = picture("navy", "JPEG")
    CaseFileFactory.create(case=case, file__content=box, file__name="box.jpg", kind="invoice")
    run_due(limit=20, seconds=60, clock=lambda: ASKED)
    return case


def test_a_dossier_tells_the_case_with_its_exhibits(case: Case) -> None:
    dossier = made(DossierFactory.create(case=case))
    content = bytes_of(dossier.file)
    pages = pages_of(content)
    text = " ".join(pages)
    assert (dossier.pages, dossier.exhibits, dossier.sha256) == (len(pages), 3, sha256(content).hexdigest())
    assert [word for word in (case.reference, STORY, "深圳港灯有限公司", "US$12,500") if word not in text] == []
    hashes = [entry.file.sha256 for entry in case.files.all()]
    unbroken = text.replace(" ", "")
    assert [found for found in hashes if found not in unbroken] == []
    assert [page.split(case.reference)[0].strip() for page in pages[-5:]] == [
        "Exhibit 1: Suspension notice page 1 of 3, shown as a picture",
        "Exhibit 1: Suspension notice page 2 of 3, shown as a picture",
        "Exhibit 1: Suspension notice page 3 of 3, shown as a picture",
        "Exhibit 2: Bank statement page 1 of 1, shown as a picture",
        "Exhibit 3: Supplier invoice (last 365 days) page 1 of 1, shown as a picture",
    ]
    assert pages[-1].endswith(f"{len(pages)} / {len(pages)}")


def test_the_same_dossier_in_chinese(case: Case) -> None:
    dossier = made(DossierFactory.create(case=case, language="zh-hans"))
    pages = pages_of(bytes_of(dossier.file))
    text = "".join(pages).replace(" ", "")
    wanted = ("案件卷宗", "时间线", "货款", "申诉", "证据", "US$12,500", "我们在除夕被封号。", case.reference)
    assert [word for word in wanted if word not in text] == []
    assert "Timeline" not in text


def test_the_pages_of_exhibits_are_in_it(case: Case) -> None:
    dossier = made(DossierFactory.create(case=case))
    document = pypdfium2.PdfDocument(bytes_of(dossier.file))
    middles = []
    for number in range(len(document) - 5, len(document)):
        image = document[number].render(scale=0.5).to_pil().convert("RGB")
        middles.append(image.getpixel((image.width // 2, image.height // 2)))
    nearly = [tuple(round(part / 128) for part in colour) for colour in middles]
    assert nearly == [(2, 0, 0), (0, 2, 0), (0, 0, 2), (2, 1, 0), (0, 0, 1)]


def test_it_is_titled_tagged_and_has_an_outline(case: Case) -> None:
    with pikepdf.Pdf.open(BytesIO(bytes_of(made(DossierFactory.create(case=case)).file))) as pdf:
        root = pdf.Root
        with pdf.open_outline() as outline:
            titles = [item.title for item in outline.root]
        assert str(root.Lang) == "en"
        assert bool(root.MarkInfo.Marked) and "/StructTreeRoot" in root
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        assert case.reference in str(pdf.docinfo.Title)
        fonts = {str(font.BaseFont) for page in pdf.pages for font in page.Resources.get("/Font", {}).values()}
    assert titles == [
        "1 Summary", "2 Timeline", "3 Dates and their working", "4 Money", "5 Appeals", "6 Exhibits",
        "7 How to check this file",
    ]  # fmt: skip
    assert any("CJK" in name for name in fonts)


def test_the_manifest_names_every_file_with_its_hash(case: Case) -> None:
    dossier = made(DossierFactory.create(case=case))
    text = bytes_of(dossier.manifest)
    facts = json.loads(text)
    assert is_intact(text)
    assert (facts["case"], facts["variant"], facts["language"]) == (case.reference, "full", "en")
    assert facts["dossier"]["sha256"] == dossier.sha256
    assert [exhibit["file"]["sha256"] for exhibit in facts["exhibits"]] == [
        entry.file.sha256 for entry in case.files.all()
    ]
    first = dossier.pages - 4
    assert [exhibit["pages"] for exhibit in facts["exhibits"]] == [
        [first, first + 2], [first + 3, first + 3], [first + 4, first + 4],
    ]  # fmt: skip


def test_the_same_case_at_the_same_moment_gives_the_same_bytes(case: Case) -> None:
    first, second = made(DossierFactory.create(case=case)), made(DossierFactory.create(case=case))
    assert first.pk != second.pk
    assert first.sha256 == second.sha256
    assert bytes_of(first.manifest) == bytes_of(second.manifest)


def test_it_lies_encrypted_and_the_owner_is_told_once(case: Case) -> None:
    dossier = made(DossierFactory.create(case=case))
    assert dossier.file and dossier.manifest
    raw = b"".join(vault_bytes(file) for file in (dossier.file, dossier.manifest))
    assert [word for word in (b"%PDF", b"recourse-dossier", STORY.encode()) if word in raw] == []
    assert Message.objects.filter(kind="dossier_ready", recipient=case.owner).count() == 1
    noted = CustodyEntry.objects.filter(kind=Custody.BOUND)
    assert sorted(noted.values_list("file", flat=True)) == sorted(case.files.values_list("file", flat=True))


def vault_bytes(file: StoredFile) -> bytes:
    return vault.path_of(file.sha256).read_bytes()


def test_a_double_click_makes_one(case: Case) -> None:
    assert case.owner
    asked = [request_dossier(case=case, language="en", variant="full", by=case.owner, now=ASKED) for _ in range(2)]
    assert asked[0] == asked[1]
    assert Dossier.objects.count() == 1


def test_a_cancelled_dossier_is_not_made(case: Case) -> None:
    dossier = DossierFactory.create(case=case)
    assert case.owner
    claim = claim_dossier(now=ASKED)
    assert claim is not None
    assert cancel_dossier(dossier=dossier, by=case.owner, now=ASKED)
    assert not make_next_dossier(clock=lambda: ASKED + timedelta(hours=1))
    assert Dossier.objects.get().state == DossierState.CANCELLED


def test_a_dossier_goes_after_thirty_days_and_its_hash_stays(case: Case) -> None:
    dossier = made(DossierFactory.create(case=case))
    assert sweep_dossiers(now=ASKED + KEPT - timedelta(seconds=1)) == 0
    assert sweep_dossiers(now=ASKED + KEPT) == 1
    assert sweep_files(now=ASKED + KEPT) == 2
    dossier.refresh_from_db()
    assert (dossier.state, len(dossier.sha256)) == (DossierState.OVER, 64)

"""What is made from an original: share copies that carry nothing, redacted copies under which nothing lies."""

import re
import zlib
from datetime import timedelta
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings
from PIL import Image, PngImagePlugin

from apps.accounts.models import User
from apps.core import clock
from apps.evidence import actions, vault
from apps.evidence.actions import jobs
from apps.evidence.enums import Custody, JobKind, JobState, Making, Reason, ScanState
from apps.evidence.models import FileJob, StoredFile
from apps.evidence.selectors import redacted_copies_of, share_copy_of
from tests.evidence.files import (
    CANARY,
    a_docx,
    a_jpeg_with_everything,
    a_pdf,
    a_pdf_with_everything,
    a_png,
)
from tests.factories.evidence import STORED, StoredFileFactory

pytestmark = pytest.mark.django_db(transaction=True)
NOW = STORED + timedelta(days=1)


@pytest.fixture(autouse=True)
def root(tmp_path: Path) -> Any:
    with override_settings(EVIDENCE_ROOT=tmp_path):
        yield tmp_path


def work() -> dict[str, int]:
    return dict(actions.run_due(limit=20, seconds=600, clock=lambda: NOW))


def content_of(file: StoredFile) -> bytes:
    return b"".join(vault.read(file.sha256))


def copy_of(content: bytes) -> StoredFile:
    original = StoredFileFactory.create(content=content)
    assert work() == {JobState.DONE: 1}, FileJob.objects.get().reason
    assert content_of(original) == content, "the original stays as it is"
    copy = share_copy_of(original)
    assert copy is not None
    return copy


def refusal_of(content: bytes) -> str:
    StoredFileFactory.create(content=content)
    assert work() == {JobState.REFUSED: 1}
    return FileJob.objects.get().reason


def whole_text(content: bytes) -> bytes:
    """The bytes, and what is in them once every deflated stream is opened: where a word could hide."""
    opened = [content]
    for start in re.finditer(rb"x[\x01\x5e\x9c\xda]", content):
        try:
            opened.append(zlib.decompressobj().decompress(content[start.start() :], 1 << 20))
        except zlib.error:
            continue
    return b"\n".join(opened)


def test_a_photo_keeps_its_picture_and_nothing_else() -> None:
    original = a_jpeg_with_everything()
    assert CANARY in original
    copy = copy_of(original)
    content = content_of(copy)
    assert (copy.making, copy.media_type, copy.name, copy.pages) == (Making.SHARE, "image/jpeg", "notice.jpg", 1)
    assert [word for word in (CANARY, b"Exif", b"http://ns.adobe", b"ICC_PROFILE", b"8BIM") if word in content] == []
    with Image.open(BytesIO(content)) as picture:
        assert dict(picture.getexif()) == {}
        assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert picture.size == (40, 60), "turned upright, as EXIF said"
        red, green, blue = picture.getpixel((20, 5))  # type: ignore[misc]
        assert (red > 200, green + blue < 100) == (True, True)


def test_a_screenshot_keeps_its_pixels_exactly_and_nothing_else() -> None:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", CANARY.decode())
    notes.add_itxt("XML:com.adobe.xmp", CANARY.decode(), zip=True)
    source = Image.effect_noise((64, 48), 80).convert("RGB")
    buffer = BytesIO()
    source.save(buffer, "PNG", pnginfo=notes)
    content = content_of(copy_of(buffer.getvalue() + b"trailing " + CANARY))
    assert CANARY not in whole_text(content)
    chunks = re.findall(rb"(IHDR|IDAT|IEND|tEXt|iTXt|zTXt|eXIf|iCCP|tIME|pHYs)", content)
    assert set(chunks) == {b"IHDR", b"IDAT", b"IEND"}
    with Image.open(BytesIO(content)) as copy:
        assert copy.tobytes() == source.tobytes()


def test_a_pdf_becomes_pictures_of_its_pages() -> None:
    original = a_pdf_with_everything()
    assert CANARY in original
    content = content_of(copy_of(original))
    text = whole_text(content)
    assert CANARY not in text
    refused = (b"/JavaScript", b"/JS", b"/OpenAction", b"/EmbeddedFile", b"/Info", b"/Metadata", b"/Author", b"/Annots")
    assert [word for word in refused if word in text] == []
    assert content.count(b"/Type /Page ") == 2
    assert set(re.findall(rb"/Type /(\w+)", content)) == {b"Catalog", b"Pages", b"Page", b"XObject"}


def test_the_same_file_gives_the_same_copy_bytes() -> None:
    """No date, no random name is in it."""
    first = copy_of(a_pdf())
    second = StoredFileFactory.create(content=a_pdf())
    work()
    copy = share_copy_of(second)
    assert copy is not None
    assert (copy.sha256, copy.pk == first.pk) == (first.sha256, False)


@pytest.mark.parametrize(
    ("given", "copied"),
    [
        ("账号\u202eexe".encode("gb18030"), "账号exe"),
        (b"order,amount\r\n=HYPERLINK(1),-12.50\r\n@x,+5\r\n", "order,amount\r\n'=HYPERLINK(1),-12.50\r\n'@x,+5\r\n"),
        (
            b"Received: from 203.0.113.9 by mx\r\nFrom: Amazon <no-reply@amazon.com>\r\nSubject: Notice\r\n"
            b"X-Originating-IP: 203.0.113.9\r\n\r\nYour account is closed.\r\n",
            "From: Amazon <no-reply@amazon.com>\nSubject: Notice\n\nYour account is closed.\n",
        ),
    ],
)
def test_text_is_copied_as_a_reader_sees_it(given: bytes, copied: str) -> None:
    assert content_of(copy_of(given)).decode() == copied


def test_what_cannot_be_drawn_says_why() -> None:
    assert refusal_of(a_docx()) == Reason.NO_PAGES


def test_a_damaged_pdf_says_so() -> None:
    assert refusal_of(b"%PDF-1.7\nYour selling privileges have been removed.\n%%EOF\n") == Reason.UNREADABLE


def test_no_copy_is_made_of_what_is_infected() -> None:
    file = StoredFileFactory.create(content=a_png())
    StoredFile.objects.update(scan_state=ScanState.INFECTED, scanned_at=NOW)
    assert work() == {JobState.REFUSED: 1}
    assert (FileJob.objects.get().reason, share_copy_of(file)) == (Reason.INFECTED, None)


def redact(original: StoredFile, by: User, *boxes: dict[str, object]) -> StoredFile:
    job = actions.redact_file(original=original, boxes=boxes, by=by, now=NOW)
    actions.run_due(limit=5, seconds=600, clock=lambda: NOW)
    job.refresh_from_db()
    assert (job.state, job.reason) == (JobState.DONE, "")
    assert job.made is not None
    return job.made


def test_what_was_under_a_box_is_gone(seller: User) -> None:
    secret = Image.effect_noise((100, 100), 120).convert("RGB")
    buffer = BytesIO()
    secret.save(buffer, "PNG")
    original = StoredFileFactory.create(content=buffer.getvalue())
    copy = redact(original, seller, {"page": 1, "left": 0.2, "top": 0.3, "width": 0.4, "height": 0.5})
    with Image.open(BytesIO(content_of(copy))) as picture:
        assert picture.crop((20, 30, 61, 81)).getcolors() == [(41 * 51, (0, 0, 0))]
        assert picture.crop((0, 0, 18, 100)).tobytes() == secret.crop((0, 0, 18, 100)).tobytes()
    assert content_of(original) == buffer.getvalue()
    assert (copy.making, copy.original, copy.stored_by, copy.stored_at) == (Making.REDACTED, original, seller, NOW)
    assert list(redacted_copies_of(original)) == [copy]
    entries = [(entry.kind, entry.by, entry.made) for entry in original.custody.all()]
    assert (Custody.REDACTED, seller, copy) in entries


def test_only_the_page_with_the_box_is_covered(seller: User) -> None:
    original = StoredFileFactory.create(content=a_pdf())
    copy = redact(original, seller, {"page": 2, "left": 0, "top": 0, "width": 1, "height": 1})
    colours = []
    for number in (1, 2):
        with Image.open(BytesIO(actions.page_image(file=copy, page=number, by=seller, now=NOW))) as page:
            colours.append(max(high for _low, high in page.getextrema()) > 100)  # type: ignore[misc]
    assert colours == [True, False]


@pytest.mark.parametrize(
    "box",
    [
        {"page": 0, "left": 0, "top": 0, "width": 1, "height": 1},
        {"page": 1, "left": -0.1, "top": 0, "width": 1, "height": 1},
        {"page": 1, "left": 0.5, "top": 0, "width": 0.6, "height": 1},
        {"page": 1, "left": 0, "top": 0, "width": 0, "height": 1},
        {"page": 1, "left": "nan", "top": 0, "width": 1, "height": 1},
        {"page": "x", "left": 0, "top": 0, "width": 1, "height": 1},
        {"page": 1},
    ],
)
def test_a_box_that_is_none_is_refused(box: dict[str, object], seller: User) -> None:
    original = StoredFileFactory.create(content=a_png())
    with pytest.raises(actions.CannotRedact):
        actions.redact_file(original=original, boxes=[box], by=seller, now=NOW)


def test_a_box_on_a_page_that_is_not_there_makes_no_copy(seller: User) -> None:
    original = StoredFileFactory.create(content=a_pdf())
    job = actions.redact_file(
        original=original, boxes=[{"page": 3, "left": 0, "top": 0, "width": 1, "height": 1}], by=seller, now=NOW
    )
    work()
    job.refresh_from_db()
    assert (job.state, job.reason) == (JobState.REFUSED, Reason.NO_SUCH_PAGE)


def test_turning_pages_is_one_opening(seller: User) -> None:
    file = StoredFileFactory.create(content=a_pdf())
    for number in (1, 2):
        page = actions.page_image(file=file, page=number, by=seller, now=NOW)
        with Image.open(BytesIO(page)) as picture:
            assert (picture.format, max(picture.size) <= 1200 * 20) == ("JPEG", True)
    assert file.custody.filter(kind=Custody.OPENED, by=seller).count() == 1
    with pytest.raises(actions.PageNotShown):
        actions.page_image(file=file, page=3, by=seller, now=NOW)


def test_a_copy_is_made_once(seller: User) -> None:
    original = StoredFileFactory.create(content=a_png())
    assert (work(), work()) == ({JobState.DONE: 1}, {})
    assert original.derived.count() == 1


def test_a_lost_worker_is_followed_by_another_and_finishes_nothing(seller: User) -> None:
    original = StoredFileFactory.create(content=a_png())
    lost = jobs.claim_next(now=NOW)
    assert lost is not None
    assert jobs.claim_next(now=NOW) is None
    outcome = jobs.make_copy(lost)
    later = NOW + timedelta(minutes=4)
    actions.run_due(limit=5, seconds=600, clock=lambda: later)
    with pytest.raises(jobs.LeaseLost):
        jobs.settle(job=lost, outcome=outcome, now=later)
    assert original.derived.count() == 1


def test_a_file_discarded_while_its_copy_is_drawn_gets_none(root: Path) -> None:
    original = StoredFileFactory.create(content=a_png())
    job = jobs.claim_next(now=NOW)
    assert job is not None
    outcome = jobs.make_copy(job)
    actions.discard_file(file=original, by=None, now=NOW)
    with pytest.raises(jobs.LeaseLost):
        jobs.settle(job=job, outcome=outcome, now=NOW)
    assert (original.derived.count(), FileJob.objects.get().reason) == (0, Reason.DISCARDED)


def test_discarding_takes_the_copies_along(root: Path, seller: User) -> None:
    original = StoredFileFactory.create(content=a_png())
    work()
    actions.discard_file(file=original, by=seller, now=NOW)
    assert actions.sweep_files(now=NOW) == 2
    assert [path for path in root.rglob("*") if path.is_file()] == []


def test_work_that_never_succeeds_is_given_up_with_a_reason(monkeypatch: pytest.MonkeyPatch, seller: User) -> None:
    StoredFileFactory.create(content=a_png())
    monkeypatch.setitem(jobs.WORK, JobKind.SHARE, lambda job: 1 / 0)
    for hours in range(5):
        actions.run_due(limit=5, seconds=600, clock=partial(NOW.__add__, timedelta(hours=hours)))
    job = FileJob.objects.get()
    assert (job.state, job.reason, job.attempts) == (JobState.FAILED, Reason.CRASHED, 3)
    assert actions.try_again(job=job, by=seller, now=clock.now())
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.WAITING, 0)

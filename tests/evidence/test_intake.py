"""Hostile files: refused with a clear sentence, or taken, sealed, and copied without what they brought along."""

import zipfile
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings
from PIL import Image

from apps.accounts.models import User
from apps.evidence import actions, sandbox, vault
from apps.evidence.models import StoredFile
from apps.evidence.rules import LARGEST_FILE, inspect, media_type_of
from apps.evidence.rules.pictures import size_of
from tests.evidence.files import (
    OFFICE_PARTS,
    a_docx,
    a_jpeg_with_everything,
    a_pdf,
    a_pixel_bomb,
    a_png,
    page,
    pdf_of,
    png_of,
    stream,
    zip_of,
)
from tests.factories.evidence import STORED, StoredFileFactory

NOW = STORED + timedelta(days=1)
MEGABYTE = 1_000_000
MOST_MEMORY = 400 * MEGABYTE


@pytest.fixture(autouse=True)
def root(tmp_path: Path) -> Any:
    with override_settings(EVIDENCE_ROOT=tmp_path):
        yield tmp_path


def picture(kind: str, size: tuple[int, int] = (30, 20), **options: Any) -> bytes:
    buffer = BytesIO()
    Image.new("RGB", size, "navy").save(buffer, kind, **options)
    return buffer.getvalue()


def with_zip_behind(content: bytes) -> bytes:
    return content + zip_of({"payload.txt": b"hidden"})


BOMB = zip_of(OFFICE_PARTS | {"xl/media/zeros.bin": bytes(60 * 1024 * 1024)})


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"a" * (60 * 1024 * 1024), "50 MB"),
        (b"MZ\x90\0\x03\0\0\0" + bytes(60), "none of them"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "none of them"),
        (b"\xef\xbb\xbf \n<!-- x --><svg onload='alert(1)'/>", "none of them"),
        (b"<?xml version='1.0'?><svg/>", "none of them"),
        (b"#!/bin/sh\nrm -rf /\n", "none of them"),
        (b"{\\rtf1 {\\object\\objdata 0105}}", "none of them"),
        (a_pixel_bomb(), "30000 × 30000 pixels"),
        (png_of(8000, 8000), "8000 × 8000 pixels"),
        (b"GIF89a is a format I like", "pixels"),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "damaged"),
        (with_zip_behind(a_pdf()), "two files in one"),
        (with_zip_behind(a_png()), "two files in one"),
        (a_png()[:8] + b"%PDF-1.7" + a_png()[8:], "two files in one"),
        (b"Read this. %PDF-1.7\n" + a_pdf(), "two files in one"),
        (zip_of({"photos/one.jpg": b"x"}), "archive"),
        (a_docx()[:-10], "archive"),
        (BOMB, "unpack"),
        (zip_of(OFFICE_PARTS | {f"word/{number}.xml": b"" for number in range(2100)}), "unpack"),
        (zip_of(OFFICE_PARTS | {"word/vbaProject.bin": b"x"}), "macros"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_a_hostile_file_is_refused_with_a_sentence_and_leaves_nothing(
    content: bytes, words: str, root: Path, db: None
) -> None:
    with pytest.raises(actions.FileRefused, match=words):
        StoredFileFactory.create(content=content, name="notice.pdf")
    assert (StoredFile.objects.count(), [path for path in root.rglob("*") if path.is_file()]) == (0, [])


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (a_pdf(), "application/pdf"),
        (a_png(), "image/png"),
        (a_jpeg_with_everything(), "image/jpeg"),
        (picture("WEBP"), "image/webp"),
        (picture("WEBP", lossless=True), "image/webp"),
        (picture("GIF"), "image/gif"),
        (picture("JPEG", progressive=True), "image/jpeg"),
        (a_docx(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (b"From: a@b.example\r\nTo: c@d.example\r\nSubject: Notice\r\n\r\nhello", "message/rfc822"),
        (b"X-QQ-mid: 1\r\nReceived: by mx\r\n\tfor you\r\n\r\nhello", "message/rfc822"),
        (b"order,amount\r\n1,2\r\n", "text/csv"),
        (b"From now on the account is closed\n", "text/plain"),
        (b"Note: keep\nDate: unknown\n", "text/plain"),
        (b'{"a": 1}', "text/plain"),
        ("\ufeff账号".encode(), "text/plain"),
    ],
)
def test_what_sellers_bring_is_taken_by_what_it_is(content: bytes, kind: str, db: None) -> None:
    file = StoredFileFactory.create(content=content, name="x.exe")
    assert file.media_type == kind
    assert b"".join(vault.read(file.sha256)) == content


@pytest.mark.parametrize(
    ("kind", "options"),
    [("PNG", {}), ("JPEG", {}), ("JPEG", {"icc_profile": b"x" * 150_000}), ("GIF", {}), ("WEBP", {})],
)
@pytest.mark.parametrize("size", [(1, 1), (1170, 2532), (2532, 13)])
def test_the_size_in_the_header_is_the_pictures(kind: str, options: dict[str, Any], size: tuple[int, int]) -> None:
    content = picture(kind, size, **options)
    assert size_of(BytesIO(content), f"image/{kind.lower()}") == size


@pytest.mark.parametrize("cut", range(0, 60, 3))
def test_a_picture_cut_anywhere_has_no_size_or_its_own(cut: int) -> None:
    for kind in ("PNG", "JPEG", "GIF", "WEBP"):
        assert size_of(BytesIO(picture(kind)[:cut]), f"image/{kind.lower()}") in (None, (30, 20))


def test_a_lying_directory_is_no_way_in() -> None:
    """Entries that share their bytes count for more than the file has."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("[Content_Types].xml", b"x" * 10_000)
        archive.writestr("word/document.xml", b"x")
        archive.filelist += [archive.filelist[0]] * 3
    with pytest.raises(Exception, match="unpack"):
        inspect(buffer, media_type=media_type_of(a_docx()), size=buffer.tell())


def test_a_name_of_200_chinese_letters_with_a_path_is_a_label(seller: User) -> None:
    name = "封" * 200 + ".pdf"
    file = StoredFileFactory.create(content=a_pdf(), name="../../etc/" + name, by=seller)
    file.refresh_from_db()
    assert file.name == name


def noise(width: int, height: int) -> Image.Image:
    return Image.effect_noise((width, height), 60)


def as_bytes(image: Image.Image, kind: str, **options: Any) -> bytes:
    buffer = BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def pdf_with_vast_picture() -> bytes:
    """A page whose one picture unfolds to 2.7 GB."""
    rows = a_pixel_bomb()
    start = rows.index(b"IDAT") + 4
    packed = rows[start : start + int.from_bytes(rows[start - 8 : start - 4])]
    entries = (
        b"/Type /XObject /Subtype /Image /Width 30000 /Height 30000 /ColorSpace /DeviceGray /BitsPerComponent 8"
        b" /Filter /FlateDecode /DecodeParms << /Predictor 15 /Columns 30000 >>"
    )
    return pdf_of(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
            3: page(4, more=b"/Resources << /XObject << /P 5 0 R >> >>"),
            4: stream(b"q 200 0 0 300 0 0 cm /P Do Q"),
            5: stream(packed, entries),
        }
    )


def pdf_of_vast_pages() -> bytes:
    return pdf_of(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Count 40 /Kids [" + b"3 0 R " * 40 + b"] >>",
            3: page(4, box=b"[0 0 14400 14400]"),
            4: stream(b"1 0 0 rg 0 0 14400 14400 re f"),
        }
    )


WORST = {
    "a PNG with 49 million pixels of four channels": lambda: as_bytes(
        noise(7000, 7000).convert("RGBA"), "PNG", compress_level=1
    )[:LARGEST_FILE],
    "a PNG with 49 million pixels and a palette": lambda: as_bytes(noise(7000, 7000).convert("P"), "PNG"),
    "a flat PNG with 49 million pixels of four channels": lambda: as_bytes(
        Image.new("RGBA", (7000, 7000), (9, 9, 9, 99)), "PNG"
    ),
    "a JPEG with 64 million pixels": lambda: as_bytes(noise(8000, 8000).convert("RGB"), "JPEG", quality=40),
    "a progressive JPEG with 49 million pixels": lambda: as_bytes(
        noise(7000, 7000).convert("RGB"), "JPEG", quality=30, progressive=True, subsampling=0
    ),
    "a lossless WebP with 25 million pixels": lambda: as_bytes(
        Image.new("RGBA", (5000, 5000), (9, 9, 9, 99)), "WEBP", lossless=True, method=0
    ),
    "a PDF with a picture of 900 million pixels": pdf_with_vast_picture,
    "a PDF of forty pages of five metres": pdf_of_vast_pages,
    "text of 50 MB": lambda: "封".encode() * (LARGEST_FILE // 3 - 1),
    "a mail of 50 MB": lambda: b"From: a@b.example\r\nTo: c@d.example\r\n\r\n" + b"word \r\n" * 7_400_000,
}


@pytest.mark.parametrize("case", WORST)
def test_the_worst_input_stays_under_400_megabytes(case: str, db: None, record_property: Any) -> None:
    """Measured by the kernel for the process that opens it; it ends in a copy or in an honest refusal."""
    file = StoredFileFactory.create(content=WORST[case]())
    try:
        with sandbox.worked(file, "copy") as made:
            peak, outcome = made.peak, made.refused or made.media_type
    except sandbox.Crashed:
        peak, outcome = 0, "crashed at its limit"
    print(f"{case}: {outcome}, {peak / MEGABYTE:.0f} MB")
    assert peak < MOST_MEMORY
    assert outcome


def test_what_needs_too_much_memory_is_stopped_by_the_kernel(db: None) -> None:
    """The limit itself: a picture that lies about nothing and is too large once decoded is refused, not survived."""
    file = StoredFileFactory.create(content=picture("JPEG"))
    StoredFile.objects.filter(pk=file.pk).update(media_type="image/png")
    bomb = BytesIO(a_pixel_bomb())
    received = vault.receive(bomb, first=bomb.read(100), at_most=LARGEST_FILE)
    vault.keep(received)
    file.sha256 = received.sha256
    with sandbox.worked(file, "copy") as made:
        assert (made.refused, made.peak < MOST_MEMORY) == ("too_demanding", True)

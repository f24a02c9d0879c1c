"""What becomes of a picture on its page, and how many sources are open meanwhile."""

import os
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from apps.dossiers.paper.pictures import FINEST, page_of_picture
from apps.dossiers.paper.shelf import Shelf
from apps.evidence import vault
from tests.dossiers.conftest import picture


def size_on_page(content: bytes, media_type: str) -> tuple[int, int]:
    with pikepdf.Pdf.open(BytesIO(page_of_picture(BytesIO(content), media_type))) as pdf:
        image = pdf.pages[0].Resources.XObject.P
        return int(image.Width), int(image.Height)


@pytest.mark.parametrize(
    ("kind", "size", "expected"),
    [
        ("JPEG", (4000, 3000), (2677, FINEST)),
        ("PNG", (3000, 3000), (FINEST, FINEST)),
        ("PNG", (1080, 9000), (1080, 9000)),  # a long screenshot keeps its letters
        ("JPEG", (600, 800), (600, 800)),
    ],
)
def test_a_picture_has_as_many_pixels_as_can_be_printed(
    kind: str, size: tuple[int, int], expected: tuple[int, int]
) -> None:
    assert size_on_page(picture("teal", kind, size), f"image/{kind.lower()}") == expected


def test_a_screenshot_is_not_drawn_anew() -> None:
    content = picture("teal", "PNG", (300, 200))
    with pikepdf.Pdf.open(BytesIO(page_of_picture(BytesIO(content), "image/png"))) as pdf:
        shown = pikepdf.PdfImage(pdf.pages[0].Resources.XObject.P).as_pil_image()
    assert shown.convert("RGB").tobytes() == Image.open(BytesIO(content)).tobytes()


def open_files(folder: Path) -> list[str]:
    links = (Path(f"/proc/self/fd/{number}") for number in os.listdir("/proc/self/fd"))
    return [os.readlink(link) for link in links if link.is_symlink() and str(folder) in os.readlink(link)]


def test_one_file_of_the_shelf_is_open_at_a_time_and_nothing_stays(tmp_path: Path) -> None:
    texts = [os.urandom(3_000_000 + number) for number in range(4)]
    with Shelf() as shelf:
        files = [shelf.keep(text) for text in texts]
        for start in (2_500_000, 0, 1_048_570):  # in turn, across chunks
            for file, text in zip(files, texts, strict=True):
                file.seek(start)
                assert file.read(20_000) == text[start : start + 20_000]
                assert len(open_files(tmp_path)) == 1
    assert open_files(tmp_path) == []
    assert list((tmp_path / "vault").glob(f"{vault.INCOMING}*")) == []

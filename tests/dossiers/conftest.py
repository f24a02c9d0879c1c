import io
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from django.test import override_settings
from PIL import Image

from apps.dossiers.actions import make_next_dossier
from apps.dossiers.models import Dossier
from apps.evidence import vault
from apps.evidence.models import StoredFile
from tests.factories.dossiers import ASKED


@pytest.fixture(autouse=True)
def own_vault(tmp_path: Path) -> Iterator[None]:
    with override_settings(EVIDENCE_ROOT=tmp_path / "vault"):
        yield


def bytes_of(file: StoredFile | None) -> bytes:
    assert file is not None
    return b"".join(vault.read(file.sha256))


def made(dossier: Dossier) -> Dossier:
    """The dossier once a worker has made it."""
    assert make_next_dossier(clock=lambda: ASKED)
    dossier.refresh_from_db()
    assert dossier.is_ready, (dossier.state, dossier.reason)
    return dossier


def pages_of(content: bytes) -> list[str]:
    """The text of every page, line ends as blanks."""
    document = pypdfium2.PdfDocument(content)
    try:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in document]
    finally:
        document.close()


def picture(colour: str, kind: str = "PNG", size: tuple[int, int] = (600, 800)) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, kind)
    return buffer.getvalue()


def pdf_of(*colours: str) -> bytes:
    """A PDF with a page of each colour."""
    buffer = io.BytesIO()
    first, *others = [Image.new("RGB", (595, 842), colour) for colour in colours]
    first.save(buffer, "PDF", save_all=True, append_images=others)
    return buffer.getvalue()

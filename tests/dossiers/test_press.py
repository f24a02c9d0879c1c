"""The press on machines that lack something, and how much memory a short text takes."""

from pathlib import Path

import pytest

from apps.dossiers.actions import make_next_dossier
from apps.dossiers.enums import DossierState
from apps.dossiers.models import Dossier
from apps.dossiers.paper.printing import print_pages
from tests.factories.dossiers import ASKED, DossierFactory

TEXT = "<!doctype html><title>x</title><h2>货款 Money</h2>" + "".join(
    f'<p style="font-size: {size}pt">被封 held <strong>{size}</strong> <code>sha</code></p>' for size in range(6, 26)
)
NO_FONTS = '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig></fontconfig>'


def ended(monkeypatch: pytest.MonkeyPatch, variable: str, value: Path) -> Dossier:
    """A dossier that was asked for where the environment says so."""
    monkeypatch.setenv(variable, str(value))
    dossier = DossierFactory.create()
    assert make_next_dossier(clock=lambda: ASKED)
    dossier.refresh_from_db()
    return dossier


@pytest.mark.django_db(transaction=True)
def test_without_a_chinese_typeface_it_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "fonts.conf").write_text(NO_FONTS)
    dossier = ended(monkeypatch, "FONTCONFIG_FILE", tmp_path / "fonts.conf")
    assert dossier.state == DossierState.FAILED
    assert dossier.get_reason_display() == "There is no Chinese typeface on our machine. We have been told."


@pytest.mark.django_db(transaction=True)
def test_without_pango_it_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("libpango-1.0.so.0", "libpango-1.0.so", "libpango-1.0.0"):
        (tmp_path / name).write_text("no library")
    dossier = ended(monkeypatch, "LD_LIBRARY_PATH", tmp_path)
    assert dossier.state == DossierState.FAILED
    assert dossier.get_reason_display() == "The programs that print are not on our machine. We have been told."


def test_typefaces_are_not_copied_into_memory_for_every_size() -> None:
    printed = print_pages(TEXT, identifier="1")
    assert printed.pages >= 1
    assert printed.peak < 200 * 1024 * 1024, "twenty sizes of faces with 20 MB each"

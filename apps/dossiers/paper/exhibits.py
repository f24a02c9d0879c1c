"""The chapter of exhibits: the list with its hashes, and a place for every page that is put behind."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext

from apps.core.moments import say_date, say_moment
from apps.dossiers.enums import Variant
from apps.dossiers.selectors import Exhibit
from apps.evidence.models import StoredFile
from apps.evidence.selectors import first_bytes
from apps.marketplaces.enums import EVIDENCE_KINDS

PICTURED = ("application/pdf", "image/jpeg", "image/png")
TEXTS = ("text/plain",)
LONGEST_TEXT = 60_000  # characters of a mail or note that is printed
LINE = 60  # characters that a line costs beside its own: a text of ends of lines is long as well
MOST_TEXT = 6 * LONGEST_TEXT  # of all of them together, so counted: 600 pages of text took minutes and 400 MB
MOST_PAGES = 2000  # of all exhibits together; further ones are listed with their hashes


@dataclass(frozen=True)
class ExhibitOnPaper:
    """One exhibit. `sheets` are the pages put behind, from 1; `text` is printed instead where it is one."""

    number: int
    kind: str
    name: str
    added: str
    size: str
    sha256: str
    copy_sha256: str
    stamp: str
    sheets: range
    text: str
    why_not: str

    @property
    def place(self) -> str:
        """The id of where it begins."""
        return f"place-{self.number}-1"


def exhibits_on_paper(exhibits: Iterable[Exhibit], variant: str) -> list[ExhibitOnPaper]:
    """The exhibits in their order."""
    pages, letters = MOST_PAGES, MOST_TEXT
    found = []
    for exhibit in exhibits:
        on_paper = _on_paper(exhibit, variant, pages, letters)
        pages, letters = pages - len(on_paper.sheets), letters - _cost(on_paper.text)
        found.append(on_paper)
    return found


def _on_paper(exhibit: Exhibit, variant: str, left: int, letters: int) -> ExhibitOnPaper:
    file, copy, full = exhibit.file, exhibit.copy, variant == Variant.FULL
    pages = (copy.pages or 1) if copy and copy.media_type in PICTURED else 0
    why_not = "" if copy else _why_not(exhibit, full)
    if pages > left:
        pages, why_not = 0, gettext("too many pages to print: see the file itself")
    elif copy and not pages and copy.media_type not in TEXTS:
        why_not = gettext("a table: see the file itself")
    text = _text(copy) if copy and copy.media_type in TEXTS and full else ""
    if _cost(text) > letters:
        text, why_not = "", gettext("too much text to print: see the file itself")
    shown = file if full else copy
    return ExhibitOnPaper(
        number=exhibit.number,
        kind=EVIDENCE_KINDS.label(exhibit.entry.kind),
        name=file.name if full else "",
        added=say_date(exhibit.entry.added_at),
        size=filesizeformat(shown.size) if shown else "",
        sha256=file.sha256 if full else "",
        copy_sha256=copy.sha256 if copy and not full else "",
        stamp=say_moment(exhibit.stamp.stamped_at) if exhibit.stamp and full else "",
        sheets=range(1, pages + 1),
        text=text,
        why_not=why_not,
    )


def _cost(text: str) -> int:
    return len(text) + LINE * text.count("\n")


def _why_not(exhibit: Exhibit, full: bool) -> str:
    if exhibit.file.is_infected:
        return gettext("a malware scanner found something in it")
    if not full:
        return gettext("left out: there is no copy of it with parts covered")
    return exhibit.refused or gettext("its pages were not drawn yet")


def _text(copy: StoredFile) -> str:
    text = first_bytes(copy, 4 * LONGEST_TEXT).decode("utf-8", "ignore")
    if len(text) <= LONGEST_TEXT:
        return text
    return text[:LONGEST_TEXT] + "\n\n" + gettext("[Here it is cut off. The rest is in the file.]")


def for_manifest(exhibit: Exhibit, variant: str, first: int | None, pages: int) -> dict[str, Any]:
    """What the manifest says of an exhibit: `pages` of the PDF from `first`, from 1, show it.

    The one for sharing tells neither the name nor the hash of the original: both could be known elsewhere.
    """
    file, copy, full = exhibit.file, exhibit.copy, variant == Variant.FULL
    return {
        "number": exhibit.number,
        "kind": exhibit.entry.kind,
        "added": exhibit.entry.added_at.date().isoformat(),
        "file": _entry(file, file.name) if full else None,
        "copy": _entry(copy, "") if copy else None,
        "pages": [first, first + pages - 1] if first is not None and pages else None,
    }


def _entry(file: StoredFile, name: str) -> dict[str, Any]:
    return {"name": name, "media_type": file.media_type, "bytes": file.size, "sha256": file.sha256}

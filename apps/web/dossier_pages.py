"""The dossiers of a case as its owner's page shows them: what would be in one, how far one is, those that were made."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from apps.accounts.models import User
from apps.cases.models import Case
from apps.dossiers.enums import DossierState, Variant
from apps.dossiers.models import Dossier
from apps.dossiers.selectors import Outline, dossiers_of, downloads_of, outline_of
from apps.web.components import Link
from apps.web.components.base import Tone
from apps.web.forms.dossiers import LANGUAGES, DossierForm

TONES: dict[str, Tone] = {
    DossierState.READY: "success",
    DossierState.FAILED: "error",
    DossierState.CANCELLED: "neutral",
    DossierState.OVER: "neutral",
}


@dataclass(frozen=True)
class Row:
    """One dossier in the list."""

    dossier: Dossier
    downloads: int
    now: datetime

    @property
    def title(self) -> str:
        return f"{self.dossier.get_variant_display()} · {LANGUAGES[self.dossier.language]}"

    @property
    def tone(self) -> Tone:
        return TONES.get(self.dossier.state, "info")

    @property
    def can_be_had(self) -> bool:
        return self.dossier.can_be_had(self.now)

    @property
    def covers(self) -> str:
        """`31 pages, 12 exhibits`."""
        pages = ngettext("%(number)d page", "%(number)d pages", self.dossier.pages) % {"number": self.dossier.pages}
        exhibits = ngettext("%(number)d exhibit", "%(number)d exhibits", self.dossier.exhibits) % {
            "number": self.dossier.exhibits
        }
        return gettext("%(pages)s, %(exhibits)s") % {"pages": pages, "exhibits": exhibits}

    @property
    def had(self) -> str:
        """How often it was downloaded, in words."""
        if not self.downloads:
            return gettext("not downloaded yet")
        return ngettext("downloaded once", "downloaded %(number)d times", self.downloads) % {"number": self.downloads}


def page_of(case: Case, person: User, now: datetime) -> dict[str, Any]:
    """Everything but the form."""
    found = list(dossiers_of(case, person))
    downloads = downloads_of(found)
    return {
        "case": case,
        "crumbs": [
            Link(gettext("My cases"), reverse("case-list")),
            Link(case.reference, reverse("case-detail", args=[case.pk])),
        ],
        "making": [dossier for dossier in found if dossier.is_open],
        "rows": [
            Row(dossier, downloads.get(dossier.file_id, 0) if dossier.file_id else 0, now)
            for dossier in found
            if not dossier.is_open
        ],
        "contents": contents_of(outline_of(case)),
        "languages": LANGUAGES,
    }


def form_for(case: Case, language: str) -> DossierForm:
    """The form as it is first shown: complete, in the reader's language."""
    return DossierForm(initial={"variant": Variant.FULL, "language": language})


def contents_of(outline: Outline) -> list[tuple[str, str]]:
    """What will be in it, in numbers, with what would be missing."""
    exhibits = ngettext("%(number)d file", "%(number)d files", outline.exhibits) % {"number": outline.exhibits}
    shown = gettext("%(files)s; pages of %(shown)s, in the one for sharing of %(covered)s") % {
        "files": exhibits,
        "shown": outline.shown,
        "covered": outline.covered,
    }
    return [
        (gettext("Summary"), gettext("what it is about, your words, the notice")),
        (gettext("Timeline"), _entries(outline.events)),
        (gettext("Dates and their working"), str(outline.dates)),
        (gettext("Money"), ngettext("%(number)d line", "%(number)d lines", outline.lines) % {"number": outline.lines}),
        (gettext("Appeals"), str(outline.appeals)),
        (gettext("Exhibits"), shown if outline.exhibits else gettext("none yet")),
    ]


def _entries(number: int) -> str:
    return ngettext("%(number)d entry", "%(number)d entries", number) % {"number": number}

"""Boxes on pages, as the redaction page shows and takes them: percentages of the page, up to a tenth."""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext

from apps.cases.models import Case, CaseFile
from apps.evidence.rules import DRAWN
from apps.marketplaces.enums import EVIDENCE_KINDS
from apps.web.components import Link
from apps.web.evidence_pages import crumbs_of

NAMES = ("page", "left", "top", "width", "height")
MOST_ROWS = 400
SPARE_ROWS = 3  # empty ones, to be filled in without JavaScript


@dataclass(frozen=True)
class TypedBox:
    """A box as it was typed: page and four percentages, right or wrong."""

    page: str
    left: str
    top: str
    width: str
    height: str

    @property
    def parts(self) -> tuple[str, ...]:
        return (self.page, self.left, self.top, self.width, self.height)

    @property
    def drawn(self) -> tuple[float, ...] | None:
        """Left, top, width, height in thousandths of the page for the drawing; None where they are no numbers."""
        try:
            return tuple(round(float(part) * 10, 1) for part in self.parts[1:])
        except ValueError:
            return None


def typed_boxes(data: QueryDict) -> list[TypedBox]:
    """The rows that hold anything beside a page."""
    columns = [data.getlist(name)[:MOST_ROWS] for name in NAMES]
    rows = [TypedBox(*(part.strip().replace("%", "") for part in parts)) for parts in zip(*columns, strict=False)]
    return [row for row in rows if any(row.parts[1:])]


def boxes_of(typed: list[TypedBox]) -> list[dict[str, object]]:
    """Rows for `redact_file`: percentages become fractions, what is no number stays and is refused there."""
    return [
        {"page": row.page, **{name: _fraction(part) for name, part in zip(NAMES[1:], row.parts[1:], strict=True)}}
        for row in typed
    ]


def _fraction(percent: str) -> object:
    try:
        return float(percent) / 100
    except ValueError:
        return percent


def number_in(text: str, entry: CaseFile) -> int:
    """A page of the file: the one asked for, or the first."""
    number = int(text) if text.isdecimal() and len(text) < 6 else 1
    return number if 1 <= number <= (entry.file.pages or 1) else 1


def can_be_drawn(entry: CaseFile) -> bool:
    """Whether its pages can be shown, and so be drawn on."""
    return entry.file.media_type in DRAWN and not entry.file.is_infected


def redact_page(
    case: Case, entry: CaseFile, typed: list[TypedBox], *, shown: int = 1, trouble: str = ""
) -> dict[str, Any]:
    """The page on which boxes are drawn: page `shown`, all boxes, and why the copy could not be asked for."""
    here = reverse("evidence-detail", args=[case.pk, entry.pk])
    count = entry.file.pages or 1
    return {
        "case": case,
        "entry": entry,
        "crumbs": [*crumbs_of(case, to_list=True), Link(EVIDENCE_KINDS.label(entry.kind), here)],
        "can_draw": can_be_drawn(entry),
        "back": here,
        "shown": shown,
        "count": count,
        "others": [shown - 1 if shown > 1 else 0, shown + 1 if shown < count else 0],
        "image": reverse("evidence-page", args=[case.pk, entry.pk, shown]),
        "image_of": reverse("evidence-page", args=[case.pk, entry.pk, 0]),
        "image_label": gettext("Page %(page)d of %(count)d") % {"page": shown, "count": count},
        "boxes": typed,
        "drawn": [box.drawn for box in typed if box.page == str(shown) and box.drawn],
        "spare": [TypedBox(str(shown), "", "", "", "")] * SPARE_ROWS,
        "trouble": trouble,
    }

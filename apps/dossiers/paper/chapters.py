"""Everything a dossier says, as one HTML text in its language."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation

from apps.accounts.models import zone_of
from apps.core.moments import say_date, say_moment, say_place
from apps.dossiers.enums import Variant
from apps.dossiers.models import Dossier
from apps.dossiers.paper.appeals import appeals_on_paper
from apps.dossiers.paper.dates import dates_on_paper
from apps.dossiers.paper.exhibits import ExhibitOnPaper, exhibits_on_paper
from apps.dossiers.paper.money import money_on_paper
from apps.dossiers.paper.story import facts_of, names_of, seller_of, timeline_of, title_of, told_events
from apps.dossiers.paper.terms import cited_on_paper
from apps.dossiers.rules.covering import cover_for, nothing
from apps.dossiers.selectors import Exhibit

CURRENCIES = {"en": "USD", "zh-hans": "CNY"}  # in which all amounts are told once more


@dataclass(frozen=True)
class Text:
    """The HTML; the exhibits as they stand in it; the moment of the last entry of its timeline."""

    html: str
    exhibits: list[ExhibitOnPaper]
    last_event_at: datetime | None


def write(dossier: Dossier, exhibits: list[Exhibit], *, now: datetime) -> Text:
    """The dossier of a case as it stands now, told in its language and by its owner's clock."""
    case, full = dossier.case, dossier.variant == Variant.FULL
    owner = case.owner
    zone = zone_of(language=dossier.language, time_zone=owner.time_zone if owner else "")
    numbers: dict[UUID, int] = {exhibit.file.pk: exhibit.number for exhibit in exhibits}
    cover = nothing if full else cover_for(names_of(case))
    with translation.override(dossier.language), timezone.override(zone):
        events = told_events(case)
        on_paper = exhibits_on_paper(exhibits, dossier.variant)
        context = {
            "language": "zh-Hans" if dossier.language == "zh-hans" else "en",
            "full": full,
            "case": case,
            "title": title_of(case),
            "made_on": say_date(now),
            "made_at": say_moment(now),
            "zone": say_place(zone),
            "site": settings.SITE_URL,
            "facts": facts_of(case),
            "seller": seller_of(case) if full else [],
            "narrative": cover(case.narrative),
            "notice": cover(case.notice_text),
            "timeline": timeline_of(case, events, cover),
            "dates": dates_on_paper(case, cover),
            "money": money_on_paper(case, numbers, CURRENCIES[dossier.language]),
            "appeals": appeals_on_paper(case, numbers, cover, names=full),
            "exhibits": on_paper,
            "cited": cited_on_paper(case),
            "left_out": [exhibit.number for exhibit in on_paper if exhibit.why_not],
            "file_name": file_name(dossier, "pdf"),
            "manifest_name": file_name(dossier, "manifest.json"),
        }
        html = render_to_string("dossiers/print/dossier.html", context)
    return Text(html, on_paper, events[-1].at if events else None)


def file_name(dossier: Dossier, ending: str) -> str:
    """`RC-7KFM-39XQ-T-sharing-zh.pdf`: the reference of the case, and nothing that says whose it is."""
    kind = "" if dossier.variant == Variant.FULL else "-sharing"
    return f"{dossier.case.reference}{kind}-{dossier.language[:2]}.{ending}"

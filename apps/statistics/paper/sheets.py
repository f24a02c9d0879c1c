"""The sheets of a press kit as HTML: one page each, in one language, about all cases or one incident."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from apps.statistics.models import Batch
from apps.statistics.paper.words import Pages

LANGUAGES = {code: "zh-Hans" if code == "zh-hans" else code for code, _name in settings.LANGUAGES}


def subjects_of(batch: Batch) -> list[str]:
    """What there is a sheet about: `all`, and the incidents of which something is counted."""
    with translation.override("en"):
        return [quote.subject for quote in Pages(batch).quotes()]


def write_sheet(batch: Batch, subject: str, language: str) -> str:
    """The HTML of one of `subjects_of`."""
    with translation.override(language):
        pages = Pages(batch)
        quote = next(quote for quote in pages.quotes() if quote.subject == subject)
        context = {"pages": pages, "batch": batch, "quote": quote, "language": LANGUAGES[language]}
        return render_to_string("figures/print/sheet.html", context)

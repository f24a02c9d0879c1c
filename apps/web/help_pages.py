"""Help is Markdown: one file per topic and language in help/; first its title, then a paragraph that is the gist."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import nh3
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from markdown_it import MarkdownIt

FOLDER = Path(__file__).parent / "help"
# As a seller would ask; what programmers ask comes last.
ORDER = (
    "filing",
    "evidence",
    "after",
    "appeals",
    "deadlines",
    "joining",
    "who-sees",
    "figures",
    "safety",
    "sign-in",
    "programs",
)
ICONS = {
    "filing": "edit",
    "evidence": "file",
    "after": "clock",
    "appeals": "mail",
    "deadlines": "calendar",
    "joining": "people",
    "who-sees": "eye",
    "figures": "check",
    "safety": "lock",
    "sign-in": "key",
    "programs": "screen",
}
PAGES = (*ORDER, "privacy")


@dataclass(frozen=True)
class Topic:
    """A help page in one language; `gist` is plain text, `html` what follows it."""

    slug: str
    title: str
    gist: str
    html: SafeString

    @property
    def icon(self) -> str:
        return ICONS.get(self.slug, "help")


def read_topic(slug: str) -> Topic | None:
    """The page called `slug` in the active language; None when there is none."""
    return _read(slug, get_language() or "en") if slug in PAGES else None


def topics() -> list[Topic]:
    """Every help topic in the active language, in reading order."""
    return [_read(slug, get_language() or "en") for slug in ORDER]


@cache
def _read(slug: str, language: str) -> Topic:
    folder = FOLDER / ("zh-hans" if language.startswith("zh") else "en")
    text = (folder / f"{slug}.md").read_text(encoding="utf-8").replace("https://SITE", settings.SITE_URL)
    title, gist, body = text.split("\n\n", 2)
    html = nh3.clean(MarkdownIt("commonmark").enable("table").render(body))
    return Topic(slug, title.removeprefix("# "), gist, mark_safe(html))  # noqa: S308 - cleaned, and our own files

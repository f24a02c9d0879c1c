"""The vocabulary: what happened, why the platform says so, what is held, where. Read once from data/vocabulary.yaml.

Codes are what the database keeps; labels follow the reader's language. Unknown codes (a term withdrawn since) are shown
as they are, never as an error.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from babel import Locale
from django.utils.translation import get_language

DATA = yaml.safe_load((Path(__file__).parent / "data" / "vocabulary.yaml").read_text(encoding="utf-8"))


def is_chinese(language: str | None = None) -> bool:
    return (language or get_language() or "en").startswith("zh")


@dataclass(frozen=True)
class Term:
    """One word of the vocabulary with its stored code."""

    code: str
    en: str
    zh: str

    def label(self, language: str | None = None) -> str:
        return self.zh if is_chinese(language) else self.en

    def __str__(self) -> str:
        return self.label()


class Terms(Mapping[str, Term]):
    """A closed list of terms, in the order of the data file."""

    def __init__(self, terms: list[Term]) -> None:
        self._terms = {term.code: term for term in terms}

    @classmethod
    def read(cls, key: str) -> "Terms":
        return cls([Term(code, words["en"], words["zh"]) for code, words in DATA[key].items()])

    def __getitem__(self, code: str) -> Term:
        return self._terms[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._terms)

    def __len__(self) -> int:
        return len(self._terms)

    def label(self, code: str) -> str:
        """The word for `code` in the reader's language."""
        return self._terms[code].label() if code in self._terms else code

    def choices(self) -> list[tuple[str, str]]:
        """Pairs for a form field, in the reader's language."""
        return [(term.code, term.label()) for term in self._terms.values()]


@dataclass(frozen=True)
class Marketplace(Term):
    """One store of a platform: `amazon.us`. The zone is the store's own, `platform_id` the platform's name for it."""

    platform: str
    platform_id: str
    country: str
    currency: str
    zone: str
    domain: str


def _marketplaces() -> Terms:
    rows: list[Term] = []
    for platform, entries in DATA["marketplaces"].items():
        for row in entries:
            rows.append(_marketplace(platform, row))
    return Terms(rows)


def _marketplace(platform: str, row: dict[str, Any]) -> Marketplace:
    return Marketplace(
        code=f"{platform}.{row['code']}",
        en=f"{Locale('en').territories[row['country']]} ({row['domain']})",
        zh=f"{row['zh']}（{row['domain']}）",
        platform=platform,
        platform_id=row["id"],
        country=row["country"],
        currency=row["currency"],
        zone=row["zone"],
        domain=row["domain"],
    )


CASE_TYPES = Terms.read("case_type")
ALLEGATIONS = Terms.read("allegation")
OUTCOMES = Terms.read("outcome")
LOSS_COMPONENTS = Terms.read("loss_component")
EVIDENCE_KINDS = Terms.read("evidence_kind")
FIGURE_STATUSES = Terms.read("figure_status")
PLATFORMS = Terms.read("platforms")
MARKETPLACES = _marketplaces()


def marketplaces_of(platform: str) -> list[Marketplace]:
    """The marketplaces known for a platform; empty where we have no list and ask for the country instead."""
    return [m for m in MARKETPLACES.values() if isinstance(m, Marketplace) and m.platform == platform]


NOT_COUNTRIES = {"EU", "EZ", "UN", "ZZ", "XA", "XB", "QO"}


def country_choices() -> list[tuple[str, str]]:
    """ISO 3166 countries by their name in the reader's language."""
    names = {str(code): str(name) for code, name in Locale("zh" if is_chinese() else "en").territories.items()}
    countries = [(code, name) for code, name in names.items() if re.fullmatch("[A-Z]{2}", code)]
    return sorted((pair for pair in countries if pair[0] not in NOT_COUNTRIES), key=lambda pair: pair[1])

"""The words of a mandate: versions are files that never change, both languages filled in and hashed together."""

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from string import Template

FOLDER = Path(__file__).parent.parent / "data" / "mandates"
VERSION = "1"  # what is signed from now on; a change of words is a new pair of files
LANGUAGES = ("en", "zh")


@cache
def _template(version: str, language: str) -> Template:
    return Template((FOLDER / f"{version}.{language}.txt").read_text(encoding="utf-8"))


def write_mandate(facts: Mapping[str, Mapping[str, str]], version: str = VERSION) -> dict[str, str]:
    """The text in each language; `facts` by language. Raises KeyError for a fact that is missing."""
    return {language: _template(version, language).substitute(facts[language]) for language in LANGUAGES}


def hash_of(texts: Mapping[str, str]) -> str:
    """SHA-256 of the English text, a line of three hyphens, the Chinese text; UTF-8, as 64 hexadecimal digits."""
    return sha256("\n---\n".join(texts[language].strip() for language in LANGUAGES).encode()).hexdigest()

"""What is covered in words before they are handed round: names that are known, and numbers that find somebody.

It finds what it is told, and what has a known shape. Other names it does not find; the dossier says so.
"""

import re
from collections.abc import Callable, Iterable

COVERED = "■■■"
SHORTEST = 2  # characters of a name that is looked for
SHAPES = re.compile(
    r"""(?xia)  # a letter is an ASCII one here: Chinese may stand right beside
    [\w.+%-]+@[\w-]+(?:\.[\w-]+)+                  # e-mail addresses
    | \b(?:https?://|www\.)[^\s<>"',，。；）)]+      # links
    | \b\d{3}-\d{7}-\d{7}\b                         # order numbers
    | \bB0[0-9A-Z]{8}\b                             # items
    | \bA(?=[0-9A-Z]*\d)[0-9A-Z]{11,14}\b           # merchant tokens
    | \b[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}\b  # unified social credit codes
    | (?<![\w.,])(?!\d{4}-\d\d-\d\d\b)\+?\d(?:[\s-]?\d){7,}(?![\w.,]\d)  # telephones, accounts: from eight digits
    """
)

Cover = Callable[[str], str]


def nothing(text: str) -> str:
    """For the complete dossier."""
    return text


def cover_for(names: Iterable[str]) -> Cover:
    """Covers these names, however they are written (case, blanks), and whatever has one of SHAPES."""
    known = sorted({name.strip() for name in names if len(name.strip()) >= SHORTEST}, key=len, reverse=True)
    pattern = re.compile("|".join(_loosely(name) for name in known), re.IGNORECASE) if known else None

    def cover(text: str) -> str:
        return SHAPES.sub(COVERED, pattern.sub(COVERED, text) if pattern else text)

    return cover


def _loosely(name: str) -> str:
    return r"\s+".join(re.escape(part) for part in name.split())

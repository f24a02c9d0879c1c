"""The wording of a notice without what makes it one seller's: for comparing notices of one wave with each other."""

import re
import unicodedata

LONGEST = 20_000
ADDRESS = re.compile(r"[a-z0-9._%+-]{1,64}@[a-z0-9.-]{1,255}")
LINK = re.compile(r"(?:https?://|www\.)[!-~]+")
# ASINs, order numbers, case ids, merchant tokens: at least six letters and digits, a digit among them.
CODE = re.compile(r"(?<![a-z0-9-])(?=[a-z-]{0,40}\d)[a-z0-9-]{6,}")
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def normalised(text: str) -> str:
    """Folded to one case and width, spaces single, addresses, links, codes and numbers each replaced by a mark.

    The same template sent to two sellers gives the same text unless their names stand in it.
    """
    folded = unicodedata.normalize("NFKC", text[: 2 * LONGEST]).casefold()
    folded = "".join(c for c in folded if c.isspace() or unicodedata.category(c)[0] != "C")
    for pattern, mark in ((LINK, "<link>"), (ADDRESS, "<address>"), (CODE, "<code>"), (NUMBER, "#")):
        folded = pattern.sub(mark, folded)
    return " ".join(folded.split())[:LONGEST]

"""How much two notices are worded alike: the share of runs of words (Chinese: of characters) that both have."""

import re
import unicodedata

RUN_LATIN, RUN_CHINESE = 3, 4
ALIKE = 0.5  # from here on two notices are one wording with other names and numbers
_WORDS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]+|[^\W\d_\u3040-\u30ff\u3400-\u9fff]+")
_HAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")

Shingles = frozenset[str]


def shingles_of(text: str) -> Shingles:
    """Runs of three words or four Chinese characters; numbers, signs and capitals say nothing."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    runs: set[str] = set()
    latin: list[str] = []
    for piece in _WORDS.findall(folded):
        if _HAN.match(piece):
            runs |= {piece[at : at + RUN_CHINESE] for at in range(max(1, len(piece) - RUN_CHINESE + 1))}
        else:
            latin.append(piece)
    runs |= {" ".join(latin[at : at + RUN_LATIN]) for at in range(max(1, len(latin) - RUN_LATIN + 1)) if latin}
    return frozenset(runs)


def alike(one: Shingles, other: Shingles) -> float:
    """0 to 1."""
    return len(one & other) / len(one | other) if one and other else 0.0


def largest_wording(notices: list[Shingles]) -> list[int]:
    """The places of the notices that are worded like one of them, where that one has the most of its like."""
    best: list[int] = []
    for centre in notices:
        group = [place for place, notice in enumerate(notices) if alike(centre, notice) >= ALIKE]
        if len(group) > len(best):
            best = group
    return best

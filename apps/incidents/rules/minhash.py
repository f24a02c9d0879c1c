"""A notice as few numbers: notices worded alike share some of them. For finding among very many; no text comes back.

MinHash in bands: of two notices that share a part `j` of their shingles, each band agrees with a chance of `j ** ROWS`.
"""

import re
import unicodedata
from hashlib import blake2b

from apps.incidents.rules.shingles import ALIKE, Shingles

VERSION = 1  # raise it when the same notice gives other bands; the job then reads every notice anew
BANDS, ROWS = 16, 3
PRIME = (1 << 61) - 1
_FEDERAL = re.compile(r"(?<!\d)(?:\d:)?(\d{2})-?cv-?0*(\d{2,6})(?!\d)", re.IGNORECASE)
_CHINESE = re.compile(r"[(〔](\d{4})[)〕]([\u4e00-\u9fff]{1,3}\d{0,4}[\u4e00-\u9fff]{1,4}\d{1,6})号")


def _number(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big") % PRIME


_TURNS = [(_number(f"factor {n}") or 1, _number(f"shift {n}")) for n in range(BANDS * ROWS)]


def bands_of(shingles: Shingles) -> list[str]:
    """One text a band, each naming its place; none where there are no words."""
    if not shingles:
        return []
    numbers = [_number(shingle) for shingle in shingles]
    least = [min((factor * number + shift) % PRIME for number in numbers) for factor, shift in _TURNS]
    return [f"{place}:{least[place * ROWS : (place + 1) * ROWS]}" for place in range(BANDS)]


def likeness(shared: int) -> float:
    """How much of their shingles two notices share, by how many bands agree. 0 to 1."""
    return float((shared / BANDS) ** (1 / ROWS))


def is_one_wording(shared: int) -> bool:
    return shared > 0 and likeness(shared) >= ALIKE


def dockets_in(text: str) -> set[str]:
    """Numbers of court files named in a text, each in one form: `22-cv-1234`, `2023粤03民初1234`."""
    folded = unicodedata.normalize("NFKC", text)
    found = {f"{year}-cv-{number}" for year, number in _FEDERAL.findall(folded)}
    return found | {year + rest for year, rest in _CHINESE.findall(re.sub(r"\s", "", folded))}

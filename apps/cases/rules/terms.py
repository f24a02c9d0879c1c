"""What a text can be found by, and what a typed search asks for. No database, no keys.

Chinese is cut into pairs of characters, Latin into words. Both are folded first: full width to half width, traditional
to simplified, capitals and accents away. A Latin word of five letters and more is also known by its spellings with one
letter left out, so that one slip of the finger on either side still meets. Nothing of this is stored as it is: see
apps.core.blind_index.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import opencc

VERSION = 1  # raise it when the same text gives other terms: `manage.py reindex` then finds what to do again
MOST_TERMS = 4_000  # of one text; a notice of two megabytes is found by its beginning
MOST_WORDS = 8  # of one search
LONGEST_WORD = 40
SHORTEST_NEAR = 5  # letters; shorter words have too many neighbours
SHORTEST_BEGINNING, LONGEST_BEGINNING = 3, 12

CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003134f"
_PART = rf"[^\W_{CJK}]+"
_TOKEN = re.compile(rf"(?P<cjk>[{CJK}]+)|(?P<latin>{_PART}(?:[-_./@:&'’]+{_PART})*)")
_PARTS = re.compile(_PART)
_simplify = opencc.OpenCC("t2s").convert


@lru_cache(maxsize=20_000)
def fold_character(character: str) -> str:
    """One character as it is compared; some become several (㎏), marks above letters become nothing."""
    plain = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", character).casefold())
    bare = "".join(c for c in plain if unicodedata.category(c) not in ("Mn", "Cf"))
    whole = unicodedata.normalize("NFC", bare)
    return _simplify(whole) if re.match(f"[{CJK}]", whole) else whole


def fold(text: str) -> str:
    """A text as it is compared, character by character."""
    return "".join(map(fold_character, text))


def terms_of(text: str) -> set[str]:
    """What a text is found by: words, pairs of Chinese characters, numbers with and without their dashes."""
    terms: set[str] = set()
    for found in _TOKEN.finditer(fold(text)):
        if len(terms) >= MOST_TERMS:
            break
        terms.update(_pairs(found["cjk"]) if found["cjk"] else _spellings(found["latin"]))
    return terms


def near_terms_of(terms: Iterable[str]) -> set[str]:
    """The spellings, one letter left out, of those terms that are words."""
    return {near for term in terms if _has_neighbours(term) for near in _neighbours(term)}


def beginnings_of(terms: Iterable[str]) -> set[str]:
    """The first letters of words, so that a name is found while it is typed."""
    return {
        f"^{term[:length]}"
        for term in terms
        if term.isascii()
        for length in range(SHORTEST_BEGINNING, min(len(term), LONGEST_BEGINNING + 1))
    }


@dataclass(frozen=True)
class Word:
    """A word of a search. It is met where all terms of one of its `ways` are; nearly met where one of `near` is."""

    text: str
    ways: tuple[tuple[str, ...], ...]
    beginning: str = ""
    near: tuple[str, ...] = ()


def words_of(text: str, known: Iterable[str] = ()) -> list[Word]:
    """The words of a typed search, the first eight. `known` are Chinese words at which a run without spaces is cut."""
    words: list[Word] = []
    cut = _cutter(known)
    for found in _TOKEN.finditer(fold(text)):
        if found["cjk"]:
            words += [Word(piece, (tuple(_pairs(piece)),)) for piece in cut(found["cjk"])]
        else:
            words += _latin_words(found["latin"])
    return list(dict.fromkeys(words))[:MOST_WORDS]


def _latin_words(token: str) -> Iterator[Word]:
    parts = [part[:LONGEST_WORD] for part in _PARTS.findall(token)]
    if len(parts) > 1 and any(c.isdigit() for c in token):  # 113-1234567-1234567, however its dashes are typed
        yield Word(token, (tuple(parts), ("".join(parts)[:LONGEST_WORD],)))
        return
    for part in parts:
        starts = SHORTEST_BEGINNING <= len(part) <= LONGEST_BEGINNING
        near = tuple(sorted(_neighbours(part))) if _has_neighbours(part) else ()
        yield Word(part, ((part,),), beginning=f"^{part}" if starts else "", near=near)


def _pairs(run: str) -> list[str]:
    return [run[place : place + 2] for place in range(len(run) - 1)]


def _spellings(token: str) -> list[str]:
    parts = [part[:LONGEST_WORD] for part in _PARTS.findall(token)]
    return parts if len(parts) == 1 else [*parts, "".join(parts)[:LONGEST_WORD]]


def _has_neighbours(term: str) -> bool:
    return len(term) >= SHORTEST_NEAR and term.isascii() and term.isalpha()


def _neighbours(word: str) -> set[str]:
    return {f"~{word}", *(f"~{word[:place]}{word[place + 1 :]}" for place in range(len(word)))}


def _cutter(known: Iterable[str]) -> "Cutter":
    return Cutter(sorted({fold(word) for word in known if len(word) > 1}, key=len, reverse=True))


class Cutter:
    """Cuts a run of Chinese at the words it knows, the longest first: 亚马逊封号 is 亚马逊 and 封号."""

    def __init__(self, known: list[str]) -> None:
        self.pattern = re.compile("|".join(map(re.escape, known))) if known else None

    def __call__(self, run: str) -> list[str]:
        """The pieces of two characters and more; a single character between them is too common to ask for."""
        if self.pattern is None:
            return [run]
        pieces, last = [], 0
        for found in self.pattern.finditer(run):
            pieces += [run[last : found.start()], found.group()]
            last = found.end()
        return [piece for piece in (*pieces, run[last:]) if len(piece) > 1] or [run]


def likeness(one: str, other: str) -> float:
    """How much two words are alike, from 0 to 1: the share of trigrams (of Chinese: pairs) that both have."""
    return likeness_of_folded(fold(one), fold(other))


def likeness_of_folded(one: str, other: str) -> float:
    """As `likeness`, of words that are folded already."""
    here, there = _grams(one), _grams(other)
    shared = len(here & there)
    return shared / (len(here) + len(there) - shared) if here and there else 0.0


@lru_cache(maxsize=10_000)
def _grams(word: str) -> frozenset[str]:
    if re.match(f"[{CJK}]", word):
        return frozenset((*_pairs(word), *word))
    padded = f"  {word} "
    return frozenset([padded[place : place + 3] for place in range(len(padded) - 2)])


def places_in(text: str, words: Iterable[Word], *, near: bool = False) -> list[tuple[int, int]]:
    """Where in a text the words stand, from–to, in order and without overlap."""
    folded, origin = _folded_with_origin(text)
    found: list[tuple[int, int]] = []
    for word in words:
        found += [match.span() for match in re.finditer(re.escape(word.text), folded)]
        if near and word.near:
            wanted = set(word.near)
            found += [m.span() for m in _PARTS.finditer(folded) if len(m[0]) < LONGEST_WORD and _meets(m[0], wanted)]
    places: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if not places or origin[start] >= places[-1][1]:
            places.append((origin[start], origin[end - 1] + 1))
    return places


def _meets(word: str, wanted: set[str]) -> bool:
    return _has_neighbours(word) and not wanted.isdisjoint(_neighbours(word))


def _folded_with_origin(text: str) -> tuple[str, list[int]]:
    pieces, origin = [], []
    for place, character in enumerate(text):
        plain = fold_character(character)
        pieces.append(plain)
        origin += [place] * len(plain)
    return "".join(pieces), origin

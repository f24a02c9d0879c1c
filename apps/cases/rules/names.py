"""Company names taken apart, so that what two of them have of their own is compared and not what thousands share.

深圳市创想科技有限公司 is a city, a core (创想), a trade and a legal form;
`Shenzhen Chuangxiang Technology Co., Ltd.` as well.
The score of whole Chinese names says nothing: two strangers of one city and trade agree in most characters.
"""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import yaml
from rapidfuzz.distance import JaroWinkler, Levenshtein

from apps.cases.rules.terms import CJK, fold, likeness_of_folded

DATA = Path(__file__).parents[1] / "data" / "company_names.yaml"
SHORTEST_CORE = 2
LONGEST_KEY = 24  # letters of a core that take part in spellings with one left out
ALIKE = 0.8  # from here on somebody should look
AGREEING = 0.4  # of what is missing to 1, where city and trade agree: 宏远达 and 宏远大 are worth a look then
LEAST_CHINESE = (ALIKE - AGREEING) / (1 - AGREEING) - 1e-9  # of cores; less, and no place and trade make it ALIKE
LEAST_LATIN = 2 * ALIKE - 1 - 1e-9  # of Jaro-Winkler; less, and no trigrams make it ALIKE

_HAN = re.compile(f"[{CJK}]")
_DROPPED = re.compile(rf"[^\w{CJK}]+|_")
_BRACKETS = re.compile(r"[(\[【〔（]([^)\]】〕）]*)[)\]】〕）]")
_KIND_OF_PLACE = re.compile("^(?:特别行政区|维吾尔自治区|壮族自治区|回族自治区|自治区|省|市)")
_DISTRICT = re.compile(rf"^[{CJK}]{{2,3}}(?:新区|区|县|镇|街道)(?=[{CJK}]{{4}})")


@dataclass(frozen=True)
class NameParts:
    """A company name as it is compared: folded (NFKC, simplified, small letters, no accents); any part may be empty."""

    core: str = ""
    place: str = ""
    trade: str = ""
    form: str = ""

    @cached_property
    def is_chinese(self) -> bool:
        return bool(_HAN.search(self.core))

    @cached_property
    def spellings(self) -> tuple[str, str, str]:
        """A Latin core as written, with its words in order, without spaces."""
        return self.core, " ".join(sorted(self.core.split())), self.core.replace(" ", "")


class Words(frozenset[str]):
    """Words of a list, found at the start or the end of a name, the longest first."""

    @cached_property
    def lengths(self) -> list[int]:
        return sorted({len(word) for word in self}, reverse=True)

    def at_start(self, name: str) -> str:
        """The longest that a name begins with; empty for none."""
        return next((name[:length] for length in self.lengths if name[:length] in self), "")

    def at_end(self, name: str, at_most: int) -> str:
        """The longest, of at most so many characters, that a name ends with; empty for none."""
        return next((name[-some:] for some in self.lengths if some <= at_most and name[-some:] in self), "")


@lru_cache(maxsize=1)
def _known() -> dict[str, Words]:
    lists = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    return {name: Words(words.split()) for name, words in lists.items()}


@lru_cache(maxsize=50_000)
def parts_of(name: str) -> NameParts:
    """A typed name in its parts."""
    folded = fold(name)
    return _chinese_parts(folded) if _HAN.search(folded) else _latin_parts(folded)


def _chinese_parts(name: str) -> NameParts:
    known = _known()
    place = ""
    for inside in _BRACKETS.findall(name):
        bare = re.sub("[省市区]$", "", inside)
        if bare in known["places_zh"]:
            place = place or bare
            name = name.replace(inside, "")
    rest = _DROPPED.sub("", name)
    rest, form = _without_end(rest, known["forms_zh"])
    while found := _place_at_start(rest):
        word, rest = found
        place = word  # the last is the narrowest: 广东省深圳市 is Shenzhen
    rest = _DISTRICT.sub("", rest)
    rest, trade = _without_end(rest, known["trades_zh"])
    return NameParts(core=rest, place=place, trade=trade, form=form)


def _place_at_start(name: str) -> tuple[str, str] | None:
    word = _known()["places_zh"].at_start(name)
    rest = _KIND_OF_PLACE.sub("", name[len(word) :])
    return (word, rest) if word and len(rest) >= SHORTEST_CORE else None


def _without_end(name: str, words: Words) -> tuple[str, str]:
    """A name without the words of a list at its end, again and again, as long as a core is left."""
    taken = ""
    while word := words.at_end(name, at_most=len(name) - SHORTEST_CORE):
        name, taken = name[: -len(word)], word + taken
    return name, taken


def _latin_parts(name: str) -> NameParts:
    known = _known()
    words = [word for word in re.split(r"[^a-z0-9]+", re.sub(r"\b([a-z])\.(?=[a-z]\b)", r"\1", name)) if word]
    form: list[str] = []
    while len(words) > 1 and words[-1] in known["forms_latin"]:
        form.insert(0, words.pop())
    place: list[str] = []
    while len(words) > 1 and words[0] in known["places_latin"]:
        place.append(words.pop(0))
    trade: list[str] = []
    while len(words) > 1 and words[-1] in known["trades_latin"]:
        trade.insert(0, words.pop())
    return NameParts(core=" ".join(words), place=" ".join(place), trade=" ".join(trade), form=" ".join(form))


def likeness_of_cores(one: NameParts, other: NameParts) -> float:
    """0 to 1. Chinese: the share of characters that stay; Latin: mean of Jaro-Winkler and of shared trigrams, whichever
    order of the words is the better."""
    if not one.core or not other.core or one.is_chinese != other.is_chinese:
        return 0.0
    if one.core == other.core:
        return 1.0
    if one.is_chinese:
        return Levenshtein.normalized_similarity(one.core, other.core)
    ways = set(zip(one.spellings, other.spellings, strict=True))
    return max((JaroWinkler.similarity(here, there) + likeness_of_folded(here, there)) / 2 for here, there in ways)


def may_be_alike(one: NameParts, other: NameParts) -> bool:
    """False only where `likeness_of_names` is below ALIKE: a first look at very many pairs, twenty times as quick."""
    if not one.core or not other.core or one.is_chinese != other.is_chinese:
        return False
    if one.is_chinese:
        return Levenshtein.normalized_similarity(one.core, other.core, score_cutoff=LEAST_CHINESE) > 0
    ways = zip(one.spellings, other.spellings, strict=True)
    near = any(JaroWinkler.similarity(here, there, score_cutoff=LEAST_LATIN) > 0 for here, there in ways)
    return near and likeness_of_cores(one, other) >= ALIKE


def likeness_of_names(one: NameParts, other: NameParts, score: float | None = None) -> float:
    """0 to 1: that of the cores (`score`, where it is known), less where both say place or trade and differ, more where
    Chinese agree in both."""
    if score is None:
        score = likeness_of_cores(one, other)
    if one.is_chinese and one.place and one.trade and (one.place, one.trade) == (other.place, other.trade):
        score += (1 - score) * AGREEING
    if one.place and other.place and one.place != other.place:
        score *= 0.75
    if one.trade and other.trade and one.trade != other.trade:
        score *= 0.9
    return score


def keys_of_name(parts: NameParts) -> set[str]:
    """By what names that are alike find one another: cores, their words, spellings with one letter left out."""
    if not parts.core:
        return set()
    if parts.is_chinese:
        whole = parts.core[:LONGEST_KEY]
        return {whole} | (_shortened(whole) if len(whole) > SHORTEST_CORE else set())
    words = [word for word in parts.core.split() if len(word) > 3]
    longest = max(words, key=len, default="")[:LONGEST_KEY]
    joined = "".join(sorted(parts.core.split()))[:LONGEST_KEY]
    return {joined, *words[:4]} | (_shortened(longest) if len(longest) > 5 else set())


def _shortened(word: str) -> set[str]:
    return {word[:place] + word[place + 1 :] for place in range(len(word))}

"""Hierarchical log-linear models of three to five lists: which lists depend on which."""

import re
from dataclasses import dataclass
from functools import cache
from itertools import combinations

from django.utils.translation import gettext as _

Term = frozenset[int]  # the places of lists that act together, two or more
LETTERS = "ABCDE"


class UnknownModel(ValueError):
    """Not a model of these lists; the sentence says how models are written."""


@dataclass(frozen=True)
class Model:
    """All main effects and these interactions; with a term, all its parts of two lists or more. Never all lists at
    once: that interaction cannot be told apart from the number of the unseen."""

    lists: int
    terms: frozenset[Term]

    @property
    def name(self) -> str:
        """The largest interactions, as digits: `13,24,34`; `independence`, `all pairs` and `all pairs but 14` by
        name."""
        if not self.terms:
            return "independence"
        pairs = all_pairs(self.lists)
        missing = sorted(_digits(term) for term in pairs - self.terms)
        if self.terms <= pairs and self.lists > 3 and not missing:
            return "all pairs"
        if self.terms <= pairs and self.lists > 3 and len(missing) == 1:
            return f"all pairs but {missing[0]}"
        largest = [term for term in self.terms if not any(term < other for other in self.terms)]
        return ",".join(sorted((_digits(term) for term in largest), key=lambda digits: (len(digits), digits)))

    @property
    def ordered(self) -> tuple[Term, ...]:
        """The interactions, small ones first, then by place."""
        return tuple(sorted(self.terms, key=lambda term: (len(term), sorted(term))))


def _digits(term: Term) -> str:
    return "".join(str(place + 1) for place in sorted(term))


def all_pairs(lists: int) -> frozenset[Term]:
    return frozenset(frozenset(pair) for pair in combinations(range(lists), 2))


def closed(lists: int, largest: frozenset[Term]) -> Model:
    """The model that these interactions span."""
    parts = {
        frozenset(part)
        for term in largest
        for size in range(2, len(term) + 1)
        for part in combinations(sorted(term), size)
    }
    return Model(lists, frozenset(parts))


@cache
def hierarchical_models(lists: int) -> tuple[Model, ...]:
    """Every hierarchical model that can be told from the data: 8, 113 and 6,893 of them for three, four and five
    lists."""
    candidates = [frozenset(term) for size in range(2, lists) for term in combinations(range(lists), size)]
    found: list[frozenset[Term]] = [frozenset()]
    for term in candidates:
        parts = [frozenset(part) for part in combinations(sorted(term), len(term) - 1) if len(part) > 1]
        found += [model | {term} for model in found if all(part in model for part in parts)]
    return tuple(Model(lists, terms) for terms in found)


def model_named(name: str, lists: int) -> Model:
    """`independence`, `all pairs`, `all pairs but 14`, or interactions as digits or letters: `12`, `13,24,34`,
    `AB,BC`."""
    pairs = all_pairs(lists)
    bare = name.strip().lower()
    if bare in {"independence", "main", ""}:
        return Model(lists, frozenset())
    without = re.fullmatch(r"all pairs(?: but (.+))?", bare)
    if without:
        return Model(lists, pairs - _terms(without[1], name, lists) if without[1] else pairs)
    return closed(lists, _terms(bare, name, lists))


def _terms(text: str, name: str, lists: int) -> frozenset[Term]:
    terms = set()
    for word in re.split(r"[,;+\s]+", text.strip(" []")):
        places = [LETTERS.find(c.upper()) if c.isalpha() else int(c) - 1 for c in word if c.isascii() and c.isalnum()]
        if len(places) != len(word) or not 2 <= len(set(places)) < lists or not set(places) <= set(range(lists)):
            raise UnknownModel(
                _('"%(name)s" is not a model of %(lists)s lists. Write interactions as digits: 12 or 13,24,34.')
                % {"name": name[:40], "lists": lists}
            )
        terms.add(frozenset(places))
    return frozenset(terms)

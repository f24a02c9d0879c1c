"""What separates the cells of a text file: the sign that gives the same number of columns all the way down."""

import csv
from collections import Counter
from collections.abc import Sequence
from typing import Literal

DELIMITERS = {"tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}
NAMES = {sign: name for name, sign in DELIMITERS.items()}
csv.field_size_limit(131_072)  # characters; a longer cell means that a quotation mark was never closed


def quoting_of(lines: Sequence[str], delimiter: str) -> Literal[0, 3]:
    """Amazon's tab-separated files quote nothing, so that a quotation mark there is an inch; the others quote cells."""
    quoted = any(line.lstrip("\ufeff").startswith('"') and '"' + delimiter in line for line in lines)
    return csv.QUOTE_MINIMAL if delimiter != "\t" or quoted else csv.QUOTE_NONE


def stated(lines: Sequence[str]) -> str | None:
    """Excel's first line `sep=;`."""
    first = lines[0].strip().strip('"').lower() if lines else ""
    return first[4:5] if first.startswith("sep=") and len(first) == 5 else None


def ranked(lines: Sequence[str]) -> list[str]:
    """Every delimiter under which lines have more than one column, the most constant first."""
    scored = []
    for sign in DELIMITERS.values():
        reader = csv.reader(lines, delimiter=sign, quoting=quoting_of(lines, sign))
        try:
            widths = Counter(len(cells) for cells in reader if len(cells) > 1)
        except csv.Error:
            continue
        if widths:
            width, times = max(widths.items(), key=lambda pair: (pair[1], pair[0]))
            scored.append((times, width, sign))
    return [sign for _, _, sign in sorted(scored, reverse=True)]

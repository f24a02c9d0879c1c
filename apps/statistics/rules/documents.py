"""A published batch as a document: its canonical form, its hash, and whether one holds what it must. No database."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from itertools import pairwise
from typing import Any

from apps.statistics.rules.methods.rows import complaints_about_row

FORMAT = "recourse-figures/1"
STATES = ("printed", "fewer than 20", "kept from before", "withheld")
NEEDED = (
    "format",
    "number",
    "as_of",
    "method",
    "code",
    "currency",
    "previous",
    "provenance",
    "series",
    "demonstration",
)


def canonical(document: Mapping[str, Any]) -> bytes:
    """The bytes that are hashed: UTF-8, keys in order, no spaces."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def digest(document: Mapping[str, Any]) -> str:
    return sha256(canonical(document)).hexdigest()


def complaints_about(document: Mapping[str, Any], stated: str) -> list[str]:
    """What is wrong with one batch, in sentences; empty where all is right."""
    if document.get("format") != FORMAT:
        return [f"The format is {document.get('format')!r}, not {FORMAT!r}."]
    if missing := [key for key in NEEDED if key not in document]:
        return [f"It lacks {', '.join(missing)}."]
    found = []
    if digest(document) != stated:
        found.append(f"Its SHA-256 is {digest(document)}, but it says {stated}: something in it was changed.")
    for series in document["series"]:
        for cell in series["cells"]:
            where = f"{series['name']}, {cell['by']} {cell['category']}"
            found += [f"{where}: {said}" for said in _about_cell(cell)]
    for row in document.get("methods", []):  # none before method 2
        found += complaints_about_row(row)
    return found


def _about_cell(cell: Mapping[str, Any]) -> list[str]:
    found = []
    for name in ("sellers", "amount"):
        form = cell.get(name)
        if form is None:
            continue
        if form["state"] not in STATES:
            found.append(f"{name} has the unknown state {form['state']!r}.")
        value = form["at_least"]
        if (value is not None) != (form["state"] in ("printed", "kept from before")):
            found.append(f"{name} is {form['state']}, which does not go with the value {value!r}.")
        elif value is not None and not _is_floored(name, value):
            found.append(f"{name} {value} is more exact than may be printed.")
    return found


def _is_floored(name: str, value: Any) -> bool:
    """Counts are whole tens; money has two digits."""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return False
    if name == "sellers":
        return number > 0 and number % 10 == 0
    return number >= 0 and len(str(int(number)).rstrip("0")) <= 2


def complaints_about_chain(batches: Sequence[tuple[Mapping[str, Any], str]]) -> list[str]:
    """Whether each batch names the one before it. Batches with a gap between them cannot be compared."""
    ordered = sorted(batches, key=lambda batch: int(batch[0]["number"]))
    found = []
    for (earlier, stated), (later, _later) in pairwise(ordered):
        if later["number"] == earlier["number"] + 1 and later["previous"] != stated:
            found.append(f"Batch {later['number']} does not follow from batch {earlier['number']} as it stands here.")
        elif later["number"] == earlier["number"] and digest(later) != digest(earlier):
            found.append(f"There are two different batches with the number {later['number']}.")
    return found

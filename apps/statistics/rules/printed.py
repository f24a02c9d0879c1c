"""What a published document says, looked up. Whoever shows a batch, as page, file or answer to a program, asks here."""

from collections.abc import Iterator, Mapping
from typing import Any

from apps.statistics.rules.methods.rows import COLUMNS as OF_METHODS

Document = Mapping[str, Any]
Cell = dict[str, Any]  # by, category, sellers and, where money is summed, amount
ALL = "all"
COLUMNS = ("series", "by", "category", "sellers_at_least", "sellers", "amount_at_least", "amount", "currency")
RUNGS = ("sellers", "claimed", "documented", "verified", "recovered")  # the series, from the widest to the narrowest
METHOD_COLUMNS = OF_METHODS
COUNTED_APART = ("decided", "succeeded", "undecided", "restored")  # of appeals: no rungs


def cells_of(document: Document, series: str) -> list[Cell]:
    return next((one["cells"] for one in document["series"] if one["name"] == series), [])


def cell_of(document: Document, series: str, by: str = ALL, category: str = ALL) -> Cell | None:
    found = (one for one in cells_of(document, series) if one["by"] == by and one["category"] == category)
    return next(found, None)


def incident_of(document: Document, slug: str) -> dict[str, Any] | None:
    """What the batch says of an incident: its titles and the claims about it."""
    return next((one for one in document["incidents"] if one["slug"] == slug), None)


def method_rows_of(document: Document) -> Iterator[list[Any]]:
    """What methods say as rows of `methods.rows.COLUMNS`; batches of method 1 have none."""
    for row in document.get("methods", []):
        yield [row[name] for name in METHOD_COLUMNS]


def rows_of(document: Document) -> Iterator[list[Any]]:
    """Every cell as a row of COLUMNS, with codes; what is not printed is empty."""
    for one in document["series"]:
        for cell in one["cells"]:
            money, sellers = cell.get("amount") or {"at_least": None, "state": ""}, cell["sellers"]
            currency = document["currency"] if money["state"] else ""
            yield [
                one["name"], cell["by"], cell["category"], sellers["at_least"], sellers["state"],
                money["at_least"], money["state"], currency,
            ]  # fmt: skip

"""What a file of contributions says. The format is described in `manage.py disclose --help`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from unicodedata import normalize

from apps.core.inputs import BadInput, amount, known_keys, label, shown, spelling, told_apart, whole_number
from apps.statistics.rules.disclosure.sensitivity import Rules
from apps.statistics.rules.disclosure.tables import OTHER, TOTAL, Contribution, Key, Table, make_table

MOST_LINES = 100_000
MOST_CELLS = 600
MOST_DIMENSIONS = 3
MOST_TABLES = 60
TOO_MANY = f"There are more than {MOST_LINES:,} contributions."
CENT = Decimal("0.0001")
VEILS = ("veil_money", "veil_sellers")
WHOLE = ("all", "(all)")  # what the total over a column is called
KEYS = ("table", "currency", "by", "contributions", "cells", "rules", "key", "previous", "title", "as_of")


@dataclass(frozen=True)
class Task:
    """One file, read. `earlier` are tables of the same series, oldest first. `key` is empty when not given."""

    table: Table
    earlier: tuple[Table, ...]
    currency: str
    rules: Rules
    key: str
    title: str
    as_of: str
    ignored: tuple[str, ...]


@dataclass(frozen=True)
class _Shape:
    name: str
    by: tuple[str, ...] | None
    rules: Rules


def read_task(data: Mapping[str, Any]) -> Task:
    """Raises `BadInput` with a sentence for the person who wrote the file."""
    rules = _rules(data.get("rules"))
    shape = _Shape(
        _text(data.get("table"), "table") or "table", None if data.get("by") is None else _by(data["by"]), rules
    )
    table, currency = _table(data, shape, "The file")
    earlier = data.get("previous", [])
    if isinstance(earlier, Mapping):
        earlier = [earlier]
    if not isinstance(earlier, list) or len(earlier) >= MOST_TABLES:
        raise BadInput(f"previous must be an earlier table, or a list of fewer than {MOST_TABLES}, oldest first.")
    tables = []
    for number, part in enumerate(earlier, 1):
        if not isinstance(part, Mapping):
            raise BadInput("previous must hold objects with contributions or cells.")
        known_keys(part, ("contributions", "cells", "as_of", "currency"), f"Earlier table {number}")
        before, its_currency = _table(part, replace(shape, by=table.dimensions), f"Earlier table {number}")
        if its_currency and its_currency != currency:
            raise BadInput(f"Earlier table {number} is in {its_currency}, the file in {currency or 'no currency'}.")
        tables.append(before)
    _told_apart([table, *tables])
    return Task(
        table=table,
        earlier=tuple(tables),
        currency=currency,
        rules=rules,
        key=_text(data.get("key"), "key"),
        title=_text(data.get("title"), "title"),
        as_of=_text(data.get("as_of"), "as_of"),
        ignored=tuple(key for key in data if key not in KEYS),
    )


def _told_apart(tables: list[Table]) -> None:
    """Categories of a column that read as one would each be judged by a part of their sellers."""
    for place, column in enumerate(tables[0].dimensions):
        names = (key[place] for table in tables for key in table.cells if key[place] not in (TOTAL, OTHER))
        told_apart(names, f"Categories of {column}:")


def _text(value: object, what: str) -> str:
    return "" if value is None else label(value, what)


def _currency(value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) != 3 or not value.isascii() or not value.isalpha():
        raise BadInput(f"currency must be a code of three letters such as USD, not {shown(value)}.")
    return value.upper()


def _by(value: object) -> tuple[str, ...]:
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list) or len(names) > MOST_DIMENSIONS:
        raise BadInput(f'by must be a list of at most {MOST_DIMENSIONS} columns: ["platform", "marketplace"].')
    found = tuple(label(name, "A column in by") for name in names)
    told_apart(found, "Columns")
    if len(set(found)) < len(found) or {"seller", "amount", "currency"} & set(found):
        raise BadInput("by must name different columns, and none of seller, amount and currency.")
    return found


def _rules(value: object) -> Rules:
    if value is None:
        return Rules()
    if not isinstance(value, Mapping):
        raise BadInput('rules must be an object such as {"threshold": 10, "p": 15, "dominance": [[1, 50], [2, 67]]}.')
    known_keys(value, ("threshold", "p", "dominance", "change", *VEILS), "rules")
    given: dict[str, Any] = {}
    if "threshold" in value:
        given["threshold"] = whole_number(value["threshold"], "threshold", least=1, most=1000)
    if "change" in value:
        given["change"] = whole_number(value["change"], "change", least=1, most=1000)
    if "p" in value:
        given["p"] = None if value["p"] is None else amount(value["p"], "p", most=Decimal(100))
    if "dominance" in value:
        given["dominance"] = _dominance(value["dominance"])
    for veil in VEILS:
        if not isinstance(value.get(veil, False), bool):
            raise BadInput(f"{veil} must be true or false.")
        if veil in value:
            given[veil] = value[veil]
    return Rules(**given)


def _dominance(value: object) -> tuple[tuple[int, Decimal], ...]:
    pairs: list[Any] = value if isinstance(value, list) else [None]
    if len(pairs) > 10 or not all(isinstance(pair, list) and len(pair) == 2 for pair in pairs):
        raise BadInput("dominance must be pairs of a number and a percentage: [[1, 50], [2, 67]].")
    return tuple(
        (
            whole_number(number, "The number of a dominance rule", least=1, most=1000),
            amount(percent, "The percentage of a dominance rule", most=Decimal(100)),
        )
        for number, percent in pairs
    )


def _table(data: Mapping[str, Any], shape: _Shape, what: str) -> tuple[Table, str]:
    currency = _currency(data.get("currency"))
    if ("contributions" in data) + ("cells" in data) != 1:
        raise BadInput(f"{what} must hold either contributions or cells.")
    empty: list[Key] = []
    if "cells" in data:
        by = shape.by or ("cell",)
        if len(by) != 1:
            raise BadInput("cells have one column; for tables of two or three columns, write contributions.")
        lines = list(_lines_of_cells(data["cells"], empty))
    else:
        rows = data["contributions"]
        if not isinstance(rows, list) or len(rows) > MOST_LINES:
            raise BadInput(f"contributions must be a list of at most {MOST_LINES:,}.")
        by = _columns(rows) if shape.by is None else shape.by
        currency = _only_currency(rows, currency)
        lines = [_line(row, number, by) for number, row in enumerate(rows, 1)]
    if not lines and not empty:
        raise BadInput(f"{what} holds no contribution.")
    table = make_table(shape.name, by, lines, threshold=shape.rules.threshold, empty=empty)
    if len(table.cells) > MOST_CELLS:
        raise BadInput(f"{what} has {len(table.cells):,} cells with all totals; at most {MOST_CELLS} can be judged.")
    return table, currency


def _columns(rows: list[Any]) -> tuple[str, ...]:
    first = rows[0] if rows else None
    columns = (
        [key for key in first if key not in ("seller", "amount", "currency")] if isinstance(first, Mapping) else []
    )
    return _by(columns)


def _only_currency(rows: list[Any], given: str) -> str:
    found = {_currency(row.get("currency")) for row in rows if isinstance(row, Mapping)} | {given}
    found.discard("")
    if len(found) > 1:
        raise BadInput(f"Amounts of one table must be of one currency; here are {', '.join(sorted(found))}.")
    return found.pop() if found else ""


def _line(row: object, number: int, by: tuple[str, ...]) -> Contribution:
    what = f"Contribution {number}"
    if not isinstance(row, Mapping):
        if by:
            raise BadInput(f"{what} must be an object with {', '.join(by)}, seller and amount.")
        return Contribution((), str(number), _amount(row, what))
    known_keys(row, (*by, "seller", "amount", "currency"), what)
    missing = [name for name in (*by, "seller") if name not in row]
    if missing:
        raise BadInput(f"{what} lacks {' and '.join(missing)}.")
    value = row.get("amount")
    return Contribution(
        tuple(_category(row[name], f"{what}, {name}") for name in by),
        _seller(row["seller"], what),
        None if value is None else _amount(value, f"{what}, amount"),
    )


def _category(value: object, what: str) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    name = label(value, what)
    if spelling(name) == OTHER:
        raise BadInput(f"{what}: {OTHER} is the name of folded categories; choose another.")
    if spelling(name) in WHOLE:
        raise BadInput(f"{what}: {shown(name)} is the name of the total, which is counted anyway; leave it out.")
    return name


def _seller(value: object, what: str) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    return normalize("NFC", label(value, f"{what}, seller"))


def _amount(value: object, what: str) -> Decimal:
    number = amount(value, what)
    if number != number.quantize(CENT):
        raise BadInput(f"{what} has more than four decimal places: {shown(value)}.")
    return number


def _lines_of_cells(value: object, empty: list[Key]) -> Iterator[Contribution]:
    """Cells with, each, a list of amounts (one per seller), an object of sellers and amounts, or a number of
    sellers."""
    if not isinstance(value, Mapping) or not value:
        raise BadInput('cells must be an object: {"amazon": [1200, 350.50], "temu": {"s1": 80}, "walmart": 12}.')
    left = MOST_LINES
    read: set[str] = set()
    for key, content in value.items():
        name = _category(key, "The name of a cell")
        if name in read:
            raise BadInput(f"Cell {shown(name)} stands twice: once with spaces at its ends.")
        read.add(name)
        lines = list(_lines_of_cell(name, content, left))
        left -= len(lines)
        if not lines:
            empty.append((name,))
        yield from lines


def _lines_of_cell(name: str, content: object, left: int) -> Iterator[Contribution]:
    what = f"Cell {shown(name)}"
    if isinstance(content, list | Mapping):
        if len(content) > left:
            raise BadInput(TOO_MANY)
        given = (
            content if isinstance(content, Mapping) else {f"{name} {n}": value for n, value in enumerate(content, 1)}
        )
        for seller, value in given.items():
            yield Contribution(
                (name,), _seller(seller, what), None if value is None else _amount(value, f"{what}: an amount")
            )
    else:
        sellers = whole_number(content, f"{what}: the number of sellers", most=MOST_LINES)
        if sellers > left:
            raise BadInput(TOO_MANY)
        for number in range(1, sellers + 1):
            yield Contribution((name,), f"{name} {number}")

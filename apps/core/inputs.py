"""Files that strangers feed to commands: read strictly, and refused in one sentence that says what to change."""

import json
import sys
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn
from unicodedata import normalize

LARGEST_FILE = 20_000_000  # bytes
LARGEST_COUNT = 1_000_000_000
LARGEST_AMOUNT = Decimal(10) ** 15


class BadInput(ValueError):
    """One sentence for the person who made the file."""


def read_text(name: str) -> str:
    """The text of a file, or of standard input for `-`. UTF-8, with or without a byte order mark."""
    try:
        raw = sys.stdin.buffer.read(LARGEST_FILE + 1) if name == "-" else _read_file(Path(name))
    except (OSError, ValueError) as error:
        raise BadInput(f"{name} cannot be read: {getattr(error, 'strerror', None) or error}.") from error
    if len(raw) > LARGEST_FILE:
        raise BadInput(f"{name} is larger than {LARGEST_FILE // 1_000_000} MB.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"{name} is not UTF-8 text (byte {error.start + 1}). Save it as UTF-8.") from error


def _read_file(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LARGEST_FILE + 1)


def read_object(text: str) -> dict[str, Any]:
    """One JSON object. Numbers with a point become `Decimal`; a key that stands twice and NaN are refused."""
    try:
        value = json.loads(text, object_pairs_hook=_no_twins, parse_float=Decimal, parse_constant=_no_constant)
    except BadInput:
        raise
    except json.JSONDecodeError as error:
        raise BadInput(f"This is not JSON: {error.msg} (line {error.lineno}, column {error.colno}).") from error
    except RecursionError as error:
        raise BadInput("The JSON is nested too deeply.") from error
    except (ValueError, ArithmeticError) as error:  # an integer of thousands of digits, an exponent beyond all bounds
        raise BadInput("The file holds a number that is too long to be read.") from error
    if not isinstance(value, dict):
        raise BadInput("The file must hold one JSON object: {…}.")
    return value


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise BadInput(f"{shown(key)} stands twice in one object.")
        found[key] = value
    return found


def _no_constant(word: str) -> NoReturn:
    raise BadInput(f"{word} is not a number.")


def whole_number(value: object, what: str, *, least: int = 0, most: int = LARGEST_COUNT) -> int:
    """`value` as an integer between `least` and `most`; `3.0` counts as 3, `"3"` and `true` do not."""
    number = value
    if isinstance(number, Decimal) and number.is_finite() and abs(number) <= most and number == number.to_integral():
        number = int(number)
    if not isinstance(number, int) or isinstance(number, bool):
        raise BadInput(f"{what} must be a whole number, not {shown(value)}.")
    if not least <= number <= most:
        raise BadInput(f"{what} must lie between {least:,} and {most:,}, not be {shown(value)}.")
    return number


def amount(value: object, what: str, *, least: Decimal = Decimal(0), most: Decimal = LARGEST_AMOUNT) -> Decimal:
    """`value` as a number between `least` and `most`, given as a JSON number or as a text of digits (`"50000.00"`)."""
    if isinstance(value, str):
        value = _digits(value, what)
    if not isinstance(value, int | Decimal) or isinstance(value, bool):
        raise BadInput(f"{what} must be a number, not {shown(value)}.")
    number = Decimal(value)
    if not number.is_finite() or not least <= number <= most:
        raise BadInput(f"{what} must lie between {least:,} and {most:,}, not be {shown(value)}.")
    return number


def _digits(text: str, what: str) -> Decimal:
    bare = text.strip()
    if not bare.isascii() or not bare.replace(".", "", 1).removeprefix("-").isdigit() or len(bare) > 40:
        raise BadInput(f"{what} must be a number, not {shown(text)}.")
    return Decimal(bare)


def label(value: object, what: str, *, longest: int = 200) -> str:
    """`value` as a name: a text of printable characters, without spaces at its ends."""
    if not isinstance(value, str):
        raise BadInput(f"{what} must be a text, not {shown(value)}.")
    text = value.strip()
    if not text or len(text) > longest or not text.isprintable():
        raise BadInput(f"{what} must be 1 to {longest} printable characters, not {shown(value)}.")
    return text


def spelling(name: str) -> str:
    """What two names have in common that a reader takes for one: case, spaces and forms of characters do not count."""
    return " ".join(normalize("NFKC", name).casefold().split())


def told_apart(names: Iterable[str], what: str) -> None:
    """Refuse names of which a reader could not tell one from another."""
    found: dict[str, str] = {}
    for name in names:
        other = found.setdefault(spelling(name), name)
        if other != name:
            raise BadInput(
                f"{what} {shown(other)} and {shown(name)} differ only in case, spaces or forms of characters."
                " Write the same name everywhere."
            )


def known_keys(given: Mapping[str, Any], known: Iterable[str], what: str) -> None:
    """Refuse a misspelt key rather than read past it."""
    wanted = sorted(known)
    for key in given:
        if key not in wanted:
            raise BadInput(f"{what} has no {shown(key)}; it may hold: {', '.join(wanted)}.")


def _plain(value: object) -> str:
    return str(value) if isinstance(value, str | Decimal) else ascii(value)


def shown(value: object) -> str:
    """A value inside a sentence: short, on one line, printable on every terminal, and as JSON writes it."""
    words = {None: "null", True: "true", False: "false"}
    text = words[value] if value is None or isinstance(value, bool) else _plain(value)
    text = "".join(c if c.isprintable() else "?" for c in text)
    text = text if len(text) <= 40 else text[:39] + "…"
    return f'"{text}"' if isinstance(value, str) else text

"""Column names: declared by each reader, recognised by what they say, damaged ones included."""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import lru_cache

from apps.losses.reports.rows import Cell

DAMAGE = "?\ufffd"
LONGEST_NAME = 60


class Kind(Enum):
    """How the cells of a column are read."""

    TEXT = auto()
    MONEY = auto()
    COUNT = auto()
    MOMENT = auto()
    BARE_MONEY = auto()  # money that says nothing about how the file writes numbers (unit volumes, exchange rates)


@dataclass(frozen=True)
class Column:
    """A column that a reader wants. `names` are its headings in any language, or by language. Others are never read."""

    field: str
    names: tuple[str, ...] | Mapping[str, str | tuple[str, ...]]
    kind: Kind = Kind.TEXT
    required: bool = False  # without it, it is another report
    usual: bool = False  # without it, the report is not whole

    def spelled(self) -> list[tuple[str, str]]:
        """(language, heading); language is empty where it says nothing."""
        if isinstance(self.names, tuple):
            return [("", name) for name in self.names]
        pairs = []
        for language, names in self.names.items():
            pairs += [(language, name) for name in ((names,) if isinstance(names, str) else names)]
        return pairs


@dataclass
class Columns:
    """Which cell of a row is which field, found in one line of headings."""

    names: list[str]
    at: dict[str, int] = field(default_factory=dict)
    mended: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    languages: Counter[str] = field(default_factory=Counter)

    @property
    def width(self) -> int:
        return len(self.names)

    @property
    def language(self) -> str:
        """The language most headings are in; empty when they are in none."""
        return max(self.languages, key=lambda code: self.languages[code]) if self.languages else ""

    def unread(self) -> list[int]:
        taken = set(self.at.values())
        return [place for place in range(self.width) if place not in taken and self.names[place].strip()]


@lru_cache(maxsize=8192)
def fold(heading: str) -> str:
    """Letters and digits only, without case: `Order-ID`, `order id` and `order_id` are one."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", heading).casefold() if sign.isalnum())


def damaged_pattern(heading: str) -> re.Pattern[str] | None:
    """What a damaged heading may have been: each run of `?` or U+FFFD stands for one to three letters."""
    parts = re.split(f"[{re.escape(DAMAGE)}]+", heading)
    if len(parts) < 2 or sum(len(fold(part)) for part in parts) < 2:
        return None
    return re.compile(".{0,3}".join(re.escape(fold(part)) for part in parts))


def _undo_mojibake(heading: str) -> str:
    """`UmsÃ¤tze` is UTF-8 that was read as cp1252."""
    try:
        return heading.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return heading


class Vocabulary:
    """The headings one reader knows."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.columns = columns
        self.required = {column.field for column in columns if column.required}
        self.usual = [column.field for column in columns if column.usual]
        self._known: dict[str, tuple[str, set[str]]] = {}
        for column in columns:
            for language, name in column.spelled():
                self._known.setdefault(fold(name), (column.field, set()))[1].add(language)

    def words(self) -> set[str]:
        """Headings as they are written, for the encoding ladder."""
        return {name for column in self.columns for _, name in column.spelled()}

    def find(self, cells: Sequence[Cell]) -> Columns | None:
        """Read a line as headings. None unless every required field is among them."""
        columns = Columns([str(cell).strip() for cell in cells])
        while columns.names and not columns.names[-1]:
            columns.names.pop()
        for place, name in enumerate(columns.names):
            if name:
                self._place(columns, place, name)
        return columns if columns.at and self.required <= columns.at.keys() else None

    def missing(self, columns: Columns) -> list[str]:
        """Headings that this report always has and this file has not, as the platform writes them."""
        absent = {name for name in self.usual if name not in columns.at}
        return [column.spelled()[0][1] for column in self.columns if column.field in absent]

    def _place(self, columns: Columns, place: int, name: str) -> None:
        damaged = "?" in name or "\ufffd" in name
        known = None if damaged else self._known.get(fold(name))
        if known is None and (damaged or not name.isascii()) and (known := self._mend(name)):
            columns.mended.append(name[:LONGEST_NAME])
        if known is None:
            return
        wanted, languages = known
        if wanted in columns.at:
            columns.twice.append(name[:LONGEST_NAME])
            return
        columns.at[wanted] = place
        columns.languages.update(language for language in languages if language)

    def _mend(self, name: str) -> tuple[str, set[str]] | None:
        if known := self._known.get(fold(_undo_mojibake(name))):
            return known if _undo_mojibake(name) != name else None
        pattern = damaged_pattern(name)
        if pattern is None:
            return None
        fits = [known for word, known in self._known.items() if pattern.fullmatch(word)]
        return fits[0] if len({wanted for wanted, _ in fits}) == 1 else None

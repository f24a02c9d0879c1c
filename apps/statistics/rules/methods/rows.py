"""The closed list of what methods publish, each number as one row."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from apps.statistics.rules.disclosure.gate import State

PERCENT, DAYS, SELLERS = "percent", "days", "sellers"

# Which measures there are in which table. A row that is none of these is refused when a batch is checked.
MEASURES: Mapping[str, tuple[str, ...]] = {
    "appeals": ("succeeded",),
    "waits": ("still_waiting", "median"),
    "spread": ("ten_largest", "winsorised"),
    "likely": ("total", "highest"),
    "population": ("total",),
}
KEY = ("table", "by", "category", "measure", "step")  # what a row is a number of
COLUMNS = (*KEY, "value", "low", "high", "unit", "state")


@dataclass(frozen=True)
class Row:
    """One published number with its ends. `step` is a number of days where the measure has steps, of a population how
    many lists it comes from, 0 otherwise.

    `unit` is `percent`, `days`, `sellers` or a currency. What is withheld has no numbers. A `value` of None beside ends
    means that no single number can be named, only between which it lies.
    """

    table: str
    by: str
    category: str
    measure: str
    unit: str
    state: State
    step: int = 0
    value: int | None = None
    low: int | None = None
    high: int | None = None

    @property
    def place(self) -> str:
        """Under which name its memory lies."""
        return "|".join(str(getattr(self, name)) for name in KEY)

    def as_data(self) -> dict[str, Any]:
        return {**asdict(self), "state": self.state.value}


def complaints_about_row(row: Mapping[str, Any]) -> list[str]:
    """What is wrong with a row of a published document, in sentences."""
    where = f"{row.get('table')}, {row.get('by')} {row.get('category')}, {row.get('measure')}"
    if row.get("measure") not in MEASURES.get(str(row.get("table")), ()):
        return [f"{where}: no such number is published."]
    if row.get("state") not in [state.value for state in State]:
        return [f"{where}: the state {row.get('state')!r} is unknown."]
    numbers = [row.get(name) for name in ("low", "value", "high")]
    known = [number for number in numbers if number is not None]
    if row["state"] == State.WITHHELD.value:
        return [f"{where} is withheld, but holds a number."] if known else []
    if not all(isinstance(number, int) and number >= 0 for number in known):
        return [f"{where}: {numbers} are no whole numbers."]
    return [] if known == sorted(known) else [f"{where}: the value lies outside its ends."]

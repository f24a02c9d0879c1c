"""Appeal success from printed counts alone: whoever has the batch can compute it again, and it tells nothing beyond."""

from collections.abc import Mapping
from typing import Any

from apps.statistics.rules.disclosure.flooring import COUNT_STEP
from apps.statistics.rules.disclosure.gate import State
from apps.statistics.rules.intervals import proportion
from apps.statistics.rules.methods.rows import PERCENT, Row
from apps.statistics.rules.methods.settling import withheld
from apps.statistics.rules.printed import cell_of, cells_of

SLACK = 2 * COUNT_STEP - 2  # a floored count is that much below the truth at most
FEWEST = 20  # sellers whose appeal was decided; below, no rate is printed


def rates(document: Mapping[str, Any]) -> list[Row]:
    """Of each place where decided appeals are counted: among how many sellers one of them succeeded."""
    return [
        _rate(cell, cell_of(document, "succeeded", cell["by"], cell["category"]))
        for cell in cells_of(document, "decided")
    ]


def _rate(decided: Mapping[str, Any], succeeded: Mapping[str, Any] | None) -> Row:
    row = Row("appeals", decided["by"], decided["category"], "succeeded", PERCENT, State.PRINTED)
    whole = decided["sellers"]["at_least"]
    form: Mapping[str, Any] = succeeded["sellers"] if succeeded else {"state": State.WITHHELD.value, "at_least": None}
    part: int = form["at_least"] or 0
    if whole is None or whole < FEWEST or form["state"] == State.WITHHELD.value:
        return withheld(row)
    low, high = wilson_of_floors(part, whole)
    value = None if form["at_least"] is None else round(100 * (part + SLACK / 2) / (whole + SLACK / 2))
    return Row(**{**row.__dict__, "low": low, "high": high, "value": value and min(max(value, low), high)})


def wilson_of_floors(part: int, whole: int) -> tuple[int, int]:
    """The lowest and the highest end of E. B. Wilson's interval of all counts that print as these, in whole percent
    outwards."""
    low = proportion(min(part, whole + SLACK), whole + SLACK).low
    most = min(part + SLACK, whole)
    return int(100 * low), -int(-100 * proportion(most, whole).high // 1)

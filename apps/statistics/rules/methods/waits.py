"""How long until accounts came back, in coarse steps: no step stands for fewer than ten sellers (E. L. Kaplan and
P. Meier 1958, with R. Peto's variance 1977)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import ceil, exp, floor, log, sqrt

from apps.statistics.rules.disclosure.flooring import floor_count, secret_number
from apps.statistics.rules.disclosure.gate import State
from apps.statistics.rules.durations import Z_95, Wait, curve
from apps.statistics.rules.methods.rows import DAYS, PERCENT, Row
from apps.statistics.rules.methods.settling import SAME_CLASS, Candidate

BOUNDS = (7, 14, 30, 60, 90, 120, 180, 270, 365, 545, 730, 1095)  # days
LEAST = 10  # sellers who came back within a step, and who are still waited for after it
FEWEST = 20
STEP = 5  # percent points
HALF = 50


def steps(by: str, category: str, waits: Mapping[str, Wait], secret: bytes) -> list[Candidate]:
    """The share still waiting after each bound, "at least" so many percent, in steps of five after a secret offset of
    the curve.

    Where fewer than ten came back since the step before, there is none; where fewer than ten are waited for, the curve
    ends.
    """
    found = curve(waits.values())
    made: list[Candidate] = []
    last = -1
    for bound in BOUNDS:
        back = sum(wait.over and last < wait.days <= bound for wait in waits.values())
        staying = sum(wait.days > bound for wait in waits.values())
        if len(waits) < FEWEST or staying < LEAST:
            break
        if back < LEAST:
            continue
        last = bound
        offset = secret_number(secret, "waits", (by, category)) % (100 * STEP) / 100
        at_least = max(0, STEP * floor((100 * found.share_after(bound) - offset) / STEP))
        watched = floor_count(staying, secret_number(secret, "waited for", (by, category, str(bound)))) or LEAST
        low, high = interval(at_least, watched)
        row = Row("waits", by, category, "still_waiting", PERCENT, State.PRINTED, bound, at_least, low, high)
        made.append(Candidate(row, ({s: _class(w, bound) for s, w in waits.items()},), SAME_CLASS, lambda _old: True))
    return made


def _class(wait: Wait, bound: int) -> str:
    """Came back by then, was last heard of before, or is waited for."""
    if wait.days > bound:
        return "waited for"
    return "back" if wait.over else "unheard"


def interval(at_least: int, watched: int) -> tuple[int, int]:
    """Log-log ends for every share that prints as this, with Peto's variance of so many still watched, in whole steps
    outwards."""
    ends = []
    for percent, side in ((at_least, 1), (min(100, at_least + 2 * STEP), -1)):
        share = percent / 100
        if not 0 < share < 1:
            ends.append(share)
            continue
        se = sqrt((1 - share) / watched) / abs(log(share))
        ends.append(share ** exp(side * Z_95 * se))
    return STEP * floor(100 * ends[0] / STEP), STEP * ceil(100 * ends[1] / STEP)


def falling(rows: Sequence[Row]) -> list[Row]:
    """Steps of one curve in order, none above the one before it: some may have been kept from earlier batches."""
    made: list[Row] = []
    for row in rows:
        above = made[-1] if made else row
        value, low, high = (_lower(getattr(row, name), getattr(above, name)) for name in ("value", "low", "high"))
        made.append(replace(row, value=value, low=low, high=high))
    return made


def _lower(value: int | None, above: int | None) -> int | None:
    return value if value is None or above is None else min(value, above)


def median(rows: Sequence[Row]) -> Row | None:
    """By which of the printed steps half were back; None where there is no curve. Without a value the curve stays above
    one half. The interval begins at the last step at which surely more than half wait (0: before the first), and has
    no end where there is no step at which surely fewer do.
    """
    known = [row for row in rows if row.value is not None]
    if not known:
        return None

    value = next((row.step for row in known if (row.value or 0) + STEP <= HALF), None)
    low = max((row.step for row in known if (row.low or 0) > HALF), default=0)
    high = next((row.step for row in known if (row.high or 0) <= HALF), None)
    row = replace(known[0], measure="median", unit=DAYS, step=0, state=State.PRINTED)
    return replace(row, value=value, low=low, high=high)

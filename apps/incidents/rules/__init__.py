"""Dates and figures of incidents in the reader's words, and the arithmetic of computed dates. No database, no clock.

The surge watch is `apps.incidents.rules.surge`; it loads numpy and scipy, so that it is imported by its own name only.
"""

from apps.incidents.rules.promises import PromiseStand, Readings, readings_of_promise, stand_of
from apps.incidents.rules.wording import (
    bounded,
    counted_day,
    day_in_words,
    quantity_in_words,
    rounded_money,
    span_in_words,
)

__all__ = [
    "PromiseStand",
    "Readings",
    "bounded",
    "counted_day",
    "day_in_words",
    "quantity_in_words",
    "readings_of_promise",
    "rounded_money",
    "span_in_words",
    "stand_of",
]

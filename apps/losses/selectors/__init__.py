"""Every read of ledgers."""

from apps.losses.selectors.behind import RowBehind, rows_behind
from apps.losses.selectors.imports import (
    TakenRows,
    import_of,
    imports_of,
    imports_that_count,
    imports_to_do,
    is_relied_on,
    rows_known_and_changed,
    rows_taken_or_given,
    to_do,
)
from apps.losses.selectors.ledger import (
    Sums,
    Totals,
    currencies_of,
    current_lines,
    declared_lines,
    history_of,
    is_verified,
    lines_by_ledger,
    lines_from,
    sums_of,
    totals_of,
    verdicts_of,
)
from apps.losses.selectors.rates import Converted, convert_all, convert_lines, newest_day, sums_in
from apps.losses.selectors.stock import StockValue, Valuation, valuation_of

__all__ = [
    "Converted",
    "RowBehind",
    "StockValue",
    "Sums",
    "TakenRows",
    "Totals",
    "Valuation",
    "convert_all",
    "convert_lines",
    "currencies_of",
    "current_lines",
    "declared_lines",
    "history_of",
    "import_of",
    "imports_of",
    "imports_that_count",
    "imports_to_do",
    "is_relied_on",
    "is_verified",
    "lines_by_ledger",
    "lines_from",
    "newest_day",
    "rows_behind",
    "rows_known_and_changed",
    "rows_taken_or_given",
    "sums_in",
    "sums_of",
    "to_do",
    "totals_of",
    "valuation_of",
    "verdicts_of",
]

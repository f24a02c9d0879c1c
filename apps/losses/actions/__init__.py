"""Every write of a ledger."""

from apps.losses.actions.imports import (
    AlreadyBrought,
    ImportRefused,
    bring_report,
    cancel_import,
    look_again,
    redo_import,
    take_over,
    undo_import,
)
from apps.losses.actions.lines import AmountRefused, add_line, declare_amounts, open_ledger, retract_line
from apps.losses.actions.rates import fetch_rates, load_rates
from apps.losses.actions.taking_over import work_on_imports
from apps.losses.actions.verdicts import VerdictRefused, judge_lines

__all__ = [
    "AlreadyBrought",
    "AmountRefused",
    "ImportRefused",
    "VerdictRefused",
    "add_line",
    "bring_report",
    "cancel_import",
    "declare_amounts",
    "fetch_rates",
    "judge_lines",
    "load_rates",
    "look_again",
    "open_ledger",
    "redo_import",
    "retract_line",
    "take_over",
    "undo_import",
    "work_on_imports",
]

"""Readers of the platforms' own reports: files in, rows and defensible sums out. No database, no clock, no models."""

from apps.losses.reports.as_json import report_as_json, row_as_json
from apps.losses.reports.errors import CannotOpen, CannotRead, NotAReport, TooLarge, Undecided
from apps.losses.reports.opening import open_report, read
from apps.losses.reports.reading import Options, Reading
from apps.losses.reports.report import Basis, Checked, Due, Held, Period, Report, Statement, Total
from apps.losses.reports.rows import Category, Moment, Row

__all__ = [
    "Basis",
    "CannotOpen",
    "CannotRead",
    "Category",
    "Checked",
    "Due",
    "Held",
    "Moment",
    "NotAReport",
    "Options",
    "Period",
    "Reading",
    "Report",
    "Row",
    "Statement",
    "TooLarge",
    "Total",
    "Undecided",
    "open_report",
    "read",
    "report_as_json",
    "row_as_json",
]

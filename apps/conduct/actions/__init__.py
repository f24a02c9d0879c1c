"""Writes of reports of abuse and of exclusions."""

from apps.conduct.actions.bars import (
    Barred,
    BarRefused,
    answer_objection,
    bar_person,
    lift_bar,
    object_to_bar,
    refuse_barred,
)
from apps.conduct.actions.reports import ReportRefused, Said, decide_report, reopen_report, report_abuse

__all__ = [
    "BarRefused",
    "Barred",
    "ReportRefused",
    "Said",
    "answer_objection",
    "bar_person",
    "decide_report",
    "lift_bar",
    "object_to_bar",
    "refuse_barred",
    "reopen_report",
    "report_abuse",
]

"""Which way a report of abuse may go, and how many one person may send. No database, no clock."""

from datetime import timedelta

from apps.conduct.enums import ReportState

REPORT_MOVES = [
    (ReportState.OPEN.value, ReportState.DISMISSED.value),
    (ReportState.OPEN.value, ReportState.ACTED.value),
    (ReportState.DISMISSED.value, ReportState.OPEN.value),
    (ReportState.ACTED.value, ReportState.OPEN.value),
]
MOST_REPORTS, WITHIN = 10, timedelta(days=1)  # of one person; visitors are counted by where they come from
LONGEST_WORDS = 5_000

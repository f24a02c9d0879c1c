"""Amazon's deferred transactions report: what is held until delivery plus seven days, on the day of the download.

Nobody published a sample; the columns are those of the documentation. Its rows also stand in the date-range report:
the two are never added.
"""

from apps.losses.reports.formats import amazon_date_range_words as words
from apps.losses.reports.formats.amazon_date_range import DateRange
from apps.losses.reports.formats.base import Sheet
from apps.losses.reports.headers import Column, Kind
from apps.losses.reports.rows import Moment


class Deferred(DateRange):
    """Every row is deferred, whatever day is asked for: the report knows only its own."""

    code = "amazon_deferred"
    title = "Amazon Deferred Transactions Report"
    columns = (
        Column("report_type", ("ReportType",), required=True),
        *words.COLUMNS,
        Column("tax_amount", ("Tax Amount",), Kind.MONEY),
        Column("total_amount", ("Total Amount",), Kind.MONEY),
    )

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(sheet)
        self._on = None

    def _status(self, number: int, word: str) -> str:
        return "deferred"

    def _is_deferred(self, status: str, moment: Moment | None, release: Moment | None) -> bool:
        return True

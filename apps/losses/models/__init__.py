"""Tables of the ledger: lines, the reports they were read from, and the rows of those."""

from apps.losses.models.imports import ReportImport, ReportRow
from apps.losses.models.ledger import Ledger, LossLine
from apps.losses.models.rates import ExchangeRate
from apps.losses.models.stock import StockRow
from apps.losses.models.verdicts import LineVerdict

__all__ = ["ExchangeRate", "Ledger", "LineVerdict", "LossLine", "ReportImport", "ReportRow", "StockRow"]

"""Every read of the figures."""

from apps.statistics.selectors.contributions import contributions_to, provenance
from apps.statistics.selectors.published import (
    corrections_to_batches,
    latest_check,
    latest_published,
    prepared_batch_with,
    prepared_batches,
    published_batch,
    published_batches,
    sheet_of,
    sheets_of,
)
from apps.statistics.selectors.secret import installation_secret
from apps.statistics.selectors.shared import ExactSums, sums_of_cases
from apps.statistics.selectors.watching import keeping

__all__ = [
    "ExactSums",
    "contributions_to",
    "corrections_to_batches",
    "installation_secret",
    "keeping",
    "latest_check",
    "latest_published",
    "prepared_batch_with",
    "prepared_batches",
    "provenance",
    "published_batch",
    "published_batches",
    "sheet_of",
    "sheets_of",
    "sums_of_cases",
]

"""How pages name a report, its encoding and what stands between its columns."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# The platform's own name stays in sight, so that sellers find the report there; Chinese says first what it is.
TITLES: dict[str, Promise] = {
    "Amazon Settlement Report (Flat File V2)": _("Amazon Settlement Report (Flat File V2)"),
    "Amazon Settlement Report (Flat File)": _("Amazon Settlement Report (Flat File)"),
    "Amazon Date Range Report (Transaction)": _("Amazon Date Range Report (Transaction)"),
    "Amazon Deferred Transactions Report": _("Amazon Deferred Transactions Report"),
    "Amazon FBA Manage Inventory": _("Amazon FBA Manage Inventory"),
    "Amazon FBA Reserved Inventory": _("Amazon FBA Reserved Inventory"),
    "Amazon Inventory Ledger (Summary)": _("Amazon Inventory Ledger (Summary)"),
    "Amazon Inventory Ledger (Detailed)": _("Amazon Inventory Ledger (Detailed)"),
    "Amazon Stranded Inventory": _("Amazon Stranded Inventory"),
    "Amazon Removal Order Detail": _("Amazon Removal Order Detail"),
    "Amazon Removal Shipment Detail": _("Amazon Removal Shipment Detail"),
    "Amazon FBA Reimbursements": _("Amazon FBA Reimbursements"),
    "PayPal Activity": _("PayPal Activity"),
    "eBay Transaction Report": _("eBay Transaction Report"),
    "Etsy Payment Account Statement": _("Etsy Payment Account Statement"),
    "Shopify Payments Transactions": _("Shopify Payments Transactions"),
    "Shopify Payments Payouts": _("Shopify Payments Payouts"),
    "TikTok Shop Income Report": _("TikTok Shop Income Report"),
    "Recourse: amounts": _("Recourse: amounts"),
    "Recourse: unit costs": _("Recourse: unit costs"),
}
DELIMITERS: dict[str, Promise] = {
    "tab": _("tab"),
    "comma": _("comma"),
    "semicolon": _("semicolon"),
    "pipe": _("pipe"),
}


def title_of_report(title: str, version: str = "") -> str:
    """The kind of report in the reader's language, with its version where the name does not say it."""
    said = str(TITLES.get(title, title))
    return said if not version or version in said else f"{said} {version}"


def writing_of(encoding: str, delimiter: str) -> str:
    """`UTF-8, tab`."""
    return ", ".join(filter(None, (encoding.upper(), str(DELIMITERS.get(delimiter, delimiter)))))

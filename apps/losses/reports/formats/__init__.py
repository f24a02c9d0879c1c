"""The kinds of reports that can be read. The next one is one new file here, and its name in this list."""

from apps.losses.reports.formats import (
    amazon_date_range,
    amazon_deferred,
    amazon_inventory,
    amazon_ledger,
    amazon_reimbursements,
    amazon_removals,
    amazon_reserved,
    amazon_settlement,
    amazon_stranded,
    ebay,
    etsy,
    ours,
    paypal,
    shopify,
    tiktok,
)
from apps.losses.reports.formats.base import Format

FORMATS: tuple[type[Format], ...] = (
    amazon_settlement.SettlementV1,
    amazon_settlement.SettlementV2,
    amazon_date_range.DateRange,
    amazon_deferred.Deferred,
    amazon_inventory.Inventory,
    amazon_reserved.Reserved,
    amazon_ledger.LedgerSummary,
    amazon_ledger.LedgerDetail,
    amazon_stranded.Stranded,
    amazon_removals.RemovalOrders,
    amazon_removals.RemovalShipments,
    amazon_reimbursements.Reimbursements,
    paypal.Activity,
    ebay.Transactions,
    etsy.Statement,
    shopify.Transactions,
    shopify.Payouts,
    tiktok.Settlement,
    ours.Lines,
    ours.Costs,
)
BY_CODE = {kind.code: kind for kind in FORMATS}

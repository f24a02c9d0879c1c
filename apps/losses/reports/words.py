"""The platforms' own words for what a row is, in the languages seen. No platform publishes a complete list: what is not
here is `OTHER`, counted and shown.
"""

from functools import lru_cache

from apps.losses.reports.headers import damaged_pattern, fold
from apps.losses.reports.rows import Category

# Details speak louder than types: a settlement of the second version writes its reserve as type "Transfer".
_DETAILS = {
    Category.RESERVE_HELD: ("Current Reserve Amount",),
    Category.RESERVE_BACK: ("Previous Reserve Amount Balance",),
    Category.CARRIED_OVER: ("Payable to Amazon", "Previous Settlement Balance", "Balance Forward"),
    Category.CHARGE: ("Successful charge", "Micro Deposit"),
    Category.FAILED_PAYOUT: ("Failed Disbursement", "Failed disbursement"),
    Category.DEBT: ("Merchant Bad Debt", "Repayment of negative Amazon balance", "Debt"),
    Category.ADJUSTMENT: ("BalanceAdjustment", "Balance Adjustment"),
    Category.REIMBURSEMENT: (
        "REVERSAL_REIMBURSEMENT",
        "WAREHOUSE_DAMAGE",
        "WAREHOUSE_LOST",
        "WAREHOUSE_LOST_MANUAL",
        "WAREHOUSE_DAMAGE_EXCEPTION",
        "MISSING_FROM_INBOUND",
        "MISSING_FROM_INBOUND_CLAWBACK",
        "COMPENSATED_CLAWBACK",
        "FREE_REPLACEMENT_REFUND_ITEMS",
        "REMOVAL_ORDER_LOST",
        "REMOVAL_ORDER_DAMAGED",
        "INBOUND_CARRIER_DAMAGE",
        "SAFE-T Reimbursement",
        "Refund Reimbursal",
        "在庫の払い戻し",
    ),
}
_DETAIL_BEGINNINGS = {
    "fbainventoryreimbursement": Category.REIMBURSEMENT,
    "safetclaim": Category.REIMBURSEMENT,
    "safetreimbursement": Category.REIMBURSEMENT,
}
_TYPES = {
    Category.SALE: """Order|Bestellung|Commande|Ordine|Pedido|Bestelling|Beställning|Zamówienie|Sipariş|注文|Sale|
        charge|Payment|General Payment|Website Payment|Express Checkout Payment|PreApproved Payment Bill User Payment|
        Mobile Payment|eBay Auction Payment|Website-Zahlung|Allgemeine Zahlung|PayPal Express-Zahlung|Handyzahlung|
        Zahlung|Express-Kaufabwicklung|Pago estándar|Pago general|Pago en sitio web|Pago exprés""",
    Category.REFUND: """Refund|Erstattung|Remboursement|Rimborso|Reembolso|Terugbetaling|Återbetalning|Återbäring|Zwrot|
        Zwrot kosztów|返金|İade|Payment Refund|Payment Reversal|Rückzahlung|Reembolso de pago|refund_failure""",
    Category.FEE: """Service Fee|ServiceFee|Servicegebühr|Servicegebühren|Frais de service|Servicekosten|Serviceavgift|
        Commissione di servizio|Tarifa de servicio|Opłata serwisowa|FBA Inventory Fee|FBA Transaction fees|
        Versand durch Amazon Lagergebühr|Transaktionsgebühren für Versand durch Amazon|
        Frais de transaction Expédié par Amazon|Deal Fee|Shipping Services|
        配送サービス|注文外料金|Amazon手数料|FBA手数料|
        Subscription Fee|Storage Fee|StorageRenewalBilling|DisposalComplete|
        RemovalComplete|Disposal Complete|
        Inbound Transportation Fee|FBA Inbound Transportation Fee|Lost:Inbound|Shipment|Cost of Advertising|
        Amazon Capital Services|Fee Adjustment|Other fee|Other fees|Shipping label|Fee|Marketing|Fees|
        Partner Fee|Payment Fee|Listing|Transaction|Gebühr|Entgelt|adjustment_fee""",
    Category.PAYOUT: """Transfer|Übertrag|Transfert|Transférer|Trasferimento|Transferir|Trasferir|Transferencia|
        Overdracht|Overboeking|Överföring|Przelew|Transfer środków|Aktarım|振込み|Payout|Deposit|Withdrawal|
        General Withdrawal|User Initiated Withdrawal|Withdraw Funds to Bank Account|Allgemeine Abbuchung|
        Von Nutzer eingeleitete Abbuchung|
        Retirada general|Retirada iniciada por el usuario|Transferencia bancaria iniciada por el usuario""",
    Category.ADJUSTMENT: """Adjustment|Anpassung|Ajustement|Modifica|Rettifica|Ajuste|Aanpassing|Justering|Korekta|調整|
        other-transaction|Order_Retrocharge|Refund_Retrocharge|Bestellung_Wiedereinzug|Erstattung_Wiedereinzug|
        Retrocharge|Other""",
    Category.CHARGEBACK: """Chargeback Refund|Erstattung durch Rückbuchung|Remboursement par rétrofacturation|
        A-to-z Guarantee Claim|A-to-z Guarantee Refund|Chargeback|Claim|Dispute|Payment dispute|chargeback won|
        Chargeback Fee|Rückbuchung|Contracargo""",
    Category.DEBT: "Debt|Debt Recovery|Loan Repayment|Negative balance recovery",
    Category.PENALTY: "Penalty|Fine|Violation|Deduction|罚款|扣款|罰金",
    Category.REIMBURSEMENT: """SAFE-T Reimbursement|FBA Inventory Reimbursement|Inventory Reimbursement|Reimbursement|
        FBA Customer Return Reimbursement""",
    Category.LIQUIDATION: "Liquidations|Liquidation|Liquidations Adjustments",
    Category.TAX: "Tax|VAT|GST|Sales Tax|TDS|Withholding tax",
    Category.HOLD: """Payment Hold|Hold on Balance for Dispute Investigation|Account Hold for Open Authorization|
        Account Hold for Open Authorisation|Account Hold for ACH deposit|Hold on Available Balance|
        Temporary Hold on Available Balance|General Hold|General Temporary Hold|Reserve Hold|
        Hold for Dispute Investigation|Payment Review Hold|Hold|Allgemeine Einbehaltung|
        Einbehaltung für offene Autorisierung|
        Einbehaltung von Zahlungen|Zahlungseinbehaltung|Retención de pago|Retención general|Retención de saldo|
        Retención para investigación de controversia|Retención de reserva|reserve|reserved_funds|payout_hold""",
    Category.RELEASE: """Payment Release|Cancellation of Hold for Dispute Resolution|Reversal of General Account Hold|
        Reversal of hold for Dispute Investigation|Reserve Release|General Release|Payment Review Release|Release|
        Freigabe allgemeiner Einbehaltung|Rückbuchung allgemeiner Einbehaltung|Freigabe von Zahlungen|Zahlungsfreigabe|
        Liberación de pago|Liberación de retención|Cancelación de la retención para resolución de controversias|
        Liberación de reserva|Anulación de retención general de la cuenta|reserve_release|payout_release""",
    Category.CONVERSION: """General Currency Conversion|User Initiated Currency Conversion|Currency Conversion|
        Allgemeine Währungsumrechnung|Von Nutzer eingeleitete Währungsumrechnung|Conversión de divisas general|
        Conversión general de divisas""",
}

_TOTALS = """Total|Totals|Grand total|Sum|Subtotal|Gesamt|Gesamtsumme|Summe|Somme|Totale|Totaux|Total général|Suma|
    Totaal|Totalt|Summa|Razem|Toplam|合計|総計|小計|合计|总计|总额|小计"""


@lru_cache(maxsize=1)
def _words_for_total() -> frozenset[str]:
    return frozenset({"", *(fold(word) for word in _TOTALS.split("|"))})


def is_word_for_total(text: str) -> bool:
    """Whether a row without a date that says this, or nothing, may be the sum of those above it."""
    return fold(text) in _words_for_total()


@lru_cache(maxsize=1)
def _known_types() -> dict[str, Category]:
    return {fold(word): category for category, words in _TYPES.items() for word in words.split("|")}


@lru_cache(maxsize=1)
def _known_details() -> dict[str, Category]:
    return {fold(word): category for category, words in _DETAILS.items() for word in words}


# Word stems that tell a hold from a release where the phrase itself is new to us.
_RELEASES = ("release", "reversalof", "cancellationofhold", "freigabe", "liberaci", "rückbuchungallgemeiner")
_HOLDS = ("hold", "reserve", "einbehalt", "retenci", "withheld")


@lru_cache(maxsize=4096)
def category_of(type_: str, detail: str = "") -> Category:
    """What a row is, by its type and the description beside it."""
    word = fold(type_)
    for text in (fold(detail), word):
        if found := _known_details().get(text):
            return found
        for beginning, category in _DETAIL_BEGINNINGS.items():
            if text.startswith(beginning):
                return category
    return _known_types().get(word) or _mended(type_) or Category.OTHER


def _mended(type_: str) -> Category | None:
    """A word damaged on its way, such as `?bertrag`, where it can only have been one thing."""
    pattern = damaged_pattern(type_)
    fits = {category for word, category in _known_types().items() if pattern and pattern.fullmatch(word)}
    return fits.pop() if len(fits) == 1 else None


@lru_cache(maxsize=4096)
def hold_or_release(type_: str) -> Category:
    """As `category_of`, for wallets: an unknown phrase about holding money is still a hold or a release."""
    if (known := category_of(type_)) is not Category.OTHER:
        return known
    word = fold(type_)
    if any(stem in word for stem in _RELEASES):
        return Category.RELEASE
    return Category.HOLD if any(stem in word for stem in _HOLDS) else Category.OTHER


STATUSES = {
    "released": ("Released", "Sorti", "支払い実行済み"),
    "deferred": ("Deferred", "留保中"),
}
_KNOWN_STATUSES = {fold(word): status for status, words in STATUSES.items() for word in words}


def status_of(word: str) -> str:
    """`released`, `deferred`, or empty for a word not seen so far."""
    return _KNOWN_STATUSES.get(fold(word), "")

"""Reports as the platforms write them, made up by ourselves: every format, language and encoding, with totals known."""

import csv
import io
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from apps.losses.reports.formats import amazon_date_range_words as words
from apps.losses.reports.headers import Column

CENT = Decimal("0.01")


def names(text: str, sign: str | None = None) -> list[str]:
    """Column names in one piece of text."""
    return text.split(sign)


# -- numbers ---------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Style:
    """How a country writes amounts: decimal sign, sign between groups, how groups go, how a minus looks."""

    decimal: str
    group: str
    indian: bool = False
    minus: str = "-{}"

    def write(self, amount: Decimal, places: int = 2) -> str:
        whole, _, cents = f"{abs(amount):.{places}f}".partition(".")
        text = self._grouped(whole) + (self.decimal + cents if cents else "")
        return self.minus.format(text) if amount < 0 else text

    def _grouped(self, whole: str) -> str:
        if not self.group:
            return whole
        head, tail = whole[:-3], whole[-3:]
        size = 2 if self.indian else 3
        parts = [tail]
        while head:
            head, part = head[:-size], head[-size:]
            parts.insert(0, part)
        return self.group.join(parts)


STYLES = {
    "en": Style(".", ","),
    "plain": Style(".", ""),
    "de": Style(",", "."),
    "eu-plain": Style(",", ""),
    "fr": Style(",", "\u202f"),
    "sv": Style(",", "\u00a0", minus="\u2212{}"),
    "ch": Style(".", "’"),
    "in": Style(".", ",", indian=True),
    "brackets": Style(".", ",", minus="({})"),
    "behind": Style(",", ".", minus="{}-"),
}


def amounts(seed: int, count: int, largest: int = 5_000_000) -> list[Decimal]:
    """Random amounts in cents, some of them small, none nought."""
    dice = random.Random(seed)
    return [dice.choice((1, -1)) * dice.randint(1, dice.choice((99, 9_999, largest))) * CENT for _ in range(count)]


# -- text files ------------------------------------------------------------------------------------------------------
def as_text(
    header: Sequence[str], rows: Iterable[Mapping[str, str]], *, delimiter: str = "\t", quoted: bool = False
) -> str:
    out = io.StringIO()
    writer = csv.writer(
        out,
        delimiter=delimiter,
        quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL,
        lineterminator="\r\n" if quoted else "\n",
    )
    writer.writerow(header)
    writer.writerows([row.get(name, "") for name in header] for row in rows)
    return out.getvalue()


def shuffled(header: Sequence[str], seed: int) -> list[str]:
    mixed = list(header)
    random.Random(seed).shuffle(mixed)
    return mixed


# -- Amazon settlements ----------------------------------------------------------------------------------------------
V2 = names(
    "settlement-id settlement-start-date settlement-end-date deposit-date total-amount currency transaction-type "
    "order-id merchant-order-id adjustment-id shipment-id marketplace-name amount-type amount-description amount "
    "fulfillment-id posted-date posted-date-time order-item-code merchant-order-item-id "
    "merchant-adjustment-item-id sku quantity-purchased promotion-id"
)
V1 = names(
    "settlement-id settlement-start-date settlement-end-date deposit-date total-amount currency transaction-type "
    "order-id merchant-order-id adjustment-id shipment-id marketplace-name shipment-fee-type shipment-fee-amount "
    "order-fee-type order-fee-amount fulfillment-id posted-date order-item-code merchant-order-item-id "
    "merchant-adjustment-item-id sku quantity-purchased price-type price-amount item-related-fee-type "
    "item-related-fee-amount misc-fee-amount other-fee-amount other-fee-reason-description promotion-id "
    "promotion-type promotion-amount direct-payment-type direct-payment-amount other-amount"
)
V1_SHORT = [name for name in V1 if not name.startswith("promotion")]
KINDS = (
    ("Order", "ItemPrice", "Principal"),
    ("Order", "ItemFees", "Commission"),
    ("Refund", "ItemPrice", "Principal"),
    ("ServiceFee", "other-transaction", "Storage Fee"),
    ("other-transaction", "other-transaction", "A charge of which nobody ever heard"),
)
SETTLEMENT = "90000000017"


def v2_rows(
    values: Sequence[Decimal],
    style: Style = STYLES["plain"],
    *,
    held: Decimal | None = None,
    returned: Decimal | None = None,
    currency: str = "USD",
    marketplace: str = "amazon.com",
    settlement: str = SETTLEMENT,
) -> list[dict[str, str]]:
    """A summary row and one row per amount, reserves last; they add up."""
    body = [
        {
            "settlement-id": settlement,
            "transaction-type": KINDS[place % len(KINDS)][0],
            "order-id": f"111-{place // 2:07d}-0000001",
            "marketplace-name": marketplace,
            "amount-type": KINDS[place % len(KINDS)][1],
            "amount-description": KINDS[place % len(KINDS)][2],
            "amount": style.write(value),
            "posted-date-time": f"2026-06-{place % 28 + 1:02d} 08:14:{place % 60:02d} UTC",
            "posted-date": "09/06/25",
            "sku": f"SKU-{place % 7}",
            "quantity-purchased": "1",
        }
        for place, value in enumerate(values)
    ]
    body += _reserves(style, settlement, held, returned)
    total = sum(values, Decimal(0)) + (returned or 0) - (held or 0)
    return [v2_summary(total, style, currency, settlement), *body]


def _reserves(style: Style, settlement: str, held: Decimal | None, returned: Decimal | None) -> list[dict[str, str]]:
    before, now = "Previous Reserve Amount Balance", "Current Reserve Amount"
    return [
        {
            "settlement-id": settlement,
            "transaction-type": "Transfer",
            "amount-type": "other-transaction",
            "amount-description": name,
            "amount": style.write(value),
            "posted-date-time": f"2026-06-{day:02d} 00:00:00 UTC",
        }
        for value, name, day in ((returned, before, 1), (-held if held else None, now, 28))
        if value is not None
    ]


def v2_summary(total: Decimal, style: Style, currency: str = "USD", settlement: str = SETTLEMENT) -> dict[str, str]:
    return {
        "settlement-id": settlement,
        "settlement-start-date": "2026-06-01 00:00:00 UTC",
        "settlement-end-date": "2026-06-28 23:59:59 UTC",
        "deposit-date": "2026-06-30 00:00:00 UTC",
        "total-amount": style.write(total),
        "currency": currency,
    }


def settlement_v2(values: Sequence[Decimal], style: str = "plain", header: Sequence[str] = V2, **more: object) -> str:
    return as_text(header, v2_rows(values, STYLES[style], **more))  # type: ignore[arg-type]


V1_PLACES = (
    ("price-type", "Principal", "price-amount"),
    ("item-related-fee-type", "Commission", "item-related-fee-amount"),
    ("shipment-fee-type", "FBA transportation fee", "shipment-fee-amount"),
    ("direct-payment-type", "Shipping", "direct-payment-amount"),
    ("", "", "other-amount"),
)


def settlement_v1(values: Sequence[Decimal], style: str = "plain", header: Sequence[str] = V1) -> str:
    """Amounts go round the columns that may hold money."""
    write = STYLES[style].write
    rows = [{key: value for key, value in v2_summary(sum(values, Decimal(0)), STYLES[style], "CAD").items()}]
    for place, value in enumerate(values):
        label, name, amount = V1_PLACES[place % len(V1_PLACES)]
        row = {
            "settlement-id": SETTLEMENT,
            "transaction-type": "Order" if label else "Subscription Fee",
            "order-id": f"702-{place:07d}-0000001" if label else "",
            "marketplace-name": "Amazon.ca",
            "posted-date": f"2025-08-{place % 28 + 1:02d}T06:23:59+00:00",
            "sku": "SALT" if label else "",
            amount: write(value),
        }
        rows.append({**row, label: name} if label else row)
    return as_text(header, rows)


# -- Amazon date range -----------------------------------------------------------------------------------------------
PREAMBLES = {
    "en": ["Includes Amazon Marketplace transactions", "All amounts in USD, unless specified", "Definitions:", "a: b"],
    "de": [
        "Umfasst Amazon Marketplace",
        "Alle Beträge in Euro sofern nicht anders gekennzeichnet",
        "Definitionen:",
        "x",
    ],
    "fr": ["Comprend les transactions", "Tous les montants sont en EUR, sauf mention contraire.", "Définitions :", "x"],
    "it": ["Include le transazioni", "Tutti gli importi sono espressi in EUR, se non diversamente specificato.", "x"],
    "es": ["Incluye", "Todos los importes en EUR, a menos que se especifique lo contrario", "Definiciones:", "x"],
    "es-MX": ["Incluye", "Todos los importes en dólares, a menos que se especifique", "Definiciones:", "x"],
    "nl": ["Omvat", "Alle bedragen in EUR, tenzij anders vermeld", "Definities:", "x", "y", "z"],
    "sv": ["Omfattar", "Alla belopp i kr om inget annat anges", "Definitioner:", "x"],
    "pl": ["Obejmuje", "Wszystkie kwoty w PLN, o ile nie określono inaczej", "Definicje:", "x", "y", "z", "w", "v"],
    "ja": ["Amazon 出品サービス", "指定のない場合、単位は円", "定義：", "日付/時刻：...", ""],
    "en-IN": ["Includes", "All amounts in INR, unless specified", "Definitions:", "x", "Note: released and deferred"],
}
CURRENCY = {
    "en": "USD", "de": "EUR", "fr": "EUR", "it": "EUR", "es": "EUR", "es-MX": "MXN", "nl": "EUR", "sv": "SEK",
    "pl": "PLN", "ja": "JPY", "en-IN": "INR",
}  # fmt: skip
WRITTEN = {
    "en": "en", "de": "de", "fr": "fr", "it": "de", "es": "de", "es-MX": "en", "nl": "de", "sv": "sv", "pl": "fr",
    "ja": "en", "en-IN": "in",
}  # fmt: skip
MOMENTS = {
    "en": "Jun {d}, 2026 5:43:55 AM PDT",
    "de": "{d:02d}.06.2026 02:03:04 MEZ",
    "fr": "{d} juin 2026 08:31:35 UTC",
    "it": "{d} giu 2026 08.31.35 UTC",
    "es": "{d} jun 2026 08:31:35 UTC",
    "es-MX": "{d} jun 2026 8:31:35 a.m. GMT-6",
    "nl": "{d} jun. 2026 08:31:35 UTC",
    "sv": "{d} juni 2026 08:31:35 UTC",
    "pl": "{d} cze 2026 08:31:35 UTC",
    "ja": "2026/06/{d:02d} 12:34:56 JST",
    "en-IN": "{d} Jun 2026 4:24:44 am UTC",
}
TYPE_WORDS = {
    "en": ("Order", "Refund", "Transfer"),
    "de": ("Bestellung", "Erstattung", "Übertrag"),
    "fr": ("Commande", "Remboursement", "Transfert"),
    "it": ("Ordine", "Rimborso", "Trasferimento"),
    "es": ("Pedido", "Reembolso", "Transferir"),
    "es-MX": ("Pedido", "Reembolso", "Trasferir"),
    "nl": ("Bestelling", "Terugbetaling", "Overboeking"),
    "sv": ("Beställning", "Återbetalning", "Överföring"),
    "pl": ("Zamówienie", "Zwrot kosztów", "Przelew"),
    "ja": ("注文", "返金", "振込み"),
    "en-IN": ("Order", "Refund", "Transfer"),
}
BUYER = {"order city": "Testville", "order state": "ZZ", "order postal": "00042", "nom": "Jane Placeholder"}


def heading(column: Column, language: str) -> str:
    """The heading of a column in a language; India's are English but for its own."""
    spelled: dict[str, str] = {}
    for code, name in column.spelled():
        spelled.setdefault(code, name)
    for code in (language, "es" if language == "es-MX" else "", "en" if language == "en-IN" else "", ""):
        if code in spelled:
            return spelled[code]
    return ""


def date_range(
    language: str,
    values: Sequence[Decimal],
    *,
    preamble: bool = True,
    deferred: Sequence[int] = (),
    seed: int | None = None,
) -> str:
    """One row per amount: two thirds product sales, the rest fees. Rows named in `deferred` wait for their release."""
    style, places = STYLES[WRITTEN[language]], 0 if language == "ja" else 2
    names = {column.field: heading(column, language) for column in words.COLUMNS}
    header = [name for name in names.values() if name] + list(BUYER)
    rows = []
    for place, value in enumerate(values):
        parts = {"product_sales": (value * 2 / 3).quantize(Decimal(1).scaleb(-places))}
        parts["selling_fees"] = value - parts["product_sales"]
        row = {field: style.write(parts.get(field, Decimal(0)), places) for field in words.PARTS}
        row |= {
            "at": MOMENTS[language].format(d=place % 28 + 1),
            "settlement": "111",
            "type": TYPE_WORDS[language][place % 3],
            "order": f"112-{place:07d}-0000001",
            "sku": "SKU, A",
            "description": "Product",
            "quantity": "1",
            "total": style.write(value, places),
            "status": "Deferred" if place in deferred else "Released",
            "release": "" if place in deferred else MOMENTS[language].format(d=28),
        }
        rows.append({names[field]: cell for field, cell in row.items() if names[field]} | BUYER)
    header = header if seed is None else shuffled(header, seed)
    lines = "".join(f'"{line}"\r\n' if line else "\r\n" for line in PREAMBLES[language]) if preamble else ""
    return lines + as_text(header, rows, delimiter=",", quoted=True)


# -- PayPal ----------------------------------------------------------------------------------------------------------
PAYPAL = {
    "en": "Date,Time,TimeZone,Name,Type,Status,Currency,Gross,Fee,Net,From Email Address,To Email Address,"
    "Transaction ID,Reference Txn ID,Balance,Subject,Note",
    "de": "Datum,Uhrzeit,Zeitzone,Name,Typ,Status,Währung,Brutto,Gebühr,Netto,Absender E-Mail-Adresse,"
    "Empfänger E-Mail-Adresse,Transaktionscode,Zugehöriger Transaktionscode,Guthaben,Betreff,Hinweis",
    "es": "Fecha,Hora,Zona horaria,Nombre,Descripción,Estado,Divisa,Bruto,Comisión,Neto,"
    "Correo electrónico del remitente,Correo electrónico del destinatario,Id. de transacción,"
    "Id. de referencia de trans.,Saldo,Asunto,Nota",
}
PAYPAL_WORDS = {
    "en": ("Website Payment", "Payment Hold", "Payment Release", "Completed", "PDT"),
    "de": ("Website-Zahlung", "Allgemeine Einbehaltung", "Freigabe allgemeiner Einbehaltung", "Abgeschlossen", "MESZ"),
    "es": ("Pago en sitio web", "Retención de pago", "Liberación de pago", "Completado", "Europe/Madrid"),
}


def paypal(language: str, *, released: bool = True, newest_first: bool = False, last_day: int = 28) -> str:
    """Payments of 100.00 on the first, 1,250.50 on the 20th; a hold of 700.25 on the 25th, released on the 28th."""
    style = STYLES["de" if language in ("de", "es") else "en"]
    payment, hold, release, done, zone = PAYPAL_WORDS[language]
    steps = [(1, payment, "100.00", "T1", ""), (20, payment, "1250.50", "T2", ""), (25, hold, "-700.25", "T3", "T2")]
    steps += [(last_day, release, "700.25", "T4", "T2")] if released else []
    header, rows, balance = PAYPAL[language].split(","), [], Decimal(0)
    for day, kind, amount, code, reference in steps:
        balance += Decimal(amount)
        net = style.write(Decimal(amount))
        date = f"{day:02d}.09.2026" if language == "de" else f"{day}/9/2026"
        rows.append(
            [date, "13:34:51", zone, "Jane Placeholder", kind, done, "USD", net, style.write(Decimal(0)), net,
             "jane@buyers.example", "us@sellers.example", code, reference, style.write(balance),
             "for Jane", "dear Jane"]
        )  # fmt: skip
    rows = rows[::-1] if newest_first else rows
    delimiter = ";" if language == "de" else ","
    return as_text(header, (dict(zip(header, row, strict=True)) for row in rows), delimiter=delimiter, quoted=True)

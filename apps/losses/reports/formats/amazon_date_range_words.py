"""Headings of the date-range report in the languages it is downloaded in, as seen in files and in published importers.

Language codes are those of Babel, so that they also tell how numbers and dates are usually written. Headings that are
not here are no loss: a column of unknown amounts is noticed when a row's parts do not add up without it.
"""

from apps.losses.reports.headers import Column, Kind

Names = dict[str, str | tuple[str, ...]]

DATETIME: Names = {
    "en": "date/time", "de": "Datum/Uhrzeit", "fr": "date/heure", "it": "Data/Ora:", "es": "fecha y hora",
    "es-MX": "fecha/hora", "nl": "datum/tijd", "sv": "datum/tid", "pl": "data/godzina", "ja": "日付/時間",
    "tr": "tarih/saat", "pt-BR": "data/hora",
}  # fmt: skip
SETTLEMENT: Names = {
    "en": "settlement id", "de": "Abrechnungsnummer", "fr": ("numéro de versement", "Identifiant du paiement"),
    "it": "Numero pagamento", "es": "identificador de pago", "es-MX": "Id. de liquidación", "nl": "schikkings-id",
    "sv": "reglerings-id", "pl": "identyfikator rozliczenia", "ja": "決済番号",
}  # fmt: skip
TYPE: Names = {
    "en": "type", "de": "Typ", "fr": "type", "it": "Tipo", "es": "tipo", "es-MX": "tipo", "nl": "type", "sv": "typ",
    "pl": "typ", "ja": "トランザクションの種類", "tr": "tip", "pt-BR": "tipo",
}  # fmt: skip
ORDER: Names = {
    "en": "order id", "de": "Bestellnummer", "fr": "numéro de la commande", "it": "Numero ordine",
    "es": "número de pedido", "es-MX": "Id. del pedido", "nl": "bestelnummer", "sv": "beställnings-id",
    "pl": "identyfikator zamówienia", "ja": "注文番号", "tr": "sipariş no.", "pt-BR": "id do pedido",
}  # fmt: skip
DESCRIPTION: Names = {
    "en": "description", "de": "Beschreibung", "fr": "description", "it": "Descrizione", "es": "descripción",
    "es-MX": "descripción", "nl": "beschrijving", "sv": "beskrivning", "pl": "opis", "ja": "説明", "tr": "açıklama",
    "pt-BR": "descrição",
}  # fmt: skip
QUANTITY: Names = {
    "en": "quantity", "de": "Menge", "fr": "quantité", "it": "Quantità", "es": "cantidad", "es-MX": "cantidad",
    "nl": "aantal", "sv": "antal", "pl": "ilość", "ja": "数量", "tr": "adet", "pt-BR": "quantidade",
}  # fmt: skip
MARKETPLACE: Names = {
    "en": ("marketplace", "store"), "de": "Marketplace", "fr": ("Marketplace", "site de vente"), "it": "Marketplace",
    "es": "web de Amazon", "sv": "marknadsplats", "pl": "rynek", "ja": "Amazon 出品サービス", "tr": "pazar yeri",
    "pt-BR": "mercado",
}  # fmt: skip
TOTAL: Names = {
    "en": "total", "de": "Gesamt", "fr": "total", "it": "totale", "es": "total", "es-MX": "total", "nl": "totaal",
    "sv": "totalt", "pl": "suma", "ja": "合計", "tr": "toplam", "pt-BR": "total",
}  # fmt: skip
STATUS: Names = {
    "en": "Transaction Status", "de": "Transaktionsstatus", "fr": "Statut de la transaction",
    "it": "stato della transazione", "es": "estado de la transacción", "nl": "transactiestatus",
    "sv": "transaktionsstatus", "ja": "トランザクションのステータス",
    "pl": "status transakcji", "pt-BR": "status da transação", "tr": "işlem durumu",  # presumed, not seen
}  # fmt: skip
RELEASE: Names = {
    "en": "Transaction Release Date", "de": "Freigabedatum der Transaktion",
    "fr": ("Date de sortie de la transaction", "Date de délivrance de la transaction"),
    "it": "data di rilascio della transazione", "es": "fecha de liberación de la transacción",
    "nl": "publicatiedatum van transactie", "sv": "transaktionens utgivningsdatum", "ja": "トランザクション開始日",
}  # fmt: skip

# The parts of a row's total.
PARTS: dict[str, Names] = {
    "product_sales": {
        "en": "product sales", "de": "Umsätze", "fr": "ventes de produits", "it": "Vendite",
        "es": "ventas de productos", "es-MX": "ventas de productos", "nl": "verkoop van producten",
        "sv": "försäljning av produkter", "pl": "sprzedaż produktów", "ja": "商品売上", "tr": "ürün satışları",
        "pt-BR": "vendas do produto",
    },
    "product_sales_tax": {
        "en": ("product sales tax", "sales tax collected"), "de": "Produktumsatzsteuer",
        "en-IN": "Total sales tax liable(GST before adjusting TCS)",
        "fr": ("Taxes sur la vente des produits", "taxe de ventes prélevée"),
        "it": "imposta sulle vendite dei prodotti", "es": "impuesto de ventas de productos",
        "nl": "geïnde omzetbelasting", "sv": "Inkasserad moms", "pl": "pobrany podatek od sprzedaży",
        "ja": "商品の売上税", "pt-BR": "imposto de vendas coletados",
    },
    "low_value_goods": {"en": "low value goods"},
    "shipping_credits": {
        "en": ("shipping credits", "postage credits"), "de": "Gutschrift für Versandkosten",
        "fr": "crédits d'expédition", "it": "Accrediti per le spedizioni", "es": "abonos de envío",
        "es-MX": "créditos de envío", "nl": "Verzendtegoeden", "sv": "fraktkrediter",
        "pl": "noty kredytowe za wysyłkę", "ja": "配送料", "tr": "kargo kredileri", "pt-BR": "créditos de remessa",
    },
    "shipping_credits_tax": {
        "en": ("shipping credits tax", "postage credits tax"), "de": "Steuer auf Versandgutschrift",
        "fr": "taxe sur les crédits d'expédition", "it": "imposta accrediti per le spedizioni",
        "es": "impuestos por abonos de envío", "es-MX": "impuesto de abono de envío", "ja": "配送料の税金",
    },
    "gift_wrap_credits": {
        "en": ("gift wrap credits", "giftwrap credits"), "de": "Gutschrift für Geschenkverpackung",
        "fr": ("crédits sur l'emballage cadeau", "crédits d'emballage-cadeau"), "it": "Accrediti per confezioni regalo",
        "es": "abonos de envoltorio para regalo", "es-MX": "créditos por envoltorio de regalo",
        "nl": "kredietpunten cadeauverpakking", "sv": "krediter för presentinslagning", "ja": "ギフト包装手数料",
        "pt-BR": "créditos de embalagem de presente",
    },
    "gift_wrap_credits_tax": {
        "en": ("giftwrap credits tax", "gift wrap credits tax"), "de": "Steuer auf Geschenkverpackungsgutschriften",
        "fr": "Taxes sur les crédits cadeaux", "it": "imposta sui crediti confezione regalo",
        "es": "impuestos por abonos de envoltorio para regalo", "es-MX": "impuesto de créditos de envoltura",
        "ja": "ギフト包装クレジットの税金",
    },
    "points": {"ja": "Amazonポイントの費用"},
    "regulatory_fee": {"en": "Regulatory Fee", "es-MX": "Tarifa reglamentaria"},
    "regulatory_fee_tax": {"en": "Tax On Regulatory Fee", "es-MX": "Impuesto sobre tarifa reglamentaria"},
    "promotional_rebates": {
        "en": ("promotional rebates", "promotional rebate"), "de": "Rabatte aus Werbeaktionen",
        "fr": ("Rabais promotionnels", "Total des réductions"), "it": "Sconti promozionali",
        "es": "devoluciones promocionales", "es-MX": "descuentos promocionales", "nl": "promotiekortingen",
        "sv": "kampanjrabatter", "pl": "rabaty promocyjne", "ja": "プロモーション割引額", "tr": "promosyon indirimleri",
        "pt-BR": "descontos promocionais",
    },
    "promotional_rebates_tax": {
        "en": ("promotional rebates tax", "promotional rebate tax"), "de": "Steuer auf Aktionsrabatte",
        "fr": "Taxes sur les remises promotionnelles", "it": "imposta sugli sconti promozionali",
        "es": "impuestos de descuentos por promociones", "es-MX": "impuesto de reembolsos promocionales",
        "ja": "プロモーション割引の税金",
    },
    "withheld_tax": {
        "en": ("marketplace withheld tax", "Marketplace Facilitator Tax"), "de": "Einbehaltene Steuer auf Marketplace",
        "fr": ("Taxes retenues sur le site de vente", "Taxe Marketplace Facilitator"),
        "it": "trattenuta IVA del marketplace",
        "es": "impuesto retenido en el sitio web", "es-MX": "impuesto de retenciones en la plataforma",
        "nl": "Belasting voor marketplace-facilitator", "sv": "Skatt för marknadsplatsförmedlare",
        "ja": "源泉徴収税を伴うマーケットプレイス",
    },
    "tcs_cgst": {"en-IN": "TCS-CGST"},
    "tcs_sgst": {"en-IN": "TCS-SGST"},
    "tcs_igst": {"en-IN": "TCS-IGST"},
    "tds": {"en-IN": ("TDS (Section 194-O)", "TDS")},
    "selling_fees": {
        "en": "selling fees", "de": "Verkaufsgebühren", "fr": "frais de vente", "it": "Commissioni di vendita",
        "es": "tarifas de venta", "es-MX": "tarifas de venta", "nl": "verkoopkosten", "sv": "försäljningsavgifter",
        "pl": "opłaty za sprzedaż", "ja": "手数料", "tr": "satış ücretleri", "pt-BR": "tarifas de venda",
    },
    "fba_fees": {
        "en": ("fba fees", "Fulfilment by Amazon fees", "Fulfillment by Amazon fees"),
        "de": "Gebühren zu Versand durch Amazon",
        "fr": ("Frais Expédié par Amazon", "Frais pour le service Expédié par Amazon"),
        "it": "Costi del servizio Logistica di Amazon", "es": "tarifas de Logística de Amazon", "es-MX": "tarifas fba",
        "nl": "fba-vergoedingen", "sv": "fba-avgifter", "pl": "opłaty za fba", "ja": "FBA 手数料",
        "tr": "Amazon Lojistik ücretleri", "pt-BR": "taxas fba",
    },
    "other_transaction_fees": {
        "en": "other transaction fees", "de": "Andere Transaktionsgebühren", "fr": "autres frais de transaction",
        "it": "Altri costi relativi alle transazioni", "es": "tarifas de otras transacciones",
        "es-MX": "tarifas de otra transacción", "nl": "overige transactiekosten", "sv": "övriga transaktionsavgifter",
        "pl": "inne opłaty transakcyjne", "ja": "トランザクションに関するその他の手数料", "tr": "diğer işlem ücretleri",
        "pt-BR": "taxas de outras transações",
    },
    "other": {
        "en": "other", "de": "Andere", "fr": ("autre", "autres"), "it": "Altro", "es": "otro", "es-MX": "otro",
        "nl": "overige", "sv": "övrigt", "pl": "inne", "ja": "その他", "tr": "diğer", "pt-BR": "outro",
    },
}  # fmt: skip

COLUMNS = (
    Column("at", DATETIME, Kind.MOMENT, required=True),
    Column("settlement", SETTLEMENT, usual=True),
    Column("type", TYPE, required=True),
    Column("order", ORDER, usual=True),
    Column("sku", ("sku",), usual=True),
    Column("description", DESCRIPTION, required=True),
    Column("quantity", QUANTITY, Kind.COUNT),
    Column("marketplace", MARKETPLACE),
    *(Column(name, headings, Kind.MONEY) for name, headings in PARTS.items()),
    Column("total", TOTAL, Kind.MONEY, required=True),
    Column("status", STATUS),
    Column("release", RELEASE, Kind.MOMENT),
)

# Words of the preamble's line about amounts that name a currency without its code.
CURRENCY_WORDS = {
    "euro": "EUR",
    "en dólares": "MXN",  # Mexico's reports say dollars and mean pesos: the line is that marketplace's own
    "単位は円": "JPY",
    "belopp i kr": "SEK",
    "kwoty w zł": "PLN",
    "valores em reais": "BRL",
    "türk lirası": "TRY",
}

"""Our own spreadsheet templates, for what no platform reports: lines of a loss, and what goods cost the seller."""

from apps.losses.reports.formats.base import Cells, Format, Sheet, currency_code
from apps.losses.reports.headers import Column, Columns, Kind, fold
from apps.losses.reports.rows import Category, Row
from apps.marketplaces.enums import LOSS_COMPONENTS, Term

SKU_NAMES = {"en": "SKU", "zh": "商品编码"}
CURRENCY_NAMES = {"en": "Currency", "zh": "币种"}


def component_named(text: str) -> str:
    """The code of a kind of loss, by its code or its English or Chinese name; empty for anything else."""
    wanted = fold(text)
    for code, term in LOSS_COMPONENTS.items():
        if wanted and wanted in {fold(code), fold(term.en), fold(term.zh), fold(label_of(term))}:
            return code
    return ""


def label_of(term: Term) -> str:
    """How the template offers a kind of loss: in both languages."""
    return f"{term.en} {term.zh}"


class Lines(Format):
    """Amounts that the seller declares, one line each. `type` of a row is a loss component; amounts are positive."""

    code = "recourse_lines"
    title = "Recourse: amounts"
    platform = "recourse"
    columns = (
        Column("at", {"en": "Date", "zh": "日期"}, Kind.MOMENT, required=True),
        Column("component", {"en": "Kind of loss", "zh": "损失类型"}, required=True),
        Column("amount", {"en": "Amount", "zh": "金额"}, Kind.MONEY, required=True),
        Column("currency", CURRENCY_NAMES, required=True),
        Column("description", {"en": "What it is", "zh": "说明"}),
        Column("order", {"en": "Order ID", "zh": "订单号"}),
        Column("sku", SKU_NAMES),
        Column("quantity", {"en": "Quantity", "zh": "数量"}, Kind.COUNT),
    )

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(sheet)
        self._pick = sheet.pick("at", "component", "amount", "currency", "description", "order", "sku", "quantity")

    def row(self, number: int, cells: Cells) -> Row | None:
        at, component_cell, amount_cell, code, detail, order, sku, quantity = self._pick(cells)
        amount = self.number(amount_cell)
        if amount is None or amount < 0:
            raise ValueError("no amount")
        word = self.text(component_cell)
        component = component_named(word)
        if not component:
            self.notices.add("component_unknown", row=number, value=word[:40])
        moment, description = self.when(number, at), self.text(detail)
        order, sku, currency = self.text(order), self.text(sku), currency_code(self.text(code))
        key = self.key(moment, "", component or word, order, sku, description)
        pieces = self.pieces(number, quantity)
        return Row(
            number,
            key,
            Category.DECLARED,
            "",
            moment,
            component or word,
            description,
            order,
            sku,
            pieces,
            amount,
            currency,
        )


BASES = {"invoice": ("Invoice", "发票价"), "manufacturing": ("Manufacturing cost", "生产成本")}


def basis_named(text: str) -> str:
    """The code of a way to value, by its code or its English or Chinese name; empty for anything else."""
    wanted = fold(text)
    for code, names in BASES.items():
        if wanted and wanted in {fold(code), *map(fold, names), fold(" ".join(names))}:
            return code
    return ""


class Costs(Format):
    """What one piece of each product cost the seller, so that stock can be valued by it.

    `type` of a row is `invoice`, `manufacturing` or empty, `order` the number of the invoice.
    """

    code = "recourse_costs"
    title = "Recourse: unit costs"
    platform = "recourse"
    has_money = False
    columns = (
        Column("sku", SKU_NAMES),
        Column("fnsku", ("FNSKU",)),
        Column("asin", ("ASIN",)),
        Column("cost", {"en": "Unit cost", "zh": "单位成本"}, Kind.MONEY, required=True),
        Column("currency", CURRENCY_NAMES, required=True),
        Column("basis", {"en": "Valued by", "zh": "计价依据"}),
        Column("invoice", {"en": "Invoice number", "zh": "发票号"}),
        Column("name", {"en": "Product", "zh": "商品名称"}),
    )

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(sheet)
        self._pick = sheet.pick("sku", "fnsku", "asin", "cost", "currency", "basis", "invoice", "name")

    @classmethod
    def accepts(cls, columns: Columns) -> bool:
        """A cost belongs to something that has a name."""
        return not {"sku", "fnsku", "asin"}.isdisjoint(columns.at)

    def row(self, number: int, cells: Cells) -> Row | None:
        *names, cost_cell, code, basis_cell, invoice, product = self._pick(cells)
        sku, fnsku, asin = map(self.text, names)
        cost, currency = self.number(cost_cell), currency_code(self.text(code))
        if cost is None or cost < 0 or not (sku or fnsku or asin) or not currency:
            raise ValueError("no cost")
        basis, word = basis_named(self.text(basis_cell)), self.text(basis_cell)
        if word and not basis:
            self.notices.add("basis_unknown", row=number, value=word[:40])
        return Row(
            number, self.key(None, "", "", "", sku, f"{fnsku}|{asin}"), Category.COST, type=basis,
            description=self.text(product), order=self.text(invoice), sku=sku, currency=currency, price=cost,
            codes=(fnsku, asin),
        )  # fmt: skip

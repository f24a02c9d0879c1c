"""Our own spreadsheet templates, for what no platform reports: lines of a loss, and what goods cost the seller."""

from apps.losses.reports.formats.base import Cells, Format, Sheet, currency_code
from apps.losses.reports.headers import Column, Kind, fold
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


class Costs(Format):
    """What one piece of each SKU cost the seller: read first, so that stock can be valued by it."""

    code = "recourse_costs"
    title = "Recourse: unit costs"
    platform = "recourse"
    has_money = False
    columns = (
        Column("sku", SKU_NAMES, required=True),
        Column("cost", {"en": "Unit cost", "zh": "单位成本"}, Kind.MONEY, required=True),
        Column("currency", CURRENCY_NAMES, required=True),
        Column("name", {"en": "Product", "zh": "商品名称"}),
    )

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(sheet)
        self._pick = sheet.pick("sku", "cost", "currency", "name")

    def row(self, number: int, cells: Cells) -> Row | None:
        sku, cost_cell, code, name = self._pick(cells)
        cost = self.number(cost_cell)
        sku, currency = self.text(sku), currency_code(self.text(code))
        if cost is None or cost < 0 or not sku or not currency:
            raise ValueError("no cost")
        key = self.key(None, "", "", "", sku, "")
        return Row(number, key, Category.COST, description=self.text(name), sku=sku, currency=currency, price=cost)

"""PayPal activity downloads and statements: a wallet with a running balance, in which money is held and released."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from apps.losses.reports.formats.base import (
    Cells,
    Conclusion,
    Format,
    Recognised,
    Sheet,
    Survey,
    currency_code,
)
from apps.losses.reports.headers import Column, Columns, Kind
from apps.losses.reports.report import Basis, Checked, Held
from apps.losses.reports.rows import Category, Cell, Moment, Row
from apps.losses.reports.words import hold_or_release

ZERO = Decimal(0)
MOST_NAMED = 20
MOST_BREAKS = 1_000
_DONE = ("completed", "abgeschlossen", "completado", "completada", "")
_PENDING = ("pending", "ausstehend", "pendiente", "held", "on hold", "einbehalten", "unter überprüfung", "in review")
_DEBIT, _CREDIT = ("debit", "soll", "débito", "debito"), ("credit", "haben", "crédito", "credito")


@dataclass
class _Hold:
    amount: Decimal = ZERO
    rows: list[int] = field(default_factory=list)


class Holds:
    """Holds and their releases, paired by the transaction they refer to, in whatever order they come."""

    def __init__(self) -> None:
        self._open: dict[tuple[str, str], _Hold] = {}
        self._same: dict[str, str] = {}  # a hold's own code -> the code that it refers to

    def add(self, number: int, currency: str, codes: tuple[str, str], amount: Decimal) -> None:
        """`codes` are the row's own and the one it refers to; a hold takes away, its release gives back.

        Hold and release refer to the same payment, or the release to the hold.
        """
        own, reference = codes
        wanted = self._same.get(reference, reference) or str(abs(amount))
        if amount < 0 and (currency, own) in self._open:
            wanted = own
        elif amount < 0:
            self._same[own] = wanted
        key = (currency, wanted)
        hold = self._open.setdefault(key, _Hold())
        hold.amount += amount
        if amount < 0 and len(hold.rows) < MOST_NAMED:
            hold.rows.append(number)
        if not hold.amount:
            del self._open[key]

    def held(self, on: date | None) -> list[Held]:
        sums: dict[str, _Hold] = {}
        for (currency, _reference), hold in self._open.items():
            if hold.amount < 0:
                found = sums.setdefault(currency, _Hold())
                found.amount -= hold.amount
                found.rows += hold.rows
        return [
            Held(Basis.HOLD, currency, hold.amount, tuple(sorted(hold.rows)[:MOST_NAMED]), on)
            for currency, hold in sums.items()
        ]

    def released_before(self) -> dict[str, Decimal]:
        """By currency, releases whose hold is not in the file."""
        sums: dict[str, Decimal] = {}
        for (currency, _reference), hold in self._open.items():
            if hold.amount > 0:
                sums[currency] = sums.get(currency, ZERO) + hold.amount
        return sums


@dataclass
class _Step:
    """One row of one currency, as its balance sees it."""

    number: int
    net: Decimal
    balance: Decimal
    pending: bool


@dataclass
class _Chain:
    """The running balance of one currency, followed forwards and (for newest-first files) backwards at once."""

    first: _Step | None = None
    last: _Step | None = None
    steps: int = 0
    forwards: list[int] = field(default_factory=list)  # rows at which the balance does not follow
    backwards: list[int] = field(default_factory=list)

    def follow(self, step: _Step) -> None:
        if self.first is None:
            self.first = step
        before, self.last = self.last, step
        self.steps += 1
        if before is None:
            return
        _compare(before, step, self.forwards)
        _compare(step, before, self.backwards)

    @property
    def breaks(self) -> list[int]:
        return min(self.forwards, self.backwards, key=len)


def _compare(earlier: _Step, later: _Step, breaks: list[int]) -> None:
    change = later.balance - earlier.balance
    if change != later.net and not (later.pending and change == 0) and len(breaks) < MOST_BREAKS:
        breaks.append(later.number)


class Activity(Format):
    """Activity download (with types and status) and statement (with descriptions instead)."""

    code = "paypal_activity"
    title = "PayPal Activity"
    platform = "paypal"
    describes = True
    columns = (
        Column("day", {"en": "Date", "de": "Datum", "es": "Fecha"}, Kind.MOMENT, required=True),
        Column("time", {"en": "Time", "de": "Uhrzeit", "es": "Hora"}),
        Column("zone", {"en": ("TimeZone", "Time Zone"), "de": "Zeitzone", "es": ("Zona horaria", "Huso horario")}),
        Column(
            "type",
            {"en": ("Type", "Description"), "de": ("Typ", "Beschreibung"), "es": ("Tipo", "Descripción")},
            required=True,
        ),
        Column("status", {"en": "Status", "de": "Status", "es": "Estado"}),
        Column("currency", {"en": "Currency", "de": "Währung", "es": ("Divisa", "Moneda")}, required=True),
        Column("gross", {"en": "Gross", "de": "Brutto", "es": "Bruto"}, Kind.MONEY, required=True),
        Column("fee", {"en": ("Fee", "Fees"), "de": ("Gebühr", "Entgelt"), "es": ("Comisión", "Tarifa")}, Kind.MONEY),
        Column("net", {"en": "Net", "de": "Netto", "es": "Neto"}, Kind.MONEY, required=True),
        Column(
            "transaction",
            {"en": "Transaction ID", "de": "Transaktionscode", "es": ("Id. de transacción", "Id. de la transacción")},
            required=True,
        ),
        Column(
            "reference",
            {
                "en": ("Reference Txn ID", "Reference Transaction ID"),
                "de": ("Zugehöriger Transaktionscode", "Txn-Referenzkennung"),
                "es": ("Id. de referencia de trans.", "Id. de transacción de referencia"),
            },
        ),
        Column("balance", {"en": "Balance", "de": "Guthaben", "es": "Saldo"}, Kind.MONEY),
        Column(
            "impact",
            {
                "en": "Balance Impact",
                "de": "Auswirkung auf Guthaben",
                "es": ("Impacto en el saldo", "Efecto en el saldo"),
            },
        ),
    )

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(sheet)
        self._pick = sheet.pick(
            "day", "time", "zone", "type", "status", "currency", "gross", "fee", "net", "transaction", "reference",
            "balance", "impact",
        )  # fmt: skip
        self._holds = Holds()
        self._chains: dict[str, _Chain] = {}

    @classmethod
    def currency_of(cls, recognised: Recognised, survey: Survey) -> str:
        """Rows say theirs; a wallet may have several."""
        return currency_code(survey.only("currency"))

    @classmethod
    def version(cls, columns: Columns) -> str:
        return "activity" if "status" in columns.at else "statement"

    def row(self, number: int, cells: Cells) -> Row | None:
        day, time, zone, kind, state, code, gross, fee, net, identity, reference, balance, impact = self._pick(cells)
        currency = currency_code(self.text(code))
        amount = self._amount(number, gross, fee, net, self.text(impact))
        moment = self.when(number, _joined(day, time, zone))
        type_, identity, reference = self.text(kind), self.text(identity), self.text(reference)
        category, status = hold_or_release(type_), _status(self.text(state))
        if category in (Category.HOLD, Category.RELEASE) and self._counts(moment):
            self._holds.add(number, currency, (identity, reference), amount)
        if (running := self.number(balance)) is not None:
            self._chain(currency).follow(_Step(number, amount, running, _may_rest(status, impact)))
        key = self.key(moment, identity, type_, reference, "", currency)
        description = "" if status == "completed" else status
        return Row(
            number,
            key,
            category,
            "",
            moment,
            type_,
            description,
            reference or identity,
            "",
            None,
            amount,
            currency,
            status,
        )

    def _amount(self, number: int, gross_cell: str, fee_cell: str, net_cell: str, impact: str) -> Decimal:
        """The net amount, signed; told where gross and fee come to something else."""
        gross, fee, net = (self.number(cell) for cell in (gross_cell, fee_cell, net_cell))
        if net is None or gross is None:
            raise ValueError("no amount")
        if gross + (fee or ZERO) != net and gross - (fee or ZERO) != net:
            self.notices.add("row_sum", row=number)
        word = impact.casefold()
        if (word in _DEBIT and net > 0) or (word in _CREDIT and net < 0):
            return -net
        return net

    def _counts(self, moment: Moment | None) -> bool:
        return self.sheet.on is None or (moment is not None and moment.day <= self.sheet.on)

    def _chain(self, currency: str) -> _Chain:
        return self._chains.setdefault(currency, _Chain())

    # -- after the last row ------------------------------------------------------------------------------------------
    def conclude(self) -> Conclusion:
        for currency, amount in self._holds.released_before().items():
            self.notices.add("release_without_hold", value=f"{amount} {currency}")
        steps = sum(chain.steps for chain in self._chains.values())
        breaks = sorted(number for chain in self._chains.values() for number in chain.breaks)
        checked = Checked.BALANCE if steps > len(self._chains) else Checked.ROWS
        if len(breaks) * 5 > steps:
            self.notices.add("balance_unusable")
            checked = Checked.ROWS
        else:
            for number in breaks:
                self.notices.add("balance_breaks", row=number)
        return Conclusion(held=self._holds.held(self.sheet.on), checked=checked)


def _joined(day: Cell, time: Cell, zone: Cell) -> str:
    return " ".join(text for part in (day, time, zone) if (text := str(part).strip()))


def _may_rest(status: str, impact: str) -> bool:
    """Whether a row may leave the balance as it is: pending ones and memos."""
    return status != "completed" or impact.strip().casefold() == "memo"


def _status(word: str) -> str:
    folded = word.casefold()
    if folded in _DONE:
        return "completed"
    return "pending" if folded in _PENDING else word

"""The gate: what of a table may be printed, in which form, and why the rest is withheld."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext as _

from apps.statistics.rules.disclosure.complement import Situation, hide_more
from apps.statistics.rules.disclosure.contents import Content, change
from apps.statistics.rules.disclosure.flooring import (
    HIDDEN_BELOW,
    floor_count,
    floor_money,
    floor_money_veiled,
    secret_number,
    veiled_total,
)
from apps.statistics.rules.disclosure.sensitivity import (
    Reason,
    Rules,
    Why,
    count_change_reasons,
    money_change_reasons,
    money_reasons,
)
from apps.statistics.rules.disclosure.suppression import Cell, Sums
from apps.statistics.rules.disclosure.tables import Key, Table


class State(StrEnum):
    PRINTED = "printed"
    FEWER = "fewer than 20"
    KEPT = "kept from before"
    WITHHELD = "withheld"


@dataclass(frozen=True)
class Form:
    """What is printed of one number: at least `value`. None when fewer than 20, or when withheld."""

    state: State
    value: Decimal | None = None
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Line:
    """One cell of the printed table: its sellers and, where the table has money, their total."""

    key: Key
    count: Form
    money: Form | None


@dataclass(frozen=True)
class Base:
    """What stood behind a number when it was last printed."""

    content: Content
    value: Decimal | None


@dataclass(frozen=True)
class Memory:
    """What the next table of the series must know of all before it. Private: it holds contents."""

    counts: dict[Key, Base] = field(default_factory=dict)
    money: dict[Key, Base] = field(default_factory=dict)
    contents: dict[Cell, Content] = field(default_factory=dict)
    latest: dict[Key, Cell] = field(default_factory=dict)
    sums: Sums = field(default_factory=lambda: Sums({}, frozenset()))
    printed: frozenset[Cell] = frozenset()
    guarded: frozenset[Cell] = frozenset()


@dataclass(frozen=True)
class Batch:
    """A table as it may be printed, and the memory for the next one."""

    lines: tuple[Line, ...]
    memory: Memory


def pass_gate(table: Table, rules: Rules, secret: bytes, memory: Memory | None = None) -> Batch:
    """Judge every cell. `secret` is the key of the permanent offsets; `memory` that of the table before in the
    series."""
    memory = memory or Memory()
    has_money = any(content.total for content in table.cells.values())
    counts = {key: _count(table, key, rules, secret, memory) for key in table.shown}
    money = _money(table, rules, secret, memory) if has_money else {}
    lines = tuple(Line(key, counts[key], money[key][0] if has_money else None) for key in table.shown)
    latest, contents = _versions(table, memory)
    fresh = {key for key, (form, _guard) in money.items() if form.state is State.PRINTED}
    guarded = {latest[key] for key, (_form, guard) in money.items() if guard}
    return Batch(
        lines,
        Memory(
            counts=memory.counts | {key: _base(table, key, form) for key, form in counts.items() if _is_news(form)},
            money=memory.money | {key: _base(table, key, money[key][0]) for key in fresh},
            contents=contents,
            latest=memory.latest | latest,
            sums=_sums(table, latest, memory),
            printed=memory.printed | {latest[key] for key in fresh},
            guarded=memory.guarded | guarded,
        ),
    )


def _is_news(form: Form) -> bool:
    """Whether the number was judged anew rather than carried over from before."""
    return form.state is State.PRINTED or (form.state is State.FEWER and not form.reasons)


def _base(table: Table, key: Key, form: Form) -> Base:
    return Base(table.cells[key], form.value)


def _count(table: Table, key: Key, rules: Rules, secret: bytes, memory: Memory) -> Form:
    content, base = table.cells[key], memory.counts.get(key)
    if base is not None:
        reasons = count_change_reasons(change(base.content, content), rules)
        if reasons:
            return _unchanged(base, content.sellers, reasons)
    value = floor_count(content.sellers, secret_number(secret, table.name, key))
    return Form(State.FEWER) if value is None else Form(State.PRINTED, Decimal(value))


def _unchanged(base: Base, true: Decimal | int, reasons: tuple[Reason, ...]) -> Form:
    """The number of before, if it is still no more than the truth."""
    if base.value is None:
        return Form(State.FEWER, None, reasons) if true < HIDDEN_BELOW else _untrue(reasons)
    return Form(State.KEPT, base.value, reasons) if base.value <= true else _untrue(reasons)


def _untrue(reasons: tuple[Reason, ...]) -> Form:
    sentence = _("What was printed last does not hold any more.")
    return Form(State.WITHHELD, None, (*reasons, Reason(Why.NOT_TRUE_ANY_MORE, sentence)))


def _versions(table: Table, memory: Memory) -> tuple[dict[Key, Cell], dict[Cell, Content]]:
    """The version of every cell now: the one of before while its amounts are the same, a new one otherwise."""
    latest: dict[Key, Cell] = {}
    contents = dict(memory.contents)
    for key, content in table.cells.items():
        last = memory.latest.get(key)
        if last is None or memory.contents[last].paid != content.paid:
            last = (key, 0 if last is None else last[1] + 1)
        latest[key] = last
        contents[last] = content
    return latest, contents


def _sums(table: Table, latest: dict[Key, Cell], memory: Memory) -> Sums:
    return memory.sums.with_table(latest, {k: content.total for k, content in table.cells.items()}, table.relations)


def _money(table: Table, rules: Rules, secret: bytes, memory: Memory) -> dict[Key, tuple[Form, bool]]:
    """The form of every shown total, and of every cell (folded ones too) whether its value must stay unknown."""
    cells, _contents = _versions(table, memory)
    refused = {key: money_reasons(content, rules) for key, content in table.cells.items()}
    changed = {key: _change_reasons(table.cells[key], memory.money.get(key), rules) for key in table.shown}
    closed = table.folded | {key for key in table.shown if refused[key] or changed[key]}
    closely = {cells[key] for key, reasons in refused.items() if reasons and table.cells[key].total}
    guarded = closely | {cells[key] for key in table.shown if changed[key] and table.cells[key].total}
    extra = hide_more(
        Situation(
            table=table,
            rules=rules,
            sums=_sums(table, cells, memory),
            cells=cells,
            before=memory.printed,
            closed=closed,
            guarded=frozenset(guarded | memory.guarded) - memory.printed,
            closely=frozenset(closely),
        )
    )
    forms = {key: Form(State.WITHHELD, None, refused[key]) for key in table.cells}
    for key in table.shown:
        base = memory.money.get(key)
        reasons = changed[key] or ((extra[key],) if key in extra else ())
        if refused[key]:
            continue
        if not reasons:
            forms[key] = _fresh(table, key, rules, secret)
        elif base is None:
            forms[key] = Form(State.WITHHELD, None, reasons)
        else:
            forms[key] = _unchanged(base, table.cells[key].total, reasons)
    return {key: (form, cells[key] in guarded) for key, form in forms.items()}


def _change_reasons(content: Content, base: Base | None, rules: Rules) -> tuple[Reason, ...]:
    return () if base is None else money_change_reasons(change(base.content, content), rules)


def _fresh(table: Table, key: Key, rules: Rules, secret: bytes) -> Form:
    """A total that may be printed anew."""
    content = table.cells[key]
    if rules.veil_sellers:
        return Form(State.PRINTED, floor_money(veiled_total(content.paid, secret, rules.p or Decimal(0))))
    if not rules.veil_money:
        return Form(State.PRINTED, floor_money(content.total))
    number = secret_number(secret, table.name, key)
    value = floor_money_veiled(content.total, content.largest_first[0], rules.p or Decimal(0), number)
    if value is None:
        return Form(State.WITHHELD, None, (Reason(Why.TOO_SMALL, _("The total is too small to be printed.")),))
    return Form(State.PRINTED, value)

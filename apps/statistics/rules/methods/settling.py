"""Whether a number of a method is printed anew, stays as it was, or is withheld."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from sys import intern
from typing import Any

from apps.statistics.rules.disclosure.contents import Content, change
from apps.statistics.rules.disclosure.gate import State
from apps.statistics.rules.disclosure.sensitivity import Rules, money_change_reasons
from apps.statistics.rules.methods.rows import Row

Part = Mapping[str, str]  # seller -> an amount, or in which class they stand
SAME_CLASS, AMOUNTS, COUNTS = "classes", "amounts", "counts"


@dataclass(frozen=True)
class Candidate:
    """A number as it would be printed, and what it rests on. `refused` says why it may not be, empty where it may.

    `parts` are of `kind`: amounts (lowered) of which each part's change is judged as that of a total; classes, where
    it counts how many sellers changed theirs; or counts of people, each of which changes by none or enough. `holds`
    tells whether an earlier row is still true.
    """

    row: Row
    parts: tuple[Part, ...]
    kind: str
    holds: Callable[[Row], bool]
    refused: str = ""


@dataclass(frozen=True)
class Kept:
    """A row as it was last printed, and what stood behind it then. Private."""

    row: Row
    parts: tuple[Part, ...]


def kept_as_json(kept: Mapping[str, Kept]) -> dict[str, Any]:
    """By place. Sellers are named once and numbered: they stand in many parts."""
    sellers: dict[str, int] = {}

    def numbered(part: Part) -> list[Any]:
        return [[sellers.setdefault(name, len(sellers)) for name in part], list(part.values())]

    rows = {place: [one.row.as_data(), [numbered(part) for part in one.parts]] for place, one in kept.items()}
    return {"sellers": list(sellers), "rows": rows}


def kept_from_json(data: Mapping[str, Any]) -> dict[str, Kept]:
    """Also of what was written before sellers were numbered."""
    if "sellers" not in data:
        return {place: Kept(_row(one["row"]), tuple(one["parts"])) for place, one in data.items()}
    sellers = [intern(name) for name in data["sellers"]]
    return {
        place: Kept(
            _row(row),
            tuple({sellers[n]: value for n, value in zip(who, values, strict=True)} for who, values in parts),
        )
        for place, (row, parts) in data["rows"].items()
    }


def _row(data: Mapping[str, Any]) -> Row:
    return Row(**{**data, "state": State(data["state"])})


@dataclass(frozen=True)
class Settled:
    """What is printed, what is remembered for the next batch, and for moderators why nothing new is."""

    row: Row
    kept: Kept | None
    why: str = ""


def settle(candidate: Candidate, before: Kept | None, rules: Rules, *, may_be_new: bool = True) -> Settled:
    """`may_be_new` is no where the total that the number belongs to was not printed anew either."""
    why = candidate.refused or ("the total is not printed anew" if not may_be_new else "")
    if before is not None and not why and _changed_too_little(candidate, before, rules):
        why = "increment"
    if not why:
        row = replace(candidate.row, state=State.PRINTED)
        return Settled(row, Kept(row, candidate.parts))
    if before is not None and not candidate.refused and candidate.holds(before.row):
        return Settled(replace(before.row, state=State.KEPT), before, why)
    return Settled(withheld(candidate.row), before, why)


def withheld(row: Row) -> Row:
    return replace(row, state=State.WITHHELD, value=None, low=None, high=None)


def _changed_too_little(candidate: Candidate, before: Kept, rules: Rules) -> bool:
    if candidate.kind == AMOUNTS:
        pairs = zip(before.parts, candidate.parts, strict=True)
        return any(money_change_reasons(change(_content(old), _content(new)), rules) for old, new in pairs)
    (old,), (new,) = before.parts, candidate.parts
    if candidate.kind == COUNTS:
        steps = [abs(int(new.get(name, 0)) - int(old.get(name, 0))) for name in {**old, **new}]
        return any(0 < step < rules.change for step in steps)
    moved = sum(old.get(seller) != new.get(seller) for seller in {**old, **new})
    return 0 < moved < rules.change


def _content(part: Part) -> Content:
    return Content({seller: Decimal(amount) for seller, amount in part.items()})


def as_part(amounts: Mapping[str, Decimal]) -> Part:
    return {seller: str(amount) for seller, amount in amounts.items() if amount}

"""The closed list of what is published: which sums, by what. One series is one table for the gate, with all its
groupings, so that none of them gives away what another withholds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from apps.statistics.rules.disclosure.contents import Content
from apps.statistics.rules.disclosure.sensitivity import Rules
from apps.statistics.rules.disclosure.tables import (
    OTHER,
    TOTAL,
    Contribution,
    Key,
    Relation,
    Table,
    make_table,
)

METHOD = "2"  # version of how figures are made; raised whenever the same rows would print otherwise
NONE = "(none)"  # a category without a name: placed in no incident, no outcome yet
BY_NAME = "_by_name"
HOUSE_RULES = Rules(threshold=10, p=Decimal(15), change=5, veil_sellers=True)


@dataclass(frozen=True)
class Series:
    """`measure` is a sum of the facts; its cells hold only sellers who have it. Empty: everybody counts, without money.

    `has_money` is no for what sellers claim: how many claim something is counted, claims are never added up. `appeals`
    narrows it to sellers whose appeals went so (`selectors.attempts`); what came back to many at once is apart.
    """

    name: str
    measure: str
    has_money: bool
    groupings: tuple[str, ...]
    appeals: str = ""


SERIES = (
    Series(
        "sellers",
        "",
        False,
        ("incident", "platform", "country", "case_type", "allegation", "state", "outcome", "month"),
    ),
    Series("claimed", "claimed", False, ("incident",)),
    Series("documented", "documented", True, ("incident", "platform", "component")),
    Series("verified", "verified", True, ("incident",)),
    Series("recovered", "recovered", True, ("incident",)),
    *(
        Series(name, "", False, ("incident", "platform"), appeals=name)
        for name in ("decided", "succeeded", "undecided", "restored")
    ),
)


def joined_table(name: str, groupings: Mapping[str, Iterable[Contribution]], threshold: int) -> Table:
    """The tables of each grouping as one, whose cells are (grouping, category) and whose total they share.

    Every grouping must hold the same sellers with the same sums, divided otherwise.
    """
    cells: dict[Key, Content] = {}
    folded: set[Key] = set()
    relations: list[Relation] = []
    for grouping, rows in groupings.items():
        table = make_table(name, (grouping,), rows, threshold=threshold)
        names = {key: _place(grouping, key) for key in table.cells}
        cells |= {names[key]: content for key, content in table.cells.items()}
        folded |= {names[key] for key in table.folded}
        relations += [
            Relation(names[relation.parent], tuple(names[child] for child in relation.children))
            for relation in table.relations
        ]
    return Table(name, ("by", "category"), cells, frozenset(folded), tuple(dict.fromkeys(relations)))


def _place(grouping: str, key: Key) -> Key:
    return (TOTAL, TOTAL) if key[0] == TOTAL else (grouping, key[0])


def category_shown(category: str) -> str:
    """As it stands in a document: `all`, `other`, or the code; a code that is called so itself as `other_by_name`."""
    shown = {TOTAL: "all", OTHER: "other", NONE: "none"}
    return shown.get(category) or (f"{category}{BY_NAME}" if category in shown.values() else category)

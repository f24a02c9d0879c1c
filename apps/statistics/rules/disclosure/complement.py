"""Which further sums must be withheld, so that those which may not be printed cannot be worked out."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from apps.statistics.rules.disclosure.contents import joined
from apps.statistics.rules.disclosure.sensitivity import Reason, Rules, Why, money_reasons
from apps.statistics.rules.disclosure.suppression import Audit, Cell, Sums
from apps.statistics.rules.disclosure.tables import Key, Table


@dataclass(frozen=True)
class Situation:
    """One table about to be printed, and all that was printed of its series before.

    `cells` names the version of each cell. `closed` may not be printed (folded ones included). `guarded` are cell
    versions, of now and before, whose value must stay unknown; those in `closely` must not be bounded to within p%
    either.
    """

    table: Table
    rules: Rules
    sums: Sums
    cells: dict[Key, Cell]
    before: frozenset[Cell]
    closed: frozenset[Key]
    guarded: frozenset[Cell]
    closely: frozenset[Cell]


def hide_more(situation: Situation) -> dict[Key, Reason]:
    """Cells to withhold besides `closed`, with the reason of each. Ends, as every round closes one that was open."""
    extra: dict[Key, Reason] = {}
    while True:
        open_keys = [
            key
            for key, content in situation.table.cells.items()
            if key not in situation.closed and key not in extra and content.total
        ]
        found = _unsafe_remainder(situation, open_keys) or _derivable(situation, open_keys)
        if found is None:
            return extra
        extra[found[0]] = found[1]


def _smallest(situation: Situation, keys: Iterable[Key]) -> Key | None:
    """The one whose loss tells the reader least. What was printed before, unchanged, cannot be taken back."""
    free = [key for key in keys if situation.cells[key] not in situation.before]
    return min(free, key=lambda key: (situation.table.cells[key].total, key), default=None)


def _unsafe_remainder(situation: Situation, open_keys: list[Key]) -> tuple[Key, Reason] | None:
    """A printed total less its printed parts gives the sum of the hidden parts: that sum must pass the rules too."""
    contents = situation.table.cells
    for relation in situation.table.relations:
        if relation.parent not in open_keys:
            continue
        hidden = [contents[child] for child in relation.children if child not in open_keys and contents[child].total]
        if not hidden or not money_reasons(joined(hidden), situation.rules):
            continue
        chosen = _smallest(situation, (child for child in relation.children if child in open_keys))
        if chosen is None:
            chosen = _smallest(situation, [relation.parent])
        if chosen is not None:
            return chosen, Reason(
                Why.REMAINDER, _("Were it printed, what it leaves of a printed total would tell too much.")
            )
    return None


def _derivable(situation: Situation, open_keys: list[Key]) -> tuple[Key, Reason] | None:
    """A guarded cell that the printed ones give away, and a printed one that would have to go for that."""
    audit = Audit(situation.sums, situation.before | {situation.cells[key] for key in open_keys})
    percent = situation.rules.p or Decimal(0)
    for cell in sorted(situation.guarded):
        close = cell in situation.closely and percent > 0
        if not (audit.is_too_close(cell, percent) if close else audit.is_derivable(cell)):
            continue
        near = {
            key
            for relation in situation.table.relations
            if cell[0] in (relation.parent, *relation.children)
            for key in (relation.parent, *relation.children)
        }
        chosen = _smallest(situation, near.intersection(open_keys))
        if chosen is None:
            chosen = _smallest(situation, open_keys)
        if chosen is not None:
            return chosen, Reason(Why.DERIVABLE, _("Were it printed, a withheld amount could be worked out."))
    return None

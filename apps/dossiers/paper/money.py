"""The chapter of money: sums side by side, then every line with where it comes from and what it is in one currency."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext, ngettext

from apps.cases.models import Case
from apps.core.moments import say_date
from apps.losses.enums import Figure, LineKind
from apps.losses.models import LossLine, ReportImport
from apps.losses.selectors import Converted, convert_lines, current_lines, is_verified, sums_in, sums_of
from apps.marketplaces.enums import LOSS_COMPONENTS

MOST_LINES = 400  # printed one by one; the sums are of all
FEW_ROWS = 12


@dataclass(frozen=True)
class LineOnPaper:
    """One standing line of the ledger."""

    number: int
    component: str
    amount: str
    between: str
    since: str
    backed: str
    origin: str
    notes: list[str]
    converted: str
    rate: str


@dataclass(frozen=True)
class MoneyOnPaper:
    """`sums` are (what, meaning, amounts per currency, together in `currency`); together is empty where none is."""

    currency: str
    sums: list[tuple[str, str, list[str], str]]
    lines: list[LineOnPaper]
    more: int
    without_rate: int
    sets_aside: bool


def money_on_paper(case: Case, exhibits: dict[UUID, int], currency: str) -> MoneyOnPaper:
    """The ledger; `exhibits` are the numbers of files, by their ids."""
    lines = list(current_lines(case.ledger).select_related("source__file", "costs__file"))
    sums = sums_of(lines)
    converted = [found for _money, found in convert_lines(lines, currency)]
    together = sums_in(sums, currency)
    meanings = {
        Figure.CLAIMED: gettext("what the seller declares"),
        Figure.DOCUMENTED: gettext("what the platform's own reports and other papers show"),
        Figure.VERIFIED: gettext("what a moderator accepted"),
        Figure.RECOVERED: gettext("what came back"),
    }
    return MoneyOnPaper(
        currency=currency,
        sums=[
            (str(figure.label), meaning, list(map(str, sums.of(figure))), str(together.get(figure, "")))
            for figure, meaning in meanings.items()
        ],
        lines=[
            _line(number, line, found, exhibits, set_aside=line in sums.set_aside)
            for number, (line, found) in enumerate(zip(lines, converted, strict=True), 1)
        ][:MOST_LINES],
        more=max(0, len(lines) - MOST_LINES),
        without_rate=converted.count(None),
        sets_aside=bool(sums.set_aside),
    )


def _line(
    number: int, line: LossLine, found: Converted | None, exhibits: dict[UUID, int], *, set_aside: bool
) -> LineOnPaper:
    notes = []
    if line.kind == LineKind.RECOVERY:
        notes.append(gettext("came back"))
    if set_aside:
        notes.append(gettext("not added: another line shows the same money on a larger basis"))
    if is_verified(line):
        notes.append(gettext("accepted by a moderator"))
    if line.source and line.source.reconciled is False:
        notes.append(gettext("the report does not add up to its own total"))
    return LineOnPaper(
        number=number,
        component=LOSS_COMPONENTS.label(line.component),
        amount=str(line.likely_money),
        between="" if line.low == line.high else f"{line.low_money} – {line.high_money}",
        since=say_date(line.loss_date) if line.loss_date else "",
        backed=f"{line.grade} – {line.get_grade_display()}",
        origin=_origin(line, exhibits),
        notes=notes,
        converted=str(found.money) if found else gettext("no rate is published"),
        rate=_rate(found) if found else "",
    )


def _origin(line: LossLine, exhibits: dict[UUID, int]) -> str:
    """`Exhibit 3, rows 17, 18`, for stock also the rows of the cost list; else the basis of an estimate."""
    if line.source is None:
        return str(line.get_basis_display())
    parts = [_rows(line.source, line.rows, line.row_count, exhibits)]
    if line.costs:
        parts.append(_rows(line.costs, line.cost_rows, len(line.cost_rows), exhibits))
    return "; ".join(parts)


def _rows(report: ReportImport, numbers: list[int], count: int, exhibits: dict[UUID, int]) -> str:
    number = exhibits.get(report.file_id)
    where = gettext("exhibit %(number)s") % {"number": number} if number else report.file.sha256[:16]
    rows = numbers[:FEW_ROWS]
    if not rows:
        return str(where)
    said = ngettext("row %(rows)s", "rows %(rows)s", count) % {"rows": ", ".join(map(str, rows))}
    if (more := count - len(rows)) > 0:
        said = gettext("%(rows)s and %(more)s more") % {"rows": said, "more": more}
    return f"{where}, {said}"


def _rate(found: Converted) -> str:
    if found.rate == 1 and found.original.currency == found.money.currency:
        return ""
    return f"× {found.rate:.6g}, {say_date(found.day)}"

"""A person's list of cases as a table for a spreadsheet: what the list shows, with columns to sort and add up by."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext

from apps.cases.models import Case
from apps.cases.selectors.lists import cases_for_export
from apps.core.moments import say_place
from apps.core.spreadsheets import Value, write_xlsx
from apps.losses.models import LossLine
from apps.losses.selectors import currencies_of, lines_by_ledger, totals_of
from apps.marketplaces.enums import ALLEGATIONS, CASE_TYPES, MARKETPLACES, OUTCOMES, PLATFORMS, country_choices
from apps.web.filters.cases import CaseFilter

AT_ONCE = 500  # cases read and written in one go
MOST_IN_WORKBOOK = 10_000  # rows; a workbook is written whole before it is sent

Row = list[Value]


def name_of(kind: str) -> str:
    """What the file is called: today's date in it, nobody's name."""
    return f"{gettext('cases')} {timezone.localdate():%Y-%m-%d}.{kind}"


def workbook_of(chosen: CaseFilter) -> bytes:
    """The table as XLSX; of MOST_IN_WORKBOOK cases about a megabyte. Written again while a sharing in it ends."""
    table = Table(chosen)
    while True:
        book = BytesIO()
        write_xlsx(book, gettext("My cases"), table.rows())
        if not table.complete():
            return book.getvalue()


def rows_of(chosen: CaseFilter) -> Iterator[Row]:
    """Headings, then one row a case, in the order of the list."""
    return Table(chosen).rows()


@dataclass(frozen=True)
class Allowed:
    """How much of a case its reader may see."""

    names: bool
    lines: bool


@dataclass(frozen=True)
class Made:
    """A row, and what its reader was allowed when it was made; None and None once the case is not theirs to see."""

    row: Row | None = None
    allowed: Allowed | None = None


class Table:
    """Rows that are all made before the first leaves.

    A sharing may end while others are made. So rights are asked once more when all are there, and what ended or was
    narrowed is left out or made anew: no table that was finished holds a case that was revoked before.
    """

    def __init__(self, chosen: CaseFilter) -> None:
        self._chosen = chosen
        self._made: dict[UUID, Made | None] = dict.fromkeys(chosen.qs.values_list("pk", flat=True))
        self._currencies = currencies_of(chosen.qs.filter(chosen.reach.stories).order_by().values("ledger"))
        self._countries = dict(country_choices())

    def rows(self) -> Iterator[Row]:
        """Headings first, so that a download begins; the others once they are complete."""
        yield _headings(self._currencies)
        self.complete()
        for step in _in_steps(list(self._made)):
            allowed = self._allowed(Q(pk__in=step))  # sending a long table takes its time too
            for case_id in step:
                made = self._made[case_id]
                if made and made.row and made.allowed == allowed.get(case_id):
                    yield made.row

    def complete(self) -> bool:
        """Make what is missing or holds no more, until nothing does; whether there was anything."""
        begun = False
        while stale := self._stale():
            begun = True
            for step in _in_steps(list(stale)):
                self._make({case_id: stale[case_id] for case_id in step})
        return begun

    def _stale(self) -> dict[UUID, Allowed | None]:
        now = self._allowed(Q())
        return {
            case_id: now.get(case_id)
            for case_id, made in self._made.items()
            if made is None or made.allowed != now.get(case_id)
        }

    def _make(self, step: dict[UUID, Allowed | None]) -> None:
        cases = {case.pk: case for case in cases_for_export(case_id for case_id, given in step.items() if given)}
        lines = lines_by_ledger(case.ledger_id for case in cases.values() if (given := step[case.pk]) and given.lines)
        for case_id, allowed in step.items():
            case = cases.get(case_id)
            if case is None or allowed is None:
                self._made[case_id] = Made()
                continue
            own = lines.get(case.ledger_id, [])
            row = _row(case, allowed.names, own, self._currencies, self._countries)
            self._made[case_id] = Made(row, allowed)

    def _allowed(self, among: Q) -> dict[UUID, Allowed]:
        reach = self._chosen.reach
        named, readable, still = (self._ids(among & what) for what in (reach.names, reach.stories, Q()))
        return {case_id: Allowed(case_id in named, case_id in readable) for case_id in still}

    def _ids(self, what: Q) -> set[UUID]:
        return set(self._chosen.queryset.filter(what).order_by().values_list("pk", flat=True))


def _in_steps(ids: list[UUID]) -> Iterator[list[UUID]]:
    return (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))


def _headings(currencies: list[str]) -> Row:
    zone = say_place(timezone.get_current_timezone())
    loss = gettext("Likely loss, %(currency)s")
    return [
        gettext("Reference"),
        gettext("State"),
        gettext("Platform"),
        gettext("Marketplace"),
        gettext("Country"),
        gettext("What was done"),
        gettext("Reason given"),
        gettext("What came of it"),
        gettext("Notice date"),
        gettext("Begun (%(zone)s)") % {"zone": zone},
        gettext("Filed (%(zone)s)") % {"zone": zone},
        gettext("Last step (%(zone)s)") % {"zone": zone},
        gettext("Store name"),
        gettext("Merchant token or seller ID"),
        *(loss % {"currency": currency} for currency in currencies),
    ]


def _row(case: Case, is_named: bool, lines: list[LossLine], currencies: list[str], countries: dict[str, str]) -> Row:
    account = case.account if is_named else None
    likely: dict[str, Decimal] = {money.currency: money.amount for money in totals_of(lines).likely}
    return [
        case.reference,
        case.get_state_display(),
        PLATFORMS.label(case.platform),
        MARKETPLACES.label(case.marketplace),
        countries.get(case.country, case.country),
        CASE_TYPES.label(case.case_type),
        ALLEGATIONS.label(case.allegation),
        OUTCOMES.label(case.outcome),
        case.notice_date,
        case.created_at,
        case.submitted_at,
        case.moved_at,
        account.store_name if account else "",
        account.merchant_token if account else "",
        *(likely.get(currency) for currency in currencies),
    ]

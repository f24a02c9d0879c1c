"""A person's list of cases as a table for a spreadsheet: what the list shows, with columns to sort and add up by."""

from collections.abc import Iterable, Iterator
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
    """The table as XLSX; of MOST_IN_WORKBOOK cases it has about a megabyte."""
    book = BytesIO()
    write_xlsx(book, gettext("My cases"), rows_of(chosen))
    return book.getvalue()


def rows_of(chosen: CaseFilter) -> Iterator[Row]:
    """Headings, then one row a case, in the order of the list; read in steps, so that memory does not grow."""
    ids = list(chosen.qs.values_list("pk", flat=True))
    currencies = currencies_of(chosen.qs.filter(chosen.reach.stories).order_by().values("ledger"))
    yield _headings(currencies)
    countries = dict(country_choices())
    for start in range(0, len(ids), AT_ONCE):
        step = ids[start : start + AT_ONCE]
        still = _among(chosen, Q(), step)  # a sharing may have ended since the first row
        cases = {case.pk: case for case in cases_for_export(still)}
        named, readable = _among(chosen, chosen.reach.names, step), _among(chosen, chosen.reach.stories, step)
        lines = lines_by_ledger(case.ledger_id for case in cases.values() if case.pk in readable)
        for case_id in step:
            if case := cases.get(case_id):
                yield _row(case, case_id in named, lines.get(case.ledger_id, []), currencies, countries)


def _among(chosen: CaseFilter, allowed: Q, ids: Iterable[UUID]) -> set[UUID]:
    """Those of the cases for which the reader may see what `allowed` is about."""
    return set(chosen.queryset.filter(allowed, pk__in=list(ids)).order_by().values_list("pk", flat=True))


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

"""`manage.py read_report FILE`: what a platform's report says, on the terminal. Needs no database."""

import json
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from apps.core.money import Money, format_money
from apps.losses.reports import CannotOpen, CannotRead, Category, Moment, Options, Report, read, report_as_json
from apps.losses.reports.formats import BY_CODE
from apps.losses.reports.opening import with_choices
from apps.losses.reports.reading import style_of
from apps.losses.reports.report import Total, amount_text

CLEAN, DIFFERS, UNKNOWN, UNOPENED = 0, 2, 3, 4
MOST_TOTALS = 40
HELP = """Read a platform's report and print what it says: kind of report, encoding, language, currency, period, rows,
totals by type, what is withheld, in reserve or deferred, the total it states, the difference to its rows, and warnings.
Nothing is stored, no database is needed, and nothing that names a buyer is printed.

  manage.py read_report settlement.txt
  manage.py read_report paypal.csv --at 2016-09-26 --json
  manage.py read_report umsaetze.csv --encoding cp1252 --delimiter semicolon --locale de

Exit codes: 0 read, and everything adds up; 2 read, with differences or warnings that matter; 3 not a report that we
know, or one that cannot be read safely (a sentence says why); 4 the file cannot be opened; 1 a wrong option."""


class Command(BaseCommand):
    help = HELP
    requires_system_checks = ()

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="text, CSV, XLSX, XLS or ODS, as downloaded")
        parser.add_argument("--json", action="store_true", help="for machines")
        parser.add_argument("--encoding", default="", help="utf-8, cp1252, cp932, gb18030 …; found out otherwise")
        parser.add_argument("--delimiter", default="", help="tab, comma, semicolon or pipe; found out otherwise")
        parser.add_argument("--locale", default="", help="language of numbers and dates: en, de, en-IN …")
        parser.add_argument("--format", default="", help=f"kind of report: {', '.join(BY_CODE)}")
        parser.add_argument("--at", default="", metavar="DATE", help="what was withheld at the end of this day")
        parser.add_argument("--language", default="en", help="language of the words: en or zh-hans")

    def handle(self, *args: Any, file: str, **options: Any) -> None:
        with translation.override(options["language"]):
            chosen = self._options(options)
            try:
                report = read(file, chosen)
            except CannotRead as error:
                self._refuse(error, as_json=options["json"])
            else:
                self._show(report, as_json=options["json"])

    def _options(self, given: dict[str, Any]) -> Options:
        if given["format"] and given["format"] not in BY_CODE:
            raise CommandError(f"--format is one of: {', '.join(BY_CODE)}")
        if given["locale"] and style_of(given["locale"]) is None:
            raise CommandError("--locale is a language such as en, de, fr, ja or en-IN")
        try:
            on = date.fromisoformat(given["at"]) if given["at"] else None
        except ValueError as error:
            raise CommandError("--at is a day such as 2016-09-26") from error
        try:
            plain = Options(locale=given["locale"], format=given["format"], on=on)
            return with_choices(plain, encoding_name=given["encoding"], delimiter=given["delimiter"])
        except ValueError as error:
            raise CommandError(f"no encoding or delimiter is called {error}") from error

    def _refuse(self, error: CannotRead, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(
                json.dumps({"error": {"code": error.code, "sentence": error.sentence}}, ensure_ascii=False)
            )
        else:
            self.stderr.write(error.sentence)
        raise SystemExit(UNOPENED if isinstance(error, CannotOpen) else UNKNOWN)

    def _show(self, report: Report, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(report_as_json(report), ensure_ascii=False, indent=2))
        else:
            for line in lines_of(report):
                self.stdout.write(line)
        if not report.is_clean:
            raise SystemExit(DIFFERS)


def lines_of(report: Report) -> Iterator[str]:
    """The report for people, in the active language."""
    yield from _about(report)
    yield from _money(report)
    yield from _held(report)
    yield from _stock(report)
    if report.notices:
        yield ""
    for notice in report.notices:
        yield f"{'!' if notice.matters else '·'} {notice.sentence}"


def _about(report: Report) -> Iterator[str]:
    yield f"{report.title} {report.version}".strip() + f"  [{report.format}]"
    pairs = {
        _("Encoding"): f"{report.encoding}, {report.delimiter}",
        _("Language"): " ".join(
            filter(None, (report.language or "–", f"1{_grouping(report)}234{report.decimal}56", report.date_order))
        ),
        _("Currency"): ", ".join(report.currencies) or "–",
        _("Marketplace"): report.marketplace or "–",
        _("Period"): _period(report),
        _("Rows"): str(report.rows),
    }
    yield from (f"{name + ':':<16}{value}" for name, value in pairs.items())


def _grouping(report: Report) -> str:
    return "." if report.decimal == "," else ","


def _period(report: Report) -> str:
    start, end = report.period.start, report.period.end
    if start is None or end is None:
        return "–"
    span = f"{_moment(start)} – {_moment(end)}"
    return span if report.period.stated else _("%(span)s (of the rows)") % {"span": span}


def _moment(moment: Moment) -> str:
    if "T" not in moment.text:
        return moment.day.isoformat()
    return f"{moment.at:%Y-%m-%d %H:%M:%S} {moment.zone}".strip()


def _money(report: Report) -> Iterator[str]:
    if not report.totals and not report.statements:
        return
    yield ""
    for total in report.totals[:MOST_TOTALS]:
        yield f"{_amount(total.amount, total.currency):>20}  {total.rows:>7} ×  {_named(total)}"
    if len(report.totals) > MOST_TOTALS:
        yield " " * 22 + "…"
    payouts = report.sum_of(only=frozenset({Category.PAYOUT}))
    for currency, amount in report.sum_of().items():
        yield _line(amount, currency, _("sum of all rows"))
        if currency in payouts:
            yield _line(amount - payouts[currency], currency, _("without what was paid out"))
    for statement in report.statements:
        stated = "–" if statement.declared is None else amount_text(statement.declared, statement.currency)
        off = "–" if statement.difference is None else amount_text(statement.difference, statement.currency)
        yield f"total_amount {stated} {statement.currency}, difference {off}  ({statement.name})"
    yield _("Checked against %(what)s") % {"what": report.checked.label}


def _amount(amount: Decimal, currency: str) -> str:
    return f"{amount_text(amount, currency)} {currency}".strip()


def _line(amount: Decimal, currency: str, words: str) -> str:
    return f"{_amount(amount, currency):>20}  {words}"


def _named(total: Total) -> str:
    words = " / ".join(part for part in (total.type, total.description) if part)
    return f"{total.category.label}: {words}" if words else total.category.label


def _held(report: Report) -> Iterator[str]:
    if report.held or report.due:
        yield ""
    for held in report.held:
        amount, basis = format_money(Money(held.amount, held.currency)), held.basis.label
        line = _("Withheld: %(amount)s, %(basis)s") % {"amount": amount, "basis": basis}
        if held.on:
            line = _("Withheld on %(day)s: %(amount)s, %(basis)s") % {"day": held.on, "amount": amount, "basis": basis}
        rows = ", ".join(map(str, held.rows))
        yield f"{line} ({_rows(rows)})" if rows else line
        if held.returned is not None:
            given = _amount(held.returned, held.currency)
            yield "  " + _("given back from the reserve before: %(amount)s") % {"amount": given}
    for due in report.due:
        day = due.release.isoformat() if due.release else _("no day named")
        amount = _amount(due.amount, due.currency)
        yield "  " + _("to be released on %(day)s: %(amount)s") % {"day": day, "amount": amount} + f" ({due.rows} ×)"


def _rows(numbers: str) -> str:
    return _("rows %(numbers)s") % {"numbers": numbers}


def _stock(report: Report) -> Iterator[str]:
    if report.units:
        yield ""
    for state, count in report.units.items():
        yield f"{count:>20}  {state.replace('_', ' ')}"
    for currency, amount in report.retail_value:
        yield _line(amount, currency, _("at sale prices"))
    for removal in report.removals:
        yield _("To be removed on %(day)s: %(units)s pieces of %(skus)s SKUs") % {
            "day": removal.day, "units": removal.units, "skus": removal.skus,
        }  # fmt: skip

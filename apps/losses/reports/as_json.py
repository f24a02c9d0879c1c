"""Reports and rows for machines: amounts as strings, days and moments in ISO 8601, nothing that names a buyer."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from apps.losses.reports.notices import Notice
from apps.losses.reports.report import Basis, Period, Report, Statement, Total, amount_text
from apps.losses.reports.rows import Category, Moment, Row


def report_as_json(report: Report) -> dict[str, Any]:
    """All of a report but its rows, of which the first few are there."""
    return {**_file(report), **_totals(report), **_held(report), **_stock(report), **_doubts(report)}


def _file(report: Report) -> dict[str, Any]:
    return {
        "format": report.format,
        "title": report.title,
        "version": report.version,
        "platform": report.platform,
        "marketplace": report.marketplace,
        "encoding": report.encoding,
        "delimiter": report.delimiter,
        "locale": report.language,
        "decimal_sign": report.decimal,
        "date_order": report.date_order,
        "currency": report.currency,
        "currencies": list(report.currencies),
        "period": {
            "from": _when(report.period.start),
            "to": _when(report.period.end),
            "zone": _zone(report.period),
            "stated": report.period.stated,
        },
        "rows": report.rows,
        "columns": report.columns,
        "header_row": report.header_row,
        "columns_not_read": list(report.unread),
    }


def _totals(report: Report) -> dict[str, Any]:
    return {
        "sum": _texts(report.sum_of()),
        "paid_out": _texts(report.sum_of(only=frozenset({Category.PAYOUT}))),
        "sum_without_payouts": _texts(report.sum_of(without=frozenset({Category.PAYOUT}))),
        "totals": [_total(total) for total in report.totals],
        "deductions": [_total(total) for total in report.deductions],
        "recoveries": [_total(total) for total in report.recoveries],
        "unknown": [_total(total) for total in report.unknown],
        "statements": [_statement(statement) for statement in report.statements],
        "total_amount": _text(report.total_amount, report.currency),
        "difference": _text(report.difference, report.currency),
        "reconciled": report.reconciled,
        "checked_against": report.checked.value,
    }


def _held(report: Report) -> dict[str, Any]:
    reserves = [held for held in report.held if held.basis is Basis.RESERVE]
    return {
        "withheld": [
            {
                "basis": held.basis.value,
                "currency": held.currency,
                "amount": amount_text(held.amount, held.currency),
                "on": held.on.isoformat() if held.on else None,
                "rows": list(held.rows),
            }
            for held in report.held
        ],
        "reserve": [
            {
                "currency": held.currency,
                "held_now": amount_text(held.amount, held.currency),
                "returned": _text(held.returned, held.currency),
            }
            for held in reserves
        ],
        "deferred": [
            {
                "currency": due.currency,
                "release": due.release.isoformat() if due.release else None,
                "amount": amount_text(due.amount, due.currency),
                "rows": due.rows,
            }
            for due in report.due
        ],
    }


def _stock(report: Report) -> dict[str, Any]:
    return {
        "units": dict(report.units),
        "retail_value": [
            {"currency": code, "amount": amount_text(amount, code)} for code, amount in report.retail_value
        ],
        "removals": [{"date": r.day.isoformat(), "units": r.units, "skus": r.skus} for r in report.removals],
    }


def _doubts(report: Report) -> dict[str, Any]:
    return {
        "warnings": [_notice(notice) for notice in report.notices],
        "clean": report.is_clean,
        "first_rows": [row_as_json(row) for row in report.first_rows],
    }


def _text(amount: Decimal | None, currency: str) -> str | None:
    return None if amount is None else amount_text(amount, currency)


def _texts(sums: Mapping[str, Decimal]) -> dict[str, str]:
    return {currency: amount_text(amount, currency) for currency, amount in sums.items()}


def _when(moment: Moment | None) -> str | None:
    return moment.at.isoformat() if moment else None


def _zone(period: Period) -> str:
    return next((moment.zone for moment in (period.start, period.end) if moment and moment.zone), "")


def _total(total: Total) -> dict[str, Any]:
    return {
        "currency": total.currency,
        "category": total.category.value,
        "type": total.type,
        "description": total.description,
        "rows": total.rows,
        "amount": amount_text(total.amount, total.currency),
    }


def _statement(statement: Statement) -> dict[str, Any]:
    return {
        "name": statement.name,
        "currency": statement.currency,
        "declared": _text(statement.declared, statement.currency),
        "computed": amount_text(statement.computed, statement.currency),
        "difference": _text(statement.difference, statement.currency),
        "from": _when(statement.start),
        "to": _when(statement.end),
        "paid": _when(statement.paid),
    }


def _notice(notice: Notice) -> dict[str, Any]:
    return {
        "code": notice.code,
        "matters": notice.matters,
        "count": notice.count,
        "rows": notice.rows,
        "values": notice.values,
        "sentence": notice.sentence,
    }


def row_as_json(row: Row) -> dict[str, Any]:
    """One row for machines, where it came from included."""
    return {
        "row": row.number,
        "key": row.key,
        "category": row.category.value,
        "settlement": row.settlement,
        "at": _when(row.moment),
        "type": row.type,
        "description": row.description,
        "order": row.order,
        "sku": row.sku,
        "quantity": row.quantity,
        "amount": _text(row.amount, row.currency),
        "currency": row.currency,
        "status": row.status,
        "release": _when(row.release),
        "units": dict(row.units),
        "price": _text(row.price, row.currency),
    }

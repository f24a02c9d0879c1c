"""A filed case as the answers it was filed with: the draft in which it is mended begins with them."""

from collections.abc import Iterable
from decimal import Decimal

from apps.cases.models import Case, SellerAccount
from apps.cases.rules import AMOUNT_FIELDS, Answers
from apps.losses.models import LossLine


def answers_of(case: Case, lines: Iterable[LossLine]) -> Answers:
    """A filed case as answers again, so that it can be mended: what `rules.read_filing` makes the same Filing of."""
    account = case.account
    if account is None:
        raise ValueError("a draft has answers of its own")
    event: dict[str, list[str]] = {
        name: [getattr(case, name)]
        for name in ("platform", "marketplace", "country", "case_type", "allegation", "notice_zone")
    }
    event["notice_date"] = [case.notice_date.isoformat() if case.notice_date else ""]
    event["notice_time"] = [case.notice_time.isoformat("minutes") if case.notice_time else ""]
    event["notice_text"], event["narrative"] = [case.notice_text], [case.narrative]
    return {
        "event": event,
        "amounts": _amounts_of(lines),
        "account": account_answers(account),
        "visibility": {"visibility": [case.visibility]},
    }


def account_answers(account: SellerAccount) -> dict[str, list[str]]:
    """An account named before, as answers of its step."""
    return {
        **{name: [getattr(account, name)] for name in ("store_name", "merchant_token", "store_url")},
        **{name: [getattr(account.seller, name)] for name in ("company_name", "credit_code")},
    }


def _amounts_of(lines: Iterable[LossLine]) -> dict[str, list[str]]:
    rows = [
        {
            "component": line.component,
            "likely": _digits(line.likely),
            "currency": line.currency,
            "low": "" if line.low == line.likely == line.high else _digits(line.low),
            "high": "" if line.low == line.likely == line.high else _digits(line.high),
            "loss_date": line.loss_date.isoformat() if line.loss_date else "",
        }
        for line in lines
    ]
    return {name: [row[name] for row in rows] for name in AMOUNT_FIELDS} if rows else {}


def _digits(amount: Decimal) -> str:
    """Digits that read back as the same amount in every country: never three behind the mark."""
    cents = amount.quantize(Decimal("0.01"))
    return f"{cents:f}" if cents == amount else f"{amount.quantize(Decimal('0.0001')):f}"

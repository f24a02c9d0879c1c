"""What the pages about one's own data show; the lists are generated from what is in force."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext, ngettext

from apps.accounts.models import User
from apps.privacy.actions import COOLING
from apps.privacy.enums import OPEN_EXPORTS, ExportState, WhenErased
from apps.privacy.rules.periods import BACKUPS
from apps.privacy.selectors.holdings import HOLDINGS
from apps.privacy.selectors.requests import can_still_cancel, is_held, newest_export, open_erasure_of
from apps.privacy.selectors.retention import RULES
from apps.web.forms.own_data import EraseForm


def own_data_page(person: User, now: datetime) -> dict[str, Any]:
    """The copy as far as it is, the erasure as far as it is, the rules of retention."""
    export, erasure = newest_export(person), open_erasure_of(person)
    return {
        "export": export,
        "is_made": bool(export and export.state in OPEN_EXPORTS),
        "is_ready": bool(export and export.state == ExportState.READY),
        "has_failed": bool(export and export.state == ExportState.FAILED),
        "percent": 100 * export.done // export.total if export and export.total else None,
        "erasure": erasure,
        "can_cancel": bool(erasure and can_still_cancel(erasure)),
        "is_held": bool(erasure) and is_held(person),
        "columns": [gettext("What"), gettext("How long"), gettext("From"), gettext("Why")],
        "rules": [(rule, say_period(rule.period)) for rule in RULES],
        "now": now,
        "section": "me",
    }


def erase_page(form: EraseForm, person: User) -> dict[str, Any]:
    """What becomes of each kind of thing, by the table that the erasing itself goes by."""
    told = [holding for holding in HOLDINGS if holding.name]
    return {
        "form": form,
        "days": COOLING.days,
        "backup_days": BACKUPS.days,
        "goes": [holding.says for holding in told if holding.erased == WhenErased.DELETED],
        "emptied": [holding.says for holding in told if holding.erased == WhenErased.BLANKED],
        "stays": [holding.says for holding in told if holding.erased == WhenErased.STAYS],
        "is_held": is_held(person),
        "section": "me",
    }


def say_period(period: timedelta) -> str:
    """`30 days`, `5 years`; at once for none."""
    if not period:
        return gettext("until then")
    if period.days % 365 == 0:
        years = period.days // 365
        return ngettext("%(count)s year", "%(count)s years", years) % {"count": years}
    return ngettext("%(count)s day", "%(count)s days", period.days) % {"count": period.days}

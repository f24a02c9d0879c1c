"""Moderators' words on lines: accepted, not accepted and why, or taken back."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.losses.enums import Verdict
from apps.losses.models import Ledger, LineVerdict, LossLine
from apps.losses.selectors import current_lines


class VerdictRefused(Exception):
    """Nothing can be said of these lines so; `args[0]` says why to the moderator."""


@transaction.atomic
def judge_lines(
    *, ledger: Ledger, lines: Iterable[int], verdict: Verdict, reason: str, by: User, now: datetime
) -> list[LossLine]:
    """Say something of lines by their ids; returns those of which it was not said already. Saying it twice is once.

    The ledger is locked, so that an import that changes a line comes before or after. Raises VerdictRefused where a
    line no longer stands as it was seen, or where a refusal or a change of mind gives no reason.
    """
    if verdict != Verdict.VERIFIED and not reason.strip():
        raise VerdictRefused(_("Say why, so that the seller knows what to do."))
    Ledger.objects.select_for_update().get(pk=ledger.pk)
    wanted = set(lines)
    standing = list(current_lines(ledger).filter(pk__in=wanted))
    if not wanted or len(standing) != len(wanted):
        raise VerdictRefused(_("The ledger has changed in the meantime. Look at the lines as they stand now."))
    changed = [line for line in standing if (line.verdict or Verdict.OPEN) != verdict]
    numbers = dict(
        LineVerdict.objects.filter(line__in=changed).values_list("line").annotate(last=Max("number")).order_by()
    )
    for line in changed:
        number = numbers.get(line.pk, 0) + 1
        LineVerdict.objects.create(
            line=line, verdict=verdict, reason=reason.strip(), number=number, given_at=now, given_by=by
        )
    return changed

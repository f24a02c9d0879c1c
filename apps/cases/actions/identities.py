"""Seeing who a seller is: one moderator asks with a reason, another allows it, the first looks for 15 minutes.

Each of the three is an entry of the case's history, which its owner reads in the log of who opened it.
"""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.cases.actions.moves import record
from apps.cases.enums import EventKind
from apps.cases.models import Case, IdentityAsk
from apps.cases.selectors.identities import cases_of_ask, usable_asks
from apps.core.four_eyes import LONGEST_WORDS, AskRefused, AskState, answer_ask


@transaction.atomic
def ask_identity(*, case: Case, beside: Case | None = None, reason: str, by: User, now: datetime) -> IdentityAsk:
    """A moderator writes why they need to know. Raises AskRefused without a reason, or where they asked already."""
    if not reason.strip():
        raise AskRefused(_("Write why you need to know who this is."))
    if usable_asks(by, now=now).filter(case=case, beside=beside).exists():
        raise AskRefused(_("It was allowed already. You can look."))
    try:
        with transaction.atomic():
            ask = IdentityAsk.objects.create(
                case=case, beside=beside, words=reason.strip()[:LONGEST_WORDS], asked_by=by, asked_at=now
            )
    except IntegrityError as error:
        raise AskRefused(_("You asked already. Another moderator has to answer first.")) from error
    _note(ask, EventKind.REVEAL_ASKED, reason, by, now)
    return ask


@transaction.atomic
def answer_identity(*, ask: IdentityAsk, allows: bool, words: str, by: User, now: datetime) -> None:
    """Another moderator, whose case it is not, allows it or says why not. Raises AskRefused."""
    if by.pk in {case.owner_id for case in cases_of_ask(ask)}:
        raise AskRefused(_("This is your own case. Another moderator has to decide about it."))
    answer_ask(ask=ask, allows=allows, words=words, by=by, now=now)
    _note(ask, EventKind.REVEAL_ALLOWED if allows else EventKind.REVEAL_REFUSED, words, by, now)


@transaction.atomic
def look_at_identity(*, ask: IdentityAsk, by: User, now: datetime) -> None:
    """Who asked looks, once, within a day of the answer: `selectors.identity_shown_until` counts from here.

    Raises AskRefused.
    """
    if not usable_asks(by, now=now).filter(pk=ask.pk).update(state=AskState.USED):
        raise AskRefused(_("This is not allowed, or not any more. Ask again."))
    _note(ask, EventKind.REVEAL, ask.words, by, now)


def _note(ask: IdentityAsk, kind: EventKind, words: str, by: User, now: datetime) -> None:
    for case in cases_of_ask(ask):
        record(case=case, kind=kind, words=words, by=by, now=now)

"""What a case needs before it is submitted, and which moves there are. No database, no clock."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum

from django.utils.translation import gettext
from stdnum.cn import uscc
from stdnum.exceptions import ValidationError as NumberInvalid

from apps.cases.enums import CLOSED, PURSUED, EventKind, State, Visibility
from apps.losses.rules import Amount, complaints_about
from apps.marketplaces.enums import ALLEGATIONS, CASE_TYPES, MARKETPLACES, PLATFORMS, Marketplace

LONGEST_NOTICE = 200_000  # characters; a longer notice belongs into a file
LONGEST_NARRATIVE = 20_000
MOST_AMOUNTS = 30
EARLIEST_NOTICE = date(1995, 1, 1)  # no marketplace of today is older


# What was typed into the filing form: step -> field name -> texts (several where a field repeats).
Answers = dict[str, dict[str, list[str]]]


class Actor(StrEnum):
    SELLER = "seller"
    MODERATOR = "moderator"


@dataclass(frozen=True)
class Transition:
    """A named move of a case: from one of `sources` to `target`, made by one of `actors`."""

    name: EventKind
    sources: tuple[State, ...]
    target: State
    actors: tuple[Actor, ...]


_SELLER = (Actor.SELLER,)
_MODERATOR = (Actor.MODERATOR,)
_EITHER = (Actor.SELLER, Actor.MODERATOR)

TRANSITIONS: dict[EventKind, Transition] = {
    move.name: move
    for move in (
        Transition(EventKind.SUBMIT, (State.DRAFT,), State.SUBMITTED, _SELLER),
        Transition(EventKind.RETURN, (State.SUBMITTED,), State.RETURNED, _MODERATOR),
        Transition(EventKind.RESUBMIT, (State.RETURNED,), State.SUBMITTED, _SELLER),
        Transition(EventKind.VERIFY, (State.SUBMITTED,), State.VERIFIED, _MODERATOR),
        Transition(EventKind.APPEAL, PURSUED, State.APPEALED, _EITHER),
        Transition(EventKind.MORE_INFO, PURSUED, State.MORE_INFO, _EITHER),
        Transition(EventKind.REJECT, (State.APPEALED, State.MORE_INFO), State.REJECTED, _EITHER),
        Transition(EventKind.ESCALATE, PURSUED, State.ESCALATED, _EITHER),
        Transition(EventKind.MEDIATE, PURSUED, State.MEDIATION, _EITHER),
        Transition(EventKind.ARBITRATE, PURSUED, State.ARBITRATION, _EITHER),
        Transition(EventKind.LITIGATE, PURSUED, State.LITIGATION, _EITHER),
        Transition(EventKind.PARTLY_RESOLVE, PURSUED, State.PARTLY_RESOLVED, _EITHER),
        Transition(EventKind.RESOLVE, PURSUED, State.RESOLVED, _EITHER),
        Transition(EventKind.LOSE, PURSUED, State.LOST, _EITHER),
        Transition(EventKind.WITHDRAW, (State.SUBMITTED, State.RETURNED, *PURSUED), State.WITHDRAWN, _SELLER),
        Transition(EventKind.REOPEN, CLOSED, State.SUBMITTED, _EITHER),
    )
}


def allowed_pairs() -> list[tuple[str, str]]:
    """Every (from, to) the database trigger lets through."""
    pairs = {(source.value, move.target.value) for move in TRANSITIONS.values() for source in move.sources}
    return sorted(pair for pair in pairs if pair[0] != pair[1])


def moves_from(state: str, actor: Actor) -> list[Transition]:
    """The moves a person may make from a state, in the order of the table; none that would stay where it is."""
    return [
        move for move in TRANSITIONS.values() if state in move.sources and actor in move.actors and move.target != state
    ]


@dataclass(frozen=True)
class AccountFacts:
    """Which seller and which of their accounts. Everything here identifies somebody and is encrypted at rest."""

    store_name: str = ""
    merchant_token: str = ""
    store_url: str = ""
    company_name: str = ""
    credit_code: str = ""  # unified social credit code, GB 32100-2015, with its check character


@dataclass(frozen=True)
class Filing:
    """A whole case as a seller filed it, already of the right types. Texts are as typed; codes are the vocabulary's.

    `notice_date` and `notice_time` are wall time in `notice_zone` (IANA).
    """

    platform: str = ""
    marketplace: str = ""
    country: str = ""
    case_type: str = ""
    allegation: str = ""
    notice_text: str = ""
    notice_date: date | None = None
    notice_time: time | None = None
    notice_zone: str = ""
    narrative: str = ""
    account: AccountFacts = field(default_factory=AccountFacts)
    amounts: Sequence[Amount] = ()
    visibility: str = Visibility.COUNTED


@dataclass(frozen=True)
class Problem:
    """Why a filing cannot be submitted yet: the step and field to go to, and a sentence."""

    step: str
    field: str
    message: str


def problems_before_submit(filing: Filing, *, latest_today: date) -> list[Problem]:
    """Everything that is missing or cannot be, in the order of the steps. `latest_today`: see core.clock."""
    return [
        *_problems_with_event(filing, latest_today),
        *_problems_with_amounts(filing, latest_today),
        *_problems_with_account(filing),
    ]


def _problems_with_event(filing: Filing, latest_today: date) -> list[Problem]:
    problems = []

    def add(name: str, message: str) -> None:
        problems.append(Problem("event", name, message))

    if filing.platform not in PLATFORMS:
        add("platform", gettext("Choose the platform."))
    if not is_marketplace_of(filing.marketplace, filing.platform):
        add("marketplace", gettext("Choose a marketplace of this platform."))
    if filing.case_type not in CASE_TYPES:
        add("case_type", gettext("Choose what happened."))
    if filing.allegation not in ALLEGATIONS:
        add("allegation", gettext("Choose the reason the platform gave, or “No reason stated”."))
    if complaint := complaint_about_date(filing.notice_date, latest_today):
        add("notice_date", complaint)
    if len(filing.notice_text) > LONGEST_NOTICE:
        add("notice_text", gettext("This notice is too long to paste. Please upload it as a file instead."))
    if len(filing.narrative) > LONGEST_NARRATIVE:
        add("narrative", gettext("Please shorten your account to 20,000 characters; details can follow as evidence."))
    return problems


def is_marketplace_of(marketplace: str, platform: str) -> bool:
    """Whether the marketplace belongs to the platform. None is fine: not every platform has a list."""
    if not marketplace:
        return True
    known = MARKETPLACES.get(marketplace)
    return isinstance(known, Marketplace) and known.platform == platform


def complaint_about_date(day: date | None, latest_today: date) -> str:
    """Why this cannot be the day of a notice; empty when it can."""
    if day is None:
        return gettext("Give the date of the notice, or of the day you found out.")
    if day > latest_today:
        return gettext("This date lies in the future. Please check the year.")
    if day < EARLIEST_NOTICE:
        return gettext("This date is too long ago. Please check the year.")
    return ""


def _problems_with_amounts(filing: Filing, latest_today: date) -> list[Problem]:
    problems = []
    if len(filing.amounts) > MOST_AMOUNTS:
        problems.append(Problem("amounts", "", gettext("Please put at most 30 amounts here; more can follow later.")))
    for amount in filing.amounts:
        for complaint in complaints_about(amount):
            problems.append(Problem("amounts", "", complaint))
        if amount.loss_date and amount.loss_date > latest_today:
            problems.append(Problem("amounts", "", gettext("The date of a loss lies in the future.")))
    return problems


def _problems_with_account(filing: Filing) -> list[Problem]:
    account = filing.account
    problems = []
    if not any((account.store_name, account.merchant_token, account.store_url)):
        problems.append(
            Problem(
                "account",
                "store_name",
                gettext("Name your store by at least one of: store name, merchant token, store link."),
            )
        )
    if account.credit_code and not is_credit_code(account.credit_code):
        problems.append(
            Problem(
                "account",
                "credit_code",
                gettext(
                    "This is not a unified social credit code: 18 characters, of which the last checks the others."
                ),
            )
        )
    return problems


def is_credit_code(code: str) -> bool:
    """Whether `code` is a unified social credit code (GB 32100-2015) with the right check character."""
    try:
        uscc.validate(code)
    except NumberInvalid:
        return False
    return True

"""What a case needs before it is submitted."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time

from django.utils.translation import gettext
from stdnum.cn import uscc
from stdnum.exceptions import ValidationError as NumberInvalid

from apps.cases.enums import Visibility
from apps.core.clock import is_zone
from apps.losses.rules import Amount, complaints_about
from apps.marketplaces.enums import (
    ALLEGATIONS,
    CASE_TYPES,
    MARKETPLACES,
    PLATFORMS,
    Marketplace,
    country_choices,
)

LONGEST_NOTICE = 200_000  # characters; a longer notice belongs into a file
LONGEST_NARRATIVE = 20_000
LONGEST_FACTS = {"store_name": 200, "merchant_token": 100, "store_url": 500, "company_name": 200}
MOST_AMOUNTS = 30
EARLIEST_NOTICE = date(1995, 1, 1)  # no marketplace of today is older

# What was typed into the filing form: step -> field name -> texts (several where a field repeats).
Answers = dict[str, dict[str, list[str]]]


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
        *_problems_with_visibility(filing),
    ]


def _problems_with_event(filing: Filing, latest_today: date) -> list[Problem]:
    problems = _problems_with_place(filing)

    def add(name: str, message: str) -> None:
        problems.append(Problem("event", name, message))

    if filing.case_type not in CASE_TYPES:
        add("case_type", gettext("Choose what happened."))
    if complaint := complaint_about_date(filing.notice_date, latest_today):
        add("notice_date", complaint)
    if not is_zone(filing.notice_zone):
        add("notice_zone", gettext("Choose the time zone in which the notice is dated."))
    if filing.allegation not in ALLEGATIONS:
        add("allegation", gettext("Choose the reason the platform gave, or “No reason stated”."))
    if len(filing.notice_text) > LONGEST_NOTICE:
        add("notice_text", gettext("This notice is too long to paste. Please upload it as a file instead."))
    if len(filing.narrative) > LONGEST_NARRATIVE:
        add("narrative", gettext("Please shorten your account to 20,000 characters; details can follow as evidence."))
    return problems


def _problems_with_place(filing: Filing) -> list[Problem]:
    problems = []
    if filing.platform not in PLATFORMS:
        problems.append(Problem("event", "platform", gettext("Choose the platform.")))
    if not is_marketplace_of(filing.marketplace, filing.platform):
        problems.append(Problem("event", "marketplace", gettext("Choose a marketplace of this platform.")))
    if filing.country and filing.country not in dict(country_choices()):
        problems.append(Problem("event", "country", gettext("Choose a country of the list.")))
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
    complaints = [gettext("Please put at most 30 amounts here; more can follow later.")]
    if len(filing.amounts) <= MOST_AMOUNTS:
        complaints = [words for amount in filing.amounts for words in _complaints_about_loss(amount, latest_today)]
    return [Problem("amounts", "", words) for words in complaints]


def complaint_about_loss_date(day: date | None, latest_today: date) -> str:
    """Why this cannot be the day since when something is held; empty when it can, or is not known."""
    return gettext("This date lies in the future. Please check the year.") if day and day > latest_today else ""


def _complaints_about_loss(amount: Amount, latest_today: date) -> list[str]:
    late = complaint_about_loss_date(amount.loss_date, latest_today)
    return [*complaints_about(amount), *([late] if late else [])]


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
    for name, longest in LONGEST_FACTS.items():
        if len(getattr(account, name)) > longest:
            too_long = gettext("Please shorten this to %(number)d characters.") % {"number": longest}
            problems.append(Problem("account", name, too_long))
    return problems


def _problems_with_visibility(filing: Filing) -> list[Problem]:
    if filing.visibility in Visibility.values:
        return []
    return [Problem("visibility", "visibility", gettext("Choose who may see this case."))]


def is_credit_code(code: str) -> bool:
    """Whether `code` is a unified social credit code (GB 32100-2015) with the right check character."""
    try:
        uscc.validate(code)
    except NumberInvalid:
        return False
    return True

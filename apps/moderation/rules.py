"""Words and thresholds of the desk. No database, no clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

WAITS_LONG = timedelta(days=3)  # sellers count the days; from here on the age is shown in warning colours
RECENT = timedelta(days=30)
MOST_SHOWN = 1000  # rows of a list; nobody pages further, and counting them all would cost more than it tells


class Shown(StrEnum):
    """Which cases the list shows."""

    TO_VERIFY = "verify"
    RETURNED = "returned"
    UNPLACED = "unplaced"
    VERIFIED = "verified"
    ALL = "all"


@dataclass(frozen=True)
class Choice:
    """Which cases a moderator wants to see."""

    show: Shown = Shown.TO_VERIFY
    text: str = ""
    platform: str = ""
    case_type: str = ""
    language: str = ""
    incident: str = ""  # its slug

    @property
    def is_narrowed(self) -> bool:
        return any((self.text, self.platform, self.case_type, self.language, self.incident))


@dataclass(frozen=True)
class Reason:
    """A ready-made reason to give a case back: a short name for moderators, the words for the seller."""

    name: str
    title: str | Promise
    text: Promise

    def words(self, language: str) -> str:
        """The text in the language of the seller."""
        with override(language or "en"):
            return str(self.text)


REASONS = {
    reason.name: reason
    for reason in (
        Reason(
            "notice",
            _("Notice missing or cut off"),
            _(
                "We cannot see the whole notice of the platform. Please paste its full text, or upload the e-mail or a"
                " screenshot on which sender, date and all sentences can be read."
            ),
        ),
        Reason(
            "account",
            _("Account not recognisable"),
            _(
                "We cannot tell which of your accounts this is about. Please give the store name as buyers see it, and"
                " the merchant token if you have it."
            ),
        ),
        Reason(
            "date",
            _("Date does not fit the notice"),
            _(
                "The date you gave is not the date on the notice. Please check the day, the year and the time zone,"
                " since deadlines are counted from it."
            ),
        ),
        Reason(
            "amounts",
            _("Amounts unclear"),
            _(
                "We do not understand the amounts. Please say for each what it is (money held, stock, refunds) and in"
                " which currency, and give a lower and an upper limit where you are not sure."
            ),
        ),
        Reason(
            "type",
            _("Wrong kind of case"),
            _(
                "The notice describes something other than what you chose as “what happened”. Please compare the two"
                " and choose again."
            ),
        ),
        Reason(
            "several",
            _("Several matters in one"),
            _(
                "This describes several measures of the platform. Please keep one case for each account and measure,"
                " and file the others separately; we will see that they belong together."
            ),
        ),
        Reason(
            "duplicate",
            _("Filed already"),
            _(
                "You have filed this already. Please withdraw this case and add what is new to the first one. If it is"
                " something else, tell us what differs."
            ),
        ),
    )
}


@dataclass(frozen=True)
class Bar:
    """A day of a chart of counts, in units of its view box."""

    day: date
    count: int
    x: float
    y: float
    height: float
    is_marked: bool


CHART_WIDTH, CHART_HEIGHT = 720, 160


def bars_of(first: date, counts: Sequence[int], marked: tuple[date, date]) -> list[Bar]:
    """One bar a day, as high as its share of the highest; days of `marked` (both included) stand out."""
    step, most = CHART_WIDTH / max(len(counts), 1), max([*counts, 1])
    bars = []
    for place, count in enumerate(counts):
        day, height = first + timedelta(days=place), CHART_HEIGHT * count / most
        is_marked = marked[0] <= day <= marked[1]
        bars.append(
            Bar(day, count, round(place * step, 2), round(CHART_HEIGHT - height, 2), round(height, 2), is_marked)
        )
    return bars

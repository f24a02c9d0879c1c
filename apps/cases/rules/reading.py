"""Typed answers become a Filing, for those who have no form: the API. The pages' forms read the same from the same."""

import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.utils.translation import gettext

from apps.cases.enums import Visibility
from apps.cases.rules.filing import (
    AccountFacts,
    Answers,
    Filing,
    Problem,
    complaint_about_loss_date,
    problems_before_submit,
)
from apps.core.typed_amounts import CannotRead, read_amount
from apps.losses.rules import Amount, complaints_about
from apps.marketplaces.enums import marketplaces_of

AMOUNT_FIELDS = ("component", "likely", "currency", "low", "high", "loss_date")
DAYS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日")
CLOCKS = ("%H:%M", "%H:%M:%S")


@dataclass
class _Answers:
    """One step's answers, read field by field; what cannot be read is among `problems`."""

    step: str
    typed: dict[str, list[str]]
    problems: list[Problem] = field(default_factory=list)

    def text(self, name: str) -> str:
        return (self.typed.get(name) or [""])[-1]

    def line(self, name: str) -> str:
        """Without invisible control characters and outer blanks."""
        return "".join(char for char in self.text(name) if unicodedata.category(char) != "Cc").strip()

    def day(self, name: str, where: str = "") -> date | None:
        advice = gettext("Write the date as year-month-day, for example 2018-02-14.")
        found = self._read(name, where or name, DAYS, advice)
        return found.date() if found else None

    def clock(self, name: str) -> time | None:
        found = self._read(name, name, CLOCKS, gettext("Write the time as hours and minutes, for example 18:30."))
        return found.time() if found else None

    def _read(self, name: str, where: str, forms: tuple[str, ...], advice: str) -> datetime | None:
        typed = unicodedata.normalize("NFKC", self.text(name)).strip()
        for form in forms if typed else ():
            try:
                return datetime.strptime(typed, form)  # noqa: DTZ007  wall time; its zone stands beside it
            except ValueError:
                continue
        if typed:
            self.add(where, advice)
        return None

    def add(self, where: str, message: str) -> None:
        self.problems.append(Problem(self.step, where, message))


def read_filing(answers: Answers, *, zone: str, latest_today: date) -> tuple[Filing, list[Problem]]:
    """The Filing that typed answers come to, and what stands in its way, at most one sentence a field.

    `zone` is the writer's own, for a notice that names none. Fields of amounts are called `0.likely`.
    """
    event = _Answers("event", {"notice_zone": [zone], **answers.get("event", {})})
    account = _Answers("account", answers.get("account", {}))
    visibility = _Answers("visibility", {"visibility": [Visibility.COUNTED], **answers.get("visibility", {})})
    platform = event.text("platform")
    has_list = bool(marketplaces_of(platform))
    amounts, wrong = _amounts(answers.get("amounts", {}), latest_today)
    filing = Filing(
        platform=platform,
        marketplace=event.text("marketplace") if has_list or not platform else "",
        country="" if has_list else event.text("country"),
        case_type=event.text("case_type"),
        allegation=event.text("allegation"),
        notice_text=event.text("notice_text"),
        notice_date=event.day("notice_date"),
        notice_time=event.clock("notice_time"),
        notice_zone=event.text("notice_zone"),
        narrative=event.text("narrative"),
        account=AccountFacts(**{name: account.line(name) for name in AccountFacts.__dataclass_fields__}),
        amounts=amounts,
        visibility=visibility.text("visibility"),
    )
    ruled = problems_before_submit(filing, latest_today=latest_today)
    first: dict[tuple[str, str], Problem] = {}
    for problem in [*event.problems, *wrong, *ruled]:
        first.setdefault((problem.step, problem.field), problem)
    return filing, list(first.values())


def rows_of(answers: dict[str, list[str]]) -> list[dict[str, str]]:
    """The rows of amounts; a field that lacks a text has an empty one."""
    length = max((len(texts) for name, texts in answers.items() if name in AMOUNT_FIELDS), default=0)
    filled = {name: [*answers.get(name, []), *[""] * length] for name in AMOUNT_FIELDS}
    return [{name: filled[name][place] for name in AMOUNT_FIELDS} for place in range(length)]


def _amounts(answers: dict[str, list[str]], latest_today: date) -> tuple[tuple[Amount, ...], list[Problem]]:
    amounts: list[Amount] = []
    problems: list[Problem] = []
    for place, row in enumerate(rows_of(answers)):
        if not any(row[name].strip() for name in AMOUNT_FIELDS if name != "currency"):
            continue
        reading = _Answers("amounts", {name: [text] for name, text in row.items()})
        amount = _amount(reading, place, latest_today)
        problems += reading.problems
        if amount:
            amounts.append(amount)
    return tuple(amounts), problems


def _amount(row: _Answers, place: int, latest_today: date) -> Amount | None:
    """One row; where only the likely amount is given, it is the lowest and the highest too."""

    def called(name: str) -> str:
        return f"{place}.{name}"

    currency = row.text("currency")
    read = {}
    for name in ("likely", "low", "high"):
        try:
            read[name] = read_amount(row.text(name), currency) if row.text(name).strip() else None
        except CannotRead as error:
            row.add(called(name), str(error))
    if "likely" in read and read["likely"] is None:
        row.add(called("likely"), gettext("Write how much it is, or remove this row."))
    day = row.day("loss_date", called("loss_date"))
    likely = read.get("likely")
    if row.problems or likely is None:
        return None
    low, high = read["low"], read["high"]
    amount = Amount(
        component=row.text("component"),
        low=likely if low is None else low,
        likely=likely,
        high=likely if high is None else high,
        currency=currency,
        loss_date=day,
    )
    for complaint in complaints_about(amount):
        row.add(called("likely"), complaint)
    if complaint := complaint_about_loss_date(day, latest_today):
        row.add(called("loss_date"), complaint)
    return None if row.problems else amount

"""What the pages of the filing show beside the forms: where one stands, when it was saved, everything at a glance."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.forms import Field
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from apps.cases.actions import new_mark
from apps.cases.enums import Visibility
from apps.cases.models import CaseFile, Draft
from apps.cases.rules import Answers, Problem
from apps.cases.selectors import last_return
from apps.core import clock
from apps.core.clock import is_zone, latest_today
from apps.core.moments import say_date
from apps.core.money import Money, format_money
from apps.incidents.selectors import placement_of
from apps.losses.rules import Amount
from apps.marketplaces.enums import ALLEGATIONS, CASE_TYPES, LOSS_COMPONENTS, MARKETPLACES, PLATFORMS, country_choices
from apps.web.components import Step
from apps.web.forms.choices import zone_label
from apps.web.forms.filing import STEPS, AnyStep, Reading, read_answers
from apps.web.forms.steps import StepAnswers, StepForm
from apps.web.rights import person_or_none

SESSION_ZONE = "zone"
SUMMARY = "summary"
TITLES: dict[str, Any] = {
    "event": _("What happened?"),
    "amounts": _("What is held or lost?"),
    "account": _("Which seller account?"),
    "visibility": _("Who may see this case?"),
    SUMMARY: _("Check and submit"),
}


def zone_of(request: HttpRequest) -> str:
    """The reader's time zone: their own, else what their browser told, else by language."""
    if person := person_or_none(request):
        return str(person.zone)
    told = str(request.session.get(SESSION_ZONE, ""))
    fallback = "Asia/Shanghai" if get_language() == "zh-hans" else "UTC"
    return told if is_zone(told) else fallback


def remember_zone(request: HttpRequest) -> None:
    """Keep the zone the browser tells, for somebody who has no account yet."""
    told = request.POST.get("browser_zone", "")
    if person_or_none(request) is None and is_zone(told) and request.session.get(SESSION_ZONE) != told:
        request.session[SESSION_ZONE] = told


def read_draft(request: HttpRequest, draft: Draft, instead: Answers | None = None) -> Reading:
    """The draft's answers, or `instead` of some steps what could not be saved."""
    answers = {**draft.typed, **(instead or {})}
    return read_answers(answers, zone=zone_of(request), latest_today=latest_today(clock.now()))


def frame_of(request: HttpRequest, draft: Draft, reading: Reading, step: str) -> dict[str, Any]:
    """What every page of the filing has around its form."""
    names = [*STEPS, SUMMARY]
    returned = None if draft.case.is_draft else last_return(draft.case)
    placement = placement_of(draft.case)
    return {
        "case": draft.case,
        "incident": placement.incident if placement else None,
        "step": step,
        "title": TITLES[step],
        "number": names.index(step) + 1,
        "count": len(names),
        "steps": steps_of(draft, reading, step),
        "back": step_url(draft, step_before(step)) if step != names[0] else "",
        "saved": saved_words(request, draft),
        "seen": draft.marks.get(step, ""),
        "writer": new_mark(),
        "reason": returned.remark.text if returned and hasattr(returned, "remark") else "",
    }


@dataclass(frozen=True)
class DraftLine:
    """A draft in a list: what it is about, as far as somebody said, and where to go on."""

    title: str
    url: str
    discard: str
    saved: str


def draft_title(draft: Draft) -> str:
    """`Amazon · Account suspended`, as far as somebody has said; perhaps empty."""
    said = draft.typed.get("event", {})
    platform, kind = ((said.get(name) or [""])[-1] for name in ("platform", "case_type"))
    return " · ".join(filter(None, (PLATFORMS.label(platform), CASE_TYPES.label(kind))))


def line_of(request: HttpRequest, draft: Draft) -> DraftLine:
    started = gettext("Begun on %(date)s") % {"date": say_date(draft.case.created_at)}
    return DraftLine(
        title=draft_title(draft) or started,
        url=reverse("case-draft", args=[draft.case_id]),
        discard=reverse("draft-discard", args=[draft.case_id]),
        saved=saved_words(request, draft) or started,
    )


def discard_question(draft: Draft) -> dict[str, Any]:
    """What is asked before a draft, or the changes to a returned case, are deleted."""
    back = reverse("case-draft", args=[draft.case_id])
    if not draft.case.is_draft:
        return {
            "title": gettext("Drop your changes?"),
            "text": gettext(
                "The case stays as you submitted it, returned to you. Only what you changed since is dropped."
            ),
            "label": gettext("Drop the changes"),
            "back": back,
            "danger": True,
        }
    return {
        "title": gettext("Delete this draft?"),
        "text": gettext("Everything in it is deleted, uploaded files too. This cannot be undone."),
        "label": gettext("Delete the draft"),
        "back": back,
        "danger": True,
    }


def saved_words(request: HttpRequest, draft: Draft) -> str:
    """`Saved 12:04` in the reader's zone, with the date when it was another day; empty before the first save."""
    if not draft.marks:
        return ""
    zone = ZoneInfo(zone_of(request))
    saved, today = draft.saved_at.astimezone(zone), clock.now().astimezone(zone)
    if saved.date() == today.date():
        return gettext("Saved %(time)s") % {"time": f"{saved:%H:%M}"}
    return gettext("Saved on %(date)s, %(time)s") % {"date": say_date(saved.date()), "time": f"{saved:%H:%M}"}


def steps_of(draft: Draft, reading: Reading, current: str) -> list[Step]:
    """The steps with what is done; a step nobody has saved yet is still to do, whatever it lacks."""
    typed = draft.typed
    steps = []
    for name, label in [*STEPS.items(), (SUMMARY, _("Submit"))]:
        problems = name != SUMMARY and reading.problems_of(name)
        seen = name in draft.marks or (name in typed and not problems)
        state: Any = "todo" if not seen else "invalid" if problems else "done"
        steps.append(Step(str(label), step_url(draft, name), "current" if name == current else state))
    return steps


def step_url(draft: Draft, step: str) -> str:
    if step == SUMMARY:
        return reverse("case-summary", args=[draft.case_id])
    return reverse("case-step", args=[draft.case_id, step])


def step_after(step: str) -> str:
    names = [*STEPS, SUMMARY]
    return names[names.index(step) + 1]


def step_before(step: str) -> str:
    names = [*STEPS, SUMMARY]
    return names[names.index(step) - 1]


def first_open_step(draft: Draft, reading: Reading) -> str:
    """Where to go on: the first step not yet saved, or with something to mend; else the summary."""
    for name in STEPS:
        if name not in draft.marks or reading.problems_of(name):
            return name
    return SUMMARY


# -- the summary
@dataclass(frozen=True)
class Section:
    """One step at a glance: what will be filed, and what stands in the way."""

    step: str
    title: str
    change: str
    rows: list[tuple[str, SafeString]]
    problems: list[tuple[str, str]]  # address of the field, sentence


def sections_of(draft: Draft, reading: Reading, files: Iterable[CaseFile]) -> list[Section]:
    """Everything as it will be filed, in the order of the steps."""
    rows = {
        "event": [*_event_rows(reading), *_file_rows(files)],
        "amounts": _amount_rows(reading),
        "account": _account_rows(reading),
        "visibility": [(gettext("Who may see it"), own_words(str(Visibility(reading.filing.visibility).label)))]
        if reading.filing.visibility in Visibility.values
        else [],
    }
    return [
        Section(
            step=name,
            title=str(TITLES[name]),
            change=step_url(draft, name),
            rows=[(str(label), value) for label, value in rows[name] if value],
            problems=[(_field_url(draft, problem), problem.message) for problem in reading.problems_of(name)],
        )
        for name in STEPS
    ]


def _field_url(draft: Draft, problem: Problem) -> str:
    anchor = f"#id_{problem.field}" if problem.field else ""
    return f"{step_url(draft, problem.step)}?check=1{anchor}"


def own_words(text: str) -> SafeString:
    """One line somebody typed, kept from turning the words around it: its direction is its own."""
    return format_html("<bdi>{}</bdi>", text) if text else SafeString("")


def verbatim(text: str) -> SafeString:
    """A long text exactly as it was typed."""
    return (
        format_html('<div class="verbatim" dir="auto" tabindex="0">{}</div>', text) if text.strip() else SafeString("")
    )


def _event_rows(reading: Reading) -> list[tuple[str, SafeString]]:
    filing = reading.filing
    return [
        (gettext("Platform"), own_words(PLATFORMS.label(filing.platform))),
        (gettext("Marketplace"), own_words(MARKETPLACES.label(filing.marketplace))),
        (gettext("Country"), own_words(dict(country_choices()).get(filing.country, ""))),
        (gettext("What was done"), own_words(CASE_TYPES.label(filing.case_type))),
        (gettext("Reason given"), own_words(ALLEGATIONS.label(filing.allegation))),
        (gettext("Date of the notice"), own_words(notice_moment(filing))),
        (gettext("Notice"), verbatim(filing.notice_text)),
        (gettext("In your own words"), verbatim(filing.narrative)),
    ]


def notice_moment(facts: Any) -> str:
    """Date, time and zone of a notice, of a Filing or a Case; the zone only matters with a time."""
    if not facts.notice_date:
        return ""
    day = say_date(facts.notice_date)
    if not facts.notice_time:
        return day
    return gettext("%(date)s, %(time)s (%(zone)s)") % {
        "date": day,
        "time": f"{facts.notice_time:%H:%M}",
        "zone": zone_label(facts.notice_zone),
    }


def _file_rows(files: Iterable[CaseFile]) -> list[tuple[str, SafeString]]:
    names = format_html_join("", "<li><bdi>{}</bdi></li>", ((entry.file.name,) for entry in files))
    return [(gettext("Files"), format_html("<ul>{}</ul>", names) if names else SafeString(""))]


def _amount_rows(reading: Reading) -> list[tuple[str, SafeString]]:
    return [(LOSS_COMPONENTS.label(amount.component), amount_words(amount)) for amount in reading.filing.amounts]


def amount_words(amount: Amount) -> SafeString:
    """`US$12,500 (between US$10,000 and US$15,000), since 14 February 2018`."""
    low, likely, high = (
        format_money(Money(value, amount.currency)) for value in (amount.low, amount.likely, amount.high)
    )
    words = likely
    if amount.low != amount.high:
        words = gettext("%(likely)s (between %(low)s and %(high)s)") % {"likely": likely, "low": low, "high": high}
    if amount.loss_date:
        words = gettext("%(amount)s, since %(date)s") % {"amount": words, "date": say_date(amount.loss_date)}
    return own_words(words)


def _account_rows(reading: Reading) -> list[tuple[str, SafeString]]:
    account = reading.filing.account
    form = reading.forms["account"]
    names = form.fields if isinstance(form, StepForm) else {}
    return [(str(field.label), own_words(getattr(account, name))) for name, field in names.items()]


# -- two tabs
@dataclass(frozen=True)
class Difference:
    """One field that says something else here than what is saved."""

    label: str
    here: str
    there: str


def differences(form: AnyStep, here: StepAnswers, there: StepAnswers) -> list[Difference]:
    """The fields in which two versions of a step differ, as typed; what is empty in both is the same."""
    fields = form.fields if isinstance(form, StepForm) else form.rows[0].fields
    found = []
    for name, field in fields.items():
        versions = [_as_shown(field, answers.get(name, [])) for answers in (here, there)]
        if versions[0] != versions[1]:
            found.append(Difference(str(field.label), *versions))
    return found


def _as_shown(field: Field, texts: list[str]) -> str:
    """One line for each text; a choice by its words, one that is none of the choices as it was typed."""
    words: dict[str, str] = {}
    for code, label in getattr(field, "choices", []):
        words |= {str(one): str(name) for one, name in label} if isinstance(label, list) else {str(code): str(label)}
    return "\n".join(words.get(text, text) if text else "" for text in texts).strip("\n")

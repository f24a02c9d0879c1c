"""The chapters that tell the case: what it is, what was said, what happened when."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from babel.lists import format_list
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.cases.enums import INTERNAL, OWNERS_ONLY, EventKind
from apps.cases.models import Case, CaseEvent
from apps.core.moments import say_date, say_minute
from apps.core.money import locale_of
from apps.dossiers.rules.covering import Cover
from apps.marketplaces.enums import (
    ALLEGATIONS,
    CASE_TYPES,
    EVIDENCE_KINDS,
    MARKETPLACES,
    OUTCOMES,
    PLATFORMS,
    country_choices,
)

# Facts of the case, told of the seller as of a third person; who is let in to read it is nobody's business here.
SENTENCES: dict[str, Promise] = {
    EventKind.SUBMIT: _("The seller submitted the case."),
    EventKind.RESUBMIT: _("The seller mended the case and submitted it again."),
    EventKind.RETURN: _("A moderator gave the case back and asks for more."),
    EventKind.VERIFY: _("A moderator verified the case. It counts from here on."),
    EventKind.APPEAL: _("An appeal was sent to the platform."),
    EventKind.MORE_INFO: _("The platform asked for more."),
    EventKind.REJECT: _("The platform rejected the appeal."),
    EventKind.NO_ANSWER: _("The platform did not answer the appeal."),
    EventKind.LIMIT: _("The seller noted how often the platform allows an appeal."),
    EventKind.READING: _("The seller asked for a second reader of the appeal."),
    EventKind.READ: _("A second reader has read the appeal."),
    EventKind.ALONE: _("The seller decided to send the appeal without a second reader."),
    EventKind.SUPPLEMENT: _("What the platform asked for was sent."),
    EventKind.ESCALATE: _("The matter was taken higher inside the platform."),
    EventKind.MEDIATE: _("Mediation began."),
    EventKind.ARBITRATE: _("Arbitration began."),
    EventKind.LITIGATE: _("Proceedings in court began."),
    EventKind.PARTLY_RESOLVE: _("Part of it is settled: %(outcome)s."),
    EventKind.RESOLVE: _("It is settled: %(outcome)s."),
    EventKind.LOSE: _("It ended without success: %(outcome)s."),
    EventKind.WITHDRAW: _("The seller withdrew the case."),
    EventKind.REOPEN: _("The case was reopened. A moderator reads it once more."),
    EventKind.PLACED: _("The case was placed in an incident."),
    EventKind.ERASED: _("Two moderators erased what was in the case."),
    EventKind.TAKEN_OUT: _("The case was taken out of an incident."),
    EventKind.EVIDENCE_ADDED: _("The seller added evidence: %(evidence)s."),
    EventKind.EVIDENCE_REMOVED: _("The seller removed evidence: %(evidence)s."),
}
UNTOLD = (*INTERNAL, *OWNERS_ONLY)


@dataclass(frozen=True)
class Entry:
    """One entry of the timeline."""

    when: str
    sentence: str
    remark: str


def told_events(case: Case) -> list[CaseEvent]:
    """What the timeline tells, the first first."""
    return list(case.events.exclude(kind__in=UNTOLD).select_related("remark").order_by("at", "id"))


def timeline_of(case: Case, events: Iterable[CaseEvent], cover: Cover) -> list[Entry]:
    """The notice, then every event. Evidence added at the same minute is one entry."""
    entries: list[Entry] = []
    if case.notice_date:
        entries.append(Entry(notice_moment(case), gettext("The platform's notice."), ""))
    for when, kind, details, remark in _grouped(events):
        words = {"outcome": OUTCOMES.label(details.get("outcome", "")), "evidence": _kinds(details)}
        sentence = str(SENTENCES[kind])
        entries.append(Entry(when, sentence % words if "%(" in sentence else sentence, cover(remark)))
    return entries


def _grouped(events: Iterable[CaseEvent]) -> list[tuple[str, str, dict[str, Any], str]]:
    rows: list[tuple[str, str, dict[str, Any], str]] = []
    for event in events:
        remark = event.remark.text if hasattr(event, "remark") else ""
        row = (say_minute(event.at), event.kind, dict(event.details), remark)
        if rows and rows[-1][:2] == row[:2] and "evidence" in row[2]:
            rows[-1][2]["evidence"] += "," + row[2]["evidence"]
        else:
            rows.append(row)
    return rows


def _kinds(details: dict[str, Any]) -> str:
    counted: dict[str, int] = {}
    for code in filter(None, details.get("evidence", "").split(",")):
        counted[code] = counted.get(code, 0) + 1
    said = [
        EVIDENCE_KINDS.label(code)
        if number == 1
        else gettext("%(kind)s (%(number)d)") % {"kind": EVIDENCE_KINDS.label(code), "number": number}
        for code, number in counted.items()
    ]
    return format_list(said, locale=locale_of())


def title_of(case: Case) -> str:
    """`Amazon – Account suspended`."""
    return " – ".join(filter(None, (PLATFORMS.label(case.platform), CASE_TYPES.label(case.case_type))))


def facts_of(case: Case) -> list[tuple[str, str]]:
    """What the case is about, those facts that are known."""
    rows = [
        (gettext("Reference"), case.reference),
        (gettext("Platform"), PLATFORMS.label(case.platform)),
        (gettext("Marketplace"), MARKETPLACES.label(case.marketplace)),
        (gettext("Country"), dict(country_choices()).get(case.country, "")),
        (gettext("What was done"), CASE_TYPES.label(case.case_type)),
        (gettext("Reason given"), ALLEGATIONS.label(case.allegation)),
        (gettext("Notice"), notice_moment(case)),
        (gettext("Where it stands"), case.get_state_display()),
        (gettext("What came of it"), OUTCOMES.label(case.outcome)),
        (gettext("Filed"), say_date(case.submitted_at) if case.submitted_at else ""),
        (gettext("Read by a moderator"), say_date(case.verified_at) if case.verified_at else ""),
    ]
    return [(label, value) for label, value in rows if value]


def seller_of(case: Case) -> list[tuple[str, str]]:
    """Whose case it is, as far as it was said."""
    account = case.account
    if account is None:
        return []
    rows = [
        (gettext("Company"), account.seller.company_name),
        (gettext("Unified social credit code"), account.seller.credit_code),
        (gettext("Store name"), account.store_name),
        (gettext("Merchant token or seller ID"), account.merchant_token),
        (gettext("Link to the store"), account.store_url),
    ]
    return [(label, value) for label, value in rows if value]


def names_of(case: Case) -> list[str]:
    """Whatever says who the seller is, to be covered in what they wrote."""
    owner = case.owner.email if case.owner else ""
    return [value for _label, value in seller_of(case)] + [owner]


def notice_moment(case: Case) -> str:
    """Day, clock and place of the notice, as it was stated."""
    if not case.notice_date:
        return ""
    day = say_date(case.notice_date)
    if not case.notice_time:
        return day
    return f"{day}, {case.notice_time:%H:%M} ({case.notice_zone})"

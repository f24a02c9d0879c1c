"""A case as the parts of its owner's page: its story in prose, its money, who can see it.

Moderators read cases at their desk (apps.moderation); what only they may see never comes here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.forms import BaseForm
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.cases.enums import EventKind, State, Visibility
from apps.cases.models import Case, CaseEvent, Draft
from apps.cases.rules import PROGRESS, NextStep, next_steps
from apps.cases.selectors import evidence_visible_to, last_return, timeline_of
from apps.core import clock
from apps.core.money import Money
from apps.incidents.enums import BY_SELLER
from apps.incidents.models import Incident
from apps.incidents.selectors import placement_of
from apps.losses.enums import LineKind
from apps.losses.models import LossLine
from apps.losses.selectors import Totals, history_of, sums_of, totals_of
from apps.marketplaces.enums import (
    ALLEGATIONS,
    CASE_TYPES,
    LOSS_COMPONENTS,
    MARKETPLACES,
    OUTCOMES,
    PLATFORMS,
    country_choices,
)
from apps.web.appeal_pages import appeals_of_case, said_before
from apps.web.components import Column, Link, TimelineEntry
from apps.web.components.facts import STATE_TONES
from apps.web.date_pages import dates_of_case
from apps.web.evidence_pages import kinds_in_words, panel_of, told_once
from apps.web.filing_pages import draft_title, notice_moment, own_words
from apps.web.mail_pages import pasted_mails
from apps.web.sharing_pages import who_sees


@dataclass(frozen=True)
class Prose:
    """One kind of event in a sentence: told to whoever did it, and to others. Facts about the platform read alike."""

    you: str | Promise
    others: str | Promise


OF_APPEALS = (EventKind.APPEAL, EventKind.REJECT, EventKind.NO_ANSWER)  # noted with the attempt


def fact(words: str | Promise) -> Prose:
    return Prose(words, words)


PROSE: dict[str, Prose] = {
    EventKind.SUBMIT: Prose(_("You submitted the case."), _("The seller submitted the case.")),
    EventKind.RESUBMIT: Prose(
        _("You mended the case and submitted it again."), _("The seller mended the case and submitted it again.")
    ),
    EventKind.RETURN: fact(_("A moderator gave the case back and asks for more.")),
    EventKind.VERIFY: fact(_("A moderator verified the case. It counts from here on.")),
    EventKind.APPEAL: Prose(_("You sent an appeal to the platform."), _("An appeal was sent to the platform.")),
    EventKind.MORE_INFO: fact(_("The platform asked for more.")),
    EventKind.REJECT: fact(_("The platform rejected the appeal.")),
    EventKind.NO_ANSWER: fact(_("The platform did not answer the appeal.")),
    EventKind.SENT_OTHERWISE: Prose(
        _("You corrected when or how the appeal was sent. Before, it said: %(was)s."),
        _("The seller corrected when or how the appeal was sent."),
    ),
    EventKind.LIMIT: Prose(
        _("You noted how often the platform allows an appeal."),
        _("The seller noted how often the platform allows an appeal."),
    ),
    EventKind.READING: Prose(
        _("You asked for a second reader of the appeal."), _("The seller asked for a second reader of the appeal.")
    ),
    EventKind.READ: fact(_("A second reader has read the appeal.")),
    EventKind.ALONE: Prose(
        _("You decided to send the appeal without a second reader."),
        _("The seller decided to send the appeal without a second reader."),
    ),
    EventKind.SUPPLEMENT: Prose(
        _("You sent the platform what it asked for."), _("What the platform asked for was sent.")
    ),
    EventKind.ESCALATE: Prose(
        _("You took the matter higher inside the platform."), _("The matter was taken higher inside the platform.")
    ),
    EventKind.MEDIATE: fact(_("Mediation began.")),
    EventKind.ARBITRATE: fact(_("Arbitration began.")),
    EventKind.LITIGATE: fact(_("Proceedings in court began.")),
    EventKind.PARTLY_RESOLVE: fact(_("Part of it is settled: %(outcome)s.")),
    EventKind.RESOLVE: fact(_("It is settled: %(outcome)s.")),
    EventKind.LOSE: fact(_("It ended without success: %(outcome)s.")),
    EventKind.WITHDRAW: Prose(_("You withdrew the case."), _("The seller withdrew the case.")),
    EventKind.REOPEN: Prose(
        _("You reopened the case. A moderator reads it once more."),
        _("The case was reopened. A moderator reads it once more."),
    ),
    EventKind.VISIBILITY: Prose(
        _("You changed who may see the case: %(visibility)s."),
        _("The seller changed who may see the case: %(visibility)s."),
    ),
    EventKind.SHARE: Prose(_("You shared the case with somebody."), _("The case was shared with somebody.")),
    EventKind.UNSHARE: Prose(_("You ended a sharing of the case."), _("A sharing of the case ended.")),
    EventKind.PLACED: fact(_("The case was placed in an incident.")),
    EventKind.ERASED: fact(_("Two moderators erased what was in this case. The reason:")),
    EventKind.TAKEN_OUT: fact(_("A moderator took the case out of the incident. The case itself is as it was.")),
    EventKind.AMOUNTS_READ: fact(_("A moderator looked at amounts in the ledger and what backs them.")),
    EventKind.EVIDENCE_ADDED: Prose(
        _("You added evidence: %(evidence)s."), _("The seller added evidence: %(evidence)s.")
    ),
    EventKind.EVIDENCE_REMOVED: Prose(
        _("You removed evidence: %(evidence)s."), _("The seller removed evidence: %(evidence)s.")
    ),
}


def parts_of(case: Case, reader: User) -> dict[str, Any]:
    """Everything the page of a filed case shows, without its forms."""
    placement = placement_of(case)
    incident = placement.incident if placement and placement.incident.is_public else None
    returned = last_return(case) if case.state == State.RETURNED else None
    events = timeline_of(case, reader)
    return {
        "case": case,
        "title": title_of(case),
        "crumbs": [Link(gettext("My cases"), reverse("case-list"))],
        "steps": next_steps(case.state),
        "reason": words_of(returned) if returned else "",
        "story": [
            entry_of(event, case=case, reader=reader, incident=incident) for event in reversed(told_once(events))
        ],
        "incident": incident,
        "can_say_incident": case.state != State.WITHDRAWN and (placement is None or placement.how in BY_SELLER),
        "facts": facts_of(case),
        "money": money_of(history_of(case.ledger)),
        **panel_of(evidence_visible_to(case, reader, now=clock.now())),
        "pasted": pasted_mails(case.notice_text),
        "counted": counted_as(case),
        **who_sees(case, clock.now()),
        **dates_of_case(case),
        **appeals_of_case(case),
    }


def entry_of(event: CaseEvent, *, case: Case, reader: User, incident: Incident | None) -> TimelineEntry:
    prose = PROSE[event.kind]
    details = event.details
    words = {
        "outcome": OUTCOMES.label(details.get("outcome", "")),
        "evidence": kinds_in_words(details.get("evidence", "")),
        "visibility": dict(Visibility.choices).get(details.get("visibility", ""), ""),
        "was": said_before(details),
    }
    sentence = str(prose.you if event.by_id == reader.pk else prose.others)
    placed = incident is not None and details.get("incident") == incident.slug
    return TimelineEntry(
        title=sentence % words if "%(" in sentence else sentence,
        at=event.at,
        text=words_of(event),
        tone=STATE_TONES.get(event.to_state, "neutral"),
        now=event.to_state == case.state and event.at == case.moved_at,
        badge=_noted_by(event, case, reader),
        links=[Link(str(incident), incident.get_absolute_url())] if placed and incident else [],
    )


def words_of(event: CaseEvent) -> str:
    """What somebody said about an event; nothing where they said nothing or it was erased."""
    return event.remark.text if hasattr(event, "remark") else ""


def _noted_by(event: CaseEvent, case: Case, reader: User) -> str:
    """Who wrote down what the platform did, where that is not the reader."""
    if event.kind not in (*PROGRESS, *OF_APPEALS) or event.by_id in (None, reader.pk):
        return ""
    return gettext("noted by the seller") if event.by_id == case.owner_id else gettext("noted by a moderator")


def facts_of(case: Case) -> list[tuple[str, SafeString]]:
    """What the case is about, those facts that are known."""
    rows = [
        (gettext("Platform"), PLATFORMS.label(case.platform)),
        (gettext("Marketplace"), MARKETPLACES.label(case.marketplace)),
        (gettext("Country"), dict(country_choices()).get(case.country, "")),
        (gettext("What was done"), CASE_TYPES.label(case.case_type)),
        (gettext("Reason given"), ALLEGATIONS.label(case.allegation)),
        (gettext("Notice"), notice_moment(case)),
        (gettext("What came of it"), OUTCOMES.label(case.outcome)),
    ]
    return [(label, own_words(value)) for label, value in rows if value]


def account_of(case: Case) -> list[tuple[str, SafeString]]:
    """Which account and whose, as far as it was said; read (and decrypted) only when it is shown."""
    account = case.account
    if account is None:
        return []
    rows = [
        (gettext("Store name"), account.store_name),
        (gettext("Merchant token or seller ID"), account.merchant_token),
        (gettext("Link to the store"), account.store_url),
        (gettext("Company"), account.seller.company_name),
        (gettext("Unified social credit code"), account.seller.credit_code),
    ]
    return [(label, own_words(value)) for label, value in rows if value]


def title_of(case: Case) -> str:
    """`Amazon · Account suspended`, as far as it is known."""
    return " · ".join(filter(None, (PLATFORMS.label(case.platform), CASE_TYPES.label(case.case_type))))


# -- money
@dataclass(frozen=True)
class MoneyLine:
    """One line of the ledger as the page shows it; `fate` says what became of it, if anything."""

    component: str
    low: Money
    likely: Money
    high: Money
    line: LossLine
    fate: str = ""


@dataclass(frozen=True)
class MoneyOfCase:
    """What was declared with its sums per currency, what papers show, and the history of what was corrected."""

    lines: list[MoneyLine]
    totals: list[tuple[Money, Money, Money]]
    documented: list[Money]
    verified: list[Money]
    recovered: list[Money]
    history: list[MoneyLine]

    @property
    def columns(self) -> list[str | Column]:
        return [*self._figures, gettext("Since")]

    @property
    def history_columns(self) -> list[str | Column]:
        return [*self._figures, gettext("Entered")]

    @property
    def _figures(self) -> list[str | Column]:
        return [
            gettext("What it is"),
            Column(gettext("Likely"), numeric=True),
            Column(gettext("Between"), numeric=True),
        ]


def money_of(lines: Iterable[LossLine]) -> MoneyOfCase:
    """The ledger, from all its lines in the order of writing."""
    everything = list(lines)
    gone = {line.supersedes_id: line for line in everything if line.supersedes_id}
    standing = [line for line in everything if line.pk not in gone and line.kind != LineKind.RETRACTION]
    declared = [line for line in standing if line.kind == LineKind.LOSS and line.source_id is None]
    totals: Totals = totals_of(declared)
    sums = sums_of(standing)
    return MoneyOfCase(
        lines=[_money_line(line) for line in declared],
        documented=sums.documented,
        verified=sums.verified,
        recovered=sums.recovered,
        totals=list(zip(totals.low, totals.likely, totals.high, strict=True)),
        history=[_money_line(line, fate=_fate(line, gone)) for line in everything] if gone else [],
    )


def _money_line(line: LossLine, fate: str = "") -> MoneyLine:
    component = LOSS_COMPONENTS.label(line.component)
    return MoneyLine(component, line.low_money, line.likely_money, line.high_money, line, fate)


def _fate(line: LossLine, gone: dict[int, LossLine]) -> str:
    if line.kind == LineKind.RETRACTION:
        return gettext("taken back")
    return gettext("no longer stands") if line.pk in gone else gettext("stands")


def held_of(lines: Iterable[LossLine]) -> list[Money]:
    """What a case is about in a list, one sum per currency: what was declared, else what papers show."""
    sums = sums_of(lines)
    return sums.claimed or sums.documented


# -- the list
@dataclass(frozen=True)
class CaseRow:
    """A case in its owner's list: what it is, where it stands, what comes next."""

    case: Case
    title: str
    url: str
    store: str
    next: NextStep
    held: list[Money]


def row_of(case: Case, lines: Iterable[LossLine], draft: Draft | None, *, names: bool = True) -> CaseRow:
    """One row, from what the list has fetched already. A draft is called by what has been typed so far.

    Without `names` it does not say whose account it is about.
    """
    account = case.account if names else None
    return CaseRow(
        case=case,
        title=(draft_title(draft) if draft else title_of(case)) or gettext("Not yet said what happened"),
        url=reverse("case-draft" if case.is_draft else "case-detail", args=[case.pk]),
        store=(account.store_name or account.merchant_token or account.store_url) if account else "",
        next=next_steps(case.state)[0],
        held=held_of(lines),
    )


# -- questions before something happens
def withdraw_question(case: Case) -> dict[str, Any]:
    return {
        "title": gettext("Withdraw this case?"),
        "text": gettext("It stops counting and leaves the moderators' queue. What is in it stays; you can reopen it."),
        "label": gettext("Withdraw the case"),
        "back": reverse("case-detail", args=[case.pk]),
        "danger": True,
    }


def reopen_question(case: Case, form: BaseForm) -> dict[str, Any]:
    return {
        "title": gettext("Reopen this case?"),
        "text": gettext("A moderator reads it once more; until then it does not count. Say what happened since."),
        "label": gettext("Reopen the case"),
        "back": reverse("case-detail", args=[case.pk]),
        "form": form,
    }


# -- who can see it
def counted_as(case: Case) -> str:
    """Whether and how the case is counted; readers it is shared with are another matter."""
    sentences = {
        Visibility.PRIVATE: gettext("It is counted nowhere."),
        Visibility.COUNTED: gettext("It is counted in public figures, from which nobody can tell that you filed."),
        Visibility.SHARED: gettext(
            "It is counted in public figures. An association may ask through us whether you want to join; it does not "
            "see the case and learns who you are only if you say yes."
        ),
    }
    return sentences[Visibility(case.visibility)]

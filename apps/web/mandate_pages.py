"""Mandates as rows and as an answer to whoever checks one."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext

from apps.campaigns.enums import Claim, Forum
from apps.campaigns.models import Mandate
from apps.campaigns.selectors.mandates import seller_of
from apps.core.spreadsheets import Value, csv_pieces
from apps.web.components import Badge
from apps.web.components.base import Tone


@dataclass(frozen=True)
class MandateRow:
    """For whom, about what, where, until when."""

    mandate: Mandate
    seller: str
    claims: str
    forums: str


def row_of(mandate: Mandate) -> MandateRow:
    return MandateRow(mandate, seller_of(mandate), claims_of(mandate), forums_of(mandate))


@dataclass(frozen=True)
class GivenRow:
    """A mandate as its giver sees it."""

    mandate: Mandate
    claims: str
    forums: str
    badge: Badge
    holds: bool


def given_row(mandate: Mandate, now: datetime) -> GivenRow:
    holds = stands(mandate, now)
    if mandate.revoked_at:
        badge = Badge(label=gettext("revoked"))
    else:
        badge = Badge(label=gettext("holds"), tone="success") if holds else Badge(label=gettext("ended"))
    return GivenRow(mandate, claims_of(mandate), forums_of(mandate), badge, holds)


def stands(mandate: Mandate, now: datetime) -> bool:
    """As `mandates_that_hold` says it of a row that was read with its agent."""
    in_time = mandate.until >= now.astimezone(UTC).date()
    return mandate.revoked_at is None and in_time and mandate.agent.is_approved


def claims_of(mandate: Mandate) -> str:
    return " · ".join(str(Claim(claim).label) for claim in mandate.claims)


def forums_of(mandate: Mandate) -> str:
    return " · ".join(str(Forum(forum).label) for forum in mandate.forums)


def table_of(mandates: Iterable[Mandate]) -> Iterator[Sequence[Value]]:
    """Head and rows of the table to save."""
    yield [
        gettext("Seller"),
        gettext("Case"),
        gettext("Campaign"),
        gettext("About what"),
        gettext("Before whom"),
        gettext("Signed on (UTC)"),
        gettext("Until"),
        gettext("Code on the paper"),
    ]
    for mandate in mandates:
        row = row_of(mandate)
        signed = mandate.signed_at.astimezone(UTC).date()
        said = [row.seller, mandate.case.reference, str(mandate.campaign.title), row.claims, row.forums]
        yield [*said, signed, mandate.until, mandate.code]


def csv_of(held: QuerySet[Mandate]) -> str:
    """The table as CSV. Names take time to read: made again while a mandate in it ends."""
    while True:
        mandates = list(held.all())
        content = "".join(csv_pieces(table_of(mandates)))
        if {mandate.pk for mandate in mandates} <= set(held.values_list("pk", flat=True)):
            return content


@dataclass(frozen=True)
class Verdict:
    """What is said to whoever checks: in a sentence, and what the paper says where it is known."""

    tone: Tone
    says: str
    rows: list[tuple[str, Any]]


def verdict_on(mandate: Mandate | None, sha256: str, now: datetime) -> Verdict:
    """Whether it holds today. `sha256` may be that of the text or of the PDF."""
    if mandate is None:
        return Verdict("error", gettext("No mandate has this code. Check each letter; O and 0, l and 1 differ."), [])
    given = sha256.strip().lower()
    known = {mandate.text_sha256, mandate.file.sha256 if mandate.file else ""} - {""}
    if given and given not in known:
        return Verdict(
            "error", gettext("This is not the text that was signed: its hash is another."), facts_of(mandate)
        )
    if mandate.revoked_at or not mandate.person.is_active:
        return Verdict("warning", gettext("It was revoked and does not hold any more."), facts_of(mandate))
    if mandate.until < now.astimezone(UTC).date():
        return Verdict("warning", gettext("Its last day has passed; it does not hold any more."), facts_of(mandate))
    if not mandate.agent.is_approved:
        return Verdict("warning", gettext("The association is not approved now; it does not hold."), facts_of(mandate))
    return Verdict("success", gettext("It holds today."), facts_of(mandate))


def facts_of(mandate: Mandate) -> list[tuple[str, Any]]:
    """What everybody with the paper knows already; no name of the seller."""
    return [
        (gettext("Association"), mandate.agent.name),
        (gettext("Campaign"), mandate.campaign.title),
        (gettext("About what"), claims_of(mandate)),
        (gettext("Before whom"), forums_of(mandate)),
        (gettext("Signed on (UTC)"), mandate.signed_at.astimezone(UTC).date().isoformat()),
        (gettext("Until"), mandate.until.isoformat()),
        ("SHA-256", mandate.text_sha256),
    ]

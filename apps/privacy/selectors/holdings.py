"""Every table that holds something of a person: how its rows are found, what of them is handed out, what erasing means.

A new table with personal data gets its line here, or `tests/privacy/test_holdings.py` fails.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Model, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import ApiToken, Reply, User
from apps.associations.models import (
    Association,
    CaseAssignment,
    CaseFeed,
    CaseNote,
    InvitationRun,
    InvitedAddress,
    ListedMember,
    ListPart,
    MemberInvitation,
    MemberList,
    Membership,
    NeverInvite,
    StandingDecision,
)
from apps.campaigns.models import (
    Campaign,
    CampaignBody,
    CampaignEntry,
    CampaignUpdate,
    Mandate,
    SignOn,
    UpdateMail,
    UpdateStop,
)
from apps.campaigns.selectors import rows_of
from apps.cases.enums import INTERNAL
from apps.cases.models import (
    AccountTerms,
    Appeal,
    AppealAnswer,
    AppealFile,
    AppealLimit,
    AppealReading,
    AppealVersion,
    Case,
    CaseEvent,
    CaseFile,
    CaseGrant,
    CaseInvitation,
    CaseMail,
    CaseOpening,
    CaseTerms,
    CircleGrant,
    CircleReader,
    Claim,
    ClusterMember,
    Draft,
    EventRemark,
    IdentityAsk,
    PairEvent,
    SavedView,
    Seller,
    SellerAccount,
    SellerKeys,
    SellerPair,
)
from apps.conduct.models import AbuseReport, Bar, ConductEvent
from apps.core.fingerprints import fingerprint
from apps.deadlines.models import (
    CalendarLink,
    Deadline,
    DeadlineEvent,
    Docket,
    Pause,
    Reminder,
    ReminderSettings,
    StandIn,
    TriggerEntry,
)
from apps.dossiers.models import Dossier
from apps.dossiers.selectors import files_of_dossiers
from apps.evidence.models import CustodyEntry, FileJob, StoredFile
from apps.incidents.models import (
    BulkStep,
    ClaimEntry,
    NoticeMarks,
    Placement,
    PlacementChange,
    PromiseOutcome,
    PublicationAsk,
    StepCase,
    Surge,
)
from apps.losses.models import LineVerdict, LossLine, ReportImport, ReportRow, StockRow
from apps.notifications.models import Message, Outlet
from apps.privacy.enums import WhenErased
from apps.privacy.models import CaseErasure, Erasure, Export, LegalHold
from apps.statistics.models import Batch, Correction

DELETED, BLANKED, STAYS = WhenErased.DELETED, WhenErased.BLANKED, WhenErased.STAYS
MACHINERY = "of the machinery: tells nothing about you"
SECRET = "a secret: who has it could act as you"  # noqa: S105
MARK = "a keyed number that only counts; without the key it means nothing"
LEASE = {"lease_until": MACHINERY, "lease_token": MACHINERY}
PUBLISHED = "no word of it is yours: it stands on the page of figures"


@dataclass(frozen=True)
class Holding:
    """One table. `of` finds a person's rows: a lookup path to them, or a condition.

    `leave_out` are columns that the export does not carry, each with its reason. `blank` are columns emptied when the
    person is erased: encrypted texts to nothing, others to the value given here.
    """

    model: type[Model]
    name: str
    says: str | Promise
    of: str | Callable[[User], Q]
    erased: WhenErased
    leave_out: dict[str, str] = field(default_factory=dict)
    without: Q = field(default_factory=Q)  # rows that are not handed out, though erasing reaches them
    blank: dict[str, Any] = field(default_factory=dict)

    def rows_of(self, person: User) -> QuerySet[Any]:
        """Everything of theirs in this table."""
        found = self.of(person) if callable(self.of) else Q(**{self.of: person.pk})
        return self.model._base_manager.filter(found)

    def shown_to(self, person: User) -> QuerySet[Any]:
        """What the export carries, in the order it was written."""
        rows = self.rows_of(person).order_by("pk")
        return rows.exclude(self.without) if self.without else rows


def files_of(person: User) -> Q:
    """What they put in, what was put into their cases before they had signed in, and what was made of their cases."""
    put_in = CaseFile.objects.filter(case__owner=person).values("file")
    made = files_of_dossiers(Dossier.objects.filter(case__owner=person)).values("pk")
    own = Q(stored_by=person) | Q(pk__in=put_in) | Q(original__in=put_in) | Q(original__stored_by=person)
    signed = Mandate.objects.filter(person=person).values("file")
    return own | Q(pk__in=made) | Q(pk__in=signed)


def _custody(person: User) -> Q:
    return Q(file__in=StoredFile.objects.filter(files_of(person)))


def _batches(person: User) -> Q:
    return Q(prepared_by=person) | Q(published_by=person)


def _granted(person: User) -> Q:
    return Q(case__owner=person) | Q(person=person)


def _told(person: User) -> Q:
    return Q(docket__owner=person) | Q(person=person)


def _listed(person: User) -> Q:
    return Q(email_mark=fingerprint("email", "", person.email))


def _invited(person: User) -> Q:
    return Q(mark=fingerprint("email", "", person.email))


def _paired(*ways: str) -> Callable[[User], Q]:
    return lambda person: Q(*((f"{way}__owner", person) for way in ways), _connector=Q.OR)


def _asked_or_joined(person: User) -> Q:
    return Q(by=person) | Q(joined_by=person)


def _asked_about(person: User) -> Q:
    return Q(case__owner=person) | Q(beside__owner=person)


def _opened(person: User) -> Q:
    return Q(case__owner=person) | Q(by=person)


HOLDINGS: tuple[Holding, ...] = (
    Holding(
        User, "person", _("you: address, language, time zone, since when"), "pk", BLANKED,
        {"password": "nobody has one", "is_superuser": MACHINERY},
    ),
    Holding(EmailAddress, "addresses", _("addresses you sign in with"), "user", DELETED),
    Holding(UserSession, "sessions", _("where you are signed in"), "user", DELETED, {"session_key": SECRET}),
    Holding(Authenticator, "second_factors", _("passkeys and apps you set up"), "user", DELETED, {"data": SECRET}),
    Holding(ApiToken, "tokens", _("access you gave to programs"), "person", DELETED, {"secret_hash": SECRET}),
    Holding(Reply, "", "an answer kept for a day so that a program may ask twice", "person", DELETED),
    Holding(
        Seller, "sellers", _("businesses named in your cases"), "owner", BLANKED,
        {"company_fingerprint": MARK, "credit_code_fingerprint": MARK, "email_fingerprint": MARK},
        blank={"company_name": "", "credit_code": ""},
    ),
    Holding(SellerKeys, "", MARK, "seller__owner", DELETED),
    Holding(SellerPair, "", "which sellers count as one: of others too", _paired("one", "other"), STAYS),
    Holding(
        PairEvent, "", "what moderators decided of that", _paired("pair__one", "pair__other"), BLANKED,
        blank={"words": ""},
    ),
    Holding(ClusterMember, "", "which sellers count as one: of others too", "seller__owner", STAYS),
    Holding(
        SellerAccount, "accounts", _("your accounts at platforms"), "seller__owner", BLANKED,
        {"store_fingerprint": MARK, "token_fingerprint": MARK, "url_fingerprint": MARK},
        blank={"store_name": "", "merchant_token": "", "store_url": ""},
    ),
    Holding(AccountTerms, "", MARK, "account__seller__owner", DELETED),
    Holding(Case, "cases", _("your cases"), "owner", BLANKED, blank={"notice_text": "", "narrative": ""}),
    Holding(CaseTerms, "", MARK, "case__owner", DELETED),
    Holding(
        Draft, "drafts", _("what you typed and did not file yet, as typed"), "case__owner", DELETED,
        {"key_hash": SECRET, "marks": MACHINERY},
    ),
    Holding(
        CaseEvent, "events", _("what happened to your cases"), "case__owner", STAYS, without=Q(kind__in=INTERNAL)
    ),
    Holding(
        EventRemark, "remarks", _("words about what happened"), "event__case__owner", DELETED,
        without=Q(event__kind__in=INTERNAL),
    ),
    Holding(
        IdentityAsk, "", "what moderators wrote to see who you are: their words are in the log of the case",
        _asked_about, BLANKED, blank={"words": "", "answer": ""},
    ),
    Holding(
        CaseErasure, "", "why moderators erased a case: you read it on its page", "case__owner", BLANKED,
        blank={"words": "", "answer": ""},
    ),
    Holding(CaseFile, "case_files", _("which file is evidence of what"), "case__owner", STAYS),
    Holding(CaseMail, "mails", _("what was read from mails among your files"), "entry__case__owner", DELETED),
    Holding(
        AppealLimit, "appeal_limits", _("how often you may appeal, as you quoted it"), "case__owner", BLANKED,
        blank={"words": ""},
    ),
    Holding(
        Appeal, "appeals", _("your appeals, as they stand or were sent"), "case__owner", BLANKED, {"mark": MACHINERY},
        blank={"text": "", "platform_reference": ""},
    ),
    Holding(
        AppealVersion, "appeal_versions", _("earlier texts of your appeals"), "appeal__case__owner", BLANKED,
        blank={"text": ""},
    ),
    Holding(
        AppealReading, "appeal_readings", _("what second readers said"), "appeal__case__owner", BLANKED,
        {"reader": "a reader's name", "asked_of": "a reader's name"}, blank={"words": ""},
    ),
    Holding(
        AppealAnswer, "appeal_answers", _("what platforms answered"), "appeal__case__owner", BLANKED,
        blank={"words": ""},
    ),
    Holding(AppealFile, "appeal_files", _("files that went with your appeals"), "appeal__case__owner", STAYS),
    Holding(StoredFile, "files", _("your files; their bytes are in files/"), files_of, BLANKED, blank={"name": ""}),
    Holding(FileJob, "file_jobs", _("copies made of your files"), _custody, DELETED, LEASE),
    Holding(CustodyEntry, "custody", _("who put in, opened or removed your files"), _custody, STAYS),
    Holding(CaseGrant, "grants", _("who may read your cases, and whose you may read"), _granted, STAYS),
    Holding(
        CircleGrant, "circle_grants", _("which associations may count or read your cases"), "case__owner", STAYS
    ),
    Holding(CircleReader, "circles", _("through which associations you read cases"), "person", STAYS),
    Holding(
        CaseInvitation, "invitations", _("invitations you sent"), "invited_by", BLANKED,
        {"token_hash": SECRET, "address_mark": MARK}, blank={"address": "", "sharer_name": "", "address_mark": ""},
    ),
    Holding(Association, "associations", _("associations you entered"), "founded_by", STAYS),
    Holding(
        StandingDecision, "association_decisions", _("what was decided about them"), "association__founded_by", STAYS,
        {"by": "a moderator's name"},
    ),
    Holding(Membership, "memberships", _("what you are and were in associations"), "person", STAYS),
    Holding(
        CaseFeed, "case_feeds", _("feeds of cases that you let a program read"), "membership__person", DELETED,
        {"token_hash": SECRET},
    ),
    Holding(
        CaseAssignment, "association_work", _("cases you work on for associations"), "person", STAYS,
        {"by": "a coordinator's name"},
    ),
    Holding(
        CaseNote, "", "what associations noted for themselves about cases: gone with the case's seller", "case__owner",
        BLANKED, blank={"text": ""},
    ),
    Holding(
        MemberInvitation, "member_invitations", _("invitations to associations that you sent"), "invited_by", BLANKED,
        {"token_hash": SECRET, "address_mark": MARK}, blank={"address": "", "address_mark": ""},
    ),
    Holding(
        MemberList, "member_lists", _("lists of members you brought to associations"), "brought_by", BLANKED,
        {"lease": MACHINERY, "lease_until": MACHINERY}, blank={"name": "", "facts": ""},
    ),
    Holding(ListPart, "", "an encrypted file for two days at most", "source__brought_by", DELETED),
    Holding(ListedMember, "", MARK, _listed, DELETED),
    Holding(InvitationRun, "list_invitations", _("when you had people of a list invited"), "begun_by", STAYS),
    Holding(InvitedAddress, "", "an address, encrypted until its mail is out", _invited, DELETED),
    Holding(NeverInvite, "", MARK, _invited, STAYS),
    Holding(CaseOpening, "openings", _("who opened your cases and when, and which you opened"), _opened, STAYS),
    Holding(
        ReportImport, "reports", _("platform reports you brought"), "ledger__case__owner", BLANKED,
        {"lease": MACHINERY, "lease_until": MACHINERY}, blank={"facts": ""},
    ),
    Holding(ReportRow, "report_rows", _("their rows, as far as amounts follow"), "source__ledger__case__owner", STAYS),
    Holding(StockRow, "stock_rows", _("rows of stock and costs"), "source__ledger__case__owner", STAYS),
    Holding(LossLine, "amounts", _("amounts, as you declared them"), "ledger__case__owner", STAYS),
    Holding(
        LineVerdict, "verdicts", _("what moderators said of your amounts"), "line__ledger__case__owner", BLANKED,
        blank={"reason": ""},
    ),
    Holding(
        Batch, "figure_batches", _("figures you prepared or published as a moderator"), _batches, STAYS,
        {"document": PUBLISHED, "working": PUBLISHED},
    ),
    Holding(Correction, "corrections", _("corrections of figures you wrote as a moderator"), "by", STAYS),
    Holding(Docket, "dockets", _("what your dates belong to"), "owner", BLANKED, blank={"owner": None}),
    Holding(TriggerEntry, "triggers", _("days from which dates are counted"), "docket__owner", STAYS),
    Holding(Deadline, "dates", _("your dates, with their working"), "docket__owner", BLANKED, blank={"label": ""}),
    Holding(DeadlineEvent, "date_changes", _("how your dates moved"), "deadline__docket__owner", STAYS),
    Holding(Pause, "pauses", _("when your dates stood still"), "docket__owner", STAYS),
    Holding(ReminderSettings, "reminder_settings", _("when you want to be reminded"), "person", DELETED),
    Holding(
        CalendarLink, "calendar_links", _("calendars you let read your dates"), "person", DELETED,
        {"token_hash": SECRET},
    ),
    Holding(StandIn, "stand_ins", _("who is told when you leave a date unanswered, and whose you are"), _told, DELETED),
    Holding(Reminder, "reminders", _("reminders of your dates"), "recipient", DELETED),
    Holding(Dossier, "dossiers", _("dossiers you had made, with their hashes"), "case__owner", STAYS, LEASE),
    Holding(Placement, "incidents", _("incidents your cases stand in"), "case__owner", STAYS),
    Holding(PlacementChange, "incident_changes", _("how that changed"), "case__owner", STAYS),
    Holding(BulkStep, "", "steps of moderators on many cases", "made_by", BLANKED, blank={"words": ""}),
    Holding(
        PublicationAsk, "", "what moderators wrote about showing an incident", "asked_by", BLANKED,
        blank={"words": "", "answer": ""},
    ),
    Holding(StepCase, "", "that your case was part of such a step", "case__owner", STAYS),
    Holding(NoticeMarks, "", MARK, "case__owner", DELETED),
    Holding(ClaimEntry, "claims_entered", _("what you entered of claims about incidents"), "by", STAYS),
    Holding(PromiseOutcome, "promise_outcomes", _("what you recorded of platforms' promises"), "by", STAYS),
    Holding(
        SignOn, "campaigns", _("campaigns you take part in openly"), rows_of, DELETED,
        {"mark": MARK, "person_mark": MARK, "box": "sealed: not even your copy says that you joined"},
        without=Q(person=None),
    ),
    Holding(
        Mandate, "mandates", _("mandates you gave"), "person", BLANKED, {"code": SECRET},
        blank={"signed_name": "", "text_en": "", "text_zh": ""},
    ),
    Holding(CampaignUpdate, "campaign_updates", _("what you wrote to participants of campaigns"), "made_by", STAYS),
    Holding(
        UpdateMail, "update_mails", _("updates of campaigns that were mailed to you"), "person", DELETED,
        {"stop_hash": SECRET},
    ),
    Holding(UpdateStop, "update_stops", _("campaigns about which you want no mail"), "person", DELETED),
    Holding(
        CampaignBody, "campaign_bodies", _("associations you asked into a campaign, or let take part"),
        _asked_or_joined, STAYS,
    ),
    Holding(Campaign, "campaigns_written", _("campaigns you wrote"), "made_by", STAYS),
    Holding(CampaignEntry, "campaign_entries", _("what you noted of campaigns"), "by", STAYS),
    Holding(Surge, "", "decisions of moderators", "decided_by", BLANKED, blank={"reason": ""}),
    Holding(Claim, "", "at what a moderator is for half an hour", "by", DELETED),
    Holding(
        AbuseReport, "abuse_reports", _("what you reported as abuse, and what came of it"), "reporter", BLANKED,
        {"decided_by": "a moderator's name"}, blank={"words": "", "reason": ""},
    ),
    Holding(
        Bar, "exclusions", _("what was closed to your account, and your objection"), "person", BLANKED,
        {"made_by": "a moderator's name", "answered_by": "a moderator's name"},
        blank={"reason": "", "objection": "", "answer": ""},
    ),
    Holding(ConductEvent, "", "steps of moderators about that, without a word", "bar__person", STAYS),
    Holding(SavedView, "saved_views", _("lists you saved"), "person", DELETED),
    Holding(Outlet, "outlets", _("chats and programs that get your reminders"), "person", DELETED, {"secret": SECRET}),
    Holding(
        Message, "messages", _("what we wrote to you"), "recipient", DELETED,
        {**LEASE, "data_started_at": MACHINERY, "dedupe_key": MACHINERY, "unsure": MACHINERY},
    ),
    Holding(Export, "exports", _("copies you asked for"), "owner", STAYS, LEASE),
    Holding(Erasure, "erasures", _("that you asked to be erased"), "person", STAYS),
    Holding(
        LegalHold, "holds", _("that something of yours has to be kept"), "person", STAYS,
        {"placed_by": "a moderator's name", "lifted_by": "a moderator's name"},
    ),
)  # fmt: skip

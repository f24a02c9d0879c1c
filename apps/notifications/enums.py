"""What is sent, and how far it got."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class MessageKind(models.TextChoices):
    """Every message that may leave the house. Each has templates/messages/<kind>.{subject.txt,txt,html}."""

    SIGN_IN_CODE = "sign_in_code", _("Sign-in code")
    SIGN_IN_CHANGED = "sign_in_changed", _("A way to sign in was added or removed")
    CASE_RECEIVED = "case_received", _("Case received")
    CASE_RETURNED = "case_returned", _("Case returned")
    CASE_VERIFIED = "case_verified", _("Case verified")
    CASE_RESTORED = "case_restored", _("Noted as restored by itself")
    AMOUNTS_READ = "amounts_read", _("Amounts checked")
    APPEAL_READ = "appeal_read", _("Appeal read by a second reader")
    APPEAL_RESTED = "appeal_rested", _("Appeal has rested")
    READING_ASKED = "reading_asked", _("Asked to read an appeal")
    DEADLINE_REMINDER = "deadline_reminder", _("Reminder of a date")
    DATE_UNANSWERED = "date_unanswered", _("Date of another that stays unanswered")
    DEADLINES_MOVED = "deadlines_moved", _("Dates have moved")
    OUTLET_TEST = "outlet_test", _("Test of a chat robot or webhook")
    DATES_OF_THE_DAY = "dates_of_the_day", _("Dates of the coming days")
    CASE_INVITATION = "case_invitation", _("Invitation to read a case")
    INVITATION_ACCEPTED = "invitation_accepted", _("Invitation accepted")
    MEMBER_INVITATION = "member_invitation", _("Invitation to an association")
    LIST_INVITATION = "list_invitation", _("Invitation of an association to people of its list")
    ASSOCIATION_DECIDED = "association_decided", _("Decision about an association")
    COPY_READY = "copy_ready", _("A copy of your data is ready")
    DOSSIER_READY = "dossier_ready", _("A dossier is ready")
    SURGE_SEEN = "surge_seen", _("More sellers hit than expected")
    FIGURES_DIFFER = "figures_differ", _("Figures differ from the cases")
    SURGE_NEAR = "surge_near", _("More cases like those shared with an association")
    ERASURE_ASKED = "erasure_asked", _("Erasure asked for")
    ERASURE_DONE = "erasure_done", _("Erasure done")
    KEPT_TOO_LONG = "kept_too_long", _("An old case will be emptied")
    CASE_ERASED = "case_erased", _("A case was erased by moderators")
    ABUSE_DECIDED = "abuse_decided", _("Decision about a report of abuse")
    BARRED = "barred", _("Kept from taking part")
    BAR_ANSWERED = "bar_answered", _("Decision about an exclusion")
    CAMPAIGN_MET = "campaign_met", _("Enough have joined")
    CAMPAIGN_UPDATE = "campaign_update", _("News of a campaign")
    CAMPAIGN_DAY = "campaign_day", _("Day of a campaign")


class Channel(models.TextChoices):
    """Ways out of the house. Chat and webhooks are addresses people enter (`models.Outlet`)."""

    EMAIL = "email", _("e-mail")
    WECOM = "wecom", _("WeCom group robot")
    DINGTALK = "dingtalk", _("DingTalk group robot")
    FEISHU = "feishu", _("Feishu group robot")
    TELEGRAM = "telegram", _("Telegram bot")
    WEBHOOK = "webhook", _("Webhook")


class DeliveryState(models.TextChoices):
    QUEUED = "queued", _("waiting")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("could not be sent")
    EXPIRED = "expired", _("no longer useful, not sent")


class RetryReason(models.TextChoices):
    """Why a moderator lets a message go out that was given up. A choice and no text: nobody is described in it."""

    OURS = "ours", _("Our mail server stood in the way and is mended")
    THEIRS = "theirs", _("The reader's mailbox takes mail again")
    ASKED = "asked", _("The reader asked for it")


class Result(StrEnum):
    """What one attempt to hand a mail over came to."""

    DELIVERED = "delivered"  # the server said it has the mail
    LATER = "later"  # it surely does not have it, and may take it another time
    REFUSED = "refused"  # it surely does not have it and never will
    UNSURE = "unsure"  # the mail went out whole and no answer came


UNSENT = (DeliveryState.QUEUED, DeliveryState.SENDING)
IN_APP = (
    MessageKind.CASE_RECEIVED,
    MessageKind.CASE_RETURNED,
    MessageKind.CASE_VERIFIED,
    MessageKind.CASE_RESTORED,
    MessageKind.AMOUNTS_READ,
    MessageKind.APPEAL_READ,
    MessageKind.APPEAL_RESTED,
    MessageKind.READING_ASKED,
    MessageKind.DEADLINE_REMINDER,
    MessageKind.DATE_UNANSWERED,
    MessageKind.DEADLINES_MOVED,
    MessageKind.CASE_INVITATION,
    MessageKind.INVITATION_ACCEPTED,
    MessageKind.MEMBER_INVITATION,
    MessageKind.ASSOCIATION_DECIDED,
    MessageKind.COPY_READY,
    MessageKind.DOSSIER_READY,
    MessageKind.SURGE_SEEN,
    MessageKind.SURGE_NEAR,
    MessageKind.ERASURE_ASKED,
    MessageKind.KEPT_TOO_LONG,
    MessageKind.CASE_ERASED,
    MessageKind.ABUSE_DECIDED,
    MessageKind.BARRED,
    MessageKind.BAR_ANSWERED,
    MessageKind.CAMPAIGN_MET,
    MessageKind.CAMPAIGN_UPDATE,
    MessageKind.CAMPAIGN_DAY,
)
# Rows of these are forgotten once they cannot be of use any more.
SHORT_LIVED = (MessageKind.SIGN_IN_CODE, MessageKind.ERASURE_DONE)

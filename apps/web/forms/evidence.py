"""What a seller says about the files they add to a case."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.marketplaces.enums import EVIDENCE_KINDS
from apps.web.forms.choices import Groups, grouped
from apps.web.forms.steps import Choice

# Beside what the vault takes: names that phones and desktops give them, so that the right files can be picked.
ACCEPT = "image/*,application/pdf,message/rfc822,.eml,text/plain,.txt,text/csv,.csv,.xlsx,.docx"

KIND_GROUPS: Groups = (
    (
        _("From the platform"),
        "suspension_notice platform_email account_health_screenshot chat_or_call_log video_verification terms_version",
    ),
    (
        _("Money and stock"),
        "balance_screenshot settlement_report transaction_report deferred_report inventory_report removal_report "
        "bank_statement",
    ),
    (
        _("Goods and supply"),
        "invoice loa trademark_certificate product_photos test_report shipping_proof",
    ),
    (_("Who you are"), "business_licence identity_document utility_bill"),
    (_("Appeals and courts"), "poa appeal_receipt appeal_reply court_paper"),
    (_("What others say"), "news_article witness_statement"),
)
KIND_MEANS = {
    "suspension_notice": _("The message that announced it: mail, screenshot or letter."),
    "platform_email": _("Saved as .eml, so that its sender, its dates and its way can be read."),
    "account_health_screenshot": _("The whole page as it stood, with its date in sight."),
    "balance_screenshot": _("What the platform said it held, and on which day."),
    "settlement_report": _("The file for a payment period, not a picture of it."),
    "transaction_report": _("All movements between two dates, as a file."),
    "deferred_report": _("Money that was announced but is kept back until delivery."),
    "inventory_report": _("Your stock in the platform's warehouses, as exported."),
    "removal_report": _("What was sent back or destroyed, and when."),
    "invoice": _("From your supplier: both names, quantities and dates readable."),
    "loa": _("The brand owner's letter that lets you sell."),
    "trademark_certificate": _("The certificate, or the receipt of the application, with its number."),
    "product_photos": _("Goods, labels and packaging as they are."),
    "business_licence": _("As registered, its number readable."),
    "identity_document": _("Only what was asked for; cover the rest in the copy that others get."),
    "utility_bill": _("With name, address and a recent date."),
    "bank_statement": _("The payments in question; cover the rest in the copy that others get."),
    "shipping_proof": _("Tracking, delivery or customs papers."),
    "test_report": _("From a laboratory, with model and date."),
    "poa": _("Exactly as you sent it."),
    "appeal_receipt": _("The page or mail that says it arrived."),
    "appeal_reply": _("Every answer, the automatic ones too."),
    "chat_or_call_log": _("The saved chat, or your notes of a call with day and name."),
    "video_verification": _("Invitation, day and result of the video call."),
    "terms_version": _("The agreement as it read on that day."),
    "court_paper": _("What was filed, ordered or awarded."),
    "news_article": _("Saved as PDF, with its address and its date."),
    "witness_statement": _("Somebody's own words, signed and dated."),
}


class EvidenceForm(forms.Form):
    """Of which kind the chosen files are. The files themselves are read by the view, one by one."""

    kind = Choice(label=_("What it is"), error_messages={"required": _("Choose what kind of evidence this is.")})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = grouped(EVIDENCE_KINDS, KIND_GROUPS)  # type: ignore[attr-defined]

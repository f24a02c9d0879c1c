"""What erasing and retention do to one case."""

from datetime import datetime

from django.db.models import Q, QuerySet

from apps.accounts.models import User
from apps.associations.models import CaseNote
from apps.cases.actions import discard_draft
from apps.cases.actions.search import forget_case_terms
from apps.cases.models import (
    AccountTerms,
    Appeal,
    AppealAnswer,
    AppealLimit,
    AppealReading,
    AppealVersion,
    Case,
    CaseMail,
    EventRemark,
    IdentityAsk,
    SellerAccount,
)
from apps.core.four_eyes import AskState
from apps.deadlines.models import Deadline
from apps.dossiers.actions import discard_dossiers
from apps.evidence.actions import discard_file
from apps.incidents.models import NoticeMarks
from apps.losses.models import LineVerdict, ReportImport
from apps.privacy.actions.blanks import emptied

NAMED = {"store_name": "", "merchant_token": "", "store_url": ""}


def empty_case(*, case: Case, by: User | None, now: datetime) -> None:
    """Of one case, take out what names its seller, in the caller's transaction; facts and numbers stay. Twice is as
    once."""
    discard_draft(case=case, by=by, now=now)
    discard_dossiers(cases=[case], by=by, now=now)
    files = [entry.file for entry in case.files.select_related("file")]
    files += [report.file for report in ReportImport.objects.filter(ledger=case.ledger).select_related("file")]
    for file in files:
        discard_file(file=file, by=by, now=now)
        type(file).objects.filter(pk=file.pk).update(**emptied(type(file), {"name": ""}))
    ReportImport.objects.filter(ledger=case.ledger).update(**emptied(ReportImport, {"facts": ""}))
    EventRemark.objects.filter(event__case=case).delete()
    forget_case_terms(case=case)
    _empty_appeals(case)
    CaseMail.objects.filter(entry__case=case).delete()
    Deadline.objects.filter(docket__case=case).update(**emptied(Deadline, {"label": ""}))
    Case.objects.filter(pk=case.pk).update(**emptied(Case, {"notice_text": "", "narrative": ""}))
    NoticeMarks.objects.filter(case=case).delete()
    CaseNote.objects.filter(case=case).update(**emptied(CaseNote, {"text": ""}))
    LineVerdict.objects.filter(line__ledger=case.ledger).update(**emptied(LineVerdict, {"reason": ""}))
    asks = IdentityAsk.objects.filter(Q(case=case) | Q(beside=case))
    asks.update(**emptied(IdentityAsk, {"words": "", "answer": ""}))
    _empty_account(case)


def _empty_appeals(case: Case) -> None:
    """What was written and answered goes; that there was an appeal, when and how it ended, stays."""
    Appeal.objects.filter(case=case).update(**emptied(Appeal, {"text": "", "platform_reference": ""}))
    AppealVersion.objects.filter(appeal__case=case).update(**emptied(AppealVersion, {"text": ""}))
    AppealReading.objects.filter(appeal__case=case).update(**emptied(AppealReading, {"words": ""}))
    AppealAnswer.objects.filter(appeal__case=case).update(**emptied(AppealAnswer, {"words": ""}))
    AppealLimit.objects.filter(case=case).update(**emptied(AppealLimit, {"words": ""}))


def _empty_account(case: Case) -> None:
    """The account goes with its last case that is not empty yet."""
    if case.account and not others_in_use(case).filter(account=case.account).exists():
        AccountTerms.objects.filter(account=case.account).delete()
        SellerAccount.objects.filter(pk=case.account.pk).update(**emptied(SellerAccount, NAMED))


def others_in_use(case: Case) -> QuerySet[Case]:
    """Other cases that are not empty."""
    gone = Q(announcements__emptied_at__isnull=False) | Q(erasures__state=AskState.ALLOWED)
    return Case.objects.exclude(pk=case.pk).exclude(pk__in=Case.objects.filter(gone).values("pk"))

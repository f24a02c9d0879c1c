"""Tables of the case: sellers and accounts, who are one, case, draft, timeline, files, appeals, who may read it."""

from apps.cases.models.appeals import (
    Appeal,
    AppealAnswer,
    AppealFile,
    AppealLimit,
    AppealReading,
    AppealVersion,
)
from apps.cases.models.asks import IdentityAsk
from apps.cases.models.cases import Case, CaseFile
from apps.cases.models.circles import Circle, CircleGrant, CircleReader
from apps.cases.models.claims import Claim
from apps.cases.models.clusters import ClusterMember, PairEvent, SellerKeys, SellerPair
from apps.cases.models.drafts import Draft
from apps.cases.models.events import CaseEvent, EventRemark
from apps.cases.models.grants import CaseGrant, CaseInvitation, CaseOpening
from apps.cases.models.mails import CaseMail
from apps.cases.models.search import AccountTerms, CaseTerms
from apps.cases.models.sellers import Seller, SellerAccount
from apps.cases.models.views import SavedView

__all__ = [
    "AccountTerms",
    "Appeal",
    "AppealAnswer",
    "AppealFile",
    "AppealLimit",
    "AppealReading",
    "AppealVersion",
    "Case",
    "CaseEvent",
    "CaseFile",
    "CaseGrant",
    "CaseInvitation",
    "CaseMail",
    "CaseOpening",
    "CaseTerms",
    "Circle",
    "CircleGrant",
    "CircleReader",
    "Claim",
    "ClusterMember",
    "Draft",
    "EventRemark",
    "IdentityAsk",
    "PairEvent",
    "SavedView",
    "Seller",
    "SellerAccount",
    "SellerKeys",
    "SellerPair",
]

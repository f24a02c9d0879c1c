"""What a case tells its docket: which events its notice and its steps are, and what its dates depend on."""

from collections.abc import Collection

from apps.cases.enums import EventKind
from apps.deadlines.rules import Subject
from apps.marketplaces.enums import MARKETPLACES, Marketplace

_EUROZONE = ("AT", "BE", "BG", "CY", "DE", "EE", "ES", "FI", "FR", "GR", "HR", "IE", "IT", "LT", "LU", "LV", "MT", "NL")
EU = frozenset((*_EUROZONE, "PT", "SI", "SK", "CZ", "DK", "HU", "PL", "RO", "SE"))

# One notice can be several events to the rules of platforms and laws; those nothing counts from have no effect.
_DECISION = ("informed_of_decision", "enforcement_decision", "restriction_imposed", "penalty_date", "sanction_imposed")
_NOTICE_MEANS: dict[str, tuple[str, ...]] = {
    "account_suspension": ("deactivation_notice", "deactivation_date", "suspension_notice", *_DECISION),
    "account_restricted": ("account_limited", *_DECISION),
    "account_at_risk": ("pre_deactivation_notice",),
    "account_under_review": ("review_started",),
    "account_termination": ("account_terminated", *_DECISION),
    "verification_failed": ("verification_request",),
    "listing_removal": _DECISION,
    "listing_suppressed": _DECISION,
    "brand_removal": ("brand_removal_notice",),
    "brand_registration_refused": ("brand_application_rejected",),
    "funds_withheld": ("deactivation_notice", "account_limited", "suspension_notice", "restriction_imposed"),
    "inventory_removal": ("required_removal_notice",),
    "court_freeze": ("tro_entered",),
    "penalty": ("penalty_date", "sanction_imposed"),
    "order_claim": ("atoz_decision",),
}
NOTICE_EVENTS = tuple(dict.fromkeys(kind for kinds in _NOTICE_MEANS.values() for kind in kinds))

_STEP_MEANS: dict[EventKind, str] = {
    EventKind.APPEAL: "appeal_submitted",
    EventKind.REJECT: "first_internal_appeal_outcome",
    EventKind.MEDIATE: "mediation_requested",
}
APPEAL_EVENTS = ("appeal_submitted", "first_internal_appeal_outcome", "first_appeal_rejected")
_APPEALS = (
    "amz.poa_17d",
    "amz.poa_soft_72h",
    "amz.appeal_entry_14d",
    "amz.ahr_72h",
    "amz.atoz_appeal_30d",
    "amz.eu_internal_appeal_6m_2025",
    "eu.dsa_20",
    "tiktok.appeal_30d",
    "tiktok.appeal2_15d",
    "aliexpress.appeal_7d",
)
_FIRST_ANSWERS = ("amz.appeal_reply_2d", "amz.brand_appeal_reply_3_5bd")
_STEP_MEETS: dict[EventKind, tuple[str, ...]] = {
    EventKind.APPEAL: _APPEALS,
    EventKind.MORE_INFO: _FIRST_ANSWERS,
    EventKind.REJECT: (*_FIRST_ANSWERS, "amz.review_90d"),
    EventKind.MEDIATE: ("amz.eu_mediation_6m", "amz.eu_mediation_6m_2025"),
}
_HELD_MEANS = {
    "withheld_balance": "funds_withheld",
    "account_reserve": "funds_withheld",
    "deferred_transactions": "funds_withheld",
    "fba_stock": "inventory_held",
    "reserved_stock": "inventory_held",
    "stranded_stock": "inventory_held",
}


def notice_events(case_type: str) -> tuple[str, ...]:
    """The events of apps.deadlines that the notice of such a case is; none where only the notice itself says more."""
    return _NOTICE_MEANS.get(case_type, ())


def event_of_step(name: EventKind) -> str:
    """The event of apps.deadlines that a step of the case is; empty for the others."""
    return _STEP_MEANS.get(name, "")


def rules_met_by(name: EventKind) -> tuple[str, ...]:
    """The dates that a step of the case meets, by their rules."""
    return _STEP_MEETS.get(name, ())


def docket_subject(
    *, platform: str, marketplace: str, country: str, case_type: str, held: Collection[str], seller_zone: str
) -> Subject:
    """What the dates of a case depend on. `held` are loss components: what is held has time limits too."""
    store = MARKETPLACES.get(marketplace)
    place = store.country if isinstance(store, Marketplace) else country
    also = [_HELD_MEANS[component] for component in held if component in _HELD_MEANS]
    return Subject(
        platform=platform,
        case_types=tuple(dict.fromkeys([case_type, *sorted(also)])),
        jurisdictions=jurisdictions_of(place),
        platform_zone=store.zone if isinstance(store, Marketplace) else "",
        seller_zone=seller_zone,
    )


def jurisdictions_of(country: str) -> tuple[str, ...]:
    """Whose rules hold in a country (ISO 3166), as far as there are any in the packs."""
    if country == "DE":
        return "EU", "DE"
    if country in EU:
        return ("EU",)
    return {"US": ("US",), "GB": ("UK",), "CN": ("CN",)}.get(country, ())

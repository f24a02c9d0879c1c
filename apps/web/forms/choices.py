"""Long lists in an order a person can find their way in: grouped, the likely first."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from babel.dates import get_timezone_location
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.core.clock import is_zone
from apps.core.money import currency_choices, locale_of
from apps.marketplaces.enums import (
    ALLEGATIONS,
    CASE_TYPES,
    MARKETPLACES,
    PLATFORMS,
    Marketplace,
    Terms,
    marketplaces_of,
)

Choices = list[tuple[str, str]]
Grouped = list[tuple[str, Choices]]
Groups = Sequence[tuple[str | Promise, str]]

CASE_TYPE_GROUPS: Groups = (
    (
        _("Account"),
        "account_suspension account_termination account_restricted account_at_risk account_under_review "
        "verification_failed",
    ),
    (_("Money"), "funds_withheld penalty court_freeze order_claim"),
    (_("Stock"), "inventory_held inventory_removal inventory_loss"),
    (
        _("Listings and brands"),
        "listing_removal listing_suppressed brand_removal brand_registration_refused ip_complaint",
    ),
    (_("Other"), "policy_change"),
)
ALLEGATION_GROUPS: Groups = (
    (_("No reason, or a fault"), "none_stated system_error"),
    (
        _("Account and identity"),
        "related_accounts verification_failed high_risk_account section_3 account_abuse catalog_or_support_abuse "
        "forged_documents sanctions_review",
    ),
    (
        _("Orders, reviews, ranking"),
        "fake_orders_fraud review_manipulation sales_rank_manipulation variation_abuse deceptive_fraudulent_illegal "
        "price_gouging",
    ),
    (
        _("Goods and supply"),
        "inauthentic counterfeit unverifiable_supply_chain condition_used_as_new restricted_product product_safety "
        "drop_shipping",
    ),
    (_("Brands and rights"), "trademark copyright patent brand_abuse brand_owner_mismatch"),
    (_("Performance and shipping"), "performance_metrics shipping_quality"),
    (_("Tax and law"), "tax_or_vat inform_act epr_gpsr"),
)
CHOOSE: tuple[str, Promise] = ("", _("Please choose"))

# Notices are dated in Beijing or on the US west coast more often than anywhere else.
FIRST_ZONES: tuple[tuple[str, str | Promise], ...] = (
    ("Asia/Shanghai", _("Beijing time")),
    ("America/Los_Angeles", _("US Pacific time")),
)
OTHER_ZONES = """
UTC America/New_York America/Chicago America/Denver America/Mexico_City America/Sao_Paulo Europe/London Europe/Berlin
Europe/Paris Europe/Rome Europe/Madrid Europe/Amsterdam Europe/Stockholm Europe/Warsaw Europe/Istanbul Europe/Moscow
Asia/Riyadh Asia/Dubai Africa/Cairo Africa/Johannesburg Asia/Kolkata Asia/Hong_Kong Asia/Taipei Asia/Singapore
Asia/Tokyo Asia/Seoul Australia/Sydney
"""


def grouped(terms: Terms, groups: Groups) -> list[object]:
    """Choices of a select with groups, in the reader's language."""
    return [CHOOSE, *((name, [(code, terms.label(code)) for code in codes.split()]) for name, codes in groups)]


def case_types() -> list[object]:
    return grouped(CASE_TYPES, CASE_TYPE_GROUPS)


def allegations() -> list[object]:
    return grouped(ALLEGATIONS, ALLEGATION_GROUPS)


def platforms() -> list[object]:
    return [CHOOSE, *PLATFORMS.choices()]


def marketplaces(platform: str) -> list[object]:
    """The marketplaces of a platform; of every platform that has a list, by platform, while none is chosen."""
    if chosen := marketplaces_of(platform):
        return [CHOOSE, *((place.code, place.label()) for place in chosen)]
    listed = {code: marketplaces_of(code) for code in PLATFORMS}
    return [
        CHOOSE,
        *(
            (PLATFORMS.label(code), [(place.code, place.label()) for place in places])
            for code, places in listed.items()
            if places
        ),
    ]


def currency_of(marketplace: str) -> str:
    """The currency a marketplace pays in; empty when the marketplace is not known."""
    place = MARKETPLACES.get(marketplace)
    return place.currency if isinstance(place, Marketplace) else ""


def currencies(first: str) -> Choices:
    """Currencies, `first` and the yuan and the dollar in front."""
    names = dict(currency_choices())
    front = [code for code in dict.fromkeys((first, "USD", "CNY")) if code in names]
    return [(code, names[code]) for code in [*front, *(code for code in names if code not in front)]]


def zones(also: Iterable[str]) -> Choices:
    """Time zones by their cities, Beijing and Los Angeles first, then `also`, such as the reader's own."""
    front = [(name, str(label)) for name, label in FIRST_ZONES]
    known = {name for name, _label in front}
    rest = [name for name in dict.fromkeys([*also, *OTHER_ZONES.split()]) if name not in known and is_zone(name)]
    return [*front, *((name, zone_label(name)) for name in rest)]


def zone_label(name: str) -> str:
    """A zone by its city in the reader's language."""
    if name in dict(FIRST_ZONES):
        return str(dict(FIRST_ZONES)[name])
    if name == "UTC":
        return gettext("UTC (world time)")
    return _city(name, str(locale_of()))


@lru_cache(maxsize=1024)
def _city(zone: str, locale: str) -> str:
    return str(get_timezone_location(zone, locale=locale, return_city=True))

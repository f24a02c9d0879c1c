"""Marketplaces by the names that reports give them."""

from functools import lru_cache

from apps.marketplaces.enums import MARKETPLACES, Marketplace


@lru_cache(maxsize=1)
def _by_domain() -> dict[str, Marketplace]:
    return {place.domain: place for place in MARKETPLACES.values() if isinstance(place, Marketplace)}


def marketplace_named(name: str) -> str:
    """Our code for `amazon.co.uk` or `Amazon.ca`; empty for a name we do not know."""
    place = _by_domain().get(name.strip().casefold())
    return place.code if place else ""


def marketplace_of_currency(currency: str) -> str:
    """The one Amazon marketplace with this currency; empty where there are none or several."""
    places = [
        place.code for place in _by_domain().values() if place.platform == "amazon" and place.currency == currency
    ]
    return places[0] if len(places) == 1 else ""


def currency_at(name: str) -> str:
    """The currency of the marketplace of this name; empty for a name we do not know."""
    place = _by_domain().get(name.strip().casefold())
    return place.currency if place else ""

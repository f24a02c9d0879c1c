"""Exact keys in the form in which two sellers are compared."""

import pytest

from apps.cases.rules import is_credit_code
from apps.cases.rules.clusters import clusters_of
from apps.cases.rules.keys import store_link, token_in_link

ONE_STORE = "amazon:a2q3y263d00kwc"


@pytest.mark.parametrize(
    ("platform", "url", "same_as"),
    [
        ("amazon", "https://www.amazon.com/sp?seller=A2Q3Y263D00KWC", ONE_STORE),
        ("amazon", "https://amazon.de/gp/aag/main?seller=a2q3y263d00kwc", ONE_STORE),
        ("amazon", "https://www.amazon.com/sp?seller=A2Q3Y263D00KWC#about", ONE_STORE),
        ("amazon", "https://www.amazon.com/sp?seller=A2Q3Y263D00KWC&me=A1OTHER", ONE_STORE),
        ("amazon", "amazon.de/sp?ie=UTF8&seller=A2Q3Y263D00KWC&isAmazonFulfilled=1", ONE_STORE),
        ("amazon", "https://www.amazon.co.jp/s?me=A2Q3Y263D00KWC&marketplaceID=A1VC38T7YXB528", ONE_STORE),
        ("ebay", "https://www.ebay.com/usr/Harbour-Lamp?_trksid=p2047", "ebay:harbour-lamp"),
        ("ebay", "https://www.ebay.de/str/harbour-lamp", "ebay:harbour-lamp"),
        ("walmart", "https://www.walmart.com/seller/101112?itemId=5", "walmart:101112"),
        ("aliexpress", "https://m.aliexpress.com/store/1102938?spm=a2g0o", "aliexpress:1102938"),
        ("shopify", "HTTPS://www.Harbour-Lamp.com/", "harbour-lamp.com"),
        ("shopify", "harbour-lamp.com?utm_source=x&ref=y", "harbour-lamp.com"),
        ("shopify", "//m.harbour-lamp.com//lamps/?b=2&a=1", "harbour-lamp.com/lamps?a=1&b=2"),
        ("shopify", "harbour-lamp.com/%E7%81%AF", "harbour-lamp.com/灯"),
        ("shopify", "   ", ""),
        ("shopify", "http://[broken", ""),
    ],
)
def test_a_store_link_has_one_form(platform: str, url: str, same_as: str) -> None:
    assert store_link(platform, url) == same_as


def test_a_link_of_amazon_carries_the_merchant_token() -> None:
    assert token_in_link("amazon", "https://www.amazon.com/sp?seller=a2q3y263d00kwc") == "A2Q3Y263D00KWC"
    assert token_in_link("amazon", "https://www.amazon.com/stores/HarbourLamp") == ""
    assert token_in_link("ebay", "https://www.ebay.com/usr/A2Q3Y263D00KWC") == ""


@pytest.mark.parametrize("code", ["91110000600037341L", "91330100799655058B", "9144030071526726XG"])
def test_a_credit_code_has_its_check_character(code: str) -> None:
    assert is_credit_code(code)


@pytest.mark.parametrize("code", ["91110000600037341M", "A1110000600037341L", "91310115MA1G4L1WXK"])
def test_a_wrong_credit_code_is_refused(code: str) -> None:
    assert not is_credit_code(code)


def test_a_chain_of_pairs_is_one_cluster_in_any_order() -> None:
    pairs = [(3, 4), (1, 2), (2, 3), (8, 9)]
    assert clusters_of(pairs) == clusters_of(reversed(pairs)) == {1: 1, 2: 1, 3: 1, 4: 1, 8: 8, 9: 8}

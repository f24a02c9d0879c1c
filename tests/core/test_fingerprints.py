"""The same seller gives the same fingerprint, and nobody without the key can make it."""

from base64 import urlsafe_b64encode
from collections.abc import Iterator

import pytest
from django.test import override_settings

from apps.core.fingerprints import fingerprint, normalise

KEY = "f1:" + urlsafe_b64encode(b"1" * 32).decode()
OTHER = "f2:" + urlsafe_b64encode(b"2" * 32).decode()


TYPED = ["A2EUQ1WTGCTBG2", " a2euq1wtgctbg2 ", "Ａ２ＥＵＱ１ＷＴＧＣＴＢＧ２", "A2EU\u202eQ1WT\u200bGCTBG2\0"]


@pytest.fixture(autouse=True)
def key() -> Iterator[None]:
    with override_settings(FINGERPRINT_KEYS=[KEY]):
        yield


@pytest.mark.parametrize("typed", TYPED)
def test_however_it_is_typed_it_is_the_same(typed: str) -> None:
    assert fingerprint("token", "amazon", typed) == fingerprint("token", "amazon", "A2EUQ1WTGCTBG2")


def test_kind_platform_and_identifier_are_kept_apart() -> None:
    found = {
        fingerprint(kind, platform, identifier)
        for kind in ("token", "store")
        for platform in ("amazon", "temu", "")
        for identifier in ("one", "two")
    }
    assert len(found) == 12
    assert fingerprint("a", "bc", "d") != fingerprint("ab", "c", "d")


@pytest.mark.parametrize("nothing", ["", " ", "\u200b\u202e", "\0\n"])
def test_nothing_has_no_fingerprint(nothing: str) -> None:
    assert fingerprint("token", "amazon", nothing) == ""


def test_it_names_its_key_and_depends_on_it() -> None:
    mine = fingerprint("token", "amazon", "one")
    with override_settings(FINGERPRINT_KEYS=[OTHER, KEY]):
        other = fingerprint("token", "amazon", "one")
    assert (mine[:3], other[:3], mine[3:] != other[3:], len(mine)) == ("f1:", "f2:", True, 67)


def test_normalising_twice_is_once() -> None:
    for text in ("Straße", "ﬁ", "İ", "Σς", "亚马逊 店铺"):
        assert normalise(normalise(text)) == normalise(text)
